// SPDX-License-Identifier: Apache-2.0
// What makes a pass phrase one that nobody guesses: length, and not being the first thing to try.

/** The shortest the vault takes, in letters after NFKC. */
export const PASSPHRASE_LETTERS = 15;

/** Beyond this nothing is gained, and a device would only work longer. */
export const PASSPHRASE_LETTERS_MAX = 1024;

/** Why a pass phrase cannot be used. */
export type PassphraseFault = 'short' | 'long' | 'repeats' | 'row' | 'common' | 'name';

// Long enough, and still the first that anybody tries. Compared without spaces, case and digits.
const COMMON = [
  'correcthorsebatterystaple',
  'passwordpassword',
  'passwortpasswort',
  'mypasswordismypassword',
  'thisismypassword',
  'letmeinletmein',
  'iloveyouiloveyou',
  'iloveyousomuch',
  'ihateallpasswords',
  'administrator',
  'qwertyqwerty',
  'qwertyuiopasdfgh',
  'onetwothreefourfive',
  'opensesameopensesame',
  'tobeornottobe',
  'thequickbrownfox',
  'maytheforcebewithyou',
];

// Rows of keys and rows of order: following one is one decision, however long it goes on.
const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '01234567890123456789',
  '98765432109876543210',
];

/** What is wrong with a pass phrase, or null. `about` are the person's own name and login: the first
 * words somebody who knows them would try. No rule about kinds of letters: length is what counts. */
export function judgePassphrase(
  passphrase: string,
  about: readonly string[] = [],
): PassphraseFault | null {
  const letters = [...passphrase.normalize('NFKC')];
  if (letters.length < PASSPHRASE_LETTERS) return 'short';
  if (letters.length > PASSPHRASE_LETTERS_MAX) return 'long';
  const plain = letters.join('').toLowerCase().replace(/\s/g, '');
  if (new Set(plain).size < 5 || isRepeated(plain)) return 'repeats';
  if (ROWS.some((row) => row.includes(plain) || plain.includes(row.slice(0, 15)))) return 'row';
  const words = plain.replace(/[^\p{L}]/gu, '');
  if (COMMON.some((common) => words.startsWith(common) && words.length < common.length + 4)) {
    return 'common';
  }
  const rest = about
    .map((name) => name.toLowerCase().replace(/\s/g, ''))
    .filter((name) => name.length > 2)
    .reduce((left, name) => left.replaceAll(name, ''), plain);
  return rest.length < plain.length && [...rest].length < 10 ? 'name' : null;
}

/** One piece of at most six letters, over and over. */
function isRepeated(plain: string): boolean {
  for (let length = 1; length <= 6; length++) {
    const piece = plain.slice(0, length);
    if (piece.repeat(Math.ceil(plain.length / length)).startsWith(plain)) return true;
  }
  return false;
}
