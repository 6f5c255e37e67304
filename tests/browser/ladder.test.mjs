// SPDX-License-Identifier: Apache-2.0
// The call ladder on lines made bad on purpose: what it does, what both read, what is heard, and that it
// comes back by itself. A line gets worse within one session, as lines do; a table of it all is printed
// at the end.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { axe, openBrowser, openPerson } from './browser.mjs';
import { flowing, until, watchConnections } from './calls.mjs';
import { openHouse } from './house.mjs';
import { lookInto, tabTo } from './keys.mjs';
import { armLine } from './line.mjs';
import { endSessions, invite, joinHouse, meet, planNow } from './people.mjs';

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
    ['# line | picture, height and frames a second | voice made up, % | words', ...table].join(
      '\n# ',
    ),
  );
  await browser?.close();
  await house?.close();
});

afterEach(async () => {
  await line.set();
  await endSessions(mara.page);
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

/** A session in which picture and sound have flowed for a moment. */
async function session() {
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  await flowing(mara.page, 'the call');
  await flowing(jonas.page, 'the call');
}

/** What Mara hears and sees of Jonas over some seconds, for the table. */
async function note(what, seconds = 4) {
  const heard = await heardFor(mara.page, seconds);
  const { concealed, fps, height } = heard;
  table.push(
    `${what} | ${fps === 0 ? 'none' : `${height} ${fps.toFixed(0)}`} | ${(concealed * 100).toFixed(1)} | ${await words(mara.page)}`,
  );
  return heard;
}

/** Waits until nine tenths of what Mara hears is what Jonas said, over three seconds. */
async function understood(what, ms) {
  const end = Date.now() + ms;
  for (;;) {
    const heard = await heardFor(mara.page, 3);
    if (heard.concealed < 0.1) return;
    assert.ok(Date.now() < end, `${what}: ${heard.concealed} of the sound is made up`);
  }
}

/** Waits until both read it. */
const bothRead = (pattern, ms = 30_000) =>
  Promise.all(
    [mara, jonas].map(({ page }) =>
      until(async () => pattern.test(await words(page)), `${pattern} is read`, ms),
    ),
  );

test('a line that gets narrow loses the picture before the voice, and all comes back by itself', async () => {
  await session();
  await line.set({ kbit: 300 });
  await mara.page.waitForTimeout(5000);
  await understood('300 kbit/s', 15_000);
  const some = await note('300 kbit/s');
  assert.ok(some.fps > 3, `a picture at 300 kbit/s: ${some.fps} a second`);
  await line.set({ kbit: 120 });
  await bothRead(/for now: the line from .* is weak|^The voice does not get/);
  await note('120 kbit/s');
  await line.set({ kbit: 50 });
  await bothRead(/^Voice only for now|^The voice does not get/);
  await understood('50 kbit/s', 45_000);
  const voice = await note('50 kbit/s');
  assert.equal(voice.fps, 0, 'no picture at 50 kbit/s');
  assert.ok(voice.concealed < 0.1, `${voice.concealed} of the sound is made up`);
  await line.set();
  const start = Date.now();
  const took = () => `${((Date.now() - start) / 1000).toFixed(0)} s`;
  await bothRead(/^Voice only for now|Low picture|^$/, 45_000);
  const voiced = took();
  await bothRead(/^(?!.*(picture|Voice only))/, 60_000);
  console.log(`# a good line again: voice after ${voiced}, the whole picture after ${took()}`);
  const again = await note('good again');
  assert.ok(again.fps > 10, `${again.fps} frames a second`);
});

test('a line that loses packets keeps the voice, and when it is gone the chat opens by itself', async () => {
  await session();
  await line.set({ loss: 5 });
  await mara.page.waitForTimeout(3000);
  const little = await note('5 % loss');
  assert.ok(little.concealed < 0.1, `${little.concealed} of the sound is made up`);
  await line.set({ loss: 15 });
  await mara.page.waitForTimeout(3000);
  await note('15 % loss', 6);
  await understood('15 % loss', 6000);
  for (const loss of [30, 50]) {
    await line.set({ loss });
    await bothRead(/for now: the line from .* is weak|^The voice does not get/);
    await note(`${loss} % loss`, 6);
  }
  await line.set({ loss: 85 });
  await bothRead(/^The voice does not get through/, 40_000);
  for (const { page } of [mara, jonas]) await page.locator('.chat textarea').waitFor();
  assert.deepEqual(await axe(mara.page), []);
  await mara.page.locator('.chat textarea').fill('I write');
  await line.set();
  await bothRead(/^You hear each other again/, 60_000);
  assert.equal(await mara.page.locator('.chat textarea').inputValue(), 'I write');
});

test('less that a person chose holds for both and is told to both, and so is a slow line', async () => {
  await session();
  // By keys alone: Tab reaches the one that is chosen, arrows choose another.
  const choose = (from, arrow) =>
    lookInto(jonas.page, 'View', async () => {
      await tabTo(jonas.page, jonas.page.getByRole('radio', { name: from }));
      for (let n = 0; n < 2; n++) await jonas.page.keyboard.press(arrow);
    });
  await choose('Best the line gives', 'ArrowDown');
  await mara.page.getByText('Voice only, as Jonas chose.').waitFor();
  await jonas.page.getByText('Voice only, as you chose.').waitFor();
  for (const { page } of [mara, jonas])
    await until(async () => (await heardFor(page, 1)).fps === 0, 'no picture any more');
  await choose('Voice only', 'ArrowUp');
  await until(async () => (await heardFor(mara.page, 1)).fps > 3, 'the picture is back', 30_000);
  await line.set({ delayMs: 120 });
  await bothRead(/The line is a little slow/);
  await line.set({ delayMs: 450 });
  await bothRead(/The line is slow: about half a second/);
  await line.set();
  await bothRead(/^(?!.*slow)/, 60_000);
});
