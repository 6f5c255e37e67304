// SPDX-License-Identifier: Apache-2.0
// Somebody rewrites the list of keys on the server, and puts away what would give it away there. The
// devices remember.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, openBrowser, openPerson } from './browser.mjs';
import { openHouse } from './house.mjs';
import { follow, heading, invite, joinHouse, press } from './people.mjs';

let house;
let browser;
let mara;
let jonas;

before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  mara = await openPerson(browser, house.url);
  jonas = await openPerson(browser, house.url);
});

after(async () => {
  await browser?.close();
  await house?.close();
});

/** The device has looked at both logs once. */
const looked = (page) =>
  Promise.all(
    ['keys', 'audit'].map((log) =>
      page.waitForResponse((answer) => answer.url().endsWith(`/api/${log}/head`)),
    ),
  );

/** Takes the newest entries of the log of keys out of the store, with all their traces there. */
function rewriteKeys() {
  const script = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for table in ('tree_leaf', 'tree_node', 'tree_head'):
    db.execute("DELETE FROM %s WHERE tree = 'keys'" % table)
db.commit()`;
  execFileSync('python3', ['-c', script, join(house.folder, 'rapport.db')]);
  rmSync(join(house.folder, 'keys', 'keys.head'), { force: true });
}

test('people meet, and each line of the record is checked on the device', async () => {
  await joinHouse(mara.page, house.link, {
    name: 'Mara',
    login: 'mara',
    phrase: 'copper window seven rivers',
  });
  const link = await invite(mara.page, 'Jonas');
  await joinHouse(jonas.page, link, {
    name: 'Jonas',
    login: 'jonas',
    phrase: 'yellow garden under the bridge',
  });
  const seen = looked(mara.page);
  await mara.page.goto('/account');
  await seen;
  await follow(mara.page, 'Show the list');
  await heading(mara.page, 'Who opened your record.');
  await mara.page.getByText('You made an invitation.').waitFor();
  assert.equal(await mara.page.getByText('does not stand up').count(), 0);
  assert.equal(await mara.page.getByRole('alert').count(), 0);
});

test('a rewritten list of keys is said on every page, until the words were compared', async () => {
  await house.stop();
  rewriteKeys();
  await house.start(house.port);
  await mara.page.goto('/');
  const notice = mara.page.getByRole('alert');
  await notice.getByText('The list of keys is not the one that this device has seen').waitFor();
  await notice.getByText('Do not write anything private').waitFor();
  assert.deepEqual(await axe(mara.page), []);
  if (process.env.PICTURES) {
    await mara.page.screenshot({ path: join(process.env.PICTURES, 'logs-desktop.png') });
    await mara.page.setViewportSize({ width: 390, height: 844 });
    await mara.page.screenshot({ path: join(process.env.PICTURES, 'logs-phone.png') });
    await mara.page.setViewportSize({ width: 1200, height: 800 });
  }
  await mara.page.goto('/account');
  await notice.getByText('The list of keys').waitFor();
  await press(mara.page, 'We compared the words, and they are the same');
  await notice.waitFor({ state: 'detached' });
  const seen = looked(mara.page);
  await mara.page.goto('/');
  await seen;
  assert.equal(await mara.page.getByRole('alert').count(), 0);
});
