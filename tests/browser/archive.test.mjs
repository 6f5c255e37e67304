// SPDX-License-Identifier: Apache-2.0
// Taking a copy of everything: made in the browser, opened without it. The readable copy is held
// against its schema; the sealed one is opened by Debian's gpg and sq.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, journey, openBrowser, openPerson, sidewaysScroll } from './browser.mjs';
import { endGpg, runGpg, writeFiles } from './gpg.mjs';
import { openHouse } from './house.mjs';
import { heading, invite, joinHouse, meet, planNow, press, slide } from './people.mjs';
import { checkArchive } from './schema.mjs';
import { unzip } from './unzip.mjs';

const WORDS = {
  goal: 'marker-goal <b>more air</b>',
  why: 'marker-why & fewer walls',
  chat: 'marker-chat "velvet" otter',
  answer: 'marker-answer stay longer',
  letter: 'marker-letter what I saw on the way',
};
const PHRASES = { mara: 'copper rivers at noon', jonas: 'quiet harbor in the rain' };
const WALK = 'marker-file along the river, 4 km\n'.repeat(20_000);
const COPY_PHRASE = 'seven lanterns by the lake';

let house;
let browser;
let mara;
let jonas;
let folder;
let sealed;

const step = journey(test, () => [mara.page, jonas.page]);

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rapport-archive-'));
  house = await openHouse();
  browser = await openBrowser();
  mara = await openPerson(browser, house.url);
  jonas = await openPerson(browser, house.url, { viewport: { width: 390, height: 844 } });
});

after(async () => {
  for (const home of ['gpg', 'stranger']) endGpg(join(folder, home));
  await browser?.close();
  await house?.close();
  rmSync(folder, { recursive: true, force: true });
});

step('two people have a session behind them', async () => {
  await joinHouse(mara.page, house.link, { name: 'Mara', login: 'mara', phrase: PHRASES.mara });
  const link = await invite(mara.page, 'Jonas');
  await joinHouse(jonas.page, link, { name: 'Jonas', login: 'jonas', phrase: PHRASES.jonas });
  await jonas.page.getByRole('link', { name: 'Our work' }).first().click();
  await press(jonas.page, 'Add a goal');
  await jonas.page.getByLabel('What would you like to be different?').fill(WORDS.goal);
  await jonas.page.getByLabel('Why it matters (if you like)').fill(WORDS.why);
  await press(jonas.page, 'Save');
  await jonas.page.getByText(WORDS.goal).first().waitFor();
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas', 'In writing'));
  const lines = [`${WORDS.chat} 1`, `${WORDS.chat} 2`];
  if (await mara.page.getByLabel('Write to Jonas').isHidden()) await press(mara.page, /^Write/);
  await mara.page.getByLabel('Write to Jonas').fill(lines[0]);
  await mara.page.getByLabel('Write to Jonas').press('Enter');
  if (await jonas.page.getByLabel('Write to Mara').isHidden()) await press(jonas.page, /Write/);
  await jonas.page.getByText(lines[0]).waitFor();
  await jonas.page.getByLabel('Write to Mara').fill(lines[1]);
  await press(jonas.page, 'Send');
  await mara.page.getByText(lines[1]).waitFor();
  await press(mara.page, 'End');
  await press(mara.page, 'End the session');
  await heading(jonas.page, /One minute about us/, { timeout: 20_000 });
  await slide(jonas.page, /All in all/, 8);
  await jonas.page.getByLabel(/something about us/).fill(WORDS.answer);
  await press(jonas.page, 'Send');
  await heading(jonas.page, /Thank you/, { timeout: 20_000 });
  await jonas.page.goto('/');
  await jonas.page.getByRole('link', { name: 'Messages' }).first().click();
  await heading(jonas.page, /Messages with Mara/);
  writeFileSync(join(folder, 'walk.txt'), WALK);
  await jonas.page.getByLabel('Choose files').setInputFiles(join(folder, 'walk.txt'));
  await jonas.page.getByText('Ready to go with your message').waitFor();
  await jonas.page.getByLabel('Write to Mara').fill(WORDS.letter);
  await press(jonas.page, 'Send');
  await jonas.page.getByRole('log', { name: 'Messages' }).getByText('walk.txt').waitFor();
  await jonas.page.waitForTimeout(1000);
  await jonas.page.goto('/');
  await slide(jonas.page, /How are you today/i, 6);
  await jonas.page.getByText(/Kept/).first().waitFor();
});

