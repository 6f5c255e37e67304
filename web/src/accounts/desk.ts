// SPDX-License-Identifier: Apache-2.0
// One action at a time, and what went wrong with the last one, in words.

import { batch, type ReadonlySignal, signal } from '@preact/signals';
import { type Doing, problemOf } from './account-words';

/** Where actions are run. */
export interface Desk {
  readonly busy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<string | null>;
  readonly problemField: ReadonlySignal<string | null>;
  /** Says what is wrong (null: nothing), and at which field. Always false. */
  fail(text: string | null, field?: string | null): false;
  /** The same for anything thrown. */
  failWith(error: unknown, doing: Doing): false;
  /** Runs an action; whatever it throws becomes words and false. */
  act(doing: Doing, work: () => Promise<boolean>): Promise<boolean>;
}

/** An empty desk. */
export function createDesk(): Desk {
  const busy = signal(false);
  const problem = signal<string | null>(null);
  const problemField = signal<string | null>(null);

  function fail(text: string | null, field: string | null = null): false {
    batch(() => {
      problem.value = text;
      problemField.value = field;
    });
    return false;
  }

  function failWith(error: unknown, doing: Doing): false {
    const { text, field } = problemOf(error, doing);
    return fail(text, field);
  }

  return {
    busy,
    problem,
    problemField,
    fail,
    failWith,
    async act(doing, work) {
      fail(null);
      busy.value = true;
      try {
        return await work();
      } catch (error) {
        return failWith(error, doing);
      } finally {
        busy.value = false;
      }
    },
  };
}
