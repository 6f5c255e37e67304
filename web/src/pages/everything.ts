// SPDX-License-Identifier: Apache-2.0
// Everything the signed-in person may read, sealed as the server gives it: what an archive is made of.

import type { Me } from '../accounts/account';
import type { Alliance } from '../alliances/alliance';
import type { KnownAlliance } from '../alliances/alliances-model';
import type { Found, FoundAlliance, FoundMessage, FoundSession } from '../archive/found';
import type { Check } from '../checks/check';
import { type ChecksApi, createChecksApi } from '../checks/checks-api';
import type { Questionnaire } from '../checks/questionnaire';
import type { StoredMessage } from '../conversations/chat';
import { type ChatApi, createChatApi } from '../conversations/chat-api';
import { createLettersApi, type LettersApi } from '../conversations/letters-api';
import type { Goal, Task } from '../goals/goal';
import { createGoalsApi, type GoalsApi } from '../goals/goals-api';
import type { Http } from '../net/http';
import { checkPage, type RecordPage } from '../records/record';
import { lineInWords } from '../records/record-words';
import { createRecordsApi } from '../records/records-api';
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
  /** Joint spaces everybody of them has released. */
  released: ReadonlySet<string>;
};

type Apis = {
  letters: LettersApi;
  visits: VisitsApi;
  checks: ChecksApi;
  chat: ChatApi;
  goals: GoalsApi;
};

/** Reads it all, alliance by alliance; `going` throws when it is no longer wanted. */
export async function findEverything(deps: EverythingDeps, going: () => void): Promise<Found> {
  const { http, me } = deps;
  const apis = {
    letters: createLettersApi(http),
    visits: createVisitsApi(http),
    checks: createChecksApi(http),
    chat: createChatApi(http),
    goals: createGoalsApi(http),
  };
  // What a couple shares is released by both of them, or not at all.
  const joint = deps.alliances.filter(
    ({ kind, id }) => kind === 'couple' && !deps.released.has(id),
  );
  const alliances: FoundAlliance[] = [];
  for (const alliance of deps.alliances)
    if (!joint.includes(alliance)) alliances.push(await findAlliance(apis, alliance, going));
  going();
  const { account, login, name, role } = me;
  return {
    practice: deps.practice,
    owner: { account, login, name, role },
    alliances,
    questions: questionsOf(await apis.checks.questionnaires()),
    days: role === 'client' ? await findDays(http) : [],
    access: await findAccess(http, account, going),
    left_out: joint.map((alliance) => alliance.title),
  };
}

async function findAlliance(
  { letters, visits, checks, chat, goals }: Apis,
  alliance: KnownAlliance,
  going: () => void,
): Promise<FoundAlliance> {
  const { id, conversation } = alliance;
  const parts = {
    alliance,
    ...(await goals.list(id)),
    checks: await checks.list(id),
    visits: await visits.list(id),
    chat: new Map<string, StoredMessage[]>(),
    letters: await findLetters(letters, conversation),
  };
  for (const visit of parts.visits) {
    going();
    parts.chat.set(visit.id, await chat.history(conversation, visit.id));
  }
  return allianceOf(parts);
}

/** What was written outside of sessions, page by page, oldest first. */
async function findLetters(api: LettersApi, conversation: string): Promise<StoredMessage[]> {
  const all: StoredMessage[] = [];
  for (;;) {
    const { messages, more } = await api.after(conversation, all.at(-1)?.seq ?? 0);
    all.push(...messages);
    if (!more || messages.length === 0) return all;
  }
}

/** What is known of an alliance, as its members are told. */
export type AllianceParts = {
  alliance: Alliance & { title: string };
  goals: readonly Goal[];
  tasks: readonly Task[];
  checks: readonly Check[];
  visits: readonly Visit[];
  /** By session. */
  chat: ReadonlyMap<string, readonly StoredMessage[]>;
  letters: readonly StoredMessage[];
};

/** One alliance, for an archive. */
export function allianceOf(parts: AllianceParts): FoundAlliance {
  const { id, kind, about, conversation, title, created_ms, members } = parts.alliance;
  return {
    id,
    kind,
    about,
    conversation,
    title,
    created_ms,
    members: members.map(({ account, name, role, public_key, former_keys }) => ({
      account,
      name,
      role,
      public_key,
      former_keys: former_keys.map((one) => one.public_key),
    })),
    letters: parts.letters.map(messageOf),
    sessions: oldestFirst(parts.visits).map((visit) => ({
      ...sessionOf(visit),
      chat: (parts.chat.get(visit.id) ?? []).map(messageOf),
      answers: parts.checks
        .filter((check) => check.visit === visit.id)
        .map(({ account, atMs, answers }) => ({ account, at_ms: atMs, ...answers })),
    })),
    goals: parts.goals.map(({ alliance: _, ...goal }) => goal),
    tasks: parts.tasks.map(({ alliance: _, ...task }) => task),
  };
}

function messageOf({ object, at_ms, sender, sealed }: StoredMessage): FoundMessage {
  return { id: object, at_ms, sender, sealed };
}

function oldestFirst(visits: readonly Visit[]): Visit[] {
  return [...visits].sort((a, b) => a.starts_ms - b.starts_ms);
}

function sessionOf(visit: Visit): Omit<FoundSession, 'chat' | 'answers'> {
  const { id, number, wall, zone, starts_ms, minutes, medium, state, started_ms, ended_ms } = visit;
  return { id, number, wall, zone, starts_ms, minutes, medium, state, started_ms, ended_ms };
}

/** Questionnaire → item → what it asks. */
export function questionsOf(questionnaires: readonly Questionnaire[]): Found['questions'] {
  const all: Found['questions'] = {};
  for (const { id, questions } of questionnaires)
    if (id.startsWith('closing-'))
      all[id] = Object.fromEntries(questions.map((one) => [one.id, t(one.text)]));
  return all;
}

/** The whole list of who opened my record, each line checked on this device. */
async function findAccess(http: Http, me: string, going: () => void): Promise<Found['access']> {
  const api = createRecordsApi(http);
  const all: Found['access'] = [];
  let before: number | null = null;
  for (;;) {
    going();
    const page: RecordPage = await api.page(before);
    const lines = await checkPage(page, me);
    for (const line of lines) {
      const { at_ms, action, outcome, check } = line;
      all.push({ at_ms, action, outcome, check, sentence: lineInWords(line) });
    }
    before = lines.at(-1)?.seq ?? null;
    if (!page.more || before === null) return all;
  }
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
