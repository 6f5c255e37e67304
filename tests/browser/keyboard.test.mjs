// SPDX-License-Identifier: Apache-2.0
// The way of two people with nothing but a keyboard: everything is reached by Tab alone, in the order
// of the page, and worked by the keys a keyboard user expects. The pointer is never used.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { journey, openBrowser, openPerson } from './browser.mjs';
import { codeOf } from './factors.mjs';
import { openHouse } from './house.mjs';
import { key, lookInto, tabTo } from './keys.mjs';
import { heading } from './people.mjs';

let house;
let browser;
let mara;
let jonas;
let liv;
let ben;

const PHRASE = 'copper window seven rivers';

const step = journey(test, () => [mara.page, jonas.page, liv.page, ben.page]);

async function type(page, label, text) {
  await tabTo(page, page.getByLabel(label));
  await page.keyboard.type(text);
}

/** A folded part, opened. */
async function unfold(page, title) {
  await tabTo(page, page.locator('summary', { hasText: title }));
  await page.keyboard.press('Enter');
}

async function join(page, link, { name, login, phrase }) {
  await page.goto(link);
  await heading(page, /./);
  await type(page, 'What should we call you?', name);
  await type(page, 'Choose a login name', login);
  await type(page, 'Choose a pass phrase', phrase);
  await page.keyboard.press('Enter');
  await page.locator('.sheet-code').waitFor({ timeout: 60_000 });
  const code = (await page.locator('.sheet-code span').allTextContents()).join(' ');
  await key(page, 'button', 'I have kept it');
  await page.getByLabel('Recovery code').waitFor();
  // The field may have taken the focus by itself.
  if (!(await page.getByLabel('Recovery code').evaluate((one) => one === document.activeElement)))
    await tabTo(page, page.getByLabel('Recovery code'));
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await heading(page, 'You are in.');
  await key(page, 'link', 'Go on');
}

before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  mara = await openPerson(browser, house.url);
  jonas = await openPerson(browser, house.url, { viewport: { width: 390, height: 844 } });
  liv = await openPerson(browser, house.url);
  ben = await openPerson(browser, house.url);
});

after(async () => {
  await browser?.close();
  await house?.close();
});

step('sign up, invite and join', async () => {
  await join(mara.page, house.link, {
    name: 'Mara',
    login: 'mara',
    phrase: PHRASE,
  });
  await heading(mara.page, /Nobody is here yet/);
  await type(mara.page, 'Your own word for them', 'Jonas');
  await mara.page.keyboard.press('Enter');
  const link = mara.page.getByLabel('The invitation link');
  await link.waitFor();
  await join(jonas.page, await link.inputValue(), {
    name: 'Jonas',
    login: 'jonas',
    phrase: 'quiet harbor green bicycle',
  });
  await heading(jonas.page, /Good /);
});

step('write a goal and agree to it', async () => {
  await key(jonas.page, 'link', 'Our work');
  await heading(jonas.page, /Our work/);
  await key(jonas.page, 'button', 'Add a goal');
  await type(jonas.page, 'What would you like to be different?', 'More air');
  await jonas.page.keyboard.press('Enter');
  await jonas.page.getByText('You agree.').waitFor();
  await mara.page.goto('/');
  await key(mara.page, 'link', /^Jonas$/);
  await mara.page.getByText('More air').waitFor();
  await key(mara.page, 'button', 'Agree: More air');
  await mara.page.getByText('You both agreed.').waitFor();
});

step('plan, meet, and end the session', async () => {
  await key(mara.page, 'link', 'Plan a session');
  await heading(mara.page, /Plan a session/);
  await tabTo(mara.page, mara.page.getByRole('radio', { name: 'On a day' }));
  await mara.page.keyboard.press('ArrowRight');
  await key(mara.page, 'button', 'Begin now');
  await heading(mara.page, /Get ready/);
  await key(mara.page, 'button', 'Go in');
  await jonas.page.goto('/');
  await key(jonas.page, 'link', /Get ready|Go in/);
  await key(jonas.page, 'button', 'Go in');
  await mara.page.getByText('Jonas waits to be let in.').waitFor();
  await key(mara.page, 'button', 'Let in');
  await heading(jonas.page, /In the room with Mara/);
  await key(jonas.page, 'button', /^Mute/);
  await jonas.page.getByRole('button', { name: /^Unmute/ }).waitFor();
  await key(mara.page, 'button', 'End');
  await mara.page.getByRole('dialog').waitFor();
  await key(mara.page, 'button', 'End the session');
  await heading(mara.page, /One minute about us/);
});

