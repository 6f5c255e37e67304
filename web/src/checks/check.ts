// SPDX-License-Identifier: Apache-2.0
// What people say about the two of them after a session (docs/protocol.md, Checks).

/** The five things the closing minute asks, in this order. */
export const ITEMS = ['goal', 'task', 'bond', 'medium', 'overall'] as const;

/** One of the five. */
export type Item = (typeof ITEMS)[number];

/** Whole numbers 0 to 10; null: skipped. */
export type Items = { [I in Item]: number | null };

/** How an agreed task went. */
export type TaskDone = 'yes' | 'partly' | 'no';

/** Whether it helped; null: skipped, or it was not done. */
export type TaskHelped = 'yes' | 'little' | 'no';

/** One person's closing minute as it is kept; `sealed` is the open answer. */
export type Answers = {
  state: 'answered' | 'declined';
  instrument: string;
  items: Items;
  goals: { goal: string; value: number | null }[];
  tasks: { task: string; done: TaskDone; helped: TaskHelped | null }[];
  sealed: string | null;
};

/** Where a session's closing minute stands for me. */
export type Closing = {
  mine: Answers | null;
  theirs: Answers | null;
  /** `none`: I have not answered; `waiting`: they have not; `open`: both have, or it is over. */
  theirsState: 'none' | 'waiting' | 'open';
  closesMs: number | null;
};

/** One person's answers to one session, once they are open to me. */
export type Check = {
  visit: string;
  number: number | null;
  atMs: number;
  account: string;
  role: 'client' | 'therapist';
  answers: Answers;
};

/** No answer to anything. */
export const NO_ITEMS: Items = { goal: null, task: null, bond: null, medium: null, overall: null };

type Fields = Record<string, unknown>;

function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null) throw new TypeError(`${what}: not an object`);
  return value as Fields;
}

function list(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${what}: not a list`);
  return value;
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new TypeError(`${what}: not text`);
  return value;
}

function rating(value: unknown, what: string): number | null {
  if (value === null) return null;
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > 10)
    throw new TypeError(`${what}: not a whole number from 0 to 10`);
  return value as number;
}

function oneOf<T extends string>(value: unknown, known: readonly T[], what: string): T {
  if (!known.includes(value as T)) throw new TypeError(`${what}: not one we know`);
  return value as T;
}

/** Reads one person's answers off the wire. Throws TypeError naming what is not as agreed. */
export function parseAnswers(value: unknown): Answers {
  const from = fields(value, 'answers');
  const items = fields(from.items, 'answers.items');
  const read = { ...NO_ITEMS };
  for (const item of ITEMS) read[item] = rating(items[item] ?? null, `answers.items.${item}`);
  return {
    state: oneOf(from.state, ['answered', 'declined'], 'answers.state'),
    instrument: text(from.instrument, 'answers.instrument'),
    items: read,
    goals: list(from.goals, 'answers.goals').map((entry) => {
      const goal = fields(entry, 'answers.goals');
      return { goal: text(goal.goal, 'goal'), value: rating(goal.value, 'goal.value') };
    }),
    tasks: list(from.tasks, 'answers.tasks').map((entry) => {
      const task = fields(entry, 'answers.tasks');
      return {
        task: text(task.task, 'task'),
        done: oneOf<TaskDone>(task.done, ['yes', 'partly', 'no'], 'task.done'),
        helped:
          task.helped === null
            ? null
            : oneOf<TaskHelped>(task.helped, ['yes', 'little', 'no'], 'task.helped'),
      };
    }),
    sealed: from.sealed === null ? null : text(from.sealed, 'answers.sealed'),
  };
}

/** Reads `GET /api/visits/:id/closing`. Throws TypeError. */
export function parseClosing(value: unknown): Closing {
  const from = fields(value, 'closing');
  return {
    mine: from.mine === null ? null : parseAnswers(from.mine),
    theirs: from.theirs === null ? null : parseAnswers(from.theirs),
    theirsState: oneOf(from.theirs_state, ['none', 'waiting', 'open'], 'closing.theirs_state'),
    closesMs: from.closes_ms === null ? null : Number(from.closes_ms),
  };
}

/** Reads `GET /api/checks`. Throws TypeError. */
export function parseChecks(value: unknown): Check[] {
  return list(fields(value, 'checks').checks, 'checks').map((entry) => {
    const from = fields(entry, 'check');
    return {
      visit: text(from.visit, 'check.visit'),
      number: from.number === null ? null : Number(from.number),
      atMs: Number(from.at_ms),
      account: text(from.account, 'check.account'),
      role: oneOf(from.role, ['client', 'therapist'], 'check.role'),
      answers: parseAnswers(from.answers),
    };
  });
}
