// SPDX-License-Identifier: Apache-2.0
// What stands around every page, and the ways in and out: keyboard, help without a line, leaving in a
// hurry, closing and opening the keys, changing them, losing them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { journey, openBrowser, openPerson, sidewaysScroll } from './browser.mjs';
import { openHouse } from './house.mjs';
import { follow, heading, invite, joinHouse, press } from './people.mjs';

const PHRASES = {
  first: 'copper window seven rivers',
  second: 'seven copper lanterns at noon',
  third: 'a third one for the test',
};
const SLOW = { timeout: 60_000 };

let house;
let browser;
let mara;
let jonas;
let recovery;

const step = journey(test, () => [mara.page, jonas.page]);
const focused = (page) =>
  page.evaluate(() => `${document.activeElement.tagName} ${document.activeElement.textContent}`);

before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  mara = await openPerson(browser, house.url);
  jonas = await openPerson(browser, house.url, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  const mine = { name: 'Mara', login: 'mara', phrase: PHRASES.first };
  recovery = await joinHouse(mara.page, house.link, mine);
  await heading(mara.page, /Nobody is here yet/);
  const link = await invite(mara.page, 'Jonas');
  await joinHouse(jonas.page, link, { name: 'Jonas', login: 'jonas', phrase: PHRASES.first });
  await heading(jonas.page, /Good /);
});

after(async () => {
  await browser?.close();
  await house?.close();
});

step(
  'a way by keyboard begins with a skip to the page, and help is two steps further',
  async () => {
    const { page } = jonas;
    await page.reload();
    await heading(page, /Good /);
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'A Skip to the page');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'BUTTON Help now');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page
      .getByRole('dialog')
      .waitFor({ state: 'detached' })
      .catch(() => undefined);
    assert.equal(await focused(page), 'BUTTON Help now');
  },
);

step('on the way to another page the heading takes the focus', async () => {
  await follow(jonas.page, 'Our work');
  await heading(jonas.page, /Our work/);
  assert.match(await focused(jonas.page), /^H1 /);
  await follow(jonas.page, 'Today');
  await heading(jonas.page, /Good /);
  assert.match(await focused(jonas.page), /^H1 /);
  assert.equal(await jonas.page.title(), 'Rapport');
});

step('a slider answers nothing by itself, and everything a hand or a key says', async () => {
  const { page } = jonas;
  const slider = page.getByRole('slider');
  const says = () => slider.getAttribute('aria-valuetext');
  assert.match(await says(), /^No answer yet/);
  const takeBack = page.getByRole('button', { name: 'Take back' });
  const box = await slider.boundingBox();
  const tap = (share) => page.touchscreen.tap(box.x + box.width * share, box.y + box.height / 2);
  await tap(0.5); // where the hidden value of an untouched range lies
  await takeBack.waitFor();
  assert.equal(await says(), '5 of 10');
  await takeBack.click();
  assert.match(await says(), /^No answer yet/);
  await slider.focus();
  assert.match(await says(), /^No answer yet/);
  await page.keyboard.press('ArrowLeft');
  assert.equal(await says(), '5 of 10');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await says(), '4 of 10');
  await takeBack.click();
  await page.getByText('How are you today?').click();
  assert.match(await says(), /^No answer yet/);
  await tap(0.99);
  assert.equal(await says(), '10 of 10');
  await page.getByText('Kept.').waitFor();
  await page.reload();
  await page.getByText('Kept.').waitFor();
  assert.equal(await says(), '10 of 10');
});

step('pages fit at twice the text size', async () => {
  const { page } = jonas;
  for (const path of ['/', '/account', '/help']) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '225%'));
    assert.equal(await sidewaysScroll(page), 0, path);
  }
});

