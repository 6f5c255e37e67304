// SPDX-License-Identifier: Apache-2.0
// The models of one signed-in person, wired to one another. They end with the login or when the keys
// are closed, and nothing of them is kept.

import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Me } from '../accounts/account';
import { createAlliancesApi } from '../alliances/alliances-api';
import { type AlliancesModel, createAlliancesModel } from '../alliances/alliances-model';
import { createLogsApi } from '../alliances/logs-api';
import { createLogsModel, type LogsModel } from '../alliances/logs-model';
import { type ChecksApi, createChecksApi } from '../checks/checks-api';
import { type CoursesModel, createCoursesModel } from '../checks/courses-model';
import { createRulesModel, type RulesModel } from '../checks/rules-model';
import { createChatApi } from '../conversations/chat-api';
import type { CoreClient } from '../core/core-types';
import { createGoalsApi } from '../goals/goals-api';
import { createGoalsModel, type GoalsModel } from '../goals/goals-model';
import type { Http } from '../net/http';
import { checkLaterScripts } from '../net/later-scripts';
import { createLive } from '../net/live';
import { createRecoveryApi } from '../recovery/recovery-api';
import { createRecoveryModel, type RecoveryModel } from '../recovery/recovery-model';
import { dayOf } from '../ui/time';
import { newId } from '../vault/boxes';
import type { Vault } from '../vault/vault';
import { startWaitingAlert } from '../visits/browser-alert';
import { createTries, type Tries } from '../visits/tries';
import { createVisitsApi } from '../visits/visits-api';
import { createVisitsModel, type VisitsModel } from '../visits/visits-model';
import type { WaitingAlert } from '../visits/waiting-alert';
import { createDaysModel, type DaysModel } from './days';
import type { LettersBook } from './letters-book';
import { newestMessage } from './newest-message';
import { sessionsOf } from './sessions';
import type { NewestMessage } from './today';

/** One signed-in person's house. */
export type Session = {
  account: string;
  me: Me;
  alliances: AlliancesModel;
  /** Whether this device still believes the house's logs. */
  logs: LogsModel;
  visits: VisitsModel;
  tries: Tries;
  /** How a therapist hears that somebody waits; null for clients. */
  alert: WaitingAlert | null;
  checks: ChecksApi;
  courses: CoursesModel;
  rules: RulesModel;
  goals: GoalsModel;
  days: DaysModel;
  recovery: RecoveryModel;
  /** Comes a moment after the first page; null until then. */
  letters: ReadonlySignal<LettersBook | null>;
  /** The newest thing the other wrote, as of the last `readNewest`; null when there is none. */
  newest: ReadonlySignal<NewestMessage | null>;
  /** Looks for it again. Without a line the page shows what it has. */
  readNewest(): Promise<void>;
  end(): void;
};

type SessionDeps = {
  http: Http;
  core: CoreClient;
  vault: Vault;
  shelf: Storage;
  now: () => number;
  me: Me;
};

/** How soon after news, and how often without, the house's logs are looked at. */
const LOGS_AFTER_MS = 1_500;
const LOGS_EVERY_MS = 5 * 60_000;

