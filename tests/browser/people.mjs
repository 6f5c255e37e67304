// SPDX-License-Identifier: Apache-2.0
// What people do in the client, step by step, the way a person would: by labels and buttons. Shared
// by the browser tests and the pictures.

import assert from 'node:assert/strict';

/** Presses a button by its words. The pointer moves first, as controls of the room fade when idle. */
export async function press(page, name) {
  await page.mouse.move(200 + Math.random() * 20, 300 + Math.random() * 20);
  await page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .click();
}

/** Follows a link by its words. */
export const follow = (page, name) => page.getByRole('link', { name }).first().click();

/** Waits for the page whose heading says so. */
export const heading = (page, name, options) =>
  page.getByRole('heading', { level: 1, name }).waitFor(options);

/** Signs up with an invitation and proves the recovery code. Gives the code back. */
export async function joinHouse(page, link, { name, login, phrase }) {
  await page.goto(link);
  await page.getByLabel('What should we call you?').fill(name);
  await page.getByLabel('Choose a login name').fill(login);
  await page.getByLabel('Choose a pass phrase').fill(phrase);
  await press(page, 'Go on');
  await page.locator('.sheet-code').waitFor({ timeout: 60_000 });
  const code = (await page.locator('.sheet-code span').allTextContents()).join(' ');
  await press(page, 'I have kept it');
  await page.getByLabel('Recovery code').fill(code.toLowerCase());
  await press(page, 'Check it');
  await heading(page, 'You are in.');
  await follow(page, 'Go on');
  return code;
}

/** The therapist makes a link for somebody. */
export async function invite(page, word) {
  await page.getByLabel('Your own word for them').fill(word);
  await press(page, 'Make a link');
  const link = page.getByLabel('The invitation link');
  await link.waitFor();
  const address = await link.inputValue();
  await press(page, 'Done');
  return address;
}

/** The therapist plans a session that begins now, and stands in front of it. */
export async function planNow(page, name, medium = 'By video') {
  await follow(page, new RegExp(`Plan a session with ${name}`));
  await heading(page, /Plan a session/);
  await page.getByLabel('Now', { exact: true }).check();
  await page.getByLabel(medium).check();
  await press(page, 'Begin now');
}

/** Sets a slider by its label, the way a keyboard does: End, then arrows down to the value. */
export async function slide(page, label, value) {
  const slider = page.getByRole('slider', { name: label });
  await slider.focus();
  await slider.press('End');
  for (let now = 10; now > value; now--) await slider.press('ArrowLeft');
  assert.match(await slider.getAttribute('aria-valuetext'), new RegExp(`^${value} of 10`));
}

/**
 * What really arrives: frames decoded of the remote picture and energy of the remote sound, from the
 * browser's own statistics. The client keeps no handle for tests, so the constructor is watched.
 */
export async function watchCalls(context) {
  await context.addInitScript(() => {
    const Real = globalThis.RTCPeerConnection;
    globalThis.__calls = [];
    globalThis.RTCPeerConnection = class extends Real {
      constructor(...args) {
        super(...args);
        globalThis.__calls.push(this);
      }
    };
  });
}

/** Sums over all calls of a page: what was received so far. */
export function received(page) {
  return page.evaluate(async () => {
    const sum = { frames: 0, energy: 0, packets: 0, codecs: [] };
    for (const call of globalThis.__calls ?? []) {
      if (call.connectionState === 'closed') continue;
      const stats = await call.getStats();
      for (const one of stats.values()) {
        if (one.type !== 'inbound-rtp') continue;
        sum.packets += one.packetsReceived ?? 0;
        sum.frames += one.framesDecoded ?? 0;
        sum.energy += one.totalAudioEnergy ?? 0;
        const codec = stats.get(one.codecId);
        if (codec) sum.codecs.push(codec.mimeType);
      }
    }
    return sum;
  });
}

/** Waits until the page receives picture and sound, more than `since`. */
export async function mediaFlows(page, since = { frames: 0, energy: 0 }, what = 'media') {
  const end = Date.now() + 20_000;
  let now = null;
  while (Date.now() < end) {
    now = await received(page);
    if (now.frames > since.frames + 5 && now.energy > since.energy) return now;
    await page.waitForTimeout(200);
  }
  assert.fail(`${what} does not flow: ${JSON.stringify(now)}`);
}
