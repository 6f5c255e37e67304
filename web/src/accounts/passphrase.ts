// SPDX-License-Identifier: Apache-2.0
// A pass phrase nobody else has: six words drawn by chance, 66 bits, far beyond guessing through the
// slow derivation of the vault.

import { WORDS } from '../vault/words';

const COUNT = 6;

/** Fills an array with random numbers; crypto.getRandomValues outside of tests. */
export type Draw = (into: Uint16Array<ArrayBuffer>) => Uint16Array<ArrayBuffer>;

/** Six words with spaces between. */
export function suggestPassphrase(draw: Draw = (into) => crypto.getRandomValues(into)): string {
  // 65536 is a multiple of 2048, so every word is as likely as any other.
  return Array.from(draw(new Uint16Array(COUNT)), (n) => WORDS[n % WORDS.length]).join(' ');
}
