// SPDX-License-Identifier: Apache-2.0
// Walks people through the running program in a real browser and takes a picture of every screen:
// phone and desktop, light and dark. Each screen is also checked by axe, for its neutral tab title and
// for sideways scrolling at 320 px and at 200 % text. Looking at the pictures is left to people.
//
//   node scripts/screens.mjs [--out docs/screens/tmp] [--sample DIR] [--walk NAME,…] [--only NAME,…]
//
// The walks are in, steps, room, three, ladder, between and practice; --only takes nothing but the
// pictures of these names. BUILD names the folder the daemon was built in. Without --sample a sample
// practice is made first, which takes most of a minute; --sample uses one that was made before.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser } from '../tests/browser/browser.mjs';
import { binary, openHouse } from '../tests/browser/house.mjs';
import { follow, heading, invite, press, slide } from '../tests/browser/people.mjs';
import { unzip } from '../tests/browser/unzip.mjs';
import { between } from './screens/between.mjs';
import { ladder } from './screens/ladder.mjs';
import { room } from './screens/room.mjs';
import { open, openCamera, signIn, sizes } from './screens/shoot.mjs';
import { steps } from './screens/steps.mjs';
import { three } from './screens/three.mjs';

const ROOT = resolve(fileURLToPath(new URL('..', import.meta.url)));
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const OUT = resolve(ROOT, option('out', 'docs/screens/tmp'));
const ONLY = option('only', '').split(',').filter(Boolean);
const WALKS = option('walk', 'in,steps,room,three,ladder,between,practice').split(',');

const camera = openCamera(OUT, ONLY);
const { shoot, note, findings } = camera;

/** From a link to the home page, with a picture of every step. */
async function joinStepByStep(page, link, { name, login, phrase }) {
  await page.goto(link);
  await page.getByLabel('What should we call you?').waitFor();
  await shoot(page, `join-details-${login}`);
  await page.getByLabel('What should we call you?').fill(name);
  await page.getByLabel('Choose a login name').fill(login);
  await page.getByLabel('Choose a pass phrase').fill(phrase);
  await press(page, 'Go on');
  await page.locator('.sheet-code').waitFor({ timeout: 60_000 });
  await shoot(page, `join-code-${login}`);
  await camera.print(page, `join-code-${login}`);
  const code = (await page.locator('.sheet-code span').allTextContents()).join(' ');
  await press(page, 'I have kept it');
  await page.getByLabel('Recovery code').fill('not this one');
  await press(page, 'Check it');
  await page.locator('.field-error').waitFor();
  await shoot(page, `join-proof-${login}`);
  await page.getByLabel('Recovery code').fill(code);
  await press(page, 'Check it');
  await heading(page, 'You are in.');
  await shoot(page, `join-done-${login}`);
  await follow(page, 'Go on');
}

