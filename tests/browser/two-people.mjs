// SPDX-License-Identifier: Apache-2.0
// A therapist and a client in two browsers, from an empty house to a planned session, by what people
// press and type. Every function waits until its last step can be seen.

const phrases = { therapist: 'copper window seven rivers', client: 'quiet harbor green bicycle' };

export const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** From an invitation link to the home page; keeps and proves the recovery code on the way. */
export async function signUp(page, link, { role, name, login }) {
  await page.goto(link);
  await page.getByLabel('What should we call you?').fill(name);
  await page.getByLabel('Choose a login name').fill(login);
  await page.getByLabel('Choose a pass phrase').fill(phrases[role]);
  await press(page, 'Go on');
  await page.locator('.sheet-code').waitFor({ timeout: 60_000 });
  const code = (await page.locator('.sheet-code span').allTextContents()).join(' ');
  await press(page, 'I have kept it');
  await page.getByLabel('Recovery code').fill(code);
  await press(page, 'Check it');
  await page.getByRole('heading', { name: 'You are in.' }).waitFor({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Go on' }).click();
  return { login, phrase: phrases[role], code };
}

/** The therapist makes a link on the caseload. */
export async function invite(page, word) {
  await page.goto('/');
  await page.getByLabel('Your own word for them').fill(word);
  await press(page, 'Make a link');
  const link = await page.getByLabel('The invitation link').inputValue({ timeout: 30_000 });
  await press(page, 'Done');
  return link.slice(link.indexOf('/join'));
}

/** The therapist plans a session that begins now; gives its address. `medium` as the form says it. */
export async function planNow(page, name, medium = 'By video') {
  await page.goto('/');
  await page
    .getByRole('link', { name: `Plan a session with ${name}` })
    .first()
    .click();
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

/**
 * Call once before any page opens: lets `heardAndSeen` look at the connections. The page itself never
 * shows them.
 */
export async function watchConnections(context) {
  await context.addInitScript(() => {
    const Real = globalThis.RTCPeerConnection;
    globalThis.connections = [];
    globalThis.RTCPeerConnection = class extends Real {
      constructor(...given) {
        super(...given);
        globalThis.connections.push(this);
      }
    };
  });
}

/** What arrives now: frames decoded so far, energy of the sound so far, and how many links are open. */
export function heardAndSeen(page) {
  return page.evaluate(async () => {
    const sum = { frames: 0, energy: 0, open: 0, made: globalThis.connections.length };
    for (const connection of globalThis.connections) {
      if (connection.connectionState !== 'connected') continue;
      sum.open++;
      for (const entry of (await connection.getStats()).values()) {
        if (entry.type !== 'inbound-rtp') continue;
        sum.frames += entry.framesDecoded ?? 0;
        sum.energy += entry.totalAudioEnergy ?? 0;
      }
    }
    return sum;
  });
}

/** Waits until `look` gives something true; fails with the words. */
export async function until(look, words, ms = 10_000) {
  const end = Date.now() + ms;
  for (;;) {
    const got = await look();
    if (got) return got;
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${words}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
