// SPDX-License-Identifier: Apache-2.0
// A journal and a therapist's notes, in two real browsers against the real daemon: written, found,
// shown, read, taken back, gone. One test after the other; each goes on where the last one stopped.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, journey, openBrowser, openPerson, sidewaysScroll } from './browser.mjs';
import { openHouse } from './house.mjs';
import { follow, heading, invite, joinHouse, press, slide } from './people.mjs';

// What people type; the daemon must never have seen any of it.
const MARKS = {
  kept: 'marker-entry-lantern-moss',
  shown: 'marker-entry-paper-boat',
  tag: 'marker-tag-fathers',
  draft: 'marker-draft-half-said',
  note: 'marker-note-amber-window',
  changed: 'marker-note-second-thought',
};

let house;
let browser;
let mara;
let anna;

const problems = [];
const step = journey(test, () => [mara.page, anna.page]);

async function checkPage(page, what) {
  for (const finding of await axe(page)) problems.push(`${what}: ${finding}`);
  const size = page.viewportSize();
  for (const [width, height] of [
    [320, 640],
    [size.width, size.height],
  ]) {
    await page.setViewportSize({ width, height });
    // Text twice as large, as the browser's own setting does it.
    for (const scale of ['', '200%']) {
      await page.evaluate((to) => {
        document.documentElement.style.fontSize = to;
      }, scale);
      const over = await sidewaysScroll(page);
      if (over > 0) problems.push(`${what}: ${over} px too wide at ${width} px ${scale}`);
    }
    await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
  }
}

before(async () => {
  house = await openHouse({ record: true });
  browser = await openBrowser();
  mara = await openPerson(browser, house.url);
  anna = await openPerson(browser, house.url, { viewport: { width: 390, height: 844 } });
  await joinHouse(mara.page, house.link, {
    name: 'Mara Lindqvist',
    login: 'mara',
    phrase: 'copper rivers at noon',
  });
  const link = await invite(mara.page, 'Anna');
  await joinHouse(anna.page, link, {
    name: 'Anna',
    login: 'anna',
    phrase: 'quiet harbor in may',
  });
});

after(async () => {
  await browser?.close();
  await house?.close();
});

step('a draft is still there after a reload', async () => {
  const { page } = anna;
  await follow(page, 'Journal');
  await heading(page, 'Your journal');
  await checkPage(page, 'journal, empty');
  await page.getByLabel('What is on your mind?').fill(MARKS.draft);
  await page.waitForTimeout(900);
  await page.reload();
  await page.getByLabel('What is on your mind?').waitFor();
  await page.waitForFunction(
    (words) => document.querySelector('textarea')?.value === words,
    MARKS.draft,
  );
});

step('entries are kept with a mood and tags, and found by word and by tag', async () => {
  const { page } = anna;
  await page.getByLabel('What is on your mind?').fill(`${MARKS.kept} and a long day`);
  await press(page, 'Keep it');
  await page.locator('.entry').getByText(MARKS.kept).waitFor();
  await page.getByLabel('What is on your mind?').fill(`${MARKS.shown} on the lake`);
  await slide(page, 'How do you feel right now?', 4);
  await page.getByLabel('Tags', { exact: true }).fill(`${MARKS.tag}, lake`);
  await press(page, 'Keep it');
  await page.locator('.entry').getByText(MARKS.shown).waitFor();
  await page.locator('.entry').getByText('4 of 10').waitFor();

  const requests = [];
  const hear = (request) => requests.push(request.url());
  page.on('request', hear);
  await page.getByLabel('Find something').fill('lantern');
  await page.getByText('One entry found.').waitFor();
  assert.equal(await page.locator('.entry').count(), 1);
  await page.getByLabel('Find something').fill('#marker-tag');
  await page.locator('.entry').getByText(MARKS.shown).waitFor();
  assert.equal(await page.locator('.entry').count(), 1);
  page.off('request', hear);
  assert.deepEqual(requests, [], 'searching asked the server');
  await page.getByLabel('Find something').fill('');
  await checkPage(page, 'journal');
});

