// SPDX-License-Identifier: Apache-2.0
// All sessions of the signed-in person: the list, planning, what a person does to one, and news from
// the live socket. Truth is on the server; this only keeps the newest of what it said.

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { AlliancesModel } from '../alliances/alliances-model';
import type { LiveEvent } from '../net/live';
import type { Gap } from './gap-report';
import { nextVisit, parseVisit, type Visit, type VisitEvent, type VisitPlan } from './visit';
import type { VisitsApi } from './visits-api';

/** Where the list stands. While it loads again, the last list stays visible. */
export type VisitsState =
  | { kind: 'loading' }
  | { kind: 'ready' }
  | { kind: 'failed'; error: unknown };

/** State and actions of all sessions. */
export interface VisitsModel {
  readonly state: ReadonlySignal<VisitsState>;
  /** Newest start first. */
  readonly visits: ReadonlySignal<Visit[]>;
  /** The one session to show first; null when none is planned. */
  readonly next: ReadonlySignal<Visit | null>;
  /** The same, for one alliance. */
  nextOf(alliance: string): Visit | null;
  find(id: string): Visit | null;
  load(): Promise<void>;
  /** Reads one session again. Throws HttpError. */
  refresh(id: string): Promise<Visit>;
  /** Plans a session. Throws HttpError with the field that was refused. */
  plan(plan: VisitPlan): Promise<Visit>;
  /** Does something to a session. Throws HttpError 409 with the rule that forbids it. */
  act(id: string, event: VisitEvent, whom?: string): Promise<Visit>;
  /** A try to come in failed so long ago. Throws HttpError. */
  trouble(id: string, agoMs: number): Promise<Visit>;
  /** The therapist begins so many minutes later. Throws HttpError. */
  delay(id: string, minutes: number): Promise<Visit>;
  /** Tells when the line was away. Throws HttpError. */
  gaps(id: string, nowMs: number, gaps: readonly Gap[]): Promise<void>;
  /** Stops listening to news. */
  stop(): void;
}

/** Makes the model. When an alliance says that a session changed, it takes what it is now, or reads it again. */
export function createVisitsModel(deps: {
  api: VisitsApi;
  alliances: Pick<AlliancesModel, 'onEvent'>;
}): VisitsModel {
  const { api } = deps;
  const state = signal<VisitsState>({ kind: 'loading' });
  const visits = signal<Visit[]>([]);
  const next = computed(() => nextVisit(visits.value));
  const find = (id: string): Visit | null => visits.value.find((visit) => visit.id === id) ?? null;

  /** Of the two states of one session, the one that is not older. */
  function newer(visit: Visit): Visit {
    const known = find(visit.id);
    return known === null || visit.seq >= known.seq ? visit : known;
  }

  function take(visit: Visit): Visit {
    const others = visits.peek().filter((other) => other.id !== visit.id);
    visits.value = [...others, newer(visit)].sort(newestFirst);
    return visit;
  }

  const stop = deps.alliances.onEvent('visit', (_alliance, event) => {
    const now = nowOf(event);
    if (now !== null) take(now);
    // When the line breaks or the visit is gone, the next load says so. Stale is better than wrong.
    else api.get(event.object).then(take, () => {});
  });

  return {
    state,
    visits,
    next,
    nextOf: (alliance) => nextVisit(visits.value, alliance),
    find,
    async load() {
      const before = new Set(visits.peek().map(({ id }) => id));
      try {
        const list = await api.list();
        const listed = new Set(list.map(({ id }) => id));
        // Planned while the list was on its way.
        const since = visits.peek().filter(({ id }) => !listed.has(id) && !before.has(id));
        visits.value = [...list.map(newer), ...since].sort(newestFirst);
        state.value = { kind: 'ready' };
      } catch (error) {
        state.value = { kind: 'failed', error };
      }
    },
    refresh: (id) => api.get(id).then(take),
    plan: (plan) => api.plan(plan).then(take),
    act: (id, event, whom) => api.event(id, event, whom).then(take),
    trouble: (id, agoMs) => api.trouble(id, agoMs).then(take),
    delay: (id, minutes) => api.delay(id, minutes).then(take),
    gaps: (id, nowMs, gaps) => api.gaps(id, nowMs, gaps),
    stop,
  };
}

/** What the event says that its session is now; null when it says nothing we can read. */
function nowOf(event: LiveEvent): Visit | null {
  try {
    const now = event.now === undefined ? null : parseVisit(event.now);
    return now?.id === event.object ? now : null;
  } catch {
    return null;
  }
}

function newestFirst(a: Visit, b: Visit): number {
  return b.starts_ms - a.starts_ms || (a.id < b.id ? -1 : 1);
}
