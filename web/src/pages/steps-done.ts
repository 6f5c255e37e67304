// SPDX-License-Identifier: Apache-2.0
// Steps a person has done since the last closing minute. Kept on this device alone, so that the
// closing minute need not ask again; whether it helped is still theirs to say.

const KEY = 'rapport done';

/** Where it is remembered; localStorage in a browser. */
export type DoneShelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The tasks noted as done; empty where nothing can be remembered. */
export function stepsDone(shelf: Pick<DoneShelf, 'getItem'>): readonly string[] {
  try {
    const list: unknown = JSON.parse(shelf.getItem(KEY) ?? '[]');
    return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

/** Notes a task as done. False when this device cannot remember it. */
export function noteStepDone(shelf: DoneShelf, task: string): boolean {
  try {
    shelf.setItem(KEY, JSON.stringify([...new Set([...stepsDone(shelf), task])]));
    return true;
  } catch {
    return false;
  }
}

/** After a closing minute was given: a new time begins. */
export function forgetStepsDone(shelf: Pick<DoneShelf, 'removeItem'>): void {
  try {
    shelf.removeItem(KEY);
  } catch {
    // Then it is asked once more than needed.
  }
}
