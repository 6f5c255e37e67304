// SPDX-License-Identifier: Apache-2.0
// A client closes their account: what it means is said first, and a wrong pass phrase changes
// nothing. That there is no way in afterwards is shown in tests/daemon/erasure_test.c.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, journey, openBrowser, openPerson, sidewaysScroll } from './browser.mjs';
import { openHouse } from './house.mjs';
import { follow, heading, invite, joinHouse, press } from './people.mjs';

const PHRASE = 'quiet harbor and tall reeds';

let house;
let browser;
let mara;
let jonas;
const step = journey(test, () => [mara.page, jonas.page]);

async function picture(page, name) {
  if (!process.env.PICTURES) return;
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({
      path: `${process.env.PICTURES}/${name}-${colorScheme}.png`,
      fullPage: true,
    });
  }
}

async function isFine(page) {
  assert.deepEqual(await axe(page), []);
  assert.equal(await sidewaysScroll(page), 0);
}

before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  mara = await openPerson(browser, house.url);
  jonas = await openPerson(browser, house.url, { viewport: { width: 360, height: 740 } });
  await joinHouse(mara.page, house.link, {
    name: 'Mara Lindqvist',
    login: 'mara',
    phrase: 'copper rivers and slow boats',
  });
  const link = await invite(mara.page, 'Jonas');
  await joinHouse(jonas.page, link, { name: 'Jonas', login: 'jonas', phrase: PHRASE });
  await heading(jonas.page, /Good /);
});

after(async () => {
  await browser?.close();
  await house?.stop();
});

step('a therapist is not offered to close the account others depend on', async () => {
  await follow(mara.page, /Signed in as/);
  await heading(mara.page, /signed in/);
  assert.equal(await mara.page.getByText('Close my account').count(), 0);
});

step('what goes and what stays is said before anything happens', async () => {
  const { page } = jonas;
  await follow(page, /Signed in as/);
  await heading(page, /signed in/);
  await page.getByText('What closing means, and how to do it').click();
  await page.getByText(/Nothing has to be kept/).waitFor();
  await isFine(page);
  await picture(page, 'close-without');
  // The same with a record, as the server would say it.
  await page.route('**/api/accounts/erasure', (call) =>
    call.fulfill({ json: { has_record: true, until_ms: 2_110_000_000_000, retention_years: 10 } }),
  );
  await page.reload();
  await page.getByText('What closing means, and how to do it').click();
  await page.getByText('What stays until 11 November 2036').waitFor();
  await page.getByText(/10 years after the last entry/).waitFor();
  await isFine(page);
  await picture(page, 'close-with');
  await page.unroute('**/api/accounts/erasure');
});

step('a wrong pass phrase closes nothing', async () => {
  const { page } = jonas;
  const form = page.locator('form').filter({ hasText: 'Close my account for good' });
  await form.getByLabel('Your pass phrase').fill('not the right words at all');
  await press(page, 'Close my account for good');
  await page.getByText('This name and this pass phrase do not belong together.').first().waitFor();
  await page.reload();
  await heading(page, /signed in/);
});

step('the right one does, and says that nothing is left to do', async () => {
  const { page } = jonas;
  await page.getByText('What closing means, and how to do it').click();
  const form = page.locator('form').filter({ hasText: 'Close my account for good' });
  await form.getByLabel('Your pass phrase').fill(PHRASE);
  await press(page, 'Close my account for good');
  await heading(page, 'Your account is closed.');
  await page.getByText('Everything of yours is erased here.', { exact: false }).waitFor();
  await isFine(page);
  await picture(page, 'closed');
});