/** An empty house: the way in. */
async function wayIn(browser) {
  const house = await openHouse({ args: ['--practice', 'Practice at the River'] });
  try {
    const mara = await open(browser, house);
    await mara.goto('/');
    await mara.getByText('Practice at the River').first().waitFor();
    await shoot(mara, 'welcome');
    await press(mara, 'Help now');
    await shoot(mara, 'help-dialog');
    await press(mara, 'Back to the page');
    await follow(mara, 'Sign in');
    await heading(mara, /sign in/i);
    await shoot(mara, 'sign-in');
    await mara.goto('/nowhere');
    await shoot(mara, 'not-found');
    await mara.goto('/help');
    await shoot(mara, 'help');
    await mara.goto('/join#not-a-link');
    await heading(mara, /does not open/);
    await shoot(mara, 'join-gone');
    // A link that differs only after # does not load the page anew.
    await mara.goto('about:blank');
    const phrase = 'copper window seven rivers';
    await joinStepByStep(mara, house.link, { name: 'Mara Lindqvist', login: 'mara', phrase });
    await heading(mara, /Nobody is here yet/);
    await shoot(mara, 'caseload-empty');
    await mara.getByLabel('Your own word for them').fill('Jonas, from the clinic');
    await press(mara, 'Make a link');
    await mara.getByLabel('The invitation link').waitFor();
    await shoot(mara, 'invitation');
    await press(mara, 'Done');
    const link = await invite(mara, 'Somebody else');
    await shoot(mara, 'caseload-invited');
    const jonas = await open(browser, house);
    await joinStepByStep(jonas, link, { name: 'Jonas', login: 'jonas', phrase });
    await heading(jonas, /Good /);
    await shoot(jonas, 'today-first');
    await follow(jonas, 'Journal');
    await heading(jonas, 'Your journal');
    await jonas.getByLabel('What is on your mind?').waitFor();
    await shoot(jonas, 'journal-empty');
    await follow(jonas, 'Messages');
    await jonas.locator('.letter-write').waitFor();
    await shoot(jonas, 'messages-empty');
    await follow(jonas, 'Our work');
    await heading(jonas, /Our work/);
    await shoot(jonas, 'our-work-empty');
    await recoveryKey(mara, phrase);
    await jonas.goto('/');
    await jonas.getByText('The practice has a recovery key.').waitFor();
    await shoot(jonas, 'recovery-notice');
    await press(jonas, 'I have read this');
    await house.stop();
    await jonas.getByText('The line is down.').first().waitFor({ timeout: 20_000 });
    await shoot(jonas, 'line-down');
    await jonas.goto('/');
    await heading(jonas, /no line/, { timeout: 30_000 });
    await shoot(jonas, 'no-line');
    await mara.context().close();
    await jonas.context().close();
  } finally {
    await house.close();
  }
}

/** The practice's recovery key, from nothing to the words, and the page that uses it. */
async function recoveryKey(page, phrase) {
  await page.goto('/practice/recovery-key');
  await page.getByText('This practice has no recovery key.').waitFor();
  await shoot(page, 'recovery-none');
  await page.getByLabel('Your pass phrase, to be sure it is you').fill(phrase);
  await press(page, 'Begin');
  for (const n of [1, 2, 3]) {
    await page.getByRole('heading', { name: `Sheet ${n} of 3` }).waitFor();
    const code = (await page.locator('.recovery-code span').allTextContents()).join(' ');
    if (n === 1) {
      await shoot(page, 'recovery-sheet', page.getByRole('heading', { name: 'Sheet 1 of 3' }));
      await camera.print(page, 'recovery-sheet');
    }
    await press(page, 'It is on paper');
    if (n === 1) await shoot(page, 'recovery-typing', page.getByLabel('Fifteen groups'));
    await page.getByLabel('Fifteen groups of four letters').fill(code);
    await press(page, 'Check it');
  }
  await page.getByRole('radio', { name: /^now/ }).check();
  await press(page, 'Register the key');
  await page.getByText('Your records are sealed to this key.').waitFor();
  await shoot(page, 'recovery-made');
  await page.goto('/practice/open-record');
  await heading(page, 'Open a record with the recovery key.');
  await shoot(page, 'open-record');
}

