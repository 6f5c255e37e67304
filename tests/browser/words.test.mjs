// SPDX-License-Identifier: Apache-2.0
// The safety words, compared in the room: both see the same eight, and it is remembered.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, openBrowser, openPerson } from './browser.mjs';
import { openHouse } from './house.mjs';
import { invite, joinHouse, meet, planNow, press } from './people.mjs';

let house;
let browser;
let mara;
let jonas;

before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  mara = await openPerson(browser, house.url);
  jonas = await openPerson(browser, house.url, { viewport: { width: 390, height: 844 } });
  for (const { context } of [mara, jonas]) context.setDefaultTimeout(60_000);
  const phrase = 'copper window seven rivers';
  await joinHouse(mara.page, house.link, { name: 'Mara', login: 'mara', phrase });
  const link = await invite(mara.page, 'the new one');
  await joinHouse(jonas.page, link, { name: 'Jonas', login: 'jonas', phrase });
});

after(async () => {
  await browser?.close();
  await house?.close();
});

const words = (page) => page.locator('.safety-words li').allTextContents();

test('both see the same eight words in the room, and what they say of them is remembered', async () => {
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  for (const { page } of [mara, jonas]) {
    await press(page, 'Compare words');
    await page.locator('.safety-words').waitFor();
    await page.getByText('Not compared yet.').waitFor();
  }
  const shown = await words(mara.page);
  assert.equal(shown.length, 8);
  assert.deepEqual(await words(jonas.page), shown);
  assert.deepEqual(await axe(jonas.page), []);
  for (const { page } of [mara, jonas]) {
    await press(page, 'They match');
    await page.getByText(/^Compared on/).waitFor();
  }
  await jonas.page.reload();
  await press(jonas.page, 'Compare words');
  await jonas.page.getByText(/^Compared on/).waitFor();
});
