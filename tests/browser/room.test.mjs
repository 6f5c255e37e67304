// SPDX-License-Identifier: Apache-2.0
// One session between two real browsers: getting ready, the waiting room, the room, the chat, reloads,
// a cut line, refused devices, and the end. `node --test tests/browser/room.test.mjs`; BUILD names the
// folder of the daemon. Each claim below plans its own session, so that any of them can run alone.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { axe, openBrowser, openPerson, sidewaysScroll } from './browser.mjs';
import { flowing, heardAndSeen, until, watchConnections } from './calls.mjs';
import { openHouse } from './house.mjs';
import { armLine } from './line.mjs';
import { endSessions, invite, joinHouse, meet, openChat, planNow, press } from './people.mjs';

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
});

after(async () => {
  await browser?.close();
  await house?.close();
});

/** A claim that failed half way must not fail the next ones. */
afterEach(async () => {
  await endSessions(mara.page);
});

/** The therapist ends the session, so that the next can be planned. */
async function end(page) {
  await press(page, 'End');
  await press(page, 'End the session');
  await page.waitForURL(/\/closing$/);
}

test('both see and hear each other, and it says so when it is sealed', async () => {
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  await flowing(mara.page, 'the therapist sees and hears');
  await flowing(jonas.page, 'the client sees and hears');
  for (const { page } of [mara, jonas]) await page.getByText('Sealed end to end').waitFor();
  await end(mara.page);
  await jonas.page.waitForURL(/\/closing$/);
});

/** What one page sent of sound and picture so far, and whether a line of it has any to send. */
const sends = (page) =>
  page.evaluate(async () => {
    const all = { lines: 0, tracks: 0, packets: 0 };
    for (const connection of globalThis.connections) {
      const senders = connection.getSenders();
      all.lines += senders.length;
      all.tracks += senders.filter(({ track }) => track !== null).length;
      for (const entry of (await connection.getStats()).values()) {
        if (entry.type === 'outbound-rtp') all.packets += entry.packetsSent ?? 0;
      }
    }
    return all;
  });

test('neither sound nor picture leaves a device before the client is let in', async () => {
  const path = await planNow(mara.page, 'Jonas');
  await jonas.page.goto(path);
  await jonas.page.getByText('Nobody sees or hears you before you go in.').waitFor();
  await press(jonas.page, 'Go in');
  await mara.page.goto(path);
  await press(mara.page, 'Go in');
  await mara.page.getByRole('heading', { name: 'Jonas is here' }).waitFor();
  assert.equal(await mara.page.title(), '• Rapport', 'the tab tells without words');
  await jonas.page.getByText('Mara has been told that you are here.').waitFor();
  for (const { page } of [mara, jonas]) {
    await until(
      () => page.evaluate(() => globalThis.connections[0]?.connectionState === 'connected'),
      'the two devices are connected',
    );
    await page.waitForTimeout(1000);
    assert.deepEqual(await sends(page), { lines: 2, tracks: 0, packets: 0 });
  }
  await press(mara.page, 'Let in');
  await flowing(jonas.page, 'the call begins with the open door');
  await end(mara.page);
});

test('mute and camera off are told to the other, without a new connection', async () => {
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  await flowing(mara.page, 'the call');
  const { made } = await heardAndSeen(mara.page);
  await press(jonas.page, 'Camera off');
  await mara.page.getByText('Here, by voice').waitFor();
  await press(jonas.page, 'Mute');
  await mara.page.getByText('Here, muted').waitFor();
  await mara.page.waitForTimeout(700); // what is still in the buffers
  const quiet = await heardAndSeen(mara.page);
  await mara.page.waitForTimeout(1500);
  const later = await heardAndSeen(mara.page);
  assert.ok(later.energy - quiet.energy < 1e-6, 'no sound while muted');
  assert.ok(later.frames - quiet.frames <= 1, 'no picture while the camera is off');
  await press(jonas.page, 'Camera on');
  await press(jonas.page, 'Unmute');
  await flowing(mara.page, 'sound and picture are back');
  assert.equal((await heardAndSeen(mara.page)).made, made);
  await end(mara.page);
});