/** The sample practice: people with a history, and one session from beginning to end. */
async function practice(browser, data) {
  const people = JSON.parse(readFileSync(join(data, 'sample.json'), 'utf8'));
  const house = await openHouse({ data, args: ['--practice', 'Practice at the River'] });
  try {
    if (WALKS.includes('between')) await between(browser, house, people, camera);
    if (!WALKS.includes('practice')) return;
    const mara = await open(browser, house);
    await signIn(mara, people.therapist);
    await mara.locator('.spark').nth(2).waitFor();
    await shoot(mara, 'caseload');
    await mara.goto('/contract');
    await mara.locator('.contract-days').waitFor();
    await shoot(mara, 'message-contract');
    await mara.goto('/');
    await follow(mara, /^Messages.* with/);
    await mara.locator('.letter-write').waitFor();
    await mara.waitForTimeout(500);
    await shoot(mara, 'messages-therapist');
    await mara.goto('/');
    await follow(mara, /^Why this shows/);
    await mara.locator('summary:focus', { hasText: 'The rule and its numbers' }).waitFor();
    await shoot(mara, 'why', mara.locator('summary:focus'));
    for (const client of people.clients) {
      const page = await open(browser, house);
      await signIn(page, client);
      await heading(page, /Good /);
      await page.getByRole('slider').first().waitFor();
      await page.waitForTimeout(1500);
      await shoot(page, `today-${client.login}`);
      await follow(page, 'Messages');
      await page.locator('.letter-write').waitFor();
      await page.waitForTimeout(500);
      await shoot(page, `messages-${client.login}`);
      await follow(page, 'Our work');
      await page.locator('.our-work').waitFor();
      await page.waitForTimeout(500);
      await shoot(page, `our-work-${client.login}`);
      await camera.whole(page, `our-work-${client.login}`);
      if (client !== people.clients[0]) await rules(page, client.login);
      if (client === people.clients[0]) await oneSession(mara, page, client);
      await page.context().close();
    }
    await mara.context().close();
  } finally {
    await house.close();
  }
}

/** Our work with its rules open: why something fired, and what other rules would have called. */
async function rules(page, login) {
  for (const [title, name] of [
    ['The rule and its numbers', `rule-${login}`],
    ['How other rules see the same sessions', `other-rules-${login}`],
  ]) {
    const line = page.locator('summary', { hasText: title });
    await line.click();
    if (name.startsWith('other')) await page.locator('.rules-row').last().waitFor();
    await page.getByText('counting').first().waitFor({ state: 'detached' });
    await shoot(page, name, line);
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize({ ...viewport, height: 3200 });
      await line.locator('xpath=..').screenshot({ path: join(OUT, `${name}-${size}-whole.png`) });
    }
    await line.click();
  }
}

/** Taking a copy, and what is in it. */
async function copyOfEverything(page, passphrase) {
  await follow(page, 'Take a copy of everything');
  await heading(page, /Take a copy/);
  await page.getByRole('radio', { name: /^Sealed/ }).check();
  await shoot(page, 'copy-sealed');
  await page.getByRole('radio', { name: /^To read/ }).check();
  await page.getByLabel('Your pass phrase now').fill(passphrase);
  await shoot(page, 'copy');
  await press(page, 'Make the copy');
  const save = page.getByRole('link', { name: /^Save rapport/ });
  await save.waitFor({ timeout: 30_000 });
  await shoot(page, 'copy-ready');
  const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
  const file = join(OUT, 'archive.html');
  writeFileSync(file, unzip(readFileSync(await download.path())).get('index.html'));
  const reader = await page.context().newPage();
  await reader.goto(`file://${file}`);
  for (const [size, viewport] of Object.entries(sizes))
    for (const colorScheme of ['light', 'dark']) {
      await reader.setViewportSize(viewport);
      await reader.emulateMedia({ colorScheme });
      await reader.screenshot({ path: join(OUT, `archive-${size}-${colorScheme}.png`) });
    }
  await reader.close();
  await follow(page, 'Back to your account');
  await heading(page, /signed in/);
}

