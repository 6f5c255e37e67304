// SPDX-License-Identifier: Apache-2.0
// The call ladder on lines made bad on purpose: what it does, what both read, what is heard, and that it
// comes back by itself. One session for each line; a table of it all is printed at the end.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { axe, openBrowser, openPerson } from './browser.mjs';
import { flowing, until, watchConnections } from './calls.mjs';
import { openHouse } from './house.mjs';
import { armLine } from './line.mjs';
import { invite, joinHouse, meet, planNow } from './people.mjs';

let house;
let browser;
let mara;
let jonas;
let line;
const table = [];

before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  mara = await openPerson(browser, house.url);
  jonas = await openPerson(browser, house.url, { viewport: { width: 390, height: 844 } });
  for (const person of [mara, jonas]) await watchConnections(person.context);
  await joinHouse(mara.page, house.link, {
    name: 'Mara',
    login: 'mara',
    phrase: 'copper window seven rivers',
  });
  const link = await invite(mara.page, 'the new one');
  await joinHouse(jonas.page, link, {
    name: 'Jonas',
    login: 'jonas',
    phrase: 'quiet harbor green bicycle',
  });
  line = await armLine(jonas.page);
});

after(async () => {
  console.log(
    ['# line | picture, height and frames a second | sound made up, % | words', ...table].join(
      '\n# ',
    ),
  );
  await browser?.close();
  await house?.close();
});

afterEach(async () => {
  await line.set();
  await mara.page.evaluate(async () => {
    const { visits } = await (await fetch('/api/visits')).json();
    for (const { id, state } of visits) {
      if (state !== 'open' && state !== 'planned') continue;
      const body = JSON.stringify({ event: state === 'open' ? 'end' : 'cancel' });
      const headers = { 'Content-Type': 'application/json' };
      await fetch(`/api/visits/${id}/events`, { method: 'POST', headers, body });
    }
  });
});

/** Sound and picture as they arrive on this page, so far. */
const arrived = (page) =>
  page.evaluate(async () => {
    const sum = { samples: 0, concealed: 0, frames: 0, height: 0 };
    for (const connection of globalThis.connections) {
      if (connection.connectionState !== 'connected') continue;
      for (const entry of (await connection.getStats()).values()) {
        if (entry.type !== 'inbound-rtp') continue;
        sum.samples += entry.totalSamplesReceived ?? 0;
        sum.concealed += entry.concealedSamples ?? 0;
        sum.frames += entry.framesDecoded ?? 0;
        sum.height = Math.max(sum.height, entry.frameHeight ?? 0);
      }
    }
    return sum;
  });

/** What arrives during some seconds: share of made-up sound, frames a second, height of the picture. */
async function heardFor(page, seconds) {
  const first = await arrived(page);
  await page.waitForTimeout(seconds * 1000);
  const last = await arrived(page);
  return {
    concealed: (last.concealed - first.concealed) / Math.max(1, last.samples - first.samples),
    fps: Math.max(0, last.frames - first.frames) / seconds,
    height: last.height,
  };
}

const words = async (page) => (await page.locator('.room-line p').allTextContents()).join(' ');

/** A session that has flowed for a while on a good line. */
async function session() {
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  await flowing(mara.page, 'the call');
  await mara.page.waitForTimeout(3000);
}

async function note(what, seconds = 6) {
  const heard = await heardFor(mara.page, seconds);
  const { concealed, fps, height } = heard;
  table.push(
    `${what} | ${height} ${fps.toFixed(0)} | ${(concealed * 100).toFixed(1)} | ${await words(mara.page)}`,
  );
  return heard;
}

test('at 50 kbit/s there is voice only, it is understood, both read why, and it climbs back', async () => {
  await session();
  await line.set({ kbit: 50 });
  const start = Date.now();
  await mara.page.getByText(/^Voice only for now|^The voice does not get/).waitFor();
  await jonas.page.getByText(/^Voice only for now|^The voice does not get/).waitFor();
  console.log(`# 50 kbit/s: the picture is gone after ${Date.now() - start} ms`);
  await note('50 kbit/s, at first');
  await mara.page.getByText(/^Voice only for now/).waitFor({ timeout: 60_000 });
  const heard = await note('50 kbit/s, settled', 8);
  assert.ok(heard.concealed < 0.1, `${heard.concealed} of the sound is made up`);
  await line.set();
  await until(
    async () => !/picture|Voice only/.test(await words(mara.page)),
    'the full picture is back',
    150_000,
  );
  await note('and good again');
});

test('at 15 % loss the voice is understood', async () => {
  await session();
  await line.set({ loss: 15 });
  await mara.page.waitForTimeout(5000);
  const heard = await note('15 % loss', 10);
  assert.ok(heard.concealed < 0.1, `${heard.concealed} of the sound is made up`);
});

test('300 kbit/s keeps a picture, 120 kbit/s a low one', async () => {
  await session();
  await line.set({ kbit: 300 });
  await mara.page.waitForTimeout(6000);
  const some = await note('300 kbit/s');
  assert.ok(some.fps > 3, 'a picture at 300 kbit/s');
  assert.ok(some.concealed < 0.1, `${some.concealed} of the sound is made up`);
  await line.set({ kbit: 120 });
  await mara.page.getByText(/for now: the line from Jonas to you is weak/).waitFor();
  await jonas.page.getByText(/for now: the line from .* is weak/).waitFor();
  await mara.page.waitForTimeout(6000);
  await note('120 kbit/s');
});

test('5, 30 and 50 % loss', async () => {
  await session();
  for (const loss of [5, 30, 50]) {
    await line.set({ loss });
    await mara.page.waitForTimeout(8000);
    await note(`${loss} % loss`);
  }
});

test('when the voice is gone the chat opens by itself, and it is said when it is back', async () => {
  await session();
  await line.set({ loss: 85 });
  for (const { page } of [mara, jonas]) {
    await page.getByText(/^The voice does not get through/).waitFor({ timeout: 40_000 });
    await page.locator('.chat textarea').waitFor();
  }
  assert.deepEqual(await axe(mara.page), []);
  await mara.page.locator('.chat textarea').fill('I write');
  await line.set();
  await mara.page.getByText('You hear each other again.').waitFor({ timeout: 60_000 });
  assert.equal(await mara.page.locator('.chat textarea').inputValue(), 'I write');
});

test('a pin holds for both, is told to both, and is taken back', async () => {
  await session();
  const choice = jonas.page.getByRole('combobox', { name: /Picture/ });
  await choice.selectOption({ label: 'Voice only' });
  await mara.page.getByText('Voice only, as Jonas chose.').waitFor();
  await jonas.page.getByText('Voice only, as you chose.').waitFor();
  await mara.page.waitForTimeout(1500);
  for (const { page } of [mara, jonas]) assert.equal((await heardFor(page, 2)).fps, 0);
  await choice.selectOption({ label: 'Best the line gives' });
  await until(async () => (await words(mara.page)) === '', 'all as before', 60_000);
});

test('a slow line is told to both', async () => {
  await session();
  await line.set({ delayMs: 450 });
  for (const { page } of [mara, jonas])
    await page.getByText(/^The line is slow: about half a second/).waitFor({ timeout: 30_000 });
});
