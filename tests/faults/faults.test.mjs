// SPDX-License-Identifier: Apache-2.0
// Every fault of faults.mjs in a session of its own, and a table of what it cost. FAULTS narrows the
// choice by a pattern for the name.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { faults } from './faults.mjs';
import { noteFault } from './row.mjs';
import { openStage } from './stage.mjs';

const wanted = new RegExp(process.env.FAULTS ?? '');
let stage;

before(async () => {
  stage = await openStage();
});

afterEach(() => stage.end());

after(async () => {
  await stage?.close();
});

for (const fault of faults.filter(({ name }) => wanted.test(name))) {
  test(`${fault.name}: at most ${fault.silentMs} ms without voice`, async () => {
    await fault.before?.(stage);
    await stage.begin();
    await new Promise((done) => setTimeout(done, fault.ageMs ?? 0));
    const from = Date.now();
    const unavoidable = await fault.break_(stage);
    const mended = Date.now();
    await fault.mend?.(stage);
    const back = Math.max(await stage.holds('it is over'), mended);
    await stage.end();
    await fault.after?.(stage);
    const row = noteFault({
      name: fault.name,
      limit: fault.silentMs,
      heard: [stage.mara.heard, stage.jonas.heard],
      from,
      mended,
      back,
      unavoidable,
      counted: fault.counted,
    });
    if (fault.concealed !== undefined) {
      for (const { concealed } of row.people)
        assert.ok(concealed < fault.concealed, `${concealed} of the sound made up`);
    }
  });
}