async function oneSession(mara, client, { name, passphrase }) {
  await mara.goto('/');
  await mara.getByRole('link', { name, exact: true }).click();
  await heading(mara, /Our work/);
  await shoot(mara, 'our-work-therapist');
  await follow(mara, 'Plan a session');
  await heading(mara, /Plan a session/);
  await shoot(mara, 'plan');
  // The one of the sample: its room is open, and another would run into it.
  await mara.goto('/');
  await mara.getByRole('link', { name: new RegExp(`^(Get ready for|Go to) ${name}`) }).click();
  await mara.waitForURL(/\/visit\//);
  const visit = new URL(mara.url()).pathname;
  await heading(mara, /Get ready/);
  await mara.waitForTimeout(1000);
  await shoot(mara, 'get-ready');
  await client.goto(visit);
  await press(mara, 'Go in');
  await heading(mara, /room is open/);
  await shoot(mara, 'waiting-therapist');
  await press(client, 'Go in');
  await mara.getByText(/waits to be let in/).waitFor();
  await shoot(client, 'waiting-client');
  await shoot(mara, 'knock');
  await press(mara, 'Let in');
  await heading(client, /In the room/);
  await client.waitForTimeout(2500);
  await shoot(client, 'room');
  await press(mara, /^Write/);
  await mara.getByLabel(/^Write to/).fill('I am glad you are here. Take your time.');
  await mara.getByLabel(/^Write to/).press('Enter');
  await shoot(mara, 'room-writing');
  await mara.getByRole('button', { name: 'Close the chat' }).click();
  await press(mara, 'End');
  await shoot(mara, 'room-end');
  await press(mara, 'End the session');
  await heading(client, /One minute about us/, { timeout: 20_000 });
  await slide(client, /heading somewhere/, 8);
  await slide(client, /spent the time/, 6);
  await shoot(client, 'closing');
  await camera.whole(client, 'closing');
  await press(client, 'Send');
  await heading(client, /Thank you/);
  await shoot(client, 'closing-sent');
  await heading(mara, /One minute about us/, { timeout: 20_000 });
  await slide(mara, /heading somewhere/, 7);
  await press(mara, 'Send');
  await heading(mara, /both answered/);
  await shoot(mara, 'closing-both');
  await follow(client, /Signed in as/);
  await heading(client, /signed in/);
  await shoot(client, 'account');
  await client.getByText('What closing means, and how to do it').click();
  await client.getByText('Close my account for good').scrollIntoViewIfNeeded();
  await shoot(client, 'account-close');
  await follow(client, 'Show the list');
  await heading(client, 'Who opened your record.');
  await client.getByText('checked').first().waitFor();
  await shoot(client, 'record');
  await follow(client, /Signed in as/);
  await heading(client, /signed in/);
  await copyOfEverything(client, passphrase);
  await press(client, 'Close on this device');
  await heading(client, /Welcome back/);
  await shoot(client, 'unlock');
}

/** A sample practice of its own; the caller removes the folder above it. */
function makeSample(above) {
  const data = join(above, 'house');
  console.log('Making a sample practice …');
  const script = join(ROOT, 'scripts/sample.mjs');
  execFileSync(process.execPath, [script, '--data', data, '--binary', binary], { stdio: 'ignore' });
  return data;
}

mkdirSync(OUT, { recursive: true });
const above = mkdtempSync(join(tmpdir(), 'rapport-screens-'));
const browser = await openBrowser();
try {
  for (const [name, walk] of Object.entries({ in: wayIn, steps, room, three, ladder })) {
    if (WALKS.includes(name)) await walk(browser, camera);
    // A session that goes on would slow the next one down.
    for (const context of browser.contexts()) await context.close();
  }
  if (WALKS.includes('between') || WALKS.includes('practice')) {
    const given = option('sample', '');
    await practice(browser, existsSync(given) ? resolve(given) : makeSample(above));
  }
} catch (error) {
  note('walk', error.stack);
  const pages = browser.contexts().flatMap((context) => context.pages());
  for (const [at, page] of pages.entries())
    await page.screenshot({ path: join(OUT, `stopped-${at}.png`) }).catch(() => undefined);
} finally {
  await browser.close();
  rmSync(above, { recursive: true, force: true });
}
console.log(findings.length === 0 ? 'Nothing was found.' : `${findings.length} findings.`);
process.exitCode = findings.length === 0 ? 0 : 1;
