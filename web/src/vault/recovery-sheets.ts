// SPDX-License-Identifier: Apache-2.0
// The secret of the practice's recovery key on three sheets of paper, any two of which give it back.

import { combine, split } from 'shamir-secret-sharing';
import { type Bytes, sameBytes } from './bytes';
import { type CodeSize, readCode, writeCode } from './recovery-code';

/** How many sheets there are. */
export const SHEETS = 3;

/** How many of them open. One alone tells nothing. */
export const SHEETS_NEEDED = 2;

// A share is the 32 bytes of the secret and one that numbers it; 36 bits are the check.
const SHEET: CodeSize = { bytes: 33, letters: 60 };

/** What is to stand on each sheet. */
export async function writeSheets(secret: Bytes): Promise<string[]> {
  const shares = await split(secret, SHEETS, SHEETS_NEEDED);
  return Promise.all(shares.map((share) => writeCode(new Uint8Array(share), SHEET)));
}

/** A sheet as it was typed, as it would be printed; null when a letter is wrong or missing. */
export async function readSheet(typed: string): Promise<string | null> {
  const share = await readCode(typed, SHEET);
  return share && writeCode(share, SHEET);
}

/** The secret on two sheets; null when one has a slip in it or both are the same. Whether they belong
 * together only the key can tell. */
export async function joinSheets(typed: readonly string[]): Promise<Bytes | null> {
  const shares: Bytes[] = [];
  for (const one of typed) {
    const share = await readCode(one, SHEET);
    if (share === null || shares.some((other) => sameNumber(other, share))) return null;
    shares.push(share);
  }
  if (shares.length < SHEETS_NEEDED) return null;
  try {
    return new Uint8Array(await combine(shares.slice(0, SHEETS_NEEDED)));
  } catch {
    return null;
  }
}

function sameNumber(a: Bytes, b: Bytes): boolean {
  return sameBytes(a, b) || a.at(-1) === b.at(-1);
}