/** Makes a copy the way a person does; gives the files. */
async function takeCopy(page, phrase, kind, lock) {
  await page.goto('/account');
  await page.getByRole('link', { name: 'Take a copy of everything' }).click();
  await heading(page, 'Take a copy of everything.');
  await page.getByRole('radio', { name: new RegExp(`^${kind}`) }).check();
  if (lock) await page.getByLabel('A pass phrase for the copy').fill(lock);
  await page.getByLabel('Your pass phrase now').fill(phrase);
  await press(page, 'Make the copy');
  const save = page.getByRole('link', { name: /^Save rapport/ });
  await save.waitFor({ timeout: 30_000 });
  const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
  return unzip(readFileSync(await download.path()));
}

step('a wrong pass phrase makes no copy', async () => {
  const { page } = jonas;
  await page.goto('/account/copy');
  await page.getByLabel('Your pass phrase now').fill('not the one I chose');
  await press(page, 'Make the copy');
  await page.getByText('do not belong together').waitFor();
  assert.equal(await page.getByRole('link', { name: /^Save/ }).count(), 0);
  assert.deepEqual(await axe(page), []);
  await page.setViewportSize({ width: 320, height: 640 });
  assert.equal(await sidewaysScroll(page), 0);
  await page.setViewportSize({ width: 390, height: 844 });
});

step('the readable copy holds every word, and follows its schema', async () => {
  const files = await takeCopy(jonas.page, PHRASES.jonas, 'To read');
  const archive = JSON.parse(files.get('archive.json').toString());
  assert.deepEqual(checkArchive(archive), []);
  const [alliance] = archive.alliances;
  assert.equal(alliance.title, 'Mara');
  const [letter] = alliance.letters;
  assert.equal(letter.said.text, WORDS.letter);
  const { path } = letter.files[0];
  assert.deepEqual([...files.keys()], [path, 'index.html', 'archive.json']);
  assert.equal(files.get(path).toString(), WALK);
  const [session] = alliance.sessions;
  assert.deepEqual(
    session.chat.map((line) => line.said),
    [1, 2].map((n) => ({ kind: 'text', text: `${WORDS.chat} ${n}` })),
  );
  assert.equal(session.answers[0].items.overall, 8);
  assert.equal(session.answers[0].said.text, WORDS.answer);
  assert.equal(alliance.goals[0].said.text, WORDS.goal);
  assert.equal(archive.days[0].value, 6);
  assert.ok(archive.access.some((line) => line.sentence === 'You took a copy.'));
  assert.equal(archive.access.filter((line) => line.check === 'failed').length, 0);
  // The schema can say no.
  assert.notDeepEqual(checkArchive({ ...archive, alliances: [{}] }), []);
});

step('its page opens from the disk, shows the words and runs nothing', async () => {
  const files = await takeCopy(jonas.page, PHRASES.jonas, 'To read');
  const html = files.get('index.html').toString();
  assert.doesNotMatch(html, /<script|<link|https?:/i);
  const path = join(folder, 'index.html');
  writeFileSync(path, html);
  const reader = await openPerson(browser, house.url, { offline: true, javaScriptEnabled: true });
  await reader.page.goto(`file://${path}`);
  for (const words of Object.values(WORDS))
    await reader.page.getByText(words).first().waitFor({ timeout: 2_000 });
  assert.equal(await reader.page.locator('b').count(), 0, 'what people wrote became markup');
  for (const colorScheme of ['light', 'dark']) {
    await reader.page.emulateMedia({ colorScheme });
    assert.deepEqual(await axe(reader.page), []);
  }
  assert.deepEqual([...reader.hosts], []);
  await reader.page.setViewportSize({ width: 320, height: 640 });
  assert.equal(await sidewaysScroll(reader.page), 0);
  await reader.context.close();
});

step('the sealed copy holds no word in the open', async () => {
  sealed = join(folder, 'sealed');
  const files = await takeCopy(jonas.page, PHRASES.jonas, 'Sealed', COPY_PHRASE);
  for (const [path, bytes] of files) assert.equal(bytes.includes('marker-'), false, path);
  writeFiles(sealed, files);
  assert.match(files.get('README.txt').toString(), /gpg --import my-key\.pgp/);
  const { files: list } = JSON.parse(files.get('index.json').toString());
  assert.deepEqual(list.map((one) => one.type).sort(), [
    'answer',
    'chat',
    'chat',
    'file',
    'goal',
    'letter',
  ]);
});

