// SPDX-License-Identifier: Apache-2.0
// A couple and their therapist in one room: three real browsers against the real daemon. One walk, as
// each step stands on the one before.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, journey, sidewaysScroll } from './browser.mjs';
import { flowing, heardAndSeen, until, watchConnections } from './calls.mjs';
import { key } from './keys.mjs';
import { heading, press } from './people.mjs';
import { openTrio, planForAll } from './trio.mjs';

let trio;
let vogt;
let anna;
let ben;
let path;

const step = journey(test, () => [vogt.page, anna.page, ben.page]);

/** How many faces move on this page, and how many the room has places for. */
const faces = (page) =>
  page.evaluate(() => ({
    shown: document.querySelectorAll('.room-face video').length,
    places: document.querySelectorAll('.room-face').length,
  }));

/** Both others are seen and heard: both lines bring more picture and more sound than now. */
async function meetAll(page, words) {
  await until(async () => (await faces(page)).shown === 2, `${words}: two pictures`, 20_000);
  await flowing(page, words, 2);
}

before(async () => {
  trio = await openTrio(({ context }) => watchConnections(context));
  ({ vogt, anna, ben } = trio);
});

after(() => trio?.close());

step('the therapist plans a session for all three in the joint space', async () => {
  path = await planForAll(vogt.page);
});

step('both wait, each reads who is where, and the therapist sees both at the door', async () => {
  await anna.page.goto(path);
  await press(anna.page, 'Go in');
  await anna.page.getByText('Ben is not here yet.').waitFor();
  await ben.page.goto(path);
  await press(ben.page, 'Go in');
  await anna.page.getByText('Ben is in the waiting room, too.').waitFor();
  await press(vogt.page, 'Go in');
  await vogt.page.getByText('Anna waits to be let in.').waitFor();
  await vogt.page.getByText('Ben waits to be let in.').waitFor();
  await press(vogt.page, '5 minutes later');
  await ben.page.getByText('Dr. Vogt says: we begin 5 minutes later today.').waitFor();
  assert.deepEqual(await axe(vogt.page), []);
  assert.equal(await sidewaysScroll(anna.page), 0);
});

step('each is let in for themselves, and the three see and hear each other', async () => {
  await key(vogt.page, 'button', 'Let in');
  await anna.page.locator('.room').waitFor();
  assert.equal(await ben.page.locator('.room').count(), 0, 'the other still waits');
  await flowing(anna.page, 'Anna and the therapist');
  await key(vogt.page, 'button', 'Let in', 'Space');
  await ben.page.locator('.room').waitFor();
  for (const [who, { page }] of Object.entries({ vogt, anna, ben })) await meetAll(page, who);
  for (const { page } of [vogt, anna, ben]) await page.getByText('Sealed end to end').waitFor();
});

step('whoever is put back sees and hears nothing, and the two others go on', async () => {
  await press(vogt.page, 'End');
  await press(vogt.page, 'Send Ben to the waiting room');
  await heading(ben.page, 'Dr. Vogt will let you in');
  assert.deepEqual(await faces(ben.page), { shown: 0, places: 0 });
  await until(async () => (await heardAndSeen(ben.page)).open === 0, 'no line to Ben stands');
  await flowing(anna.page, 'Anna and the therapist go on');
  assert.equal((await faces(anna.page)).shown, 1);
  await anna.page.getByText('In the waiting room').waitFor();
  await press(vogt.page, 'Let in');
  for (const [who, { page }] of Object.entries({ anna, ben })) await meetAll(page, who);
});

step('whose line drops is shown as dropped, and is back without knocking', async () => {
  await anna.page.goto('about:blank');
  await vogt.page.getByText('The line dropped. It is the network. They can come back.').waitFor();
  await flowing(ben.page, 'the two others go on');
  await anna.page.goto(path);
  await anna.page.locator('.room').waitFor();
  for (const [who, { page }] of Object.entries({ vogt, anna })) await meetAll(page, who);
});

step('the session ends for all three, and each has a closing minute', async () => {
  await press(vogt.page, 'End');
  await vogt.page.getByText('It ends for all of you.').waitFor();
  await press(vogt.page, 'End the session');
  for (const { page } of [vogt, anna, ben]) await page.waitForURL(/\/closing$/);
  for (const { page } of [vogt, anna, ben]) {
    await heading(page, 'One minute about us, before you go');
  }
  // Before each signed in they were told so.
  const errors = [vogt, anna, ben].flatMap((person) => person.errors);
  assert.deepEqual(
    errors.filter((line) => !/status of 401/.test(line)),
    [],
  );
});
