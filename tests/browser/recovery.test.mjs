// SPDX-License-Identifier: Apache-2.0
// The drill of docs/recovery-key.md: the ceremony on screen, the therapist's account lost, and the
// record opened with two of three sheets, in the browser and with gpg. One sheet opens nothing.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, journey, openBrowser, openPerson, sidewaysScroll } from './browser.mjs';
import { endGpg, runGpg, writeFiles } from './gpg.mjs';
import { binary, openHouse } from './house.mjs';
import { follow, heading, invite, joinHouse, press } from './people.mjs';
import { checkArchive } from './schema.mjs';
import { unzip } from './unzip.mjs';

const GOAL = 'marker-goal to sleep again';
const PHRASES = {
  mara: 'copper rivers at noon',
  lena: 'paper boats on monday',
  jonas: 'quiet harbor in the rain',
};
/** Three chunks. */
const WALK = 'marker-file along the river, 4 km\n'.repeat(20_000);
const LOCK = 'seven lanterns by the lake';

let house;
let browser;
let mara;
let jonas;
let folder;
let words;
const sheets = [];
const problems = [];

const step = journey(test, () => [mara.page, jonas.page]);

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rapport-recovery-'));
  house = await openHouse({ record: true, args: ['--practice', 'Practice at the River'] });
  browser = await openBrowser();
  mara = await openPerson(browser, house.url);
  jonas = await openPerson(browser, house.url, { viewport: { width: 390, height: 844 } });
});

