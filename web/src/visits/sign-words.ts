// SPDX-License-Identifier: Apache-2.0
// Signs and feelings in words.

import { t } from '../ui/text';
import type { Feeling, FeelingWord, SignWord } from './signs';

/** On the button. */
export function signWord(word: SignWord): string {
  switch (word) {
    case 'slower':
      return t('Slower');
    case 'pause':
      return t('Pause');
    case 'again':
      return t('Again');
  }
}

/** As it stands on the other's screen. */
export function signSentence(word: SignWord, name: string): string {
  switch (word) {
    case 'slower':
      return t('{name} asks: a little slower, please.', { name });
    case 'pause':
      return t('{name} asks for a pause.', { name });
    case 'again':
      return t('{name} asks: please say that again.', { name });
  }
}

/** One plain word. */
export function feelingWord(word: FeelingWord): string {
  const words: Record<FeelingWord, string> = {
    calm: t('calm'),
    glad: t('glad'),
    hopeful: t('hopeful'),
    tired: t('tired'),
    tense: t('tense'),
    afraid: t('afraid'),
    sad: t('sad'),
    angry: t('angry'),
    ashamed: t('ashamed'),
    alone: t('alone'),
    confused: t('confused'),
    empty: t('empty'),
  };
  return words[word];
}

/** "sad, 6 of 10" */
export function feelingInWords({ word, own, degree }: Feeling): string {
  const named = [word === null ? '' : feelingWord(word), own].filter((one) => one !== '');
  const degrees = degree === null ? [] : [t('{value} of {most}', { value: degree, most: 10 })];
  return [...named, ...degrees].join(', ');
}
