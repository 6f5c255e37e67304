// SPDX-License-Identifier: Apache-2.0
// What stands on a client's Today page, as data.

/** The one small step both agreed to. */
export type SmallStep = {
  id: string;
  text: string;
  /** Why, in their own words; '' when they gave none. */
  why: string;
  /** The goal it serves, in their own words; '' when none. */
  goal: string;
};

/** The newest thing the other wrote. */
export type NewestMessage = {
  text: string;
  at_ms: number;
  /** It is a letter, which can be answered now; else a line of a session. */
  letter?: boolean;
};

/** Where a step set aside for today is remembered; localStorage in a browser. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

const KEY = 'rapport not now';

/** "Not now": the step rests until tomorrow. Nobody is told. */
export function restStep(shelf: Shelf, step: string, day: string): void {
  try {
    shelf.setItem(KEY, `${day} ${step}`);
  } catch {
    // Then it shows again after a reload.
  }
}

/** The first step that is not resting today; null when there is none. */
export function stepOfToday(
  steps: readonly SmallStep[],
  shelf: Pick<Shelf, 'getItem'>,
  day: string,
): SmallStep | null {
  let resting: string | null = null;
  try {
    resting = shelf.getItem(KEY);
  } catch {
    // No shelf, nothing rests.
  }
  return steps.find((step) => resting !== `${day} ${step.id}`) ?? null;
}
