// SPDX-License-Identifier: Apache-2.0
// "How are you today?": one value a day, the person's own (docs/protocol.md, Checks).

import { type ReadonlySignal, signal } from '@preact/signals';
import type { Http } from '../net/http';
import { fields, list, text, whole } from '../net/read';

/** How keeping today's value stands. */
export type Keeping = 'no' | 'soon' | 'kept' | 'failed';

/** Today's value. */
export interface DaysModel {
  /** null: not answered. */
  readonly today: ReadonlySignal<number | null>;
  readonly keeping: ReadonlySignal<Keeping>;
  load(): Promise<void>;
  /** Shows the value at once and keeps it when the hand rests. null takes back what is not yet kept. */
  set(value: number | null): void;
}

const REST_MS = 900;

/** One day's answer; `day` as 2026-11-22. */
export type Day = { day: string; value: number };

/** Reads `{days: [{day, value}]}`. Throws TypeError naming the first field that is not as agreed. */
export function parseDays(answer: unknown): Day[] {
  return list(fields(answer, 'answer'), 'days').map((entry) => {
    const day = fields(entry, 'day');
    return { day: text(day, 'day'), value: whole(day, 'value') };
  });
}

/** Makes the model. `today` names the person's own day, as 2026-11-22. */
export function createDaysModel(deps: {
  http: Http;
  today: () => string;
  /** Runs once after a time; the result cancels it. */
  after: (ms: number, run: () => void) => () => void;
}): DaysModel {
  const today = signal<number | null>(null);
  const keeping = signal<Keeping>('no');
  let kept: number | null = null;
  let cancel = () => {};

  async function keep(day: string, value: number): Promise<void> {
    try {
      await deps.http.put(`/api/days/${day}`, { value });
      kept = value;
      if (today.peek() === value) keeping.value = 'kept';
    } catch {
      if (today.peek() === value) keeping.value = 'failed';
    }
  }

  return {
    today,
    keeping,
    async load() {
      try {
        const days = parseDays(await deps.http.get('/api/days'));
        kept = days.find((one) => one.day === deps.today())?.value ?? null;
      } catch {
        return; // Not being able to show an earlier answer is no reason for words.
      }
      if (keeping.peek() === 'no' && kept !== null) {
        today.value = kept;
        keeping.value = 'kept';
      }
    },
    set(value) {
      cancel();
      today.value = value ?? kept;
      if (today.peek() === null) keeping.value = 'no';
      else if (today.peek() === kept) keeping.value = 'kept';
      if (value === null || value === kept) return;
      keeping.value = 'soon';
      const day = deps.today();
      cancel = deps.after(REST_MS, () => void keep(day, value));
    },
  };
}