/** The own picture under View. */
async function showSelf(page, shown) {
  await press(page, 'View');
  await page.getByLabel('Show me my own picture').setChecked(shown);
  await press(page, 'Close');
}

test('the own picture is asked for once; hiding it is remembered over a reload, which leads back into the session', async () => {
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  await jonas.page.getByText('Do you want to see yourself?').waitFor();
  assert.equal(await jonas.page.locator('.room-self').count(), 0, 'not before it was answered');
  await press(jonas.page, 'Yes');
  await jonas.page.locator('.room-self').waitFor();
  await showSelf(jonas.page, false);
  await jonas.page.locator('.room-self').waitFor({ state: 'detached' });
  const start = Date.now();
  await jonas.page.reload();
  await jonas.page.locator('video.room-picture').waitFor();
  await flowing(jonas.page, 'the client is back');
  console.log(`# reload to picture and sound: ${Date.now() - start} ms`);
  assert.equal(await jonas.page.locator('.room-self').count(), 0);
  await flowing(mara.page, 'the therapist sees the client again');
  assert.equal(await jonas.page.getByText('Do you want to see yourself?').count(), 0);
  await showSelf(jonas.page, true);
  await jonas.page.locator('.room-self').waitFor();
  await end(mara.page);
});

test('both reload at once and are back', async () => {
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  await flowing(mara.page, 'the call');
  const start = Date.now();
  await Promise.all([mara.page.reload(), jonas.page.reload()]);
  await flowing(mara.page, 'the therapist is back');
  await flowing(jonas.page, 'the client is back');
  console.log(`# both reloaded, both back: ${Date.now() - start} ms`);
  await end(mara.page);
});

test('what is written arrives on both sides, in order, and is there after a reload', async () => {
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  const write = async (page, words) => {
    await page.locator('.chat textarea').fill(words);
    await page.locator('.chat textarea').press('Enter');
  };
  await openChat(mara.page);
  await write(mara.page, 'Is the sound good for you?');
  await jonas.page.getByRole('button', { name: 'Write. 1 new line' }).click();
  await jonas.page.getByText('Is the sound good for you?').waitFor();
  await jonas.page.getByText('You and Mara.').waitFor();
  await jonas.page.locator('.chat textarea').fill('Yes,');
  await jonas.page.locator('.chat textarea').press('Shift+Enter');
  await jonas.page.locator('.chat textarea').pressSequentially('very <b>good</b>');
  await jonas.page.locator('.chat textarea').press('Enter');
  await write(jonas.page, 'Thank you');
  const both = ['Is the sound good for you?', 'Yes,\nvery <b>good</b>', 'Thank you'];
  for (const { page } of [mara, jonas]) {
    await until(
      async () => (await page.locator('.chat-text').allTextContents()).join('|') === both.join('|'),
      'three lines in order',
    );
  }
  await jonas.page.reload();
  await jonas.page.locator('.room').waitFor();
  await jonas.page.getByRole('button', { name: /^Write/ }).click();
  await until(
    async () =>
      (await jonas.page.locator('.chat-text').allTextContents()).join('|') === both.join('|'),
    'the lines are there after a reload',
  );
  assert.deepEqual(await house.filesWith('Is the sound good'), []);
  await end(mara.page);
});

test('whoever goes out may come back; whoever is sent out waits', async () => {
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  await flowing(mara.page, 'the call');
  await press(jonas.page, 'Go out');
  await jonas.page.getByRole('dialog').getByRole('button', { name: 'Go out', exact: true }).click();
  await mara.page.getByText('Not in the room. They can come back.').waitFor();
  await until(async () => (await heardAndSeen(mara.page)).open === 0, 'the call is over');
  await press(jonas.page, 'Go in');
  await flowing(mara.page, 'back without knocking');
  await press(mara.page, 'End');
  await press(mara.page, 'Send Jonas to the waiting room');
  await jonas.page.getByRole('heading', { name: 'Mara will let you in' }).waitFor();
  await until(async () => (await heardAndSeen(jonas.page)).open === 0, 'the call is over');
  await press(mara.page, 'Let in');
  await flowing(jonas.page, 'let in again');
  await end(mara.page);
});

