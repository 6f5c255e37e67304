// SPDX-License-Identifier: Apache-2.0
// From what a person typed to ratings, or to one sentence that names the row.

import type { Rating, Scale } from './rapport-core.js';

/** One session as it was typed. */
export type Row = { readonly at: string; readonly value: Rating };

/** The rows, or why there are none. */
export type Read =
  | { readonly ok: true; readonly rows: readonly Row[] }
  | { readonly ok: false; readonly why: string };

const ROWS_MOST = 2_000;
const NUMBER = /^-?\d+(\.\d+)?$/;
const SESSION = /^\d{1,9}$/;
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

function readValue(word: string, scale: Scale): Rating | string {
  if (word === '' || word === 'missing') return 'missing';
  if (word === 'declined') return 'declined';
  if (!NUMBER.test(word)) return `“${word}” is no number; 7.5 would be one.`;
  const value = Number(word);
  if (value >= scale.min && value <= scale.max) return value;
  return `${word} does not lie on the scale from ${scale.min} to ${scale.max}.`;
}

/** Why `at` may not follow `before`; null when it may. */
function wrongOrder(at: string, before: string | undefined): string | null {
  if (!SESSION.test(at) && !DATE.test(at))
    return `“${at}” is neither a session number nor a date such as 2026-11-24.`;
  if (before === undefined) return null;
  if (SESSION.test(at) !== SESSION.test(before))
    return 'session numbers and dates cannot be mixed.';
  const later = SESSION.test(at)
    ? Number(at) - Number(before)
    : at > before
      ? 1
      : at === before
        ? 0
        : -1;
  if (later > 0) return null;
  return later === 0 ? `${at} is there twice.` : `${at} comes after ${before}, but is earlier.`;
}

/** Reads `at,value` lines; a comma, a semicolon or a tab between the two; a header may come first. */
export function readRatings(text: string, scale: Scale): Read {
  const rows: Row[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const cells = line.split(/[,;\t]/).map((cell) => cell.trim());
    const [at = '', word = ''] = cells;
    const refuse = (why: string): Read => ({ ok: false, why: `Row ${i + 1}: ${why}` });
    if (line.trim() === '' || (rows.length === 0 && at.toLowerCase() === 'at')) continue;
    if (cells.length !== 2)
      return refuse('two columns are needed, the session and the rating, as in 3,7.5.');
    const order = wrongOrder(at, rows.at(-1)?.at);
    if (order !== null) return refuse(order);
    const value = readValue(word, scale);
    if (typeof value === 'string' && value !== 'missing' && value !== 'declined')
      return refuse(value);
    rows.push({ at, value });
    if (rows.length > ROWS_MOST) return refuse(`more than ${ROWS_MOST} sessions.`);
  }
  return { ok: true, rows };
}