step('without a line the program opens, and help is there', async () => {
  const { page } = jonas;
  await page.goto('/');
  await heading(page, /Good /);
  await page.waitForFunction(async () => (await caches.keys()).length > 0, null, SLOW);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await house.stop();
  await page.getByText('The line is down.').first().waitFor(SLOW);
  await page.goto('/help');
  await page.getByRole('link', { name: /999/ }).first().waitFor();
  await page.goto('/');
  await heading(page, /no line/, SLOW);
  await press(page, 'Help now');
  await page
    .getByRole('dialog')
    .getByRole('link', { name: /116 123/ })
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  await house.start(house.port);
  await heading(page, /Good /, SLOW);
  const kept = await page.evaluate(async () => {
    const all = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const requests = await Promise.all(all.map((cache) => cache.keys()));
    return requests.flat().map((request) => new URL(request.url).pathname);
  });
  assert.ok(kept.includes('/'));
  assert.deepEqual(
    kept.filter((path) => path.startsWith('/api') || path === '/live'),
    [],
  );
});

step('Shift three times leaves, closes the keys, and leaves no entry behind', async () => {
  const { page, context } = jonas;
  await context.route('https://www.wikipedia.org/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: 'elsewhere' }),
  );
  const entries = await page.evaluate(() => history.length);
  for (let n = 0; n < 3; n++) await page.keyboard.press('Shift');
  await page.waitForURL(/wikipedia/);
  assert.equal(await page.evaluate(() => history.length), entries);
  await page.goto(house.url);
  await heading(page, 'Welcome back, Jonas.');
  await page.getByLabel('Pass phrase').fill('not the one I chose');
  await press(page, 'Open');
  await page.getByText(/do not belong together/).waitFor(SLOW);
  await page.getByLabel('Pass phrase').fill(PHRASES.first);
  await press(page, 'Open');
  await heading(page, /Good /, SLOW);
});

step('a new pass phrase works at once, and the other devices are out', async () => {
  const other = await openPerson(browser, house.url);
  await other.page.goto('/sign-in');
  await other.page.getByLabel('Login name').fill('mara');
  await other.page.getByLabel('Pass phrase').fill(PHRASES.first);
  await press(other.page, 'Sign in');
  await other.page.getByRole('link', { name: /Signed in as/ }).waitFor(SLOW);
  const { page } = mara;
  await follow(page, /Signed in as/);
  await page.getByText('Change my pass phrase').click();
  await page.getByLabel('Your pass phrase now').fill(PHRASES.first);
  await page.getByLabel('Your new pass phrase').fill(PHRASES.second);
  await press(page, 'Change it');
  await page.getByText('Your new pass phrase works').waitFor(SLOW);
  await other.page.reload();
  await other.page.getByRole('link', { name: 'Sign in' }).waitFor(SLOW);
  await other.context.close();
});

step('a new recovery code replaces the old, and has to be typed back', async () => {
  const { page } = mara;
  await page.getByText('Make a new recovery code').click();
  await page.getByLabel('Your pass phrase', { exact: true }).first().fill(PHRASES.second);
  await press(page, 'Make a new code');
  await page.locator('.sheet-code').waitFor(SLOW);
  const fresh = (await page.locator('.sheet-code span').allTextContents()).join(' ');
  assert.notEqual(fresh, recovery);
  await press(page, 'I have kept it');
  await page.getByLabel('Recovery code').fill(recovery);
  await press(page, 'Check it');
  await page.locator('.field-error').waitFor();
  await page.getByLabel('Recovery code').fill(fresh);
  await press(page, 'Check it');
  await heading(page, /signed in as Mara/, SLOW);
  recovery = fresh;
});

step('whoever lost the pass phrase comes in with the code and chooses another', async () => {
  const { page } = mara;
  await press(page, 'Sign out');
  await follow(page, 'Sign in');
  await press(page, 'Use my recovery code');
  await page.getByLabel('Login name').fill('Mara');
  await page.getByLabel('Recovery code').fill(recovery.toLowerCase());
  await press(page, 'Sign in');
  await heading(page, /Choose a new pass phrase/, SLOW);
  await page.getByLabel('Your new pass phrase').fill(PHRASES.third);
  await press(page, 'Use it from now on');
  await heading(page, /sessions today|Nobody is here/, SLOW);
});

test('no page had an error', () => {
  for (const { errors } of [mara, jonas])
    assert.deepEqual(
      errors.filter((line) => !/status of 40[19]|ERR_CONNECTION|WebSocket/.test(line)),
      [],
    );
});
