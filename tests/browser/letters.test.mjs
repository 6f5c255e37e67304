// SPDX-License-Identifier: Apache-2.0
// Messages between sessions, in two real browsers against the real daemon: with a line and without,
// changed and deleted, with files, on a new device, and with words that try to be more than words.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, journey, openBrowser, openPerson, sidewaysScroll } from './browser.mjs';
import { openHouse } from './house.mjs';
import { PAYLOADS } from './payloads.mjs';
import { follow, heading, invite, joinHouse, press } from './people.mjs';

const MARKS = {
  first: 'marker-letter-amber-heron',
  offline: 'marker-letter-under-the-bridge',
  changed: 'marker-letter-other-words',
  draft: 'marker-letter-not-yet',
  file: 'marker-file-name.txt',
};

let house;
let browser;
let mara;
let jonas;
let thread;
let folder;
let line;
const problems = [];
const step = journey(test, () => [mara.page, jonas.page]);

async function checkPage(page, what) {
  for (const finding of await axe(page)) problems.push(`${what}: ${finding}`);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const over = await sidewaysScroll(page);
  if (over > 0) problems.push(`${what}: ${over} px too wide at 320 px`);
  await page.setViewportSize(size);
}

const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex');
const log = (page) => page.getByRole('log', { name: 'Messages' });
const box = (page, name) => page.getByLabel(`Write to ${name}`);
const letter = (page, text) => page.locator('.letter').filter({ hasText: text });
const stage = (page, text, words) => letter(page, text).getByText(words, { exact: true }).waitFor();

async function write(page, name, text) {
  await box(page, name).fill(text);
  await press(page, 'Send');
  await log(page).getByText(text, { exact: true }).waitFor();
}

/** A live line that can be cut: taking a browser off the network leaves its open sockets alone. */
async function cuttable(context) {
  const lines = new Set();
  let whole = true;
  await context.routeWebSocket(/\/live$/, (one) => {
    if (!whole) return one.close();
    one.connectToServer();
    lines.add(one);
  });
  return {
    cut() {
      whole = false;
      for (const one of lines) one.close();
      lines.clear();
    },
    mend() {
      whole = true;
    },
  };
}

/** From the disk: a page that is allowed so little cannot be handed a file by a script. */
async function giveFile(page, name, bytes) {
  const path = join(folder, name.replaceAll('/', '_'));
  await writeFile(path, bytes);
  await page.getByLabel('Choose files').setInputFiles(path);
}

/** True once no file of the house holds the bytes; what is deleted leaves its log soon after. */
async function goneFromHouse(bytes) {
  for (let n = 0; n < 60; n++) {
    if ((await house.filesWith(bytes)).length === 0) return true;
    await new Promise((done) => setTimeout(done, 250));
  }
  return false;
}

/** The sealed letter as the server keeps it now. */
async function sealedOf(page, text) {
  return page.evaluate(async (alliance) => {
    const list = await (await fetch('/api/alliances')).json();
    const { conversation } = list.alliances.find((one) => one.id === alliance);
    const answer = await fetch(`/api/conversations/${conversation}/messages?thread=letters`);
    return (await answer.json()).messages[0].sealed;
  }, text);
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapport-letters-'));
  house = await openHouse({ record: true });
  browser = await openBrowser();
  mara = await openPerson(browser, house.url);
  jonas = await openPerson(browser, house.url, { viewport: { width: 390, height: 844 } });
  line = await cuttable(jonas.context);
  await joinHouse(mara.page, house.link, {
    name: 'Mara Lindqvist',
    login: 'mara',
    phrase: 'copper rivers and slow boats',
  });
  const link = await invite(mara.page, 'Jonas');
  await joinHouse(jonas.page, link, {
    name: 'Jonas',
    login: 'jonas',
    phrase: 'quiet harbor and tall reeds',
  });
  await heading(jonas.page, /Good /);
});

