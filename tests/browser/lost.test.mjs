// SPDX-License-Identifier: Apache-2.0
// The drill of docs/losing-everything.md: Jonas loses every way in. Mara makes a way back, he uses it,
// her device alarms and sends nothing; in a video session both confirm the words, and what they wrote
// together opens again. His journal stays closed until he finds his old sheet. Then Mara's own turn.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { axe, journey, openBrowser, openPerson, sidewaysScroll } from './browser.mjs';
import { binary, openHouse } from './house.mjs';
import { follow, heading, invite, joinHouse, meet, planNow, press } from './people.mjs';

const PHRASES = {
  mara: 'copper rivers at noon',
  maraAgain: 'green lanterns in the snow',
  jonas: 'quiet harbor in the rain',
  jonasAgain: 'seven paper boats at dawn',
};
const LETTER = 'marker-letter about the lake';
const ANSWER = 'marker-answer from mara';
const JOURNAL = 'marker-journal nobody else reads';

let house;
let browser;
let mara;
let jonas;
let work;
let letters;
let oldCode;
let link;
const problems = [];

const step = journey(test, () => [mara.page, jonas.page]);

before(async () => {
  house = await openHouse({ args: ['--practice', 'Practice at the River'] });
  browser = await openBrowser();
  mara = await openPerson(browser, house.url);
  jonas = await openPerson(browser, house.url, { viewport: { width: 390, height: 844 } });
});

after(async () => {
  await browser?.close();
  await house?.close();
});

async function checkPage(page, what) {
  for (const finding of await axe(page)) problems.push(`${what}: ${finding}`);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const over = await sidewaysScroll(page);
  if (over > 0) problems.push(`${what}: ${over} px too wide at 320 px`);
  await page.setViewportSize(size);
}

async function send(page, path, text) {
  await page.goto(path);
  await page.getByLabel(/^Write to/).fill(text);
  await press(page, /^Send/);
  await page.getByText(text).last().waitFor();
}

/** From the link to the home page. Gives the new code. */
async function comeBack(page, to, phrase, check = false) {
  await page.goto(to);
  await heading(page, /here is a way back in/);
  if (check) await checkPage(page, 'the way back');
  await press(page, 'Make new keys');
  await page.getByLabel('Your new pass phrase').fill(phrase);
  await press(page, 'Go on');
  await page.locator('.sheet-code').waitFor({ timeout: 60_000 });
  const code = (await page.locator('.sheet-code span').allTextContents()).join(' ');
  await press(page, 'I have kept it');
  // A wrong code typed back changes nothing.
  await page.getByLabel('Recovery code').fill('0000 1111 2222 3333 4444 5555 6666 7777 8888');
  await press(page, 'Check it');
  await page.getByText(/not the code we showed|wrong or missing/).waitFor();
  await page.getByLabel('Recovery code').fill(code);
  await press(page, 'Check it');
  await heading(page, 'You are back.');
  await follow(page, 'Go on');
  return code;
}

async function sayTheyMatch(page) {
  if (!(await page.getByRole('button', { name: 'They match', exact: true }).isVisible()))
    await press(page, 'Compare words');
  await press(page, 'They match');
}

step('they have letters, and Jonas has a journal', async () => {
  await joinHouse(mara.page, house.link, { name: 'Mara', login: 'mara', phrase: PHRASES.mara });
  const invitation = await invite(mara.page, 'Tuesdays');
  oldCode = await joinHouse(jonas.page, invitation, {
    name: 'Jonas',
    login: 'jonas',
    phrase: PHRASES.jonas,
  });
  await follow(jonas.page, 'Messages');
  letters = new URL(jonas.page.url()).pathname;
  work = letters.replace('/letters/', '/work/');
  await send(jonas.page, letters, LETTER);
  await send(mara.page, letters, ANSWER);
  await jonas.page.goto('/journal');
  await jonas.page.getByLabel('What is on your mind?').fill(JOURNAL);
  await press(jonas.page, 'Keep it');
  await jonas.page.getByText(JOURNAL).first().waitFor();
});

step('Mara makes a link; Jonas, still signed in, hears of it and stops it', async () => {
  link = await makeLink();
  await mara.page.getByText(/Somebody is signed in to the account of Jonas/).waitFor();
  await jonas.page.goto('/');
  await jonas.page.getByText('Somebody may be about to take over your account.').waitFor();
  await checkPage(jonas.page, 'today, with a way back');
  await press(jonas.page, 'Stop it');
  await jonas.page.getByText('It is stopped.').waitFor();
});

