// SPDX-License-Identifier: Apache-2.0
// Bytes as words that two people can read to each other.

import { WORDS } from './words';

/** The first `count` times eleven bits as words. */
export function wordsOf(bytes: Uint8Array, count: number): string[] {
  const words = [];
  for (let word = 0; word < count; word++) {
    let index = 0;
    for (let bit = word * 11; bit < word * 11 + 11; bit++) {
      index = index * 2 + (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
    }
    words.push(WORDS[index] ?? '');
  }
  return words;
}
