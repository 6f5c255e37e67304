// SPDX-License-Identifier: Apache-2.0
// How plain values become slots and words come out of numbers: shared by the faces of this folder.

import type { CoreMemory } from './core-memory';
import type { Rating, Scale } from './core-types';

/** Slots of the scratch area; what goes in stands in its first half, what comes out in its second. */
export const SLOTS = 4096;
export const IN = 0;
export const OUT = 2048;
/** A time that has not come, and no item. */
export const NEVER = -1;

/** The scale of a rating when nothing else is said. */
export const TENTHS: Scale = { min: 0, max: 10, step: 1 };

/** Slot 0 of nothing: `noUncheckedIndexedAccess` without a test at each number. */
export const slot = (slots: readonly number[], index: number): number => slots[index] ?? Number.NaN;

/** The value beside a flag, or null where the flag says that it is not known. */
export const known = (slots: readonly number[], flag: number, value: number): number | null =>
  slot(slots, flag) === 1 ? slot(slots, value) : null;

/** Kind and value. */
export function ratingSlots(rating: Rating): [number, number] {
  if (rating === 'missing') return [1, 0];
  if (rating === 'declined') return [2, 0];
  return [0, rating];
}

/** The words behind the numbers of enums. */
export type Words = {
  /** The word of a number; throws when the module has none. */
  word<T extends string>(list: number, index: number): T;
  /** The number of a word; throws when it is none of the list. */
  number(list: number, name: string): number;
};

/** Reads the first `count` lists that the exported function `from` tells. */
export function wordsOf(m: CoreMemory, from: string, count: number): Words {
  const lists = Array.from({ length: count }, (_, list) => m.names(from, list));
  return {
    word<T extends string>(list: number, index: number): T {
      const found = lists[list]?.[index];
      if (found === undefined) throw new Error(`core: no word ${index} in list ${list}`);
      return found as T;
    },
    number(list, name) {
      const index = lists[list]?.indexOf(name) ?? -1;
      if (index < 0) throw new RangeError(`core: ${JSON.stringify(name)} is not one of its words`);
      return index;
    },
  };
}

/** Runs with a machine of the module's heap, which is freed whatever happens. */
export function withMachine<T>(
  m: CoreMemory,
  make: string,
  params: readonly number[],
  use: (state: number) => T,
): T {
  m.put(IN, params);
  const state = m.call(make, m.at(IN));
  if (state === 0) throw new RangeError('core: these parameters make no sense');
  try {
    return use(state);
  } finally {
    m.call('core_free', state);
  }
}