step('give the closing minute, and pass on it', async () => {
  await heading(jonas.page, /One minute about us/);
  for (const label of [/heading somewhere/, /spent the time/, /safe and understood/, 'More air']) {
    const slider = jonas.page.getByRole('slider', { name: label });
    await tabTo(jonas.page, slider);
    await jonas.page.keyboard.press('End');
    await jonas.page.keyboard.press('ArrowLeft');
    assert.match(await slider.getAttribute('aria-valuetext'), /^9 of 10/);
  }
  await key(jonas.page, 'button', /^Send$/);
  await heading(jonas.page, /Thank you/);
  await key(mara.page, 'button', 'Not today');
  await heading(mara.page, /both answered/);
});

step('see the course, open its table and its rule', async () => {
  await heading(jonas.page, /both answered/);
  await key(jonas.page, 'link', 'See our work');
  await jonas.page.getByText('One session so far.').waitFor();
  await tabTo(jonas.page, jonas.page.locator('summary', { hasText: 'As a table' }));
  await jonas.page.keyboard.press('Enter');
  await jonas.page.getByRole('row', { name: /^1 9/ }).waitFor();
});

step('compare the safety words, and look at leaving without doing it', async () => {
  const { page } = jonas;
  await unfold(page, 'Safety words');
  await page.locator('.safety-words li').nth(7).waitFor();
  await key(page, 'button', 'They match');
  await page.getByText(/^Compared on/).waitFor();
  await lookInto(page, 'End my part in this');
});

step('write a journal entry, look at showing it, and delete it', async () => {
  const { page } = jonas;
  await page.goto('/journal');
  await page.getByLabel('What is on your mind?').waitFor();
  await type(page, 'What is on your mind?', 'by keys');
  await key(page, 'button', 'Keep it');
  await page.locator('.entry').waitFor();
  await lookInto(page, 'Show it');
  await key(page, 'button', 'Delete');
  await key(page, 'button', 'Delete it for good');
  await page.locator('.entry').waitFor({ state: 'detached' });
});

step('a note with headings, changed, and its deletion looked at', async () => {
  const { page } = mara;
  await page.goto('/');
  await key(page, 'link', 'Your notes beside Jonas');
  await heading(page, 'Your notes beside Jonas');
  await tabTo(page, page.getByRole('radio', { name: 'Free' }));
  await page.keyboard.press('ArrowRight');
  await type(page, 'Subjective', 'quiet today');
  await type(page, 'Plan', 'ask');
  await key(page, 'button', 'Keep the note');
  await page.locator('.entry').getByText('quiet today').waitFor();
  await lookInto(page, 'Delete');
  await key(page, 'button', 'Change');
  await tabTo(page, page.locator('.entry').getByLabel('Objective'));
  await page.keyboard.type('slow steps');
  await tabTo(page, page.locator('.entry').getByRole('button', { name: 'Keep the note' }));
  await page.keyboard.press('Enter');
  await page.locator('.entry').getByText('slow steps').waitFor();
});

step('take a copy', async () => {
  const { page } = jonas;
  await page.goto('/account');
  await key(page, 'link', 'Take a copy of everything');
  await heading(page, /Take a copy/);
  await tabTo(page, page.getByRole('radio', { name: /^To read/ }));
  await type(page, 'Your pass phrase now', 'quiet harbor green bicycle');
  await page.keyboard.press('Enter');
  const save = page.getByRole('link', { name: /^Save rapport/ });
  await save.waitFor({ timeout: 30_000 });
  assert.ok(
    await save.evaluate((one) => one === document.activeElement),
    'what is next has no focus',
  );
});