test('while the line to the server is cut the call goes on, and writing waits', async () => {
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  await flowing(mara.page, 'the call');
  await openChat(jonas.page);
  await house.stop('SIGKILL');
  await jonas.page.getByText('You hear each other. Writing waits').waitFor();
  await flowing(jonas.page, 'the call goes on without the server');
  await jonas.page.locator('.chat textarea').fill('Written without a line');
  await jonas.page.locator('.chat textarea').press('Enter');
  await jonas.page.getByText('On its way').waitFor();
  await house.start(house.port);
  await jonas.page.getByText('On its way').waitFor({ state: 'detached', timeout: 30_000 });
  await mara.page.getByRole('button', { name: 'Write. 1 new line' }).click({ timeout: 30_000 });
  await mara.page.getByText('Written without a line').waitFor();
  await flowing(mara.page, 'and on after it');
  await end(mara.page);
});

test('when all media stops, both are told, and it flows again when it can', async () => {
  const line = await armLine(jonas.page);
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas'));
  await flowing(mara.page, 'the call');
  await line.set({ blocked: true });
  for (const { page } of [mara, jonas]) await page.getByText(/^The line dropped/).waitFor();
  await line.set();
  await flowing(mara.page, 'the call again');
  await end(mara.page);
});

test('by voice there is no camera; in writing there is neither', async () => {
  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas', 'By voice'));
  await until(async () => (await heardAndSeen(jonas.page)).energy > 0, 'the voice is heard');
  assert.equal(await jonas.page.getByRole('button', { name: /Camera/ }).count(), 0);
  assert.equal((await heardAndSeen(jonas.page)).frames, 0);
  await end(mara.page);

  await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas', 'In writing'));
  await jonas.page.locator('.chat textarea').fill('Hello in writing');
  await jonas.page.locator('.chat textarea').press('Enter');
  await mara.page.getByText('Hello in writing').waitFor();
  await still(jonas.page);
  assert.deepEqual(await axe(jonas.page), []);
  assert.equal((await heardAndSeen(jonas.page)).made, 0);
  await jonas.page.reload();
  await jonas.page.getByText('Hello in writing').waitFor();
  await end(mara.page);
});

/** Waits until nothing fades any more; what breathes for ever is left alone. */
function still(page) {
  return page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((motion) => motion.effect.getComputedTiming().endTime < 5000)
        .map((motion) => motion.finished),
    ),
  );
}

test('every stage passes axe and fits 320 px', async () => {
  const path = await planNow(mara.page, 'Jonas');
  const look = async (page, where) => {
    await still(page);
    assert.deepEqual(await axe(page), [], where);
    const before = page.viewportSize();
    await page.setViewportSize({ width: 320, height: 640 });
    assert.equal(await sidewaysScroll(page), 0, `${where} at 320 px`);
    await page.setViewportSize(before);
  };
  await jonas.page.goto(path);
  await jonas.page.getByText('We hear you.').waitFor();
  await look(jonas.page, 'getting ready');
  await press(jonas.page, 'Go in');
  await jonas.page.getByRole('button', { name: 'Go out again' }).waitFor();
  await look(jonas.page, 'waiting');
  await mara.page.goto(path);
  await press(mara.page, 'Go in');
  await mara.page.getByRole('button', { name: 'Let in' }).waitFor();
  await look(mara.page, 'the door');
  await press(mara.page, 'Let in');
  await flowing(jonas.page, 'the call');
  await look(jonas.page, 'the room');
  await openChat(jonas.page);
  await look(jonas.page, 'the room with chat');
  await press(mara.page, 'End');
  await look(mara.page, 'ending');
  await press(mara.page, 'Stay');
  await end(mara.page);
});

