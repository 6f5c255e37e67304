// SPDX-License-Identifier: Apache-2.0
// The room from the door to its small things: the check of the device, what was shared, signs, View, the
// neutral screens, the talk mirror, a note for the therapist.

import { openHouse } from '../../tests/browser/house.mjs';
import { invite, joinHouse, planNow, press } from '../../tests/browser/people.mjs';
import { open } from './shoot.mjs';

/** Walks an empty house, two people. */
export async function room(browser, { shoot }) {
  const house = await openHouse({ args: ['--practice', 'Practice at the River'] });
  try {
    const mara = await open(browser, house);
    const jonas = await open(browser, house);
    const phrase = 'copper window seven rivers';
    await joinHouse(mara, house.link, { name: 'Mara Lindqvist', login: 'mara', phrase });
    const link = await invite(mara, 'the new one');
    await joinHouse(jonas, link, { name: 'Jonas Weber', login: 'jonas', phrase });
    const path = await planNow(mara, 'Jonas');
    await door(mara, jonas, path, shoot);
    await press(jonas, 'Go in');
    await jonas.getByRole('heading', { level: 1, name: /waiting room|let you in/ }).waitFor();
    await press(mara, 'Let in');
    for (const page of [mara, jonas]) await page.locator('video.room-picture').waitFor();
    await without(mara, jonas, shoot);
    await mirror(mara, jonas, shoot);
  } finally {
    await house.close();
  }
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
