// SPDX-License-Identifier: Apache-2.0
// Goals and tasks: sealed words with an agreement (docs/protocol.md, Goals and tasks).

import { type Fields, fields, list, oneOf, orNull, text, whole } from '../net/read';

/** Where a goal stands. The last two are final. */
export type GoalState = 'proposed' | 'agreed' | 'reached' | 'set_aside';

/** Where a task stands. The last two are final. */
export type TaskState = 'proposed' | 'agreed' | 'done' | 'set_aside';

/** What goals and tasks have in common on the wire. */
export type Accord<State extends string> = {
  id: string;
  alliance: string;
  writer: string;
  revision: number;
  sealed: string;
  state: State;
  /** Accounts that agree to this wording. */
  agreed: string[];
  created_ms: number;
  changed_ms: number;
};

/** A goal as the server keeps it. */
export type Goal = Accord<GoalState>;

/** A task as the server keeps it; it may serve a goal. */
export type Task = Accord<TaskState> & { goal: string | null };

/** The words inside: what, and why. */
export type Wording = { text: string; why: string };

/** Longest text, in letters. */
export const TEXT_MAX = 200;
/** Longest why, in letters. */
export const WHY_MAX = 400;

const GOAL_STATES: readonly GoalState[] = ['proposed', 'agreed', 'reached', 'set_aside'];
const TASK_STATES: readonly TaskState[] = ['proposed', 'agreed', 'done', 'set_aside'];

/** Reads a goal. Throws TypeError naming the first field that is not as agreed. */
export function parseGoal(value: unknown): Goal {
  return readAccord(fields(value, 'goal'), GOAL_STATES);
}

/** Reads a task. Throws TypeError like parseGoal. */
export function parseTask(value: unknown): Task {
  const from = fields(value, 'task');
  return { ...readAccord(from, TASK_STATES), goal: orNull(from, 'goal', text) };
}

function readAccord<State extends string>(from: Fields, states: readonly State[]): Accord<State> {
  return {
    id: text(from, 'id'),
    alliance: text(from, 'alliance'),
    writer: text(from, 'writer'),
    revision: whole(from, 'revision'),
    sealed: text(from, 'sealed'),
    state: oneOf(from, 'state', states),
    agreed: list(from, 'agreed').map(String),
    created_ms: whole(from, 'created_ms'),
    changed_ms: whole(from, 'changed_ms'),
  };
}

/** Reads what was sealed, with the revision it was sealed for; null when it is no wording. */
export function parseWording(body: unknown): { wording: Wording; revision: number } | null {
  const from = body as { text?: unknown; why?: unknown; revision?: unknown } | null;
  if (typeof from?.text !== 'string' || !Number.isSafeInteger(from.revision)) return null;
  const why = typeof from.why === 'string' ? from.why : '';
  return { wording: { text: from.text, why }, revision: from.revision as number };
}
