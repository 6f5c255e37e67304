// SPDX-License-Identifier: Apache-2.0
// A couple and their therapist in one room: three real browsers against the real daemon. One walk, as
// each step stands on the one before.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, journey, openBrowser, openPerson, sidewaysScroll } from './browser.mjs';
import { flowing, heardAndSeen, smallCameras, until, watchConnections } from './calls.mjs';
import { openHouse } from './house.mjs';
import { key } from './keys.mjs';
import { follow, heading, joinHouse, press } from './people.mjs';

let house;
let browser;
let vogt;
let anna;
let ben;
let path;

const step = journey(test, () => [vogt.page, anna.page, ben.page]);
const phone = { viewport: { width: 390, height: 844 } };

async function coupleLink() {
  await press(vogt.page, 'Make a link for one of them');
  const link = vogt.page.getByLabel('The invitation link');
  await link.waitFor();
  const address = await link.inputValue();
  await press(vogt.page, 'Done');
  return address;
}

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
  house = await openHouse();
  browser = await openBrowser();
  vogt = await openPerson(browser, house.url);
  anna = await openPerson(browser, house.url, phone);
  ben = await openPerson(browser, house.url);
  for (const { context } of [vogt, anna, ben]) {
    await watchConnections(context);
    await smallCameras(context);
  }
  await joinHouse(vogt.page, house.link, {
    name: 'Dr. Vogt',
    login: 'vogt',
    phrase: 'copper rivers at noon',
  });
  await vogt.page.goto('/');
  await vogt.page.getByLabel('Your own word for the couple').fill('Tuesday couple');
  await press(vogt.page, 'Open a joint space');
  const first = await coupleLink();
  const second = await coupleLink();
  await joinHouse(anna.page, first, { name: 'Anna', login: 'anna', phrase: 'quiet harbor in may' });
  await joinHouse(ben.page, second, { name: 'Ben', login: 'ben', phrase: 'slow trains at dusk' });
});

after(async () => {
  await browser?.close();
  await house?.close();
});

step('the therapist plans a session for all three in the joint space', async () => {
  await follow(vogt.page, 'Anna and Ben');
  await follow(vogt.page, 'Plan a session with Anna and Ben');
  await heading(vogt.page, /Plan a session/);
  await vogt.page.getByRole('radio', { name: 'Now', exact: true }).check();
  await vogt.page.getByRole('radio', { name: /^By video/ }).check();
  await press(vogt.page, 'Begin now');
  await vogt.page.waitForURL(/\/visit\/[\w-]+$/);
  path = new URL(vogt.page.url()).pathname;
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
