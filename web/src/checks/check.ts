// SPDX-License-Identifier: Apache-2.0
// What people say about the two of them after a session (docs/protocol.md, Checks).

import { type Fields, fields, list, object, oneOf, orNull, refuse, text, whole } from '../net/read';

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
  /** Of the others, those I may read. */
  theirs: { account: string; answers: Answers }[];
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

const DONE: readonly TaskDone[] = ['yes', 'partly', 'no'];
const HELPED: readonly TaskHelped[] = ['yes', 'little', 'no'];

/** Reads `GET /api/visits/:id/closing`. Throws TypeError naming the first field not as agreed. */
export function parseClosing(value: unknown): Closing {
  const from = fields(value, 'closing');
  const mine = orNull(from, 'mine', object);
  return {
    mine: mine && readAnswers(mine),
    theirs: list(from, 'theirs').map((value) => {
      const one = fields(value, 'theirs');
      return { account: text(one, 'account'), answers: readAnswers(object(one, 'answers')) };
    }),
    theirsState: oneOf(from, 'theirs_state', ['none', 'waiting', 'open']),
    closesMs: orNull(from, 'closes_ms', whole),
  };
}

/** Reads `GET /api/checks`. Throws TypeError like parseClosing. */
export function parseChecks(value: unknown): Check[] {
  return list(fields(value, 'answer'), 'checks').map((entry) => {
    const from = fields(entry, 'check');
    return {
      visit: text(from, 'visit'),
      number: orNull(from, 'number', whole),
      atMs: whole(from, 'at_ms'),
      account: text(from, 'account'),
      role: oneOf(from, 'role', ['client', 'therapist']),
      answers: readAnswers(object(from, 'answers')),
    };
  });
}

function readAnswers(from: Fields): Answers {
  return {
    state: oneOf(from, 'state', ['answered', 'declined']),
    instrument: text(from, 'instrument'),
    items: readItems(object(from, 'items')),
    goals: list(from, 'goals').map((entry) => {
      const goal = fields(entry, 'goal');
      return { goal: text(goal, 'goal'), value: rating(goal, 'value') };
    }),
    tasks: list(from, 'tasks').map((entry) => {
      const task = fields(entry, 'task');
      return {
        task: text(task, 'task'),
        done: oneOf(task, 'done', DONE),
        helped: orNull(task, 'helped', helped),
      };
    }),
    sealed: orNull(from, 'sealed', text),
  };
}

/** An item that the questionnaire did not ask counts as skipped. */
function readItems(from: Fields): Items {
  const items = { ...NO_ITEMS };
  for (const item of ITEMS) if (item in from.values) items[item] = rating(from, item);
  return items;
}

function helped(from: Fields, field: string): TaskHelped {
  return oneOf(from, field, HELPED);
}

function rating(from: Fields, field: string): number | null {
  const value = orNull(from, field, whole);
  const fits = value === null || (value >= 0 && value <= 10);
  return fits ? value : refuse(from, field, 'a whole number from 0 to 10');
}
