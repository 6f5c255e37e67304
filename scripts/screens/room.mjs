// SPDX-License-Identifier: Apache-2.0
// The room from the door to its small things: the check of the device and what it may find, what was
// shared, signs, View, the neutral screens, the talk mirror, a note for the therapist, a microphone that
// was taken.

import { watchConnections } from '../../tests/browser/calls.mjs';
import { openHouse } from '../../tests/browser/house.mjs';
import { invite, joinHouse, planNow, press } from '../../tests/browser/people.mjs';
import { painted } from './painted-camera.mjs';
import { open } from './shoot.mjs';

const ASKED = 'Did you hear it?';
const PATIENCE = { timeout: 60_000 };

/** Walks an empty house, two people. */
export async function room(browser, { shoot }) {
  const house = await openHouse({ args: ['--practice', 'Practice at the River'] });
  try {
    const mara = await open(browser, house);
    const jonas = await open(browser, house);
    await painted(mara, 'mara');
    await painted(jonas, 'jonas');
    await watchConnections(jonas.context());
    const phrase = 'copper window seven rivers';
    await joinHouse(mara, house.link, { name: 'Mara Lindqvist', login: 'mara', phrase });
    const link = await invite(mara, 'the new one');
    await joinHouse(jonas, link, { name: 'Jonas Weber', login: 'jonas', phrase });
    const path = await planNow(mara, 'Jonas');
    await checks(jonas, path, shoot);
    await door(mara, jonas, path, shoot);
    await press(jonas, 'Go in');
    await jonas.getByRole('heading', { level: 1, name: /waiting room|let you in/ }).waitFor();
    await press(mara, 'Let in');
    for (const page of [mara, jonas]) await page.locator('video.room-picture').waitFor();
    await without(mara, jonas, shoot);
    await mirror(mara, jonas, shoot);
    await taken(mara, jonas, shoot);
  } finally {
    await house.close();
  }
}

/** The check of a device on which something is missing: each in a window of its own. */
async function checks(jonas, path, shoot) {
  const refuse = (kind, name) => (page) =>
    page.addInitScript(
      ([what, why]) => {
        const real = MediaDevices.prototype.getUserMedia;
        MediaDevices.prototype.getUserMedia = function (wanted) {
          if (wanted[what]) return Promise.reject(new DOMException('', why));
          return real.call(this, wanted);
        };
      },
      [kind, name],
    );
  const deadRelay = {
    ice_servers: [
      {
        urls: ['turn:127.0.0.1:9', 'turn:127.0.0.1:9?transport=tcp'],
        username: 'a',
        credential: 'b',
      },
    ],
    until_ms: Date.now() + 3_600_000,
  };
  const cases = {
    'no-microphone': refuse('audio', 'NotAllowedError'),
    'no-camera': refuse('video', 'NotReadableError'),
    'no-line': (page) => page.route('**/api/hello', (route) => route.abort()),
    'no-relay': (page) => page.route('**/relay', (route) => route.fulfill({ json: deadRelay })),
  };
  for (const [name, arrange] of Object.entries(cases)) {
    const page = await jonas.context().newPage();
    await arrange(page);
    await page.goto(path);
    await page.getByRole('button', { name: 'Check this device' }).waitFor();
    await page.waitForTimeout(1000);
    await shoot(page, `ready-${name}`);
    await press(page, 'Check this device');
    await page.getByText(ASKED).waitFor(PATIENCE);
    await shoot(page, `check-${name}`, page.getByRole('region', { name: 'Check this device' }));
    await page.close();
  }
  const page = await jonas.context().newPage();
  await page.goto('/check');
  await page.getByText(/^This link is old/).waitFor();
  await shoot(page, 'line-test-old');
  await page.goto('about:blank');
  const pass = JSON.stringify(deadRelay);
  await page.goto(`/check#${Buffer.from(pass).toString('base64url')}`);
  await page.locator('progress').waitFor();
  await shoot(page, 'line-test-runs');
  await page.getByText(/^No\. The relay/).waitFor(PATIENCE);
  await shoot(page, 'line-test-no');
  await page.close();
}

