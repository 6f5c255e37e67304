// SPDX-License-Identifier: Apache-2.0
// What is said in the room without words, between two real browsers: signs, feelings, not private.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, openBrowser, openPerson, sidewaysScroll } from './browser.mjs';
import { flowing, heardAndSeen, until, watchConnections } from './calls.mjs';
import { openHouse } from './house.mjs';
import { invite, joinHouse, meet, planNow, press } from './people.mjs';

let house;
let browser;
let mara;
let jonas;

/** Words of Jonas that nobody but Mara may ever find. */
const OWN = 'marmalade-sky';

before(async () => {
  house = await openHouse({ record: true });
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
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  await flowing(mara.page, 'the call');
  await mara.page.getByText('Do you want to see yourself?').waitFor();
  await press(mara.page, 'No');
  await press(jonas.page, 'Yes');
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

test('every sign reaches the other, who can say yes, and both know it', async () => {
  const words = {
    Slower: 'Jonas asks: a little slower, please.',
    Pause: 'Jonas asks for a pause.',
    Again: 'Jonas asks: please say that again.',
  };
  for (const [word, sentence] of Object.entries(words)) {
    await press(jonas.page, word);
    await mara.page.getByText(sentence).waitFor();
    await jonas.page.getByText(`${word}: Mara sees it.`).waitFor();
    if (word === 'Slower') await look(mara.page, 'a sign of the other');
    await press(mara.page, 'Yes');
    await jonas.page.getByText(`${word}: Mara says yes.`).waitFor();
    assert.equal(await mara.page.getByText(sentence).count(), 0);
  }
});

test('a feeling is what the person chose, is shown to the other, and can be taken back', async () => {
  await press(jonas.page, 'Feeling');
  await jonas.page.getByRole('button', { name: 'Show it' }).waitFor();
  assert.equal(await jonas.page.getByRole('button', { name: 'Show it' }).isDisabled(), true);
  await look(jonas.page, 'the feelings');
  await press(jonas.page, 'tense');
  await jonas.page.getByLabel('Or a word of your own').fill(OWN);
  await jonas.page.getByRole('slider', { name: 'How strong is it?' }).press('End');
  await press(jonas.page, 'Show it');
  await mara.page.getByText(`Jonas shows: tense, ${OWN}, 10 of 10`).waitFor();
  await press(jonas.page, /tense/);
  await press(jonas.page, 'Take it back');
  await mara.page.getByText('Jonas shows').waitFor({ state: 'detached' });
});

test('not private makes both screens neutral, and nothing is heard or goes out until one tap', async () => {
  await press(jonas.page, 'Not private');
  await jonas.page.getByRole('heading', { name: 'One moment.' }).waitFor();
  await mara.page.getByText('Jonas is not alone.').waitFor();
  for (const { page } of [mara, jonas])
    assert.equal(await page.title(), 'Rapport', 'the tab says nothing');
  assert.equal(await mara.page.locator('video').count(), 0, 'no face on the other screen');
  assert.equal(await jonas.page.locator('audio').count(), 0, 'nothing of the other is heard');
  const covered = await jonas.page.evaluate(() => {
    const corners = [
      [5, 5],
      [innerWidth - 5, 5],
      [innerWidth / 2, innerHeight - 40],
    ];
    return corners.every(([x, y]) =>
      document.elementFromPoint(x, y)?.closest('dialog.room-hidden'),
    );
  });
  assert.equal(covered, true, 'edge to edge');
  await jonas.page.waitForTimeout(700); // what is still in the buffers
  const before = await heardAndSeen(mara.page);
  await jonas.page.waitForTimeout(1500);
  const later = await heardAndSeen(mara.page);
  assert.ok(later.energy - before.energy < 1e-6, 'no sound goes out');
  await jonas.page.keyboard.press('Escape');
  await jonas.page.getByRole('heading', { name: 'One moment.' }).waitFor();
  await look(jonas.page, 'the neutral screen');
  await look(mara.page, 'the covered room');
  await press(jonas.page, 'Back');
  await mara.page.locator('video.room-picture').waitFor();
  await flowing(mara.page, 'picture and sound are back');
  await flowing(jonas.page, 'on both sides');
  assert.equal(await jonas.page.locator('audio').count(), 1);
});

test('not private outlives a reload', async () => {
  await press(jonas.page, 'Not private');
  await mara.page.getByText('Jonas is not alone.').waitFor();
  await jonas.page.reload();
  await jonas.page.getByRole('heading', { name: 'One moment.' }).waitFor();
  await mara.page.reload();
  await mara.page.getByText('Jonas is not alone.').waitFor();
  await press(jonas.page, 'Back');
  await flowing(mara.page, 'both are back');
});

test('all of it goes with the keyboard alone', async () => {
  const { keyboard } = jonas.page;
  await keyboard.press('Alt+KeyP');
  await mara.page.getByText('Jonas asks for a pause.').waitFor();
  const yes = mara.page.getByRole('button', { name: 'Yes', exact: true });
  await until(async () => {
    if (await yes.evaluate((button) => button === document.activeElement)) return true;
    await mara.page.keyboard.press('Tab');
    return false;
  }, 'Yes can be reached by Tab');
  await mara.page.keyboard.press('Enter');
  await jonas.page.getByText('Pause: Mara says yes.').waitFor();
  await keyboard.press('Alt+KeyN');
  await mara.page.getByText('Jonas is not alone.').waitFor();
  await keyboard.press('Alt+KeyN');
  await mara.page.locator('video.room-picture').waitFor();
});

test('how one sees and is heard is chosen under View and remembered', async () => {
  await press(jonas.page, 'View');
  await look(jonas.page, 'View');
  await jonas.page.getByLabel('Help me sit in the picture').check();
  await jonas.page.getByRole('radio', { name: /^Take steady noise away/ }).check();
  await press(jonas.page, 'Close');
  await jonas.page.locator('.room-self .framing').waitFor();
  await look(jonas.page, 'the outline');
  await flowing(mara.page, 'the sound opened anew is heard');
  const kept = await jonas.page.evaluate(() => localStorage.getItem('rapport.devices'));
  assert.equal(JSON.parse(kept).noise, 'browser');
});

test('nothing of it is on the server, in its log, its memory or on the wire', async () => {
  assert.deepEqual(await house.leaks([OWN], 'jonas'), []);
});

test('nothing went wrong on any page on the way', () => {
  const cut = /ERR_CONNECTION|WebSocket|net::|Failed to load resource/;
  for (const person of [mara, jonas])
    assert.deepEqual(
      person.errors.filter((error) => !cut.test(error)),
      [],
    );
});