step('before an entry is shown, the screen says who will read it', async () => {
  const { page } = anna;
  const entry = page.locator('.entry').filter({ hasText: MARKS.shown });
  await entry.getByRole('button', { name: 'Show it' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('You and Mara Lindqvist. Nobody else.').waitFor();
  await checkPage(page, 'journal, showing');
  await dialog.getByRole('button', { name: 'Show it and bring it to our next session' }).click();
  await entry.getByText('Mara Lindqvist can read this entry.').waitFor();
});

step('the therapist reads what was shown and nothing else', async () => {
  const { page } = mara;
  await page.goto('/');
  await page.getByText('Anna would like to talk about something they wrote.').waitFor();
  await follow(page, 'Anna would like to talk');
  await page.getByText(MARKS.shown).waitFor();
  assert.equal(await page.getByText(MARKS.kept).count(), 0);
  await checkPage(page, 'our work, with something shown');
});

step('what is taken back is gone from the other screen', async () => {
  const entry = anna.page.locator('.entry').filter({ hasText: MARKS.shown });
  await entry.getByRole('button', { name: 'Take it back' }).click();
  await entry.getByRole('button', { name: 'Show it' }).waitFor();
  await mara.page.getByText(MARKS.shown).waitFor({ state: 'detached' });
  await mara.page.reload();
  await heading(mara.page, /Our work/);
  await mara.page.getByText('Your own notes').waitFor();
  assert.equal(await mara.page.getByText(MARKS.shown).count(), 0);
});

step('an entry is changed, and another deleted for good', async () => {
  const { page } = anna;
  const shown = page.locator('.entry').filter({ hasText: MARKS.shown });
  await shown.getByRole('button', { name: 'Change' }).click();
  const form = page.locator('.entry form');
  await form.getByLabel('What is on your mind?').fill(`${MARKS.shown} again`);
  await form.getByRole('button', { name: 'Keep it' }).click();
  await page.getByText(`${MARKS.shown} again`).waitFor();
  await page.getByText(/changed later/).waitFor();

  const kept = page.locator('.entry').filter({ hasText: MARKS.kept });
  await kept.getByRole('button', { name: 'Delete' }).click();
  await press(page, 'Delete it for good');
  await page.getByText(MARKS.kept).waitFor({ state: 'detached' });
  await page.reload();
  await page.getByText(`${MARKS.shown} again`).waitFor();
  assert.equal(await page.getByText(MARKS.kept).count(), 0);
});

step('the keyboard alone writes an entry', async () => {
  const { page } = anna;
  await page.getByLabel('What is on your mind?').focus();
  await page.keyboard.type('by keys alone');
  await page.keyboard.press('Tab'); // the slider
  await page.keyboard.press('ArrowRight');
  for (let i = 0; i < 12; i++) {
    const words = await page.evaluate(() => document.activeElement?.textContent);
    if (words === 'Keep it') break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.locator('.entry').getByText('by keys alone').waitFor();
});

step('notes are the therapist’s alone: the client cannot even ask for them', async () => {
  const { page } = mara;
  await page.goto('/');
  await follow(page, 'Your notes beside Anna');
  await heading(page, 'Your notes beside Anna');
  await page.getByRole('radio', { name: 'SOAP' }).check();
  await page.getByLabel('Subjective').fill(MARKS.note);
  await press(page, 'Keep the note');
  await page.locator('.entry').getByText(MARKS.note).waitFor();
  await checkPage(page, 'notes');
  await page.locator('.entry').getByRole('button', { name: 'Change' }).click();
  await page.locator('.entry').getByLabel('Plan').fill(MARKS.changed);
  await page.locator('.entry').getByRole('button', { name: 'Keep the note' }).click();
  await page.locator('.entry').getByText(MARKS.changed).waitFor();

  const spaces = await page.evaluate(async () => (await fetch('/api/alliances')).json());
  const notes = spaces.alliances.find(({ kind }) => kind === 'notes');
  assert.ok(notes);
  const asked = await anna.page.evaluate(
    async ({ id, conversation }) => {
      const list = await (await fetch('/api/alliances')).json();
      const tries = [
        `/api/alliances/${id}/events`,
        `/api/conversations/${conversation}/grants`,
        `/api/conversations/${conversation}/messages?thread=letters`,
        `/api/goals?alliance=${id}`,
      ];
      const status = await Promise.all(tries.map(async (url) => (await fetch(url)).status));
      return { kinds: list.alliances.map(({ kind }) => kind).sort(), status };
    },
    { id: notes.id, conversation: notes.conversation },
  );
  assert.deepEqual(asked.kinds, ['pair', 'self']);
  assert.deepEqual(asked.status, [404, 404, 404, 404]);
});

test('what people wrote is nowhere at the daemon: files, log, memory, core, wire', async () => {
  assert.deepEqual(await house.leaks(Object.values(MARKS), 'anna'), []);
});

test('no page had a finding', () => {
  assert.deepEqual(problems, []);
});
