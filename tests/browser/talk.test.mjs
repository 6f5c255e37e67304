// SPDX-License-Identifier: Apache-2.0
// Between two real browsers: the talk mirror by consent of both, the therapist's prompts, and what was
// shared on arrival in the room.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, openBrowser, openPerson, sidewaysScroll } from './browser.mjs';
import { flowing, until, watchConnections } from './calls.mjs';
import { openHouse } from './house.mjs';
import { key, lookInto } from './keys.mjs';
import { invite, joinHouse, meet, planNow, press } from './people.mjs';

/** Where Jonas is; for Mara alone. */
const PLACE = 'paper-lantern-lane';
const CHOICE = 'Show us both how we share the time of talking';
const ASKED = /would like to see, with you, how you share the time of talking/;

let house;
let browser;
let mara;
let jonas;

before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  mara = await openPerson(browser, house.url);
  jonas = await openPerson(browser, house.url, { viewport: { width: 390, height: 844 } });
  for (const person of [mara, jonas]) await watchConnections(person.context);
  await joinHouse(mara.page, house.link, {
    name: 'Mara',
    login: 'mara',
    phrase: 'copper window seven rivers',
  });
  const link = await invite(mara.page, 'the new one');
  await joinHouse(jonas.page, link, {
    name: 'Jonas',
    login: 'jonas',
    phrase: 'quiet harbor green bicycle',
  });
  const path = await planNow(mara.page, 'Jonas');
  await jonas.page.goto(path);
  await jonas.page.getByText('Where are you today?').click();
  await jonas.page.getByLabel('The place, so that help could come').fill(PLACE);
  await press(jonas.page, 'Share what is ticked');
  await jonas.page.getByText(/^Shared with Mara/).waitFor();
  await meet(mara.page, jonas.page, path);
  await flowing(mara.page, 'the call');
  for (const { page } of [mara, jonas]) await press(page, 'No');
});

after(async () => {
  await browser?.close();
  await house?.close();
});

/** Passes axe as it is and fits 320 px. */
async function look(page, where) {
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map((motion) => motion.finished)),
  );
  assert.deepEqual(await axe(page), [], where);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  assert.equal(await sidewaysScroll(page), 0, `${where} at 320 px`);
  await page.setViewportSize(size);
}

/** Ticks the choice under View, or takes it away. */
async function choose(page, wanted) {
  await press(page, 'View');
  await page.getByLabel(CHOICE).setChecked(wanted);
  await press(page, 'Close');
}

const opener = (page) => page.getByRole('button', { name: 'Time of talking' });

test('one yes shows nothing; a no is told to nobody', async () => {
  await press(jonas.page, 'View');
  await jonas.page.getByLabel(CHOICE).check();
  await look(jonas.page, 'the choice');
  await press(jonas.page, 'Close');
  await mara.page.getByText(ASKED).waitFor();
  await look(mara.page, 'the question');
  assert.equal(await opener(jonas.page).count(), 0);
  await press(mara.page, 'No');
  await mara.page.getByText(ASKED).waitFor({ state: 'detached' });
  assert.equal(await opener(mara.page).count(), 0);
  assert.equal(await opener(jonas.page).count(), 0);
});

test('both said yes: it begins for both', async () => {
  await choose(mara.page, true);
  await opener(jonas.page).waitFor();
  await lookInto(mara.page, 'Time of talking', () => mara.page.getByText('It listens.').waitFor());
  await press(jonas.page, 'Mute');
});

test('a sign brings a prompt that only the therapist sees, with its rule, until it is put away', async () => {
  await press(jonas.page, 'Again');
  const words = 'Say it again, shorter. Then ask Jonas what arrived.';
  await mara.page.getByText(words).waitFor();
  await mara.page.getByText('Only you see this. Why now: Jonas pressed “Again”.').waitFor();
  await look(mara.page, 'a prompt');
  assert.equal(await jonas.page.getByText('Why now').count(), 0);
  await key(mara.page, 'button', 'Put away');
  await mara.page.getByText(words).waitFor({ state: 'detached' });
  await press(mara.page, 'View');
  await mara.page.getByLabel('Remind me to say out loud what a screen hides').uncheck();
  await press(mara.page, 'Close');
  await press(jonas.page, 'Not private');
  await press(jonas.page, 'Back');
  await mara.page.locator('video.room-picture').waitFor();
  assert.equal(await mara.page.getByText('Why now').count(), 0, 'turned off');
});

test('what was shared on arrival is at hand in the room, for the therapist alone', async () => {
  await lookInto(mara.page, 'Shared for today', async () => {
    await mara.page.getByText(PLACE).waitFor();
    await look(mara.page, 'what was shared');
  });
  assert.equal(await jonas.page.getByRole('button', { name: 'Shared for today' }).count(), 0);
});

test('after half a minute each sees who spoke how long, in words, and nothing is sent', async () => {
  await opener(mara.page).click();
  const asked = [];
  mara.page.on('request', (request) => asked.push(request.url()));
  await mara.page.getByText(/^In the last (half )?minute$/).waitFor({ timeout: 50_000 });
  await mara.page.getByText('You spoke').waitFor();
  await look(mara.page, 'the mirror');
  const said = await mara.page.locator('.talk li').allInnerTexts();
  const hardly = said.find((line) => line.startsWith('Jonas spoke'));
  assert.match(hardly, /hardly at all|about a tenth|about a quarter/, 'he is muted');
  const own = said.find((line) => line.startsWith('You spoke'));
  assert.doesNotMatch(own, /hardly at all/, 'the microphone beeps');
  assert.deepEqual(
    asked.filter((url) => !/\/gaps|\/events|\/visits/.test(url)),
    [],
    'nothing of it goes over the wire',
  );
});

test('each can stop it for both at once, and all of it is forgotten', async () => {
  await key(jonas.page, 'button', 'Time of talking');
  await key(jonas.page, 'button', 'Stop it for everybody', 'Space');
  await opener(mara.page).waitFor({ state: 'detached' });
  assert.equal(await mara.page.locator('.talk').count(), 0, 'an open mirror closes');
  await choose(jonas.page, true);
  await opener(mara.page).click();
  await mara.page.getByText('It listens.').waitFor();
  await press(mara.page, 'Close');
  await press(jonas.page, 'Unmute');
});

test('where the practice does not offer it there is no trace of it', async () => {
  house.env.RAPPORT_TALK_MIRROR = 'no';
  await house.restart();
  for (const { page } of [mara, jonas]) await page.reload();
  for (const { page } of [mara, jonas])
    await page.getByRole('heading', { name: /In the room with/ }).waitFor();
  await press(jonas.page, 'View');
  await jonas.page.getByText('Noise around you').waitFor();
  assert.equal(await jonas.page.getByLabel(CHOICE).count(), 0);
  await press(jonas.page, 'Close');
  await until(async () => (await opener(mara.page).count()) === 0, 'no way to open it');
});

test('nothing went wrong on any page on the way', () => {
  const cut = /ERR_CONNECTION|WebSocket|net::|Failed to load resource/;
  for (const person of [mara, jonas])
    assert.deepEqual(
      person.errors.filter((error) => !cut.test(error)),
      [],
    );
});