async function door(mara, jonas, path, shoot) {
  await jonas.goto(path);
  await jonas.getByText('We hear you.').waitFor();
  await press(jonas, 'Check this device');
  const asked = jonas.getByText('Did you hear it?');
  await asked.waitFor({ timeout: 60_000 });
  await shoot(jonas, 'check-asks', jonas.getByRole('region', { name: 'Check this device' }));
  await press(jonas, 'Yes');
  await asked.waitFor({ state: 'detached' });
  await jonas.getByText('Where are you today?').click();
  await jonas
    .getByLabel('The place, so that help could come')
    .fill('Garden Street 5, second floor');
  await jonas.getByLabel('Who may hear you there?').fill('nobody');
  await shoot(jonas, 'arrival', jonas.getByText('Where are you today?'));
  await press(jonas, 'Share what is ticked');
  await jonas.getByText(/^Shared with Mara/).waitFor();
  await mara.goto(path);
  await press(mara, 'Go in');
  await mara.getByRole('heading', { name: /shared this for today/ }).waitFor();
  await shoot(mara, 'arrival-card');
  const how = mara.getByText('How do you hear that somebody waits?');
  await how.click();
  await shoot(mara, 'waiting-how-to-tell', how);
}

async function without(mara, jonas, shoot) {
  await shoot(jonas, 'room-self-asked');
  await press(jonas, 'Yes');
  await press(mara, 'No');
  await press(jonas, 'Slower');
  await mara.getByText(/a little slower, please/).waitFor();
  await mara.getByText(/Why now/).waitFor();
  await shoot(mara, 'room-sign');
  // What goes by itself after a while is made anew for each picture.
  await press(jonas, 'Again');
  await press(mara, 'Yes');
  await mara.getByText(/pressed “Again”/).waitFor();
  await shoot(mara, 'room-prompt');
  await press(jonas, 'Feeling');
  await press(jonas, 'tense');
  await shoot(jonas, 'room-feeling');
  await press(jonas, 'Show it');
  await press(jonas, 'View');
  await jonas.getByLabel('Help me sit in the picture').check();
  await shoot(jonas, 'room-view');
  await press(jonas, 'Close');
  await shoot(jonas, 'room-outline');
  await press(jonas, 'Not private');
  await mara.getByText(/is not alone/).waitFor();
  await shoot(jonas, 'room-hidden');
  await shoot(mara, 'room-covered');
  await press(jonas, 'Back');
  await mara.locator('video.room-picture').waitFor();
}

async function mirror(mara, jonas, shoot) {
  const choice = 'Show us both how we share the time of talking';
  await press(jonas, 'View');
  await jonas.getByLabel(choice).check();
  await press(jonas, 'Close');
  await mara.getByText(/would like to see, with you/).waitFor();
  await shoot(mara, 'talk-asked');
  await mara.locator('.room-ask-two').getByRole('button', { name: 'Yes' }).click();
  await press(mara, 'Shared for today');
  await shoot(mara, 'room-arrival');
  await press(mara, 'Close');
  await press(mara, 'Time of talking');
  await mara.getByText(/^In the last/).waitFor({ timeout: 60_000 });
  await shoot(mara, 'talk-mirror');
}

async function taken(mara, jonas, shoot) {
  await press(mara, 'Close');
  await jonas.evaluate(() => {
    const [sender] = globalThis.connections.at(-1).getSenders();
    sender.track.dispatchEvent(new Event('mute'));
  });
  await mara.getByText(/^Another app on the device of Jonas/).waitFor();
  await shoot(jonas, 'room-taken');
  await shoot(mara, 'room-taken-told');
  await press(jonas, 'Take the microphone back');
}
