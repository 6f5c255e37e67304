// SPDX-License-Identifier: Apache-2.0
// A call that holds, between two real browsers: what another app takes comes back with one tap, a second
// device takes the call over and gives it back, silence of somebody muted is no dead line, and a voice
// that stops is heard again in about two seconds, and what was lost is given back. The faults of the line
// itself are in tests/faults.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openPerson } from './browser.mjs';
import { flowing, heardAndSeen, until, watchConnections } from './calls.mjs';
import { openHouse } from './house.mjs';
import { invite, joinHouse, meet, planNow, press } from './people.mjs';

let house;
let browser;
let mara;
let jonas;

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
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  await flowing(mara.page, 'the call');
});

after(async () => {
  await browser?.close();
  await house?.close();
});

/** Something happens to the microphone of this page, as the system would tell. */
function microphone(page, event) {
  return page.evaluate((name) => {
    const [sender] = globalThis.connections.at(-1).getSenders();
    sender.track.dispatchEvent(new Event(name));
  }, event);
}

test('a microphone that a phone call took comes back with one tap, and the other is told', async () => {
  await microphone(jonas.page, 'mute');
  await mara.page.getByText('Another app on the device of Jonas has the microphone.').waitFor();
  await press(jonas.page, 'Take the microphone back');
  await mara.page
    .getByText('Another app on the device of Jonas has the microphone.')
    .waitFor({ state: 'detached' });
  await flowing(mara.page, 'Jonas is heard again');
  await microphone(jonas.page, 'mute');
  await jonas.page.getByRole('button', { name: 'Take the microphone back' }).waitFor();
  await microphone(jonas.page, 'unmute');
  await jonas.page
    .getByRole('button', { name: 'Take the microphone back' })
    .waitFor({ state: 'detached' });
});

test('a track that the system ends is opened again by itself', async () => {
  await microphone(jonas.page, 'ended');
  await flowing(mara.page, 'Jonas is heard again');
});

test('a second window takes the call over, and gives it back', async () => {
  const second = await jonas.context.newPage();
  await second.goto(jonas.page.url());
  await press(second, 'Go in');
  const elsewhere = 'The call is in another window of yours.';
  await jonas.page.getByText(elsewhere).waitFor();
  await flowing(second, 'the call is in the second window');
  await flowing(mara.page, 'Mara sees and hears it');
  await press(jonas.page, 'Bring it here');
  await second.getByText(elsewhere).waitFor();
  await flowing(jonas.page, 'the call is back');
  await second.close();
  await jonas.page.waitForTimeout(1500);
  await flowing(mara.page, 'and stays');
});

test('somebody who is muted sends silence, and the line is not taken for dead', async () => {
  const { made } = await heardAndSeen(mara.page);
  await press(jonas.page, 'Camera off');
  await press(jonas.page, 'Mute');
  await mara.page.getByText('Here, muted').waitFor();
  await mara.page.waitForTimeout(500);
  const from = await heardAndSeen(mara.page);
  await mara.page.waitForTimeout(4000);
  const now = await heardAndSeen(mara.page);
  console.log(`# packets a second of somebody muted: ${(now.packets - from.packets) / 4}`);
  assert.ok(now.packets - from.packets > 20);
  assert.equal(now.made, made);
  await press(jonas.page, 'Unmute');
  await press(jonas.page, 'Camera on');
  await flowing(mara.page, 'Jonas is back');
});

test('a connection that dies is replaced in about two seconds', async () => {
  const took = [];
  for (let round = 0; round < 3; round++) {
    const { made } = await heardAndSeen(mara.page);
    await jonas.page.evaluate(() => {
      for (const one of globalThis.connections) one.close();
    });
    const start = Date.now();
    await until(async () => {
      const now = await heardAndSeen(mara.page);
      return now.made > made && now.open > 0 && now.frames > 0;
    }, 'a new connection with a picture');
    took.push(Date.now() - start);
    await flowing(mara.page, 'it flows');
  }
  took.sort((a, b) => a - b);
  console.log(
    `# connection killed to the next picture, ms: median ${took[1]} of ${took.join(' ')}`,
  );
  assert.ok(took[1] < 2000);
});

test('when both reload at once the time is given back, and both read the same', async () => {
  await mara.page.waitForTimeout(1500); // heard since the last one
  const lost = async () =>
    mara.page.evaluate(async (path) => {
      const visit = await (await fetch(`/api/visits/${path.split('/').pop()}`)).json();
      return visit.lost_ms;
    }, new URL(mara.page.url()).pathname);
  const before = await lost();
  await Promise.all([mara.page.reload(), jonas.page.reload()]);
  const words = /The line dropped for (\d+) seconds?\. We added the time back\./;
  for (const { page } of [mara, jonas]) await page.getByText(words).first().waitFor();
  const read = async ({ page }) => words.exec(await page.getByText(words).first().textContent())[1];
  await until(
    async () => (await read(mara)) === (await read(jonas)),
    'both read the same number of seconds',
  );
  assert.ok((await lost()) > before);
});