test('the session can be held with the keyboard alone', async () => {
  const path = await planNow(mara.page, 'Jonas');
  await mara.page.goto(path);
  await press(mara.page, 'Go in');
  await jonas.page.goto(path);
  const tabTo = async (page, name) => {
    const button = page.getByRole('button', { name, exact: true });
    await button.waitFor();
    await until(async () => {
      if (await button.evaluate((element) => element === document.activeElement)) return true;
      await page.keyboard.press('Tab');
      return false;
    }, `${name} can be reached by Tab`);
  };
  await tabTo(jonas.page, 'Go in');
  await jonas.page.keyboard.press('Enter');
  await tabTo(mara.page, 'Let in');
  await mara.page.keyboard.press('Enter');
  await flowing(jonas.page, 'the call');
  await jonas.page.keyboard.press('Alt+KeyM');
  await jonas.page.getByRole('button', { name: 'Unmute' }).waitFor();
  await jonas.page.keyboard.press('Alt+KeyV');
  await jonas.page.getByRole('button', { name: 'Camera on' }).waitFor();
  await tabTo(jonas.page, 'Write');
  await jonas.page.keyboard.press('Enter');
  await jonas.page.keyboard.type('By keyboard');
  await jonas.page.keyboard.press('Enter');
  await jonas.page.keyboard.press('Escape');
  await jonas.page.locator('.chat').waitFor({ state: 'detached' });
  assert.equal(
    await jonas.page.evaluate(() => document.activeElement?.textContent?.includes('Write')),
    true,
    'the focus goes back to where the chat was opened',
  );
  await jonas.page.keyboard.press('Alt+KeyM');
  await jonas.page.keyboard.press('Alt+KeyV');
  await jonas.page.getByRole('button', { name: 'Mute', exact: true }).waitFor();
  await jonas.page.getByRole('button', { name: 'Camera off' }).waitFor();
  await end(mara.page);
});

test('whoever refuses camera and microphone is told how to mend it and still gets in', async () => {
  const refusing = await openBrowser({ media: 'refused' });
  try {
    const state = await jonas.context.storageState({ indexedDB: true });
    const other = await openPerson(refusing, house.url, { storageState: state });
    await watchConnections(other.context);
    const path = await planNow(mara.page, 'Jonas');
    await other.page.goto('/');
    await signInWhereNeeded(other.page);
    await other.page.goto(path);
    await other.page.getByText('This browser may not use the camera here.').waitFor();
    await other.page.getByText('This browser may not use the microphone here.').waitFor();
    await other.page.getByText('You can go in without a picture.').waitFor();
    assert.deepEqual(await axe(other.page), []);
    await meet(mara.page, other.page, path);
    await mara.page.getByText('Here, in writing').waitFor();
    await flowing(other.page, 'they see and hear all the same');
    await openChat(other.page);
    await other.page.locator('.chat textarea').fill('I can only write');
    await other.page.locator('.chat textarea').press('Enter');
    await mara.page.getByRole('button', { name: 'Write. 1 new line' }).waitFor();
    await mara.page.waitForTimeout(3000);
    assert.equal((await heardAndSeen(mara.page)).open, 1, 'silence of a writer is no broken line');
    await end(mara.page);
  } finally {
    await refusing.close();
  }
});

async function signInWhereNeeded(page) {
  const phrase = page.getByLabel('Pass phrase');
  const home = page.getByRole('heading', { name: /^Good / });
  await Promise.race([
    phrase.waitFor(),
    home.waitFor(),
    page.getByRole('link', { name: 'Sign in' }).waitFor(),
  ]);
  if (await home.isVisible()) return;
  if (!(await phrase.isVisible())) {
    await page.getByRole('link', { name: 'Sign in' }).first().click();
    await page.getByLabel('Login name').fill('jonas');
  }
  await phrase.fill('quiet harbor green bicycle');
  await page.locator('form .button-next').click();
  await home.waitFor({ timeout: 60_000 });
}

test('nothing went wrong on any page on the way', () => {
  const cut = /ERR_CONNECTION|WebSocket|net::|Failed to load resource/;
  for (const person of [mara, jonas]) {
    assert.deepEqual(
      person.errors.filter((error) => !cut.test(error)),
      [],
    );
    assert.deepEqual([...person.hosts], [new URL(house.url).host]);
  }
});
