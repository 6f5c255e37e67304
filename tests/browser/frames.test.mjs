// SPDX-License-Identifier: Apache-2.0
// Sealed frames between two real browsers: what the badge says, and what somebody without the right key
// sees and hears: nothing. What a frame that was changed or repeated meets is in tests/web/frames.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { axe, openBrowser, openPerson } from './browser.mjs';
import { flowing, heardAndSeen, until, watchConnections } from './calls.mjs';
import { openHouse } from './house.mjs';
import { endSessions, invite, joinHouse, meet, planNow, press } from './people.mjs';

let house;
let browser;
let mara;
let jonas;

before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  mara = await openPerson(browser, house.url);
  jonas = await openPerson(browser, house.url);
  for (const person of [mara, jonas]) {
    await watchConnections(person.context);
    await person.context.addInitScript(spoil);
  }
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
});

after(async () => {
  await browser?.close();
  await house?.close();
});

afterEach(async () => {
  await jonas.page.evaluate(() => localStorage.removeItem('spoil'));
  await endSessions(mara.page);
});

/** In the page: makes a call go wrong in the way that was asked for, and remembers what passed. */
function spoil() {
  const how = globalThis.localStorage?.getItem('spoil');
  globalThis.asked = [];
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message?.name === 'take' || message?.name === 'give') globalThis.asked.push(message);
    if (how === 'key' && message?.name === 'take') {
      const { box } = message.box;
      const letter = box[40] === 'A' ? 'B' : 'A';
      const other = box.slice(0, 40) + letter + box.slice(41);
      message = { ...message, box: { ...message.box, box: other } };
    }
    return post.call(this, message, ...rest);
  };
  if (how === 'signals') {
    // As a house does that puts its own words between the two.
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) {
      const change = (sealed) =>
        `${sealed.slice(0, 400)}${sealed[400] === 'A' ? 'B' : 'A'}${sealed.slice(401)}`;
      const said = JSON.parse(data);
      if (said.op !== 'signal') return send.call(this, data);
      return send.call(this, JSON.stringify({ ...said, sealed: change(said.sealed) }));
    };
  }
  if (how === 'worker') {
    // As a browser does that passes over the transforms of a line in both directions.
    const Watched = globalThis.RTCPeerConnection;
    globalThis.RTCPeerConnection = class extends Watched {
      constructor({ encodedInsertableStreams: _, ...rest }) {
        super(rest);
      }
    };
    for (const line of [RTCRtpSender, RTCRtpReceiver]) {
      Object.defineProperty(line.prototype, 'transform', { set() {}, get: () => null });
    }
  }
}

const wish = (how) => jonas.page.evaluate((word) => localStorage.setItem('spoil', word), how);

const DARK = 'Sound and picture are not sealed right';

test('the badge says sealed on both sides, once frames were counted', async () => {
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  await flowing(mara.page, 'the therapist sees and hears');
  await flowing(jonas.page, 'the client sees and hears');
  for (const { page } of [mara, jonas]) {
    await page.getByText('Sealed end to end').waitFor();
    const { codecs } = await heardAndSeen(page);
    assert.deepEqual([...new Set(codecs)].sort(), ['audio/opus', 'video/VP8']);
    const asked = await page.evaluate(() => globalThis.asked.map(({ name }) => name).sort());
    assert.deepEqual(asked, ['give', 'take'], 'one key each way');
  }
});

test('with a wrong key there is no picture and no sound, and it is said', async () => {
  await wish('key');
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  await jonas.page.getByText(DARK).waitFor({ timeout: 60_000 });
  const got = await until(async () => {
    const now = await heardAndSeen(jonas.page);
    return now.packets > 30 && now;
  }, 'packets arrive');
  assert.equal(got.frames, 0);
  assert.ok(got.energy < 1e-9, `no sound: ${got.energy}`);
});

test('a browser that leaves the worker out is found, and what it shows is never called sealed', async () => {
  await wish('worker');
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  await jonas.page.evaluate(() => {
    globalThis.badges = new Set();
    const note = () => globalThis.badges.add(document.querySelector('.room-seal')?.textContent);
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true });
    note();
  });
  await jonas.page.getByText(DARK).waitFor({ timeout: 60_000 });
  // Through two more connections, which are left out just so.
  for (let look = 0; look < 20; look++) {
    const shown = await jonas.page.locator('video.room-picture, audio').count();
    assert.equal(shown, 0, 'neither seen nor heard again');
    await new Promise((done) => setTimeout(done, 250));
  }
  const badges = await jonas.page.evaluate(() => [...globalThis.badges]);
  assert.deepEqual(
    badges.filter((words) => /^Sealed/.test(words ?? '')),
    [],
  );
});

test('a house that changes what sets the call up is refused, and it is said', async () => {
  await wish('signals');
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  await mara.page.getByText(/^What comes in the name of Jonas is not what/).waitFor();
  const { open, frames } = await heardAndSeen(mara.page);
  assert.deepEqual({ open, frames }, { open: 0, frames: 0 });
  assert.deepEqual(await axe(mara.page), []);
});

test('after all that a call is sealed again', async () => {
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  await flowing(jonas.page, 'the client sees and hears');
  await jonas.page.getByText('Sealed end to end').waitFor();
  await press(mara.page, 'End');
});
