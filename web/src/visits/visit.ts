// SPDX-License-Identifier: Apache-2.0
// A visit is one session of an alliance, as the server tells it (docs/protocol.md, Sessions).

import { fields, list, oneOf, orNull, text, whole } from '../net/read';

/** Where a session stands as a whole; the machine is core/visit.h. */
export type VisitState = 'planned' | 'open' | 'ended' | 'cancelled' | 'lapsed';

/** Where one side stands: not here, in the waiting room, in the room. */
export type Presence = 'away' | 'waiting' | 'in';

/** How the two meet; chosen when planning, and either may do with less. */
export type Medium = 'video' | 'voice' | 'text';

/** What a person can do to a session. */
export type VisitEvent = 'arrive' | 'leave' | 'admit' | 'put_back' | 'end' | 'cancel';

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
  client_presence: Presence;
  therapist_presence: Presence;
  started_ms: number | null;
  ended_ms: number | null;
  /** How long the line was away; the end is later by it. */
  lost_ms: number;
  /** The rule behind the last change, as the machine names it. */
  why: string;
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
const PRESENCES: readonly Presence[] = ['away', 'waiting', 'in'];
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
    client_presence: oneOf(from, 'client_presence', PRESENCES),
    therapist_presence: oneOf(from, 'therapist_presence', PRESENCES),
    started_ms: orNull(from, 'started_ms', whole),
    ended_ms: orNull(from, 'ended_ms', whole),
    lost_ms: whole(from, 'lost_ms'),
    why: text(from, 'why'),
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

/** The presence of one side. */
export function presenceOf(visit: Visit, role: 'client' | 'therapist'): Presence {
  return role === 'client' ? visit.client_presence : visit.therapist_presence;
}

/** Both are in the room: the only time at which a call may run. */
export function bothIn(visit: Visit): boolean {
  return (
    visit.state === 'open' && visit.client_presence === 'in' && visit.therapist_presence === 'in'
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