step('a couple: open, join, agree, and write, together and alone', async () => {
  const { page } = mara;
  await page.goto('/');
  await page.getByLabel('Your own word for the couple').waitFor();
  await type(page, 'Your own word for the couple', 'Tuesday');
  await page.keyboard.press('Enter');
  for (const [one, login, name] of [
    [liv, 'liv', 'Liv'],
    [ben, 'ben', 'Ben'],
  ]) {
    await key(page, 'button', 'Make a link for one of them');
    const link = page.getByLabel('The invitation link');
    await link.waitFor();
    const address = await link.inputValue();
    await key(page, 'button', 'Done');
    await join(one.page, address, { login, name, phrase: PHRASE });
  }
  await page.goto('/');
  await key(page, 'link', 'Liv and Ben');
  await heading(page, 'Our joint space');
  await key(page, 'button', 'Begin with “Private stays private”');
  await key(page, 'button', 'Ask both');
  for (const one of [liv, ben]) {
    await key(one.page, 'link', 'Our space');
    await key(one.page, 'button', 'I agree to this');
    await one.page
      .getByText(/agreed/)
      .first()
      .waitFor();
  }
  await key(page, 'button', 'Open the private spaces');
  await page.getByRole('link', { name: 'Private space with Liv' }).waitFor();
  await type(liv.page, 'Write to Mara and Ben', 'to both');
  await key(liv.page, 'button', 'Send to Mara and Ben');
  await page.getByText('to both', { exact: true }).waitFor();
  await key(liv.page, 'link', 'Private space with Mara');
  await heading(liv.page, 'A private space');
  await type(liv.page, 'Write to Mara alone', 'to one');
  await key(liv.page, 'button', 'Send to Mara alone');
  await liv.page.locator('.space-words').getByText('to one').waitFor();
  await lookInto(liv.page, 'End my part in this');
});

step('a recovery key, from the pass phrase to the last sheet', async () => {
  const { page } = mara;
  await page.goto('/practice/recovery-key');
  await page.getByLabel('Your pass phrase, to be sure it is you').waitFor();
  await type(page, 'Your pass phrase, to be sure it is you', PHRASE);
  await page.keyboard.press('Enter');
  for (const n of [1, 2, 3]) {
    await page.getByRole('heading', { name: `Sheet ${n} of 3` }).waitFor();
    const code = (await page.locator('.recovery-code span').allTextContents()).join(' ');
    await key(page, 'button', 'It is on paper');
    const field = page.getByLabel('Fifteen groups of four letters');
    await field.waitFor();
    if (!(await field.evaluate((one) => one === document.activeElement))) await tabTo(page, field);
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
  }
  await tabTo(page, page.getByRole('radio', { checked: true }));
  await key(page, 'button', 'Register the key');
  await page.getByText('The key is made.').waitFor();
});

step('a second step: add an app, sign out, and sign in with it', async () => {
  const { page } = mara;
  await page.goto('/account');
  await page.locator('summary', { hasText: 'An app with six digits' }).waitFor();
  await unfold(page, 'An app with six digits');
  await page.locator('details[open]').getByLabel('Your pass phrase').waitFor();
  await tabTo(page, page.locator('details[open]').getByLabel('Your pass phrase'));
  await page.keyboard.type(PHRASE);
  await page.keyboard.press('Enter');
  await key(page, 'button', 'Show me the picture');
  await page.getByRole('img', { name: 'Picture for your app' }).waitFor();
  const seed = (await page.locator('.seed span').allTextContents()).join('');
  const used = codeOf(seed, Date.now());
  await type(page, 'Six digits from your app', used);
  await page.keyboard.press('Enter');
  await page.getByText('Second step: a pass phrase alone lets nobody in.').waitFor();
  await key(page, 'button', 'Sign out');
  await key(page, 'link', 'Sign in');
  await type(page, 'Login name', 'mara');
  await type(page, 'Pass phrase', PHRASE);
  await page.keyboard.press('Enter');
  const digits = page.getByRole('dialog').getByLabel('Six digits from your app');
  await digits.waitFor();
  assert.ok(
    await digits.evaluate((one) => one === document.activeElement),
    'the digits wait for Tab',
  );
  while (codeOf(seed, Date.now()) === used) await page.waitForTimeout(1000);
  await page.keyboard.type(codeOf(seed, Date.now()));
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: /Signed in as/ }).waitFor();
});
