// SPDX-License-Identifier: Apache-2.0
// Everything the signed-in person may read, sealed as the server gives it: what an archive is made of.

import type { Me } from '../accounts/account';
import type { KnownAlliance } from '../alliances/alliances-model';
import type { Found, FoundAlliance, FoundAnswers, FoundSession } from '../archive/found';
import { type ChecksApi, createChecksApi } from '../checks/checks-api';
import { type ChatApi, createChatApi } from '../conversations/chat-api';
import { createGoalsApi, type GoalsApi } from '../goals/goals-api';
import type { Http } from '../net/http';
import { t } from '../ui/text';
import type { Visit } from '../visits/visit';
import { createVisitsApi, type VisitsApi } from '../visits/visits-api';
import { parseDays } from './days';

/** Whose, and where. */
export type EverythingDeps = {
  http: Http;
  me: Me;
  practice: string;
  alliances: readonly KnownAlliance[];
};

type Apis = { visits: VisitsApi; checks: ChecksApi; chat: ChatApi; goals: GoalsApi };

/** Reads it all, alliance by alliance; `going` throws when it is no longer wanted. */
export async function findEverything(deps: EverythingDeps, going: () => void): Promise<Found> {
  const { http, me } = deps;
  const apis = {
    visits: createVisitsApi(http),
    checks: createChecksApi(http),
    chat: createChatApi(http),
    goals: createGoalsApi(http),
  };
  // What a couple shares is released by both of them, or not at all.
  const joint = deps.alliances.filter((alliance) => alliance.kind === 'couple');
  const alliances: FoundAlliance[] = [];
  for (const alliance of deps.alliances)
    if (!joint.includes(alliance)) alliances.push(await findAlliance(apis, alliance, going));
  going();
  const { account, login, name, role } = me;
  return {
    practice: deps.practice,
    owner: { account, login, name, role },
    alliances,
    questions: await findQuestions(apis.checks),
    days: role === 'client' ? await findDays(http) : [],
    left_out: joint.map((alliance) => alliance.title),
  };
}

async function findAlliance(
  { visits, checks, chat, goals }: Apis,
  alliance: KnownAlliance,
  going: () => void,
): Promise<FoundAlliance> {
  const { id, kind, about, conversation, title, created_ms } = alliance;
  const { goals: wanted, tasks } = await goals.list(id);
  const given = await checks.list(id);
  const sessions: FoundSession[] = [];
  for (const visit of oldestFirst(await visits.list(id))) {
    going();
    const answers: FoundAnswers[] = given
      .filter((check) => check.visit === visit.id)
      .map(({ account, atMs, answers }) => ({ account, at_ms: atMs, ...answers }));
    const history = await chat.history(conversation, visit.id);
    sessions.push({
      ...sessionOf(visit),
      chat: history.map(({ object, at_ms, sender, sealed }) => ({
        id: object,
        at_ms,
        sender,
        sealed,
      })),
      answers,
    });
  }
  return {
    id,
    kind,
    about,
    conversation,
    title,
    created_ms,
    members: alliance.members.map(({ account, name, role, public_key }) => ({
      account,
      name,
      role,
      public_key,
    })),
    sessions,
    goals: wanted.map(({ alliance: _, ...goal }) => goal),
    tasks: tasks.map(({ alliance: _, ...task }) => task),
  };
}

function oldestFirst(visits: readonly Visit[]): Visit[] {
  return [...visits].sort((a, b) => a.starts_ms - b.starts_ms);
}

function sessionOf(visit: Visit): Omit<FoundSession, 'chat' | 'answers'> {
  const { id, number, wall, zone, starts_ms, minutes, medium, state, started_ms, ended_ms } = visit;
  return { id, number, wall, zone, starts_ms, minutes, medium, state, started_ms, ended_ms };
}

/** Questionnaire → item → what it asks. */
async function findQuestions(checks: ChecksApi): Promise<Found['questions']> {
  const all: Found['questions'] = {};
  for (const { id, questions } of await checks.questionnaires())
    if (id.startsWith('closing-'))
      all[id] = Object.fromEntries(questions.map((one) => [one.id, t(one.text)]));
  return all;
}

async function findDays(http: Http): Promise<Found['days']> {
  const all: Found['days'] = [];
  for (;;) {
    const last = all.at(-1);
    const days = parseDays(await http.get(`/api/days${last ? `?before=${last.day}` : ''}`));
    if (days.length === 0) return all;
    all.push(...days);
  }
}