/** Makes the models and reads what the home pages show. */
export function createSession(deps: SessionDeps): Session {
  const { http, core, vault, now, me } = deps;
  const alliances = createAlliancesModel({
    api: createAlliancesApi(http),
    vault,
    live: () => createLive(`${location.origin.replace(/^http/, 'ws')}/live`),
    me: () => me.account,
    origin: location.origin,
    onSame: (accounts) => void logs.compared(accounts),
  });
  const logs = createLogsModel({
    api: createLogsApi(http),
    vault,
    members: () => alliances.alliances.value.flatMap((alliance) => alliance.members),
    again: alliances.load,
    seen: vault.headsSeen,
  });
  const visits = createVisitsModel({ api: createVisitsApi(http), alliances });
  const tries = createTries(deps.shelf, now);
  const alert = me.role === 'therapist' ? startWaitingAlert(visits.visits, deps.shelf) : null;
  const checks = createChecksApi(http);
  const courses = createCoursesModel({ api: checks, core, now });
  const rules = createRulesModel(core);
  const goals = createGoalsModel({
    api: createGoalsApi(http),
    seal: alliances.seal,
    unseal: alliances.unseal,
    members: (id) => alliances.find(id)?.members.map((member) => member.account) ?? [],
    onEvent: (kind, listener) => alliances.onEvent(kind, listener),
    newId,
  });
  const days = createDaysModel({
    http,
    today: () => dayOf(now()),
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  const recovery = createRecoveryModel({
    api: createRecoveryApi(http),
    vault,
    role: me.role,
    alliances: () => alliances.alliances.peek(),
  });
  const letters = signal<LettersBook | null>(null);
  let ended = false;
  async function openLetters(): Promise<void> {
    await checkLaterScripts();
    const { createLettersBook } = await import('./letters-book');
    if (ended || letters.peek() !== null) return;
    letters.value = createLettersBook({ me: me.account, alliances, http, core, vault });
  }
  const newest = signal<NewestMessage | null>(null);
  const chat = createChatApi(http);

  const course = (alliance: string) =>
    void courses.load(alliance, sessionsOf(visits.visits.peek(), alliance));
  const told = new Map<string, string>();
  let looking: ReturnType<typeof setTimeout> | undefined;
  const lookAtLogs = (inMs: number) => {
    clearTimeout(looking);
    looking = setTimeout(() => void logs.check(), inMs);
  };
  const steadily = setInterval(() => lookAtLogs(0), LOGS_EVERY_MS);
  const reading = new Set<string>();
  const stops = [
    effect(() => {
      // At once, and again when the line is back.
      if (letters.value === null && alliances.line.value !== 'waiting')
        void openLetters().catch(() => undefined);
    }),
    // What clients showed of their journals stands on a therapist's pages.
    effect(() => {
      const book = letters.value;
      if (book === null || me.role !== 'therapist') return;
      for (const { id, kind, canRead } of alliances.alliances.value) {
        if (kind !== 'pair' || !canRead || reading.has(id)) continue;
        reading.add(id);
        void book.papers.load(id);
      }
    }),
    effect(() => {
      const first = alliances.people.value[0];
      if (me.role === 'client' && first !== undefined)
        void letters.value?.of(first.id)?.model.load();
    }),
    // A new record, or one with a new secret, is sealed to the recovery key as well.
    effect(() => {
      if (alliances.state.value.kind !== 'ready' || alliances.alliances.value.length === 0) return;
      void (recovery.recovery.peek() === null ? recovery.load() : recovery.grant());
    }),
    () => {
      clearTimeout(looking);
      clearInterval(steadily);
    },
    // Whoever is new has a key to be looked for; what they write says what they have seen.
    effect(() => {
      if (alliances.state.value.kind === 'ready' && alliances.alliances.value.length >= 0)
        lookAtLogs(LOGS_AFTER_MS);
    }),
    alliances.onEvent('message', () => lookAtLogs(LOGS_AFTER_MS)),
    alliances.onEvent('closing', course),
    // A try to come in that failed is told as soon as there is a line.
    effect(() => {
      if (alliances.line.value === 'open') void tries.tell(visits.trouble);
    }),
    // A course is read again when the sessions it rests on change.
    effect(() => {
      const all = visits.visits.value;
      if (visits.state.value.kind !== 'ready') return;
      for (const { id } of alliances.people.value) {
        const held = JSON.stringify(sessionsOf(all, id));
        if (told.get(id) === held) continue;
        told.set(id, held);
        course(id);
      }
    }),
  ];
  void alliances.load();
  void visits.load();
  if (me.role === 'client') void days.load();

  return {
    account: me.account,
    me,
    alliances,
    logs,
    visits,
    tries,
    alert,
    checks,
    courses,
    rules,
    goals,
    days,
    recovery,
    letters,
    newest,
    async readNewest() {
      const first = alliances.people.peek()[0];
      if (first === undefined) return;
      try {
        newest.value = await newestMessage({ chat, alliances }, first, visits.visits.peek());
      } catch {
        // No line.
      }
    },
    end() {
      for (const stop of stops) stop();
      alert?.stop();
      ended = true;
      letters.value?.end();
      alliances.forget();
      courses.forget();
      rules.forget();
      goals.forget();
      newest.value = null;
    },
  };
}
