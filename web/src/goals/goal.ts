// SPDX-License-Identifier: Apache-2.0
// Goals and tasks: sealed words with an agreement (docs/protocol.md, Goals and tasks).

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

type Fields = Record<string, unknown>;

function text(from: Fields, field: string): string {
  const value = from[field];
  if (typeof value !== 'string') throw new TypeError(`goal.${field}: not text`);
  return value;
}

function whole(from: Fields, field: string): number {
  const value = from[field];
  if (!Number.isSafeInteger(value)) throw new TypeError(`goal.${field}: not a whole number`);
  return value as number;
}

function parseAccord<State extends string>(
  value: unknown,
  states: readonly State[],
): Accord<State> & { from: Fields } {
  if (typeof value !== 'object' || value === null) throw new TypeError('goal: not an object');
  const from = value as Fields;
  const state = from.state as State;
  if (!states.includes(state)) throw new TypeError('goal.state: not one we know');
  if (!Array.isArray(from.agreed)) throw new TypeError('goal.agreed: not a list');
  return {
    from,
    id: text(from, 'id'),
    alliance: text(from, 'alliance'),
    writer: text(from, 'writer'),
    revision: whole(from, 'revision'),
    sealed: text(from, 'sealed'),
    state,
    agreed: from.agreed.map(String),
    created_ms: whole(from, 'created_ms'),
    changed_ms: whole(from, 'changed_ms'),
  };
}

/** Reads a goal. Throws TypeError naming the field. */
export function parseGoal(value: unknown): Goal {
  const { from: _, ...goal } = parseAccord<GoalState>(value, [
    'proposed',
    'agreed',
    'reached',
    'set_aside',
  ]);
  return goal;
}

/** Reads a task. Throws TypeError naming the field. */
export function parseTask(value: unknown): Task {
  const { from, ...task } = parseAccord<TaskState>(value, [
    'proposed',
    'agreed',
    'done',
    'set_aside',
  ]);
  return { ...task, goal: from.goal === null ? null : text(from, 'goal') };
}

/** Reads what was sealed, with the revision it was sealed for; null when it is no wording. */
export function parseWording(body: unknown): { wording: Wording; revision: number } | null {
  const from = body as { text?: unknown; why?: unknown; revision?: unknown } | null;
  if (typeof from?.text !== 'string' || !Number.isSafeInteger(from.revision)) return null;
  const why = typeof from.why === 'string' ? from.why : '';
  return { wording: { text: from.text, why }, revision: from.revision as number };
}