async function makeLink() {
  await mara.page.goto(work);
  await mara.page.getByText('Jonas cannot get in any more').click();
  await checkPage(mara.page, 'our work, making a link back');
  await press(mara.page, /^Make a (new )?link/);
  const box = mara.page.getByLabel('The link for Jonas');
  await box.waitFor();
  return box.inputValue();
}

step('he loses everything; the link gives him new keys, and says what stays closed', async () => {
  await jonas.page.goto('/account');
  await press(jonas.page, 'Sign out');
  await jonas.context.close();
  jonas = await openPerson(browser, house.url, { viewport: { width: 390, height: 844 } });
  link = await makeLink();
  await comeBack(jonas.page, link, PHRASES.jonasAgain, true);
  await jonas.page.goto(letters);
  await jonas.page.getByText('This opens again after a video session.').waitFor();
  await checkPage(jonas.page, 'letters that are closed');
  assert.equal(await jonas.page.getByText(LETTER).count(), 0);
});

step('the link opens nothing a second time', async () => {
  const other = await openPerson(browser, house.url);
  await other.page.goto(link);
  await heading(other.page, 'This link does not open.');
  await other.context.close();
});

step('Mara is told of the new key, still reads what he wrote, and sends nothing', async () => {
  await mara.page.goto(letters);
  await mara.page.getByText('The key of Jonas has changed.').waitFor();
  await mara.page.getByText(LETTER).first().waitFor();
});

step('in a video session both confirm the words, and it opens again', async () => {
  const visit = await planNow(mara.page, 'Jonas');
  await meet(mara.page, jonas.page, visit);
  await sayTheyMatch(jonas.page);
  await sayTheyMatch(mara.page);
  for (const { page } of [mara, jonas])
    await page.getByText('You can read everything you wrote together again.').waitFor();
  await mara.page.evaluate(
    (id) =>
      fetch(`/api/visits/${id}/events`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"event":"end"}',
      }).then((answer) => answer.text()),
    visit.split('/').at(-1),
  );
  await jonas.page.goto(letters);
  await jonas.page.getByText(LETTER).first().waitFor();
  await jonas.page.getByText(ANSWER).first().waitFor();
  await send(jonas.page, letters, 'and I am back');
  await send(mara.page, letters, 'good to read you');
  await jonas.page.goto(letters);
  await jonas.page.getByText('good to read you').first().waitFor();
});

step('Mara loses everything: the practice makes a link at the machine', async () => {
  await mara.page.goto('/account');
  await press(mara.page, 'Sign out');
  await mara.context.close();
  mara = await openPerson(browser, house.url);
  const said = execFileSync(binary, ['way-back', 'mara', '--data', house.folder], {
    encoding: 'utf8',
  });
  const [, token] = said.match(/\/way-back#([\w-]{43})/) ?? [];
  await comeBack(mara.page, `/way-back#${token}`, PHRASES.maraAgain);
  const visit = await planNow(mara.page, 'Jonas');
  await meet(mara.page, jonas.page, visit);
  await sayTheyMatch(mara.page);
  await sayTheyMatch(jonas.page);
  await mara.page.getByText('You can read everything you wrote together again.').waitFor();
  await mara.page.goto(letters);
  for (const text of [LETTER, ANSWER, 'and I am back'])
    await mara.page.getByText(text).first().waitFor();
});

step('his journal is said to be closed, and goes on', async () => {
  await jonas.page.goto('/journal');
  await jonas.page
    .getByText(/sealed before you got your new key/)
    .first()
    .waitFor();
  assert.equal(await jonas.page.getByText(JOURNAL).count(), 0);
  await checkPage(jonas.page, 'the journal, closed');
});

step('he finds his old sheet, and the journal opens again', async () => {
  await jonas.page.goto('/account');
  const old = jonas.page.getByLabel('Your old recovery code');
  await old.fill('0000 1111 2222 3333 4444 5555 6666 7777 8888');
  await press(jonas.page, 'Open it');
  await jonas.page.getByText(/wrong or missing|not the old one/).waitFor();
  await old.fill(oldCode);
  await press(jonas.page, 'Open it');
  await jonas.page.getByText('Your old words open again.').waitFor();
  await jonas.page.goto('/journal');
  await jonas.page.getByText(JOURNAL).first().waitFor();
});

step('nothing was wrong with the pages', async () => {
  assert.deepEqual(problems, []);
});
