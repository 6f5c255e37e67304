// SPDX-License-Identifier: Apache-2.0
// A couple and their therapist, three real browsers against the real daemon: a joint space, an
// agreement about secrets, and two private spaces the partner cannot reach.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { axe, journey, openBrowser, openPerson, sidewaysScroll } from './browser.mjs';
import { openHouse } from './house.mjs';
import { follow, heading, joinHouse, press } from './people.mjs';

// What people type; the daemon must never have seen any of it.
const MARKS = {
  policy: 'marker-policy-private-stays',
  joint: 'marker-joint-two-chairs',
  annas: 'marker-anna-alone-orchid',
  bens: 'marker-ben-alone-granite',
  reason: 'marker-copy-for-the-court',
  after: 'marker-after-somebody-left',
};

let house;
let browser;
let vogt;
let anna;
let ben;

const problems = [];
const step = journey(test, () => [vogt.page, anna.page, ben.page]);

async function checkPage(page, what) {
  for (const finding of await axe(page)) problems.push(`${what}: ${finding}`);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  for (const scale of ['', '200%']) {
    await page.evaluate((to) => {
      document.documentElement.style.fontSize = to;
    }, scale);
    const over = await sidewaysScroll(page);
    if (over > 0) problems.push(`${what}: ${over} px too wide at 320 px ${scale}`);
  }
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
  await page.setViewportSize(size);
}

async function coupleLink() {
  await press(vogt.page, 'Make a link for one of them');
  const link = vogt.page.getByLabel('The invitation link');
  await link.waitFor();
  const address = await link.inputValue();
  await press(vogt.page, 'Done');
  return address;
}

const spacesOf = (page) =>
  page.evaluate(async () => (await (await fetch('/api/alliances')).json()).alliances);

before(async () => {
  house = await openHouse({ record: true });
  browser = await openBrowser();
  vogt = await openPerson(browser, house.url);
  anna = await openPerson(browser, house.url, { viewport: { width: 390, height: 844 } });
  ben = await openPerson(browser, house.url, { viewport: { width: 390, height: 844 } });
  await joinHouse(vogt.page, house.link, {
    name: 'Dr. Vogt',
    login: 'vogt',
    phrase: 'copper rivers at noon',
  });
});

after(async () => {
  await browser?.close();
  await house?.close();
});

step('a therapist opens a joint space, and each of the two gets a link', async () => {
  await vogt.page.goto('/');
  await vogt.page.getByLabel('Your own word for the couple').fill('Tuesday couple');
  await press(vogt.page, 'Open a joint space');
  await vogt.page.getByText('Both are still to come.').waitFor();
  const first = await coupleLink();
  const second = await coupleLink();
  await vogt.page.getByText('2 links are open.').waitFor();
  await checkPage(vogt.page, 'caseload with a couple');
  await joinHouse(anna.page, first, { name: 'Anna', login: 'anna', phrase: 'quiet harbor in may' });
  await joinHouse(ben.page, second, { name: 'Ben', login: 'ben', phrase: 'slow trains at dusk' });
  await vogt.page.getByRole('link', { name: 'Anna and Ben', exact: true }).waitFor();
});

step('all three read what is written in the joint space', async () => {
  await follow(anna.page, 'Our space');
  await heading(anna.page, 'Our joint space');
  await anna.page.getByText('You, Dr. Vogt and Ben.', { exact: true }).first().waitFor();
  await anna.page.getByLabel('Write to Dr. Vogt and Ben').fill(MARKS.joint);
  await press(anna.page, 'Send to Dr. Vogt and Ben');
  await anna.page.getByText(MARKS.joint).waitFor();
  await follow(ben.page, 'Our space');
  await ben.page.getByText(MARKS.joint).waitFor();
  await follow(vogt.page, 'Anna and Ben');
  await vogt.page.getByText(MARKS.joint).waitFor();
  await checkPage(anna.page, 'joint space');
});

step('private spaces open only after both agreed to how secrets are held', async () => {
  await press(vogt.page, 'Begin with “Private stays private”');
  const words = vogt.page.getByLabel('In your words');
  await words.fill(`${await words.inputValue()} ${MARKS.policy}`);
  await press(vogt.page, 'Ask both');
  await vogt.page.getByText('Nobody has agreed yet.').waitFor();
  assert.equal(await vogt.page.getByRole('button', { name: 'Open the private spaces' }).count(), 0);
  await anna.page.getByText(MARKS.policy).waitFor();
  await checkPage(anna.page, 'policy');
  await press(anna.page, 'I agree to this');
  await vogt.page.getByText('Anna agreed.').waitFor();
  assert.equal(await vogt.page.getByRole('button', { name: 'Open the private spaces' }).count(), 0);
  await press(ben.page, 'I agree to this');
  await vogt.page.getByText('Both agreed.').waitFor();
  await press(vogt.page, 'Open the private spaces');
  await vogt.page.getByRole('link', { name: 'Private space with Anna' }).waitFor();
  await vogt.page.getByRole('link', { name: 'Private space with Ben' }).waitFor();
});

step('in a private space the screen names who reads it and who does not', async () => {
  for (const [one, partner, mark] of [
    [anna, 'Ben', MARKS.annas],
    [ben, 'Anna', MARKS.bens],
  ]) {
    await one.page.getByRole('link', { name: 'Private space with Dr. Vogt' }).waitFor({
      timeout: 30_000,
    });
    await follow(one.page, 'Private space with Dr. Vogt');
    await heading(one.page, 'A private space');
    await one.page.getByText(`Only Dr. Vogt. Not ${partner}.`).waitFor();
    await one.page.getByLabel('Write to Dr. Vogt alone').fill(mark);
    await press(one.page, 'Send to Dr. Vogt alone');
    await one.page.getByText(mark).waitFor();
  }
  await checkPage(anna.page, 'private space');
  await follow(vogt.page, 'Private space with Anna');
  await vogt.page.getByText(MARKS.annas).waitFor();
  assert.equal(await vogt.page.getByText(MARKS.bens).count(), 0);
});

