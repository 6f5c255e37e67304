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
  await page.goto('/');
  await page.getByLabel('Your own word for them').fill(word);
  await press(page, 'Make a link');
  const link = page.getByLabel('The invitation link');
  await link.waitFor();
  const address = await link.inputValue();
  await press(page, 'Done');
  return address;
}

/** The therapist plans a session that begins now; gives its address. `medium` as the form says it. */
export async function planNow(page, name, medium = 'By video') {
  await page.goto('/');
  await follow(page, new RegExp(`Plan a session with ${name}`));
  return beginNow(page, medium);
}

/** On the form of a new session: it begins now; gives its address. */
export async function beginNow(page, medium = 'By video') {
  await heading(page, /Plan a session/);
  await page.getByRole('radio', { name: 'Now', exact: true }).check();
  await page.getByRole('radio', { name: new RegExp(`^${medium}`) }).check();
  await press(page, 'Begin now');
  await page.waitForURL(/\/visit\/[\w-]+$/);
  return new URL(page.url()).pathname;
}

/** Both go in and the therapist opens the door; returns when both are in the room. */
export async function meet(therapist, client, path) {
  await therapist.goto(path);
  await client.goto(path);
  await press(client, 'Go in');
  await press(therapist, 'Go in');
  await press(therapist, 'Let in');
  await client.locator('.room').waitFor();
  await therapist.locator('.room').waitFor();
}

/** The therapist ends or cancels every session there is, whatever state the screens are in. */
export function endSessions(page) {
  return page.evaluate(async () => {
    const { visits } = await (await fetch('/api/visits')).json();
    for (const { id, state } of visits) {
      if (state !== 'open' && state !== 'planned') continue;
      const body = JSON.stringify({ event: state === 'open' ? 'end' : 'cancel' });
      const headers = { 'Content-Type': 'application/json' };
      await fetch(`/api/visits/${id}/events`, { method: 'POST', headers, body });
    }
  });
}

/** Opens the chat of the room, unless a weak line has opened it already. */
export async function openChat(page) {
  const field = page.locator('.chat textarea');
  if (!(await field.isVisible())) await press(page, /^Write/);
  await field.waitFor();
}

/** Sets a slider by its label, the way a keyboard does: End, then arrows down to the value. */
export async function slide(page, label, value) {
  const slider = page.getByRole('slider', { name: label });
  await slider.focus();
  await slider.press('End');
  for (let now = 10; now > value; now--) await slider.press('ArrowLeft');
  assert.match(await slider.getAttribute('aria-valuetext'), new RegExp(`^${value} of 10`));
}