after(async () => {
  endGpg(join(folder, 'gpg'));
  await browser?.close();
  await house?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function checkPage(page, what) {
  for (const finding of await axe(page)) problems.push(`${what}: ${finding}`);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const over = await sidewaysScroll(page);
  if (over > 0) problems.push(`${what}: ${over} px too wide at 320 px`);
  await page.setViewportSize(size);
}

step('a therapist and a client have a record', async () => {
  await joinHouse(mara.page, house.link, { name: 'Mara', login: 'mara', phrase: PHRASES.mara });
  const link = await invite(mara.page, 'Jonas');
  await joinHouse(jonas.page, link, { name: 'Jonas', login: 'jonas', phrase: PHRASES.jonas });
  await follow(jonas.page, 'Our work');
  await press(jonas.page, 'Add a goal');
  await jonas.page.getByText('two of three people needed').waitFor({ state: 'detached' });
  await jonas.page.getByLabel('What would you like to be different?').fill(GOAL);
  await press(jonas.page, 'Save');
  await jonas.page.getByText(GOAL).first().waitFor();
  writeFileSync(join(folder, 'walk.txt'), WALK);
  await jonas.page.goto('/');
  await jonas.page.getByRole('link', { name: 'Messages' }).first().click();
  await heading(jonas.page, /Messages with Mara/);
  await jonas.page.getByLabel('Choose files').setInputFiles(join(folder, 'walk.txt'));
  await jonas.page.getByText('Ready to go with your message').waitFor();
  await jonas.page.getByLabel('Write to Mara').fill('Where I went today');
  await press(jonas.page, 'Send');
  await jonas.page.getByRole('log', { name: 'Messages' }).getByText('walk.txt').waitFor();
});

step('the ceremony: three sheets, each typed back, and only then a key', async () => {
  const { page } = mara;
  await page.goto('/account');
  await page.getByRole('heading', { name: 'The practice’s recovery key' }).waitFor();
  await page.goto('/practice/recovery-key');
  await heading(page, 'The practice’s recovery key.');
  await page.getByText('This practice has no recovery key.').waitFor();
  await checkPage(page, 'recovery key, none yet');
  await page.getByLabel('Your pass phrase, to be sure it is you').fill(PHRASES.mara);
  await press(page, 'Begin');
  for (const n of [1, 2, 3]) {
    await page.getByRole('heading', { name: `Sheet ${n} of 3` }).waitFor();
    sheets.push((await page.locator('.recovery-code span').allTextContents()).join(' '));
    words = (await page.locator('.key-words').last().innerText()).trim().split(/\s+/);
    if (n === 1) await checkPage(page, 'a sheet');
    await press(page, 'It is on paper');
    const field = page.getByLabel('Fifteen groups of four letters');
    if (n === 2) {
      await field.fill(sheets[0]);
      await press(page, 'Check it');
      await page.getByText('This is not what stands on sheet 2.').waitFor();
      await checkPage(page, 'typing a sheet back');
    }
    await field.fill(sheets[n - 1].toLowerCase());
    await press(page, 'Check it');
  }
  assert.equal(words.length, 8);
  await page.getByRole('radio', { name: /^now/ }).check();
  await press(page, 'Register the key');
  await page.getByRole('heading', { name: 'The key is made.' }).waitFor();
  await page.getByText('Your records are sealed to this key.').waitFor();
  await checkPage(page, 'the key is made');
});

step('the client is told once, and from then on where it says who can read', async () => {
  const { page } = jonas;
  await page.goto('/');
  await page.getByText('The practice has a recovery key.').waitFor();
  await checkPage(page, 'the notice');
  await press(page, 'I have read this');
  await page.getByText('The practice has a recovery key.').waitFor({ state: 'detached' });
  await page.reload();
  await heading(page, /Good /);
  await follow(page, 'Our work');
  await press(page, 'Add a goal');
  await page.getByText('two of three people needed').waitFor();
  assert.equal(await page.getByText('The practice has a recovery key.').count(), 0);
});

step('another therapist’s records are sealed to it only after the words were typed', async () => {
  const link = execFileSync(binary, ['invite-therapist', '--data', house.folder], {
    encoding: 'utf8',
  });
  const lena = await openPerson(browser, house.url);
  const { page } = lena;
  await joinHouse(page, link.match(/\/join#\S+/)[0], {
    name: 'Lena',
    login: 'lena',
    phrase: PHRASES.lena,
  });
  const tim = await openPerson(browser, house.url);
  const invitation = await invite(page, 'Tim');
  await joinHouse(tim.page, invitation, { name: 'Tim', login: 'tim', phrase: PHRASES.jonas });
  const granted = () => JSON.parse(exportOf('tim').split('\n')[0]).grants.length;
  await page.goto('/practice/recovery-key');
  await page.getByLabel('The eight words on the sheet').fill(words.toReversed().join(' '));
  await press(page, 'Compare');
  await page.getByText('These are not the words of this key.').waitFor();
  assert.equal(granted(), 0);
  await page.getByLabel('The eight words on the sheet').fill(words.join(' '));
  await press(page, 'Compare');
  await page.getByText('Your records are sealed to this key.').waitFor();
  await page.waitForTimeout(1000);
  assert.equal(granted(), 1);
  await lena.context.close();
  await tim.context.close();
});

/** What the operator exports of a client's record. */
function exportOf(login) {
  const run = (...args) =>
    execFileSync(binary, ['record-export', ...args, '--data', house.folder], { encoding: 'utf8' });
  const line = run()
    .split('\n')
    .find((one) => one.includes(` ${login}, client`));
  return run(line.split(' ')[0]);
}

let record;

step('the therapist’s account is lost; the operator exports the record, sealed', async () => {
  await mara.context.clearCookies();
  await mara.page.goto('about:blank');
  const exported = exportOf('jonas');
  assert.equal(exported.includes('marker-'), false);
  const lines = exported.trim().split('\n');
  assert.equal(lines.length, 4, 'the record and three chunks');
  for (const line of lines) JSON.parse(line);
  record = join(folder, 'record.json');
  writeFileSync(record, exported);
});

async function openRecord(page, first, second, lock = '') {
  await page.goto('/practice/open-record');
  await page.getByLabel('The exported record').setInputFiles(record);
  await page.getByText('Record of').waitFor();
  await page.getByLabel('One sheet').fill(first);
  await page.getByLabel('Another sheet').fill(second);
  if (lock !== '') {
    await page.getByRole('radio', { name: /^Sealed/ }).check();
    await page.getByLabel('A pass phrase for the copy').fill(lock);
  }
  await press(page, 'Open the record');
}

async function save(page) {
  const link = page.getByRole('link', { name: /^Save rapport/ });
  await link.waitFor({ timeout: 30_000 });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return unzip(readFileSync(await download.path()));
}

step('one sheet alone, or twice, opens nothing', async () => {
  const { page } = await openPerson(browser, house.url);
  await openRecord(page, sheets[0], sheets[0]);
  await page.getByText('These two do not open this record.').waitFor();
  await checkPage(page, 'opening a record');
  await openRecord(
    page,
    sheets[0],
    sheets[1].replace(/^./, (c) => (c === '7' ? '8' : '7')),
  );
  await page.getByText('These two do not open this record.').waitFor();
  assert.equal(await page.getByRole('link', { name: /^Save/ }).count(), 0);
  await page.context().close();
});

step('two sheets open it in a browser that knows nobody', async () => {
  const { page } = await openPerson(browser, house.url);
  await openRecord(page, sheets[2], sheets[0]);
  const files = await save(page);
  const archive = JSON.parse(files.get('archive.json').toString());
  assert.deepEqual(checkArchive(archive), []);
  assert.equal(archive.alliances[0].goals[0].said.text, GOAL);
  assert.match(files.get('index.html').toString(), /marker-goal to sleep again/);
  const [{ path }] = archive.alliances[0].letters[0].files;
  assert.equal(files.get(path).toString(), WALK);
  await page.context().close();
});

step('and gpg opens it with the key put together from two sheets', async () => {
  const { page } = await openPerson(browser, house.url);
  await openRecord(page, sheets[1], sheets[2], LOCK);
  const files = await save(page);
  const place = join(folder, 'sealed');
  writeFiles(place, files);
  const gpg = (...args) => runGpg(place, join(folder, 'gpg'), '--passphrase', LOCK, ...args);
  const people = [...files.keys()].filter((path) => path.startsWith('people/'));
  assert.equal(gpg('--import', 'my-key.pgp', ...people).ok, true);
  const [secret] = [...files.keys()].filter((path) => path.endsWith('secret-1.pgp'));
  const grant = gpg('--decrypt', secret);
  assert.match(grant.said, /Good signature from "mara"/);
  // The very command of the README.
  assert.ok(files.get('README.txt').toString().includes(`s/.*"secret":"\\([^"]*\\)".*/\\1/`));
  const opened = execFileSync('sed', [`s/.*"secret":"\\([^"]*\\)".*/\\1/`], { input: grant.out });
  writeFileSync(join(place, 'secret.txt'), opened);
  const [goal] = [...files.keys()].filter((path) => path.includes('/goals/'));
  const home = join(folder, 'gpg');
  const read = runGpg(place, home, '--passphrase-file', 'secret.txt', '--decrypt', goal);
  assert.match(read.said, /Good signature from "jonas"/);
  assert.equal(JSON.parse(read.out).body.text, GOAL);
  const [file] = [...files.keys()].filter((path) => path.endsWith('walk.txt.pgp'));
  const walk = gpg('--output', 'walk.txt', '--decrypt', file);
  assert.equal(walk.ok, true, walk.said);
  assert.equal(readFileSync(join(place, 'walk.txt'), 'utf8'), WALK);
  await page.context().close();
});

test('every page passes axe and fits 320 px', () => {
  assert.deepEqual(problems, []);
});

test('nothing of the sheets is on the server or on the devices', async () => {
  const written = sheets.flatMap((sheet) => [
    sheet,
    sheet.replaceAll(' ', '-'),
    sheet.replaceAll(' ', ''),
  ]);
  assert.deepEqual(await house.leaks(written, 'mara'), []);
  for (const { context } of [mara, jonas]) {
    const page = await context.newPage();
    await page.goto('/help');
    const kept = await page.evaluate(async () => {
      const all = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
      for (const { name } of await indexedDB.databases()) {
        const db = await new Promise((done, fail) => {
          const request = indexedDB.open(name);
          request.onsuccess = () => done(request.result);
          request.onerror = () => fail(request.error);
        });
        for (const store of db.objectStoreNames) {
          const rows = await new Promise((done, fail) => {
            const request = db.transaction(store).objectStore(store).getAll();
            request.onsuccess = () => done(request.result);
            request.onerror = () => fail(request.error);
          });
          all.push(JSON.stringify(rows));
        }
      }
      return all.join('\n');
    });
    assert.notEqual(kept, '');
    for (const sheet of sheets) assert.equal(kept.includes(sheet.replaceAll(' ', '-')), false);
  }
});
