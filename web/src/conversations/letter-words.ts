// SPDX-License-Identifier: Apache-2.0
// What is said about letters and their files.

import { locale, t } from '../ui/text';
import type { FileRefusal } from './files-model';
import type { LetterStage } from './letters-model';

/** 2.5 MB. */
export function sizeInWords(bytes: number): string {
  const [unit, of] = bytes < 1_000_000 ? ['kilobyte', 1_000] : ['megabyte', 1_000_000];
  return new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit: unit as string,
    maximumFractionDigits: bytes < 1_000_000 ? 0 : 1,
  }).format(Math.max(bytes / (of as number), 1));
}

/** How far a letter of mine has got, in a word. */
export function stageInWords(stage: LetterStage): string {
  switch (stage) {
    case 'kept':
      return t('on this device');
    case 'failed':
      return t('not sent');
    case 'sent':
      return t('sent');
    case 'delivered':
      return t('delivered');
    case 'read':
      return t('read');
  }
}

/** Why a file cannot come along, and what to do. */
export function refusalInWords(refusal: FileRefusal): string {
  switch (refusal) {
    case 'empty':
      return t('This file is empty.');
    case 'too_large':
      return t('This file is larger than 25 MB. Choose a smaller one.');
    case 'too_many':
      return t('Ten files fit with one message. Send the others with the next one.');
    case 'no_room':
      return t('There is no room left for files here. Delete messages with old files first.');
    case 'lost':
      return t('This device no longer has this file. Take it out and choose it again.');
  }
}
