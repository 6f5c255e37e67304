// SPDX-License-Identifier: Apache-2.0
// A couple and their therapist in one room: two at the door, one let in, both in the room, one of them
// without a camera.

import { openHouse } from '../../tests/browser/house.mjs';
import { joinHouse, press } from '../../tests/browser/people.mjs';
import { coupleLink, planForAll } from '../../tests/browser/trio.mjs';
import { painted } from './painted-camera.mjs';
import { open } from './shoot.mjs';

const PHRASE = 'copper window seven rivers';
const PATIENCE = { timeout: 60_000 };

/** Walks an empty house, three people. */
export async function three(browser, { shoot }) {
  const house = await openHouse({ args: ['--practice', 'Practice at the River'] });
  try {
    const mara = await open(browser, house);
    await painted(mara, 'mara');
    await joinHouse(mara, house.link, { name: 'Mara Lindqvist', login: 'mara', phrase: PHRASE });
    await meetCouple(browser, house, mara, shoot);
  } finally {
    await house.close();
  }
}

async function meetCouple(browser, house, mara, shoot) {
  await mara.goto('/');
  await mara.getByLabel('Your own word for the couple').fill('Tuesday couple');
  await press(mara, 'Open a joint space');
  const people = [];
  for (const [login, name] of [
    ['liv', 'Liv'],
    ['ben', 'Ben'],
  ]) {
    const address = await coupleLink(mara);
    const page = await open(browser, house);
    await painted(page, login);
    await joinHouse(page, address, { name, login, phrase: PHRASE });
    people.push(page);
  }
  const [liv, ben] = people;
  await mara.goto('/');
  const path = await planForAll(mara, 'Liv and Ben');
  for (const page of people) {
    await page.goto(path);
    await press(page, 'Go in');
  }
  await shoot(liv, 'waiting-couple');
  await press(mara, 'Go in');
  await mara.getByText('Liv waits to be let in.').waitFor();
  await mara.getByText('Ben waits to be let in.').waitFor();
  await shoot(mara, 'knocks-two');
  await press(mara, 'Let in');
  await liv.locator('video.room-picture').waitFor(PATIENCE);
  await mara.getByText('Ben is in the waiting room.').waitFor();
  await press(mara, 'No');
  await shoot(mara, 'room-knock');
  await press(mara, 'Let in');
  await ben.locator('video.room-picture').nth(1).waitFor(PATIENCE);
  await mara.locator('video.room-picture').nth(1).waitFor(PATIENCE);
  await shoot(mara, 'room-three');
  for (const page of people) await press(page, 'No');
  await press(ben, 'Camera off');
  await liv.getByText('Here, by voice').waitFor(PATIENCE);
  await shoot(liv, 'room-three-one-camera');
}
