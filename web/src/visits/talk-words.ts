// SPDX-License-Identifier: Apache-2.0
// The talk mirror in plain words. What is said is a count; nothing is good or bad about it.

import type { TalkPart } from '../core/talk';
import { t, tn } from '../ui/text';

/** A share of the time, in words. */
export function partWords(part: TalkPart): string {
  switch (part) {
    case 'hardly':
      return t('hardly at all');
    case 'tenth':
      return t('about a tenth of the time');
    case 'quarter':
      return t('about a quarter of the time');
    case 'third':
      return t('about a third of the time');
    case 'half':
      return t('about half of the time');
    case 'two_thirds':
      return t('about two thirds of the time');
    case 'three_quarters':
      return t('about three quarters of the time');
    case 'nine_tenths':
      return t('most of the time');
    case 'nearly_all':
      return t('nearly all the time');
  }
}

/** The time that was looked back on. */
export function backWords(heardMs: number): string {
  if (heardMs < 45_000) return t('In the last half minute');
  return tn(Math.round(heardMs / 60_000), 'In the last minute', 'In the last {n} minutes');
}
