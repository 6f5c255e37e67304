// SPDX-License-Identifier: Apache-2.0
// Leaving in a hurry: where to, and the keys that do it. What is drawn goes first, then the keys of
// the vault, then the page. Said honestly elsewhere: this does not erase the browser's history.

/** Neutral places to go to; the person can choose one per device. */
export const refuges = [
  { id: 'encyclopedia', url: 'https://www.wikipedia.org/' },
  { id: 'search', url: 'https://duckduckgo.com/' },
  { id: 'weather', url: 'https://www.yr.no/en' },
] as const;

/** One of the neutral places. */
export type Refuge = (typeof refuges)[number]['id'];

const KEY = 'rapport leave to';
const PRESSES = 3;
const WITHIN_MS = 2_000;
const LOCK_MS = 250; // leaving does not wait longer than this for the vault

/** The place chosen on this device; the first of the list otherwise. */
export function chosenRefuge(shelf: Pick<Storage, 'getItem'>): Refuge {
  let kept: string | null = null;
  try {
    kept = shelf.getItem(KEY);
  } catch {
    // No shelf: the first place will do.
  }
  return refuges.find((refuge) => refuge.id === kept)?.id ?? refuges[0].id;
}

/** Remembers the place on this device. */
export function chooseRefuge(shelf: Pick<Storage, 'setItem'>, refuge: Refuge): void {
  try {
    shelf.setItem(KEY, refuge);
  } catch {
    // Then the first of the list stays.
  }
}

/** What leaving needs from the browser; a plain object in tests. */
export interface Door {
  /** Draws nothing any more. */
  blank(): void;
  /** Locks the vault. */
  lock(): Promise<void>;
  /** Goes away and leaves no entry for this page behind. */
  replace(url: string): void;
  wait(ms: number): Promise<void>;
}

/** Blank, lock, go. Goes even when locking hangs or fails. */
export async function leave(door: Door, refuge: Refuge): Promise<void> {
  door.blank();
  await Promise.race([door.lock().catch(() => undefined), door.wait(LOCK_MS)]);
  door.replace((refuges.find((r) => r.id === refuge) ?? refuges[0]).url);
}

/** Watches for three presses of Shift within two seconds with no other key between. */
export function shiftWatch(onThree: () => void): (key: string, atMs: number) => void {
  let presses: number[] = [];
  return (key, atMs) => {
    if (key !== 'Shift') {
      presses = [];
      return;
    }
    presses = [...presses.filter((at) => atMs - at <= WITHIN_MS), atMs];
    if (presses.length < PRESSES) return;
    presses = [];
    onThree();
  };
}
