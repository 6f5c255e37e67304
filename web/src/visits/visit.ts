// SPDX-License-Identifier: Apache-2.0
// A visit is one session of an alliance, as the server tells it (docs/protocol.md, Sessions).

import { fields, list, oneOf, orNull, text, truth, whole } from '../net/read';

/** Where a session stands as a whole; the machine is core/visit.h. */
export type VisitState = 'planned' | 'open' | 'ended' | 'cancelled' | 'lapsed';

/** Where one of them stands: not here, in the waiting room, in the room, or without a line. */
export type Presence = 'away' | 'waiting' | 'in' | 'dropped';

/** What became of a session for one of them; the rules are core/visit.h. */
export type Outcome = 'pending' | 'met' | 'came' | 'missed' | 'technical' | 'called_off';

/** The fact that decided it. */
export type OutcomeWhy =
  | 'not_over'
  | 'was_together'
  | 'waited'
  | 'device_trouble'
  | 'house_outage'
  | 'did_not_come'
  | 'was_called_off';

/** One of the two or three who belong to a session. */
export type Chair = {
  /** null: somebody invited who has not joined yet. */
  account: string | null;
  role: 'client' | 'therapist';
  presence: Presence;
  came: boolean;
  /** Before they met the others, a try to come in failed or the line dropped. */
  trouble: boolean;
  late_minutes: number;
  outcome: Outcome;
  outcome_why: OutcomeWhy;
};

/** How the two meet; chosen when planning, and either may do with less. */
export type Medium = 'video' | 'voice' | 'text';

/** What a person can do to a session. */
export type VisitEvent = 'arrive' | 'leave' | 'admit' | 'put_back' | 'end' | 'cancel' | 'trouble';

/** One session. `wall` in `zone` is what was agreed; `starts_ms` is the same instant in UTC. */
export type Visit = {
  id: string;
  alliance: string;
  /** Counts the alliance's sessions that took place; null before this one does. */
  number: number | null;
  wall: string;
  zone: string;
  starts_ms: number;
  minutes: number;
  medium: Medium;
  state: VisitState;
  /** The therapist's first. */
  chairs: Chair[];
  started_ms: number | null;
  ended_ms: number | null;
  /** How long the line was away; the end is later by it. */
  lost_ms: number;
  /** How much later than agreed the therapist says to begin. */
  delay_minutes: number;
  /** The therapist is in another session now. */
  therapist_elsewhere: boolean;
  /** The rule behind the last change, as the machine names it. */
  why: string;
  /** Of the alliance's newest event when this was so: a state with a smaller one is older. */
  seq: number;
};

/** What planning a session sends. `wall` is `2026-11-24T18:00` or `now`. */
export type VisitPlan = {
  alliance: string;
  wall: string;
  zone: string;
  minutes: number;
  medium: Medium;
};

/** Minutes a session may last; the server refuses anything else. */
export const MINUTES_MIN = 10;
/** The longest session the server takes. */
export const MINUTES_MAX = 180;

const STATES: readonly VisitState[] = ['planned', 'open', 'ended', 'cancelled', 'lapsed'];
const PRESENCES: readonly Presence[] = ['away', 'waiting', 'in', 'dropped'];
const OUTCOMES: readonly Outcome[] = [
  'pending',
  'met',
  'came',
  'missed',
  'technical',
  'called_off',
];
const OUTCOME_WHYS: readonly OutcomeWhy[] = [
  'not_over',
  'was_together',
  'waited',
  'device_trouble',
  'house_outage',
  'did_not_come',
  'was_called_off',
];
const ROLES = ['client', 'therapist'] as const;
const MEDIA: readonly Medium[] = ['video', 'voice', 'text'];

/** Reads a visit off the wire. Throws TypeError naming the first field that is not as agreed. */
export function parseVisit(value: unknown): Visit {
  const from = fields(value, 'visit');
  return {
    id: text(from, 'id'),
    alliance: text(from, 'alliance'),
    number: orNull(from, 'number', whole),
    wall: text(from, 'wall'),
    zone: text(from, 'zone'),
    starts_ms: whole(from, 'starts_ms'),
    minutes: whole(from, 'minutes'),
    medium: oneOf(from, 'medium', MEDIA),
    state: oneOf(from, 'state', STATES),
    chairs: list(from, 'chairs').map(parseChair),
    started_ms: orNull(from, 'started_ms', whole),
    ended_ms: orNull(from, 'ended_ms', whole),
    lost_ms: whole(from, 'lost_ms'),
    delay_minutes: whole(from, 'delay_minutes'),
    therapist_elsewhere: truth(from, 'therapist_elsewhere'),
    why: text(from, 'why'),
    seq: whole(from, 'seq'),
  };
}

function parseChair(value: unknown): Chair {
  const from = fields(value, 'chair');
  return {
    account: orNull(from, 'account', text),
    role: oneOf(from, 'role', ROLES),
    presence: oneOf(from, 'presence', PRESENCES),
    came: truth(from, 'came'),
    trouble: truth(from, 'trouble'),
    late_minutes: whole(from, 'late_minutes'),
    outcome: oneOf(from, 'outcome', OUTCOMES),
    outcome_why: oneOf(from, 'outcome_why', OUTCOME_WHYS),
  };
}

/** Reads `{visits: [visit]}`. Throws TypeError like parseVisit. */
export function parseVisits(value: unknown): Visit[] {
  return list(fields(value, 'answer'), 'visits').map(parseVisit);
}

/** The session can no longer change. */
export function isOver(visit: Visit): boolean {
  return visit.state === 'ended' || visit.state === 'cancelled' || visit.state === 'lapsed';
}

/** The chair of this account; null when it has none (yet). */
export function chairOf(visit: Visit, account: string): Chair | null {
  return visit.chairs.find((chair) => chair.account === account) ?? null;
}

/** Where this account stands. */
export function presenceOf(visit: Visit, account: string): Presence {
  return chairOf(visit, account)?.presence ?? 'away';
}

/** Where the therapist stands. */
export function therapistPresence(visit: Visit): Presence {
  return visit.chairs.find((chair) => chair.role === 'therapist')?.presence ?? 'away';
}

/** In the waiting room or in the room. */
export function isThere(presence: Presence): boolean {
  return presence === 'waiting' || presence === 'in';
}

/** Both are in the room: the only time at which a call between them may run. */
export function areTogether(visit: Visit, one: string, other: string): boolean {
  const inside = (account: string) => presenceOf(visit, account) === 'in';
  return visit.state === 'open' && inside(one) && inside(other);
}

/** The clients in the waiting room. */
export function whoWaits(visit: Visit): string[] {
  return visit.chairs.flatMap(({ account, role, presence }) =>
    account !== null && role === 'client' && presence === 'waiting' ? [account] : [],
  );
}

/** The session to show first: one that is open, else the one that starts soonest; null when none. */
export function nextVisit(visits: readonly Visit[], alliance?: string): Visit | null {
  let best: Visit | null = null;
  for (const visit of visits) {
    if (isOver(visit) || (alliance !== undefined && visit.alliance !== alliance)) continue;
    if (best === null || comesBefore(visit, best)) best = visit;
  }
  return best;
}

function comesBefore(a: Visit, b: Visit): boolean {
  if ((a.state === 'open') !== (b.state === 'open')) return a.state === 'open';
  return a.starts_ms < b.starts_ms;
}