const CHAT = 'conversations/1-mara/session-001/0001.pgp';

const gpg = (home, ...args) => runGpg(sealed, join(folder, home), ...args);

step('gpg opens the sealed copy with the pass phrase, and says who wrote', () => {
  const people = JSON.parse(readFileSync(join(sealed, 'index.json'))).people;
  const keys = ['my-key.pgp', 'my-public-key.pgp', ...Object.values(people)];
  const lock = ['--passphrase', COPY_PHRASE];
  assert.equal(gpg('gpg', '--import', ...keys).ok, true);
  const secret = 'conversations/1-mara/secret-1.pgp';
  assert.equal(gpg('gpg', '--passphrase', 'a wrong one', '--decrypt', secret).ok, false);
  const opened = gpg('gpg', ...lock, '--output', 'secret.txt', '--decrypt', secret);
  assert.equal(opened.ok, true, opened.said);
  assert.match(opened.said, /Good signature from "jonas"/);
  const read = gpg('gpg', '--passphrase-file', 'secret.txt', '--decrypt', CHAT);
  assert.equal(read.ok, true, read.said);
  assert.match(read.said, /Good signature from "mara"/);
  assert.equal(JSON.parse(read.out).body.text, `${WORDS.chat} 1`);
});

step('gpg opens a file that went with a letter', () => {
  const lock = ['--passphrase', COPY_PHRASE];
  const file = 'conversations/1-mara/letters/00001-1-walk.txt.pgp';
  const read = gpg('gpg', ...lock, '--output', 'walk.txt', '--decrypt', file);
  assert.equal(read.ok, true, read.said);
  assert.equal(readFileSync(join(sealed, 'walk.txt'), 'utf8'), WALK);
  assert.equal(gpg('stranger', '--decrypt', file).ok, false);
});

step('one message is shown to a stranger by its own key, and no other one opens', () => {
  const shown = gpg(
    'gpg',
    '--passphrase-file',
    'secret.txt',
    '--show-session-key',
    '--decrypt',
    CHAT,
  );
  const key = shown.said.match(/session key: '([^']+)'/)?.[1];
  const stranger = gpg('stranger', '--override-session-key', key, '--decrypt', CHAT);
  assert.match(stranger.out, /velvet/);
  const other = CHAT.replace('0001', '0002');
  assert.doesNotMatch(
    gpg('stranger', '--override-session-key', key, '--decrypt', other).out,
    /velvet/,
  );
});

step('sq opens the same files', () => {
  const version = Number(
    execFileSync('sq', ['--version'], { encoding: 'utf8' }).match(/(\d+)\./)[1],
  );
  const words =
    version > 0 ? ['--recipient-file', '--signer-file'] : ['--recipient-key', '--signer-cert'];
  const [recipient, signer] = words;
  const secret = sq(
    [
      'decrypt',
      recipient,
      'my-key.pgp',
      signer,
      'my-public-key.pgp',
      'conversations/1-mara/secret-1.pgp',
    ],
    COPY_PHRASE,
  );
  assert.equal(secret.out, readFileSync(join(sealed, 'secret.txt'), 'utf8'), secret.said);
  const read = sq(['decrypt', signer, 'people/1-mara.pgp', CHAT], secret.out);
  assert.match(read.out, /velvet/, read.said);
  assert.match(read.said, /[Gg]ood signature|[Aa]uthenticated signature|1 good|valid signature/);
});

/** sq asks on a terminal: script gives it one. */
function sq(args, password) {
  const out = join(folder, 'sq-out');
  const words = ['sq', ...args, '--output', out].map((word) => `'${word}'`).join(' ');
  rmSync(out, { force: true });
  const run = spawnSync('script', ['-qec', words, '/dev/null'], {
    cwd: sealed,
    input: `${password}\n`,
    encoding: 'utf8',
    timeout: 30_000,
  });
  let text = '';
  try {
    text = readFileSync(out, 'utf8');
  } catch {
    // Nothing was opened; what it said is in the message.
  }
  return { out: text, said: `${run.stdout}${run.stderr}` };
}

test('no page had an error', () => {
  for (const person of [mara, jonas])
    assert.deepEqual(
      person.errors.filter((line) => !/status of 40[149]/.test(line)),
      [],
    );
});
