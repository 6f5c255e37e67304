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

/** May the call run? `flowing` keeps a call alive while only the server's line of the other is gone. */
export function callMayRun(visit: Visit, role: Role, flowing: boolean): boolean {
  if (bothIn(visit)) return true;
  if (visit.state !== 'open' || !flowing) return false;
  const theirs = presenceOf(visit, role === 'client' ? 'therapist' : 'client');
  const mine = presenceOf(visit, role);
  if (mine === 'waiting' || theirs === 'waiting') return false;
  return !visit.why.endsWith('_left');
}

/** Whole minutes of the agreed time that are left; negative when it is over. */
export function minutesLeft(visit: Visit, nowMs: number): number {
  return Math.ceil((visit.starts_ms + visit.minutes * 60_000 - nowMs) / 60_000);
}
