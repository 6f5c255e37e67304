// SPDX-License-Identifier: Apache-2.0
// Before a session: what a client shares reaches the therapist, what they do not share is nowhere,
// and all of it can be skipped.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, openBrowser, openPerson, sidewaysScroll } from './browser.mjs';
import { openHouse } from './house.mjs';
import { invite, joinHouse, planNow, press, slide } from './people.mjs';

const SHARED = 'zuckerwatte-am-seeufer';
const KEPT = 'mandelkern-im-nebelwald';

let house;
let browser;
let mara;
let jonas;

before(async () => {
  house = await openHouse({ record: true });
  browser = await openBrowser();
  mara = await openPerson(browser, house.url);
  jonas = await openPerson(browser, house.url, { viewport: { width: 390, height: 844 } });
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
});

after(async () => {
  await browser?.close();
  await house?.close();
});

/** Mara ends or takes back every session that is to come. */
async function endAll() {
  await mara.page.evaluate(async () => {
    const { visits } = await (await fetch('/api/visits')).json();
    const headers = { 'Content-Type': 'application/json' };
    for (const { id, state } of visits.filter(
      ({ state }) => state === 'planned' || state === 'open',
    ))
      await fetch(`/api/visits/${id}/events`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ event: state === 'open' ? 'end' : 'cancel' }),
      });
  });
}

test('the check ends in advice for this device, in under a minute', async () => {
  const path = await planNow(mara.page, 'Jonas');
  await jonas.page.goto(path);
  await jonas.page.getByText('We hear you.').waitFor();
  const from = Date.now();
  await press(jonas.page, 'Check this device');
  await jonas.page.getByText('Video works well here.').waitFor({ timeout: 60_000 });
  console.log(`# the whole check: ${Date.now() - from} ms`);
  await jonas.page.getByText('A sound was played just now. Did you hear it?').waitFor();
  assert.deepEqual(await axe(jonas.page), []);
  assert.equal(await jonas.page.getByText('cannot seal').count(), 0, 'frames went through sealed');

  // The therapist is told the outcome, and an answer that changes it.
  await mara.page.goto(path);
  await press(mara.page, 'Go in');
  await mara.page.getByText('Video works well there.').waitFor();
  await press(jonas.page, 'No');
  await jonas.page.getByText(/^You do not hear it: turn up the sound/).waitFor();
  await mara.page.getByText('Writing is safer there today.').waitFor();
  await endAll();
});

test('past a relay that does not answer nothing is claimed, and nothing held against the device', async () => {
  const path = await planNow(mara.page, 'Jonas');
  const { page } = jonas;
  const dead = {
    urls: ['turn:127.0.0.1:9', 'turn:127.0.0.1:9?transport=tcp'],
    username: 'a',
    credential: 'b',
  };
  const pass = { ice_servers: [dead], until_ms: Date.now() + 3_600_000 };
  await page.route('**/relay', (route) => route.fulfill({ json: pass }));
  await page.goto(path);
  await page.getByText('We hear you.').waitFor();
  await press(page, 'Check this device');
  await page.getByText('What was checked works well.').waitFor({ timeout: 60_000 });
  await page.getByText(/^The way around is shut in this network/).waitFor();
  assert.equal(
    await page.getByText('cannot seal').count(),
    0,
    'what this browser can do was tried',
  );
  await page.unroute('**/relay');
  await endAll();
});

test('what is ticked reaches the therapist, what is not is nowhere', async () => {
  const path = await planNow(mara.page, 'Jonas');
  const { page } = jonas;
  await page.goto(path);
  await page.getByText('Where are you today?').click();
  await page.getByLabel('The place, so that help could come').fill(SHARED);
  await page.getByText('How are you coming in?').first().click();
  await slide(page, 'How are you coming in?', 3);
  await page.getByLabel('What would make today worthwhile?').fill(KEPT);
  assert.deepEqual(await axe(page), []);
  assert.equal(await sidewaysScroll(page), 0);
  await press(page, 'Share what is ticked');
  await page.getByText('Shared with Mara. It is erased 24 hours after the session.').waitFor();
  await press(page, 'Go in');

  await mara.page.goto(path);
  await press(mara.page, 'Go in');
  await mara.page.getByRole('heading', { name: 'Jonas shared this for today' }).waitFor();
  await mara.page.getByText(SHARED).waitFor();
  assert.equal(await mara.page.getByText(KEPT).count(), 0);
  assert.equal(await mara.page.getByText('3 of 10').count(), 0, 'it was not ticked');
  assert.deepEqual(await axe(mara.page), []);
  assert.deepEqual(await house.leaks([SHARED, KEPT], 'jonas'), []);
});

test('the questions and the check are walked and answered with the keyboard alone', async () => {
  await endAll();
  const path = await planNow(mara.page, 'Jonas');
  const { page } = jonas;
  await page.goto(path);
  await page.getByText('We hear you.').waitFor();
  /** Tabs on until this has the focus; says what it passed. */
  const tabTo = async (locator) => {
    const passed = [];
    for (let step = 0; step < 40; step++) {
      if (await locator.evaluate((one) => one === document.activeElement)) return;
      await page.keyboard.press('Tab');
      passed.push(await page.evaluate(() => document.activeElement?.textContent?.slice(0, 20)));
    }
    assert.fail(`never reached; passed ${passed.join(' | ')}`);
  };
  await tabTo(page.getByRole('button', { name: 'Check this device' }));
  await page.keyboard.press('Enter');
  await page.getByText('Did you hear it?').waitFor({ timeout: 60_000 });
  await tabTo(page.getByRole('button', { name: 'Yes', exact: true }));
  await page.keyboard.press('Enter');
  await page.getByText('Did you hear it?').waitFor({ state: 'detached' });
  await tabTo(page.locator('summary', { hasText: 'Where are you today?' }));
  await page.keyboard.press('Enter');
  await tabTo(page.getByLabel('Who may hear you there?'));
  await page.keyboard.type('nobody');
  await tabTo(page.locator('summary', { hasText: 'How are you coming in?' }));
  await page.keyboard.press('Enter');
  await tabTo(page.getByRole('slider', { name: 'How are you coming in?' }));
  await page.keyboard.press('ArrowRight');
  await tabTo(page.getByRole('button', { name: 'Share what is ticked' }));
  await page.keyboard.press('Enter');
  await page.getByText('Shared with Mara. It is erased 24 hours after the session.').waitFor();
});

test('skipping everything sends nothing', async () => {
  await endAll();
  const path = await planNow(mara.page, 'Jonas');
  await jonas.page.goto(path);
  await press(jonas.page, 'Go in');
  await jonas.page.getByRole('heading', { level: 1, name: /waiting room|let you in/ }).waitFor();
  const { arrivals } = await jonas.page.evaluate(
    async (at) => await (await fetch(`/api/visits/${at}/arrivals`)).json(),
    path.split('/').pop(),
  );
  assert.deepEqual(arrivals, []);
});
