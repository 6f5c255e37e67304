// SPDX-License-Identifier: Apache-2.0
// Secrets as letters a person can copy by hand, in groups of four, with a check at the end that tells
// a slip of the pen from a wrong code. The recovery code of an account, and the sheets of the
// practice's recovery key.

import { randomBytes, sha256 } from './boxes';
import { type Bytes, concat } from './bytes';

// No I, L, O, U: they look like others, or make words.
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SECRET_BYTES = 20;
const GROUP = 4;

/** How long a secret and its letters are: five bits a letter, the rest is the check. */
export type CodeSize = { bytes: number; letters: number };

const RECOVERY: CodeSize = { bytes: SECRET_BYTES, letters: 36 };

/** A fresh secret and how it is written: nine groups of four. */
export async function makeRecoveryCode(): Promise<{ secret: Bytes; code: string }> {
  const secret = randomBytes(SECRET_BYTES);
  return { secret, code: await writeRecoveryCode(secret) };
}

/** The 160 bits, then 20 bits of their SHA-256. */
export function writeRecoveryCode(secret: Bytes): Promise<string> {
  return writeCode(secret, RECOVERY);
}

/** The secret of a typed code; null when a letter is wrong, missing or too many. Case, spaces and
 * dashes do not matter; O is read as 0, I and L as 1. */
export function readRecoveryCode(typed: string): Promise<Bytes | null> {
  return readCode(typed, RECOVERY);
}

/** The secret's bits, then as many of their SHA-256 as the letters hold. */
export async function writeCode(secret: Bytes, size: CodeSize): Promise<string> {
  const bytes = concat(secret, await sha256(secret));
  let code = '';
  for (let letter = 0; letter < size.letters; letter++) {
    let value = 0;
    for (let bit = letter * 5; bit < letter * 5 + 5; bit++) {
      value = value * 2 + (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
    }
    if (letter > 0 && letter % GROUP === 0) code += '-';
    code += LETTERS[value];
  }
  return code;
}

/** Reads back writeCode, as people type; null as for readRecoveryCode. */
export async function readCode(typed: string, size: CodeSize): Promise<Bytes | null> {
  const plain = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Dash}._]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  if (plain.length !== size.letters) return null;

  const secret = new Uint8Array(size.bytes);
  for (const [at, letter] of [...plain].entries()) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return null;
    for (let bit = 0; bit < 5; bit++) {
      const place = at * 5 + bit;
      if (place >= size.bytes * 8) break;
      const one = (value >> (4 - bit)) & 1;
      secret[place >> 3] = (secret[place >> 3] ?? 0) | (one << (7 - (place & 7)));
    }
  }
  const right = (await writeCode(secret, size)).replaceAll('-', '');
  return right === plain ? secret : null;
}
