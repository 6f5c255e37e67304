// SPDX-License-Identifier: Apache-2.0
// Every fault of faults.mjs in a session of its own, and a table of what it cost. FAULTS narrows the
// choice by a part of the name; FAULTS_TABLE names a file for the rows, from which
// scripts/faults.mjs writes docs/faults.md.

import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { faults } from './faults.mjs';
import { openStage } from './stage.mjs';
import { concealment, pictures, withoutVoice } from './voice.mjs';

const wanted = process.env.FAULTS ?? '';
const rows = [];
let stage;

before(async () => {
  stage = await openStage();
});

afterEach(() => stage.end());

after(async () => {
  for (const row of rows) console.log(`# ${JSON.stringify(row)}`);
  await stage?.close();
});

for (const fault of faults.filter(({ name }) => name.includes(wanted))) {
  test(`${fault.name}: at most ${fault.silentMs} ms without voice`, async () => {
    await fault.before?.(stage);
    await stage.begin();
    const from = Date.now();
    const unavoidable = await fault.break_(stage);
    const mended = Date.now();
    await fault.mend?.(stage);
    const back = Math.max(await stage.holds('it is over'), mended);
    await stage.end();
    await fault.after?.(stage);
    const { mara, jonas } = stage;
    const people = [mara, jonas].map(({ heard }) => ({
      silent: withoutVoice(heard, from, back),
      concealed: Number(concealment(heard, from, mended).toFixed(3)),
      pictures: Number(pictures(heard, from, mended).toFixed(1)),
    }));
    const row = {
      fault: fault.name,
      limit: fault.silentMs,
      unavoidable,
      cost: Math.max(0, ...people.map(({ silent }) => silent - unavoidable)),
      back: Math.round(back - mended),
      people,
    };
    rows.push(row);
    if (process.env.FAULTS_TABLE)
      appendFileSync(process.env.FAULTS_TABLE, `${JSON.stringify(row)}\n`);
    assert.ok(row.cost <= fault.silentMs, `${row.cost} ms without voice`);
    if (fault.concealed !== undefined) {
      for (const { concealed } of people)
        assert.ok(concealed < fault.concealed, `${concealed} of the sound made up`);
    }
  });
}
