// SPDX-License-Identifier: Apache-2.0
// One weak guest of three: what the other two lose by it, and what the guest does. Each pair has a line
// and a ladder of its own.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../browser/calls.mjs';
import { armLine } from '../browser/line.mjs';
import { press } from '../browser/people.mjs';
import { openTrio, planForAll } from '../browser/trio.mjs';
import { noteFault } from './row.mjs';
import { listen, pictures, withoutVoice } from './voice.mjs';

const WEAK_MS = 10_000;
const HOLDS_MS = 2000;

let trio;

before(async () => {
  trio = await openTrio(async (person) => {
    person.heard = await listen(person.context);
  });
});
after(() => trio?.close());

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** Waits until all three see and hear without a break for a while; gives when that while began. */
function flows(words) {
  const all = [trio.vogt, trio.anna, trio.ben];
  return until(
    () => {
      const upto = Math.min(...all.map(({ heard }) => heard.at(-1)?.until ?? 0));
      const from = upto - HOLDS_MS;
      const fine = all.every(
        ({ heard }) => pictures(heard, from, upto) > 5 && withoutVoice(heard, from, upto) < 200,
      );
      return fine && from;
    },
    words,
    60_000,
  );
}

test('half of the packets of one of three get lost: the two others lose nothing', async () => {
  const { vogt, anna, ben } = trio;
  const path = await planForAll(vogt.page);
  const line = await armLine(ben.page);
  for (const { page } of [anna, ben]) {
    await page.goto(path);
    await press(page, 'Go in');
  }
  await press(vogt.page, 'Go in');
  for (const name of ['Anna', 'Ben']) {
    await vogt.page.getByText(`${name} waits to be let in.`).waitFor();
  }
  for (const { page } of [anna, ben]) {
    await press(vogt.page, 'Let in');
    await page
      .locator('.room')
      .waitFor({ timeout: 5000 })
      .catch(() => {});
  }
  await flows('all three see and hear each other');
  const from = Date.now();
  await line.set({ loss: 50 });
  await wait(WEAK_MS);
  const mended = Date.now();
  const others = [vogt.heard, anna.heard];
  const cost = { from, mended, back: mended, unavoidable: 0 };
  noteFault({
    name: 'one of three loses half of the packets: the two others',
    limit: 300,
    heard: others,
    ...cost,
  });
  noteFault({
    name: 'one of three loses half of the packets: that one',
    limit: 6000,
    heard: [ben.heard],
    ...cost,
  });
  // The cameras of three give five pictures a second each, and the guest's are gone.
  for (const heard of others) {
    const shown = pictures(heard, from, mended);
    assert.ok(shown > 4, `the other's face goes on: ${shown} pictures a second`);
  }
  await line.set();
  await flows('all three are back');
});