after(async () => {
  await browser?.close();
  await house?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

step('the therapist says when they read and answer', async () => {
  await mara.page.goto('/contract');
  await heading(mara.page, 'When you read and answer messages');
  await checkPage(mara.page, 'contract');
  await press(mara.page, 'Keep it');
  await mara.page.getByText('Kept. Your clients see it from now on.').waitFor();
});

step('the client sees what to expect where they type', async () => {
  await follow(jonas.page, 'Messages');
  await heading(jonas.page, /Messages with Mara/);
  thread = new URL(jonas.page.url()).pathname;
  await jonas.page
    .getByText(/Mara Lindqvist reads messages Mon to Fri, .*9.* to .*17.*\./)
    .waitFor();
  await jonas.page.getByText(/You can expect an answer by \w+/).waitFor();
  await jonas.page.getByText('This is not for emergencies.').waitFor();
  await checkPage(jonas.page, 'messages, empty');
});

step('both write and read, and how far it got is said', async () => {
  await write(jonas.page, 'Mara Lindqvist', MARKS.first);
  await mara.page.goto('/');
  await mara.page.getByText('Messages, 1 new').waitFor();
  await stage(jonas.page, MARKS.first, 'delivered');
  await mara.page.getByRole('link', { name: /^Messages.* with Jonas$/ }).click();
  await log(mara.page).getByText(MARKS.first).waitFor();
  await stage(jonas.page, MARKS.first, 'read');
  await write(mara.page, 'Jonas', 'I am glad you wrote.');
  await log(jonas.page).getByText('I am glad you wrote.').waitFor();
  await checkPage(mara.page, 'messages, therapist');
  await checkPage(jonas.page, 'messages, client');
});

step('what is written without a line waits, survives a reload, and goes out once', async () => {
  await jonas.context.setOffline(true);
  line.cut();
  const waits = letter(jonas.page, MARKS.offline).getByText(
    'Kept on this device. Will be sent when the line is back.',
  );
  await box(jonas.page, 'Mara Lindqvist').fill(MARKS.offline);
  await press(jonas.page, 'Send');
  await waits.waitFor();
  // A page comes from the house, so that has to be there; only the live line stays cut.
  await jonas.context.setOffline(false);
  await jonas.page.reload();
  await waits.waitFor();
  assert.equal(await letter(mara.page, MARKS.offline).count(), 0);
  line.mend();
  await log(mara.page).getByText(MARKS.offline).waitFor();
  await stage(jonas.page, MARKS.offline, 'read');
  for (const { page } of [mara, jonas]) assert.equal(await letter(page, MARKS.offline).count(), 1);
});

step('a draft stays on the device, sealed, until it is sent', async () => {
  await box(jonas.page, 'Mara Lindqvist').fill(MARKS.draft);
  await jonas.page.waitForTimeout(800);
  await jonas.page.reload();
  await heading(jonas.page, /Messages with Mara/);
  await jonas.page.waitForFunction(
    (text) => document.querySelector('.letter-write textarea')?.value === text,
    MARKS.draft,
  );
  await box(jonas.page, 'Mara Lindqvist').fill('');
});

step('other words replace the old ones for both', async () => {
  const alliance = thread.split('/').at(-1);
  const before = await sealedOf(jonas.page, alliance);
  const bytes = Buffer.from(before, 'base64url').subarray(40, 140);
  assert.notDeepEqual(await house.filesWith(bytes), []);
  await letter(jonas.page, MARKS.offline).getByRole('button', { name: 'Change' }).click();
  await jonas.page.getByLabel('Change your message').fill(MARKS.changed);
  await press(jonas.page, 'Save');
  await log(jonas.page).getByText(MARKS.changed).waitFor();
  await log(mara.page).getByText(MARKS.changed).waitFor();
  await letter(mara.page, MARKS.changed).getByText('changed').first().waitFor();
  assert.equal(await letter(mara.page, MARKS.offline).count(), 0);
  assert.equal(await goneFromHouse(bytes), true);
});

step('a deleted message is gone from the other screen and from the house', async () => {
  const alliance = thread.split('/').at(-1);
  const before = await sealedOf(jonas.page, alliance);
  const bytes = Buffer.from(before, 'base64url').subarray(40, 140);
  await letter(jonas.page, MARKS.changed).getByRole('button', { name: 'Delete' }).click();
  await jonas.page.getByText(/removed from the server and from Mara Lindqvist’s screen/).waitFor();
  await checkPage(jonas.page, 'messages, asking before deleting');
  await press(jonas.page, 'Delete it');
  await log(mara.page).getByText('This message was deleted.').waitFor();
  assert.equal(await letter(mara.page, MARKS.changed).count(), 0);
  assert.equal(await goneFromHouse(bytes), true);
});

step(
  'a file of 5 MB goes on where the line was cut, and is the same at the other end',
  async () => {
    const bytes = randomBytes(5 * 1024 * 1024);
    let puts = 0;
    await jonas.page.route(/\/api\/attachments\/[^/]+\/chunks\/\d+$/, (route) => {
      puts++;
      return puts > 7 ? route.abort() : route.continue();
    });
    await giveFile(jonas.page, MARKS.file, bytes);
    await jonas.page.getByText('Waits for the line, then goes on where it stopped.').waitFor();
    await checkPage(jonas.page, 'messages, a file on its way');
    await jonas.page.unrouteAll();
    const sent = [];
    jonas.page.on('request', (request) => {
      if (request.method() === 'PUT') sent.push(request.url());
    });
    await jonas.page.reload();
    await jonas.page.getByText('Ready to go with your message').waitFor();
    assert.equal(sent.filter((url) => url.includes('/chunks/')).length, 20 - 7);
    await box(jonas.page, 'Mara Lindqvist').fill('Here is the file.');
    await press(jonas.page, 'Send');
    await log(mara.page).getByText(MARKS.file).waitFor();
    await press(mara.page, `Get ${MARKS.file}`);
    const [download] = await Promise.all([
      mara.page.waitForEvent('download'),
      mara.page.getByRole('link', { name: 'Save on this device' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), MARKS.file);
    assert.equal(hashOf(await readFile(await download.path())), hashOf(bytes));
  },
);

step('words that try to be more than words are only words', async () => {
  for (const [at, text] of PAYLOADS.entries()) {
    const shown = log(mara.page)
      .locator('.letter-text')
      .filter({ hasText: text.slice(0, 12) });
    await box(jonas.page, 'Mara Lindqvist').fill(text);
    await press(jonas.page, 'Send');
    await shown.last().waitFor();
    await giveFile(jonas.page, text.slice(0, 60), Buffer.from(text));
    await jonas.page.getByText('Ready to go with your message').waitFor();
    await press(jonas.page, 'Send');
    await mara.page
      .locator('.letter-file')
      .nth(at + 1)
      .waitFor();
  }
  await mara.page.goto('/contract');
  await mara.page.getByLabel('I will be away for some days').check();
  const today = new Date().toISOString().slice(0, 10);
  await mara.page.getByLabel('First day').fill('2020-01-01');
  await mara.page.getByLabel('First day').fill(today);
  await mara.page
    .getByLabel('Last day')
    .fill(new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10));
  await mara.page.getByLabel('Who is there meanwhile').fill(PAYLOADS.join(' '));
  await press(mara.page, 'Keep it');
  await mara.page.getByText('Kept. Your clients see it from now on.').waitFor();
  await jonas.page.reload();
  await jonas.page.getByText(PAYLOADS[1]).last().waitFor();
  await jonas.page.getByText(/Mara Lindqvist is away until/).waitFor();
  for (const { page } of [mara, jonas]) {
    assert.equal(await page.evaluate(() => globalThis.owned), undefined);
    assert.equal(await page.locator('main script, main iframe, main svg[onload]').count(), 0);
  }
  // A name that turns its own end around is shown without the turn.
  assert.equal(await jonas.page.locator('.letter-file-name').getByText('\u202E').count(), 0);
});

step('a new device sees it all', async () => {
  const device = await openPerson(browser, house.url);
  const { page } = device;
  await page.goto('/sign-in');
  await page.getByLabel('Login name').fill('jonas');
  await page.getByLabel('Pass phrase').fill('quiet harbor and tall reeds');
  await page.getByLabel('Pass phrase').press('Enter');
  await heading(page, /Good /, { timeout: 30_000 });
  await follow(page, 'Messages');
  await log(page).getByText(MARKS.first).waitFor();
  await log(page).getByText('I am glad you wrote.').waitFor();
  await device.context.close();
});

step('everything can be done with the keyboard', async () => {
  const { page } = jonas;
  await box(page, 'Mara Lindqvist').focus();
  await page.keyboard.type('typed with keys');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await log(page).getByText('typed with keys').waitFor();
  const change = letter(page, 'typed with keys').getByRole('button', { name: 'Change' });
  await change.waitFor();
  await change.focus();
  await page.keyboard.press('Enter');
  // The words to change take the focus; until then keys would go to the button.
  await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
  await page.keyboard.type(', twice');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await log(page)
    .getByText(/, twice/)
    .waitFor();
});

test('every page passes axe and fits 320 px', () => {
  assert.deepEqual(problems, []);
});

test('no page had an error', () => {
  for (const person of [mara, jonas])
    assert.deepEqual(
      person.errors.filter(
        (line) =>
          !/status of 40[149]|WebSocket connection|ERR_CONNECTION|ERR_INTERNET|ERR_FAILED/.test(
            line,
          ),
      ),
      [],
    );
});

test('what people wrote is nowhere at the daemon: files, log, memory, core, wire', async () => {
  assert.deepEqual(await house.leaks(Object.values(MARKS), 'jonas'), []);
});
