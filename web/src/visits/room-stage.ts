// SPDX-License-Identifier: Apache-2.0
// Which of its rooms the page shows, from what the server says and what the person did. Pure.

import { bothIn, isOver, presenceOf, type Visit } from './visit';

/** Who is looking. */
export type Role = 'client' | 'therapist';

/** What the page shows. */
export type Stage =
  | { kind: 'loading' }
  /** The session cannot be read; nothing is known to have happened to it. */
  | { kind: 'failed'; error: unknown }
  /** Choose camera and microphone; nobody has been told anything yet. */
  | { kind: 'ready'; visit: Visit }
  /** Before the room: `early` until the doors open, `knock` when the client waits to be let in. */
  | { kind: 'waiting'; visit: Visit; early: boolean; knock: boolean }
  | { kind: 'room'; visit: Visit; knock: boolean }
  | { kind: 'over'; visit: Visit };

/** `entered`: the person pressed "Go in" here. `early`: the doors are still closed. */
export type Facts = {
  visit: Visit;
  role: Role;
  entered: boolean;
  early: boolean;
  /** What was shown before; a short absence from the server's list does not throw anyone out. */
  before: Stage['kind'];
};

/** The one room to show. */
export function stageOf({ visit, role, entered, early, before }: Facts): Stage {
  if (isOver(visit)) return { kind: 'over', visit };
  if (!entered) return { kind: 'ready', visit };
  const knock = role === 'therapist' && visit.client_presence === 'waiting';
  if (isInRoom(visit, role, before)) return { kind: 'room', visit, knock };
  return { kind: 'waiting', visit, early, knock };
}

function isInRoom(visit: Visit, role: Role, before: Stage['kind']): boolean {
  if (visit.state !== 'open') return false;
  const mine = presenceOf(visit, role);
  if (mine === 'away') return before === 'room';
  return mine === 'in';
}

/** What the call should do: run, be prepared while one of the two waits, or be off. */
export type CallWish = 'off' | 'meet' | 'run';

/**
 * The call follows the two presences. A call that is `flowing` goes on while only the server's line of
 * someone is gone; it ends when somebody left, or was sent to the waiting room.
 */
export function callWish(visit: Visit, role: Role, flowing: boolean): CallWish {
  if (isOver(visit)) return 'off';
  if (bothIn(visit)) return 'run';
  const mine = presenceOf(visit, role);
  const theirs = presenceOf(visit, role === 'client' ? 'therapist' : 'client');
  if (mine !== 'away' && theirs !== 'away') return 'meet';
  const dropped = flowing && visit.state === 'open' && !visit.why.endsWith('_left');
  return dropped && mine !== 'waiting' && theirs !== 'waiting' ? 'run' : 'off';
}

/** Whole minutes left of the agreed time and of what was given back; negative when it is over. */
export function minutesLeft(visit: Visit, nowMs: number): number {
  return Math.ceil((visit.starts_ms + visit.minutes * 60_000 + visit.lost_ms - nowMs) / 60_000);
}
