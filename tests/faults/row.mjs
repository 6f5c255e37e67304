// SPDX-License-Identifier: Apache-2.0
// What a fault cost, as a row of the table in docs/faults.md. FAULTS_TABLE names the file for the rows,
// from which scripts/faults.mjs writes the page.

import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { concealment, pictures, withoutVoice } from './voice.mjs';

/**
 * Notes one fault and holds it against its limit. `heard` is what each of the people heard, `from` when it
 * was done, `mended` when it was taken back, `back` since when all hear each other again, `unavoidable`
 * for how long nothing could have helped. `counted: false` where what a browser made up means nothing.
 */
export function noteFault({ name, limit, heard, from, mended, back, unavoidable, counted = true }) {
  const people = heard.map((one) => ({
    silent: withoutVoice(one, from, back),
    concealed: Number(concealment(one, from, mended).toFixed(3)),
    pictures: Number(pictures(one, from, mended).toFixed(1)),
  }));
  const row = {
    fault: name,
    limit,
    unavoidable,
    cost: Math.max(0, ...people.map(({ silent }) => silent - unavoidable)),
    back: Math.round(back - mended),
    counted: counted && unavoidable === 0,
    people,
  };
  console.log(`# ${JSON.stringify(row)}`);
  if (process.env.FAULTS_TABLE)
    appendFileSync(process.env.FAULTS_TABLE, `${JSON.stringify(row)}\n`);
  assert.ok(row.cost <= limit, `${row.cost} ms without voice`);
  return row;
}
