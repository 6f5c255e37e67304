// SPDX-License-Identifier: Apache-2.0
// What stands on a client's Today page, as data.

import { t } from '../ui/text';
import { clock } from '../ui/time';
import type { Visit } from '../visits/visit';

/** The one small step both agreed to. */
export type SmallStep = { id: string; text: string; why: string };

/** The newest thing the other wrote. */
export type NewestMessage = { text: string; at_ms: number };

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

/** "50 minutes by video." */
export function howLong(visit: Visit): string {
  const values = { minutes: visit.minutes };
  switch (visit.medium) {
    case 'video':
      return t('{minutes} minutes by video.', values);
    case 'voice':
      return t('{minutes} minutes by voice.', values);
    case 'text':
      return t('{minutes} minutes in writing.', values);
  }
}

/** "18:00 where you are, 17:00 where it was planned." Empty when both clocks agree. */
export function otherClock(visit: Visit, ownZone: string): string {
  const mine = clock(visit.starts_ms, ownZone);
  const there = clock(visit.starts_ms, visit.zone);
  if (mine === there) return '';
  const place = visit.zone.split('/').at(-1)?.replaceAll('_', ' ') ?? visit.zone;
  return t('{mine} where you are, {there} in {place}.', { mine, there, place });
}
