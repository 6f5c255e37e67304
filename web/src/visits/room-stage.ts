// SPDX-License-Identifier: Apache-2.0
// Which of its rooms the page shows, from what the server says and what the person did. Pure.

import { areTogether, isOver, isThere, presenceOf, type Visit, whoWaits } from './visit';

/** Who is looking. */
export type Role = 'client' | 'therapist';

/** What the page shows. */
export type Stage =
  | { kind: 'loading' }
  /** The session cannot be read; nothing is known to have happened to it. */
  | { kind: 'failed'; error: unknown }
  /** Choose camera and microphone; nobody has been told anything yet. */
  | { kind: 'ready'; visit: Visit }
  /** Before the room: `early` until the doors open; `knocks`: whom the therapist may let in. */
  | { kind: 'waiting'; visit: Visit; early: boolean; knocks: readonly string[] }
  | { kind: 'room'; visit: Visit; knocks: readonly string[] }
  | { kind: 'over'; visit: Visit };

/** `entered`: the person pressed "Go in" here. `early`: the doors are still closed. */
export type Facts = {
  visit: Visit;
  /** The account that looks. */
  me: string;
  role: Role;
  entered: boolean;
  early: boolean;
  /** What was shown before; a short absence from the server's list does not throw anyone out. */
  before: Stage['kind'];
};

/** The one room to show. */
export function stageOf({ visit, me, role, entered, early, before }: Facts): Stage {
  if (isOver(visit)) return { kind: 'over', visit };
  if (!entered) return { kind: 'ready', visit };
  const knocks = role === 'therapist' ? whoWaits(visit) : [];
  if (isInRoom(visit, me, before)) return { kind: 'room', visit, knocks };
  return { kind: 'waiting', visit, early, knocks };
}

function isInRoom(visit: Visit, me: string, before: Stage['kind']): boolean {
  if (visit.state !== 'open') return false;
  const mine = presenceOf(visit, me);
  return isThere(mine) ? mine === 'in' : before === 'room';
}

/** What the call should do: run, be prepared while one of the two waits, or be off. */
export type CallWish = 'off' | 'meet' | 'run';

/**
 * The line to the other follows the two presences. One that is `flowing` goes on while only the server's
 * line of someone is gone; it ends when one of them left, or was sent to the waiting room.
 */
export function callWish(visit: Visit, me: string, other: string, flowing: boolean): CallWish {
  if (isOver(visit)) return 'off';
  if (areTogether(visit, me, other)) return 'run';
  const both = [presenceOf(visit, me), presenceOf(visit, other)];
  if (both.every(isThere)) return 'meet';
  const goesOn = flowing && visit.state === 'open';
  return goesOn && both.every((one) => one === 'in' || one === 'dropped') ? 'run' : 'off';
}

/** Whole minutes left of the agreed time and of what was given back; negative when it is over. */
export function minutesLeft(visit: Visit, nowMs: number): number {
  return Math.ceil((visit.starts_ms + visit.minutes * 60_000 + visit.lost_ms - nowMs) / 60_000);
}
