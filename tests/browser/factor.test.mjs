// SPDX-License-Identifier: Apache-2.0
// Second steps and passkeys in a real browser, with its virtual authenticator, in a practice that asks
// its therapists for one.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, journey, openBrowser, openPerson } from './browser.mjs';
import { authenticator, codeOf } from './factors.mjs';
import { openHouse } from './house.mjs';
import { follow, heading, joinHouse, press } from './people.mjs';

const PHRASE = 'copper window seven rivers';

let house;
let browser;
let mara;
let key;
let seed = '';
let lastCode = '';

const step = journey(test, () => (mara ? [mara.page] : []));

/** The next code nobody has used: waits for the next half minute when it has to. */
async function freshCode() {
  for (;;) {
    const code = codeOf(seed, Date.now());
    if (code !== lastCode) {
      lastCode = code;
      return code;
    }
    await new Promise((done) => setTimeout(done, 1_000));
  }
}

async function signOut(page) {
  await page.goto('/account');
  await press(page, 'Sign out');
  await follow(page, 'Sign in');
  await heading(page, /sign in/i);
}

/** Let in, with open keys. */
const signedIn = (page) => page.getByRole('link', { name: /Signed in as/ }).waitFor();

async function firstStep(page) {
  await page.getByLabel('Login name').fill('mara');
  await page.getByLabel('Pass phrase').fill(PHRASE);
  await page.getByLabel('Pass phrase').press('Enter');
  await page.getByRole('dialog').getByLabel('Six digits from your app').waitFor();
}

before(async () => {
  house = await openHouse({ second: 'staff' });
  browser = await openBrowser();
  mara = await openPerson(browser, house.url);
});

after(async () => {
  await browser?.close();
  await house?.close();
});

step('a therapist signs up and is led to a second step, and nowhere else', async () => {
  const { page } = mara;
  await joinHouse(page, house.link, { name: 'Mara', login: 'mara', phrase: PHRASE });
  await heading(page, /a second step/);
  // Only now: the step from an empty page into a closed-off one changes processes.
  key = await authenticator(page);
  assert.deepEqual(await axe(page), []);
  await page.goto('/account');
  await heading(page, /a second step/);
});

step('after a reload the pass phrase is asked for, then the app is added by keyboard', async () => {
  const { page } = mara;
  await page.getByLabel('Your pass phrase').fill(PHRASE);
  await page.keyboard.press('Enter');
  await press(page, 'Show me the picture');
  await page.getByRole('img', { name: 'Picture for your app' }).waitFor();
  seed = (await page.locator('.seed span').allTextContents()).join('');
  assert.match(seed, /^[A-Z2-7]{32}$/);
  assert.deepEqual(await axe(page), []);
  const field = page.getByLabel('Six digits from your app');
  await field.focus();
  await page.keyboard.type('000000');
  await page.keyboard.press('Enter');
  await page.getByText('This is not what the app should show.').waitFor();
  await field.fill('');
  await field.focus();
  await page.keyboard.type(await freshCode());
  await page.keyboard.press('Enter');
  await heading(page, /signed in as Mara/);
  await page.getByText('Can you still get in?').first().waitFor();
  assert.deepEqual(await axe(page), []);
});

step('signing in asks for the code; one that was used is refused', async () => {
  const { page } = mara;
  await signOut(page);
  await firstStep(page);
  assert.deepEqual(await axe(page), []);
  const used = lastCode;
  await page.keyboard.type(used);
  await page.keyboard.press('Enter');
  await page.getByText('This did not fit.').waitFor();
  await page
    .getByRole('dialog')
    .getByLabel('Six digits from your app')
    .fill(await freshCode());
  await page.keyboard.press('Enter');
  await heading(page, /Nobody is here yet/);
});

step('a passkey is added, and opens the account by itself', async () => {
  const { page } = mara;
  await page.goto('/account');
  await page.locator('summary', { hasText: 'Passkeys' }).click();
  await page.locator('details[open]').getByLabel('Your pass phrase').fill(PHRASE);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByLabel('Six digits from your app').waitFor();
  await page.keyboard.type(await freshCode());
  await page.keyboard.press('Enter');
  await page.getByLabel('A name for it').fill('my phone');
  await press(page, 'Add a passkey');
  await page.getByText('Opens your account by itself.').waitFor();
  await page.getByText('1 passkey that opens by itself.').waitFor();
  assert.deepEqual(await axe(page), []);

  await signOut(page);
  const begun = performance.now();
  await press(page, 'Sign in with a passkey');
  await heading(page, /Nobody is here yet/);
  console.log(`sign-in by passkey: ${(performance.now() - begun).toFixed(0)} ms`);
  // The box is open: what is sealed with it can be made.
  await page.getByLabel('Your own word for them').fill('Jonas');
  await press(page, 'Make a link');
  await page.getByLabel('The invitation link').waitFor();
});

step('a closed device opens by passkey', async () => {
  const { page } = mara;
  await page.goto('/account');
  await press(page, 'Close on this device');
  await heading(page, /Welcome back/);
  assert.deepEqual(await axe(page), []);
  await press(page, 'Use my passkey');
  await heading(page, /signed in as Mara/);
});

step('the passkey is a second step, too', async () => {
  const { page } = mara;
  await signOut(page);
  await firstStep(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Use my passkey' }).click();
  await signedIn(page);
});

step('another device is listed, told of, and signed out from here', async () => {
  const { page } = mara;
  const other = await openPerson(browser, house.url);
  await other.page.goto('/sign-in');
  await firstStep(other.page);
  await other.page.keyboard.type(await freshCode());
  await other.page.keyboard.press('Enter');
  await signedIn(other.page);
  await page.goto('/');
  await page.getByText(/A new device signed in/).waitFor();
  assert.deepEqual(await axe(page), []);
  await press(page, 'I know about this');
  await page.getByText(/A new device signed in/).waitFor({ state: 'detached' });
  await page.goto('/account');
  await press(page, /^Sign out there/);
  await page.getByRole('button', { name: /^Sign out there/ }).waitFor({ state: 'detached' });
  await other.page.goto('/');
  await other.page.getByRole('link', { name: 'Sign in' }).first().waitFor();
  assert.deepEqual(
    mara.errors.filter((error) => !/40[013]|410/.test(error)),
    [],
  );
  await other.context.close();
});

step('a passkey that was taken away is refused', async () => {
  const { page } = mara;
  await page.goto('/account');
  await page.locator('summary', { hasText: 'Passkeys' }).click();
  await page.locator('details[open]').getByLabel('Your pass phrase').fill(PHRASE);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByLabel('Six digits from your app').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Use my passkey' }).click();
  await press(page, 'Take away: my phone');
  await page.getByText('A passkey that opens by itself: none.').waitFor();
  await signOut(page);
  await press(page, 'Sign in with a passkey');
  await page.getByText('This passkey does not open an account here.').waitFor();
  const { credentials } = await key.session.send('WebAuthn.getCredentials', {
    authenticatorId: key.authenticatorId,
  });
  assert.equal(credentials.length, 1, 'the authenticator still had it');
});
