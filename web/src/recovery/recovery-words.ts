// SPDX-License-Identifier: Apache-2.0
// How things stand with the recovery key, in one sentence.

import { t } from '../ui/text';
import { longDay } from '../ui/time';
import type { Recovery } from './recovery';

/** Says whether there is a key, since when, and whether another is coming. */
export function stateInWords({ current, coming }: Recovery): string {
  if (current === null && coming === null) return t('This practice has no recovery key.');
  if (current === null && coming !== null)
    return t('It begins on {day}. Until then it opens nothing.', {
      day: longDay(coming.applies_ms),
    });
  const since = t('In force since {day}.', { day: longDay(current?.applies_ms ?? 0) });
  return coming === null
    ? since
    : `${since} ${t('A new one takes its place on {day}.', { day: longDay(coming.applies_ms) })}`;
}