step('the partner cannot reach private words, not even by asking the server', async () => {
  const annas = (await spacesOf(anna.page)).find(({ about }) => about !== null);
  const seen = await spacesOf(ben.page);
  assert.equal(seen.length, 2);
  assert.ok(!JSON.stringify(seen).includes(annas.id));
  const status = await ben.page.evaluate(
    async ({ id, conversation }) =>
      Promise.all(
        [
          `/api/alliances/${id}/events`,
          `/api/conversations/${conversation}/grants`,
          `/api/conversations/${conversation}/messages?thread=letters`,
        ].map(async (url) => (await fetch(url)).status),
      ),
    annas,
  );
  assert.deepEqual(status, [404, 404, 404]);
  await ben.page.goto(`/space/${annas.id}`);
  await heading(ben.page, /not here|Nothing|no page/i);
  assert.equal(await ben.page.getByText(MARKS.annas).count(), 0);
});

/** What the archive of a copy made now says. */
async function copyOf(person, phrase) {
  await person.page.goto('/account/copy');
  await heading(person.page, 'Take a copy of everything.');
  await person.page.getByLabel('Your pass phrase now, to be sure it is you').fill(phrase);
  await press(person.page, 'Make the copy');
  const link = person.page.getByRole('link', { name: /^Save / });
  await link.waitFor({ timeout: 60_000 });
  const [saved] = await Promise.all([person.page.waitForEvent('download'), link.click()]);
  const { stdout } = await promisify(execFile)(
    'unzip',
    ['-p', await saved.path(), 'archive.json'],
    { maxBuffer: 1 << 26 },
  );
  return JSON.parse(stdout);
}

step(
  'one no keeps the joint space out of a copy, one yes of everybody lets it in, once',
  async () => {
    await anna.page.goto('/');
    await follow(anna.page, 'Our space');
    await press(anna.page, 'Ask for a copy');
    await anna.page.getByLabel('What do you need the copy for?').fill(MARKS.reason);
    await press(anna.page, 'Ask for it');
    await anna.page.getByText('Ben: no answer yet').waitFor();
    await ben.page.goto('/');
    await follow(ben.page, 'Our space');
    await ben.page.getByText(MARKS.reason).waitFor();
    await checkPage(ben.page, 'a request');
    await press(ben.page, 'No');
    await anna.page.getByText('Ben: no', { exact: true }).waitFor();
    await vogt.page.goto('/');
    await follow(vogt.page, 'Anna and Ben');
    await vogt.page.getByText('Ben: no', { exact: true }).waitFor();

    const without = await copyOf(anna, 'quiet harbor in may');
    assert.ok(!JSON.stringify(without).includes(MARKS.joint));
    assert.equal(without.left_out.length, 1);

    await press(ben.page, 'Yes, it may be copied');
    await ben.page.getByText('You: yes').waitFor();
    const released = await copyOf(anna, 'quiet harbor in may');
    assert.ok(JSON.stringify(released).includes(MARKS.joint));
    assert.deepEqual(released.left_out, []);
    assert.ok(!JSON.stringify(released).includes(MARKS.bens));

    const again = await copyOf(anna, 'quiet harbor in may');
    assert.ok(!JSON.stringify(again).includes(MARKS.joint));
    await checkPage(anna.page, 'copy with a joint space');
  },
);

step('whoever ends their part is shut out, and the partner goes on', async () => {
  await ben.page.goto('/');
  await follow(ben.page, 'Our space');
  await press(ben.page, 'End my part in this');
  await ben.page.getByRole('dialog').getByText('you cannot read what was written').waitFor();
  await press(ben.page, 'End it');
  await heading(ben.page, /not here|Nothing|no page/i);
  assert.deepEqual(await spacesOf(ben.page), []);
  await anna.page.goto('/');
  await follow(anna.page, 'Our space');
  await anna.page.getByText(MARKS.joint).waitFor();
  await anna.page.getByText('You, Dr. Vogt.', { exact: true }).first().waitFor();
});

step('what is written after is sealed with a key whoever left was never given', async () => {
  const { conversation } = (await spacesOf(anna.page)).find(({ kind }) => kind === 'couple');
  await anna.page.getByLabel('Write to Dr. Vogt').fill(MARKS.after);
  await press(anna.page, 'Send to Dr. Vogt');
  await anna.page.getByText(MARKS.after).waitFor();
  await vogt.page.goto('/');
  await follow(vogt.page, 'Anna and Ben');
  await vogt.page.getByText(MARKS.after).waitFor();
  const epochs = await anna.page.evaluate(async (id) => {
    const { grants, newest } = await (await fetch(`/api/conversations/${id}/grants`)).json();
    return { mine: grants.map(({ epoch }) => epoch), newest };
  }, conversation);
  assert.equal(epochs.newest, 2);
  assert.ok(epochs.mine.includes(2));
});

test('what people wrote is nowhere at the daemon: files, log, memory, core, wire', async () => {
  assert.deepEqual(await house.leaks(Object.values(MARKS), 'anna'), []);
});

test('no page had a finding', () => {
  assert.deepEqual(problems, []);
});
