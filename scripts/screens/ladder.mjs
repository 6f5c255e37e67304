// SPDX-License-Identifier: Apache-2.0
// The room on each step of the call ladder, over a line made worse on purpose: video, low picture, voice
// only, live text, and the voice back.

import { flowing, watchConnections } from '../../tests/browser/calls.mjs';
import { openHouse } from '../../tests/browser/house.mjs';
import { armLine } from '../../tests/browser/line.mjs';
import { invite, joinHouse, meet, planNow, press } from '../../tests/browser/people.mjs';
import { open } from './shoot.mjs';

const PATIENCE = { timeout: 60_000 };

/** Walks an empty house, two people. */
export async function ladder(browser, { shoot }) {
  const house = await openHouse({ args: ['--practice', 'Practice at the River'] });
  try {
    const mara = await open(browser, house);
    const jonas = await open(browser, house);
    await watchConnections(mara.context());
    const phrase = 'copper window seven rivers';
    await joinHouse(mara, house.link, { name: 'Mara Lindqvist', login: 'mara', phrase });
    const link = await invite(mara, 'the new one');
    await joinHouse(jonas, link, { name: 'Jonas Weber', login: 'jonas', phrase });
    const line = await armLine(jonas);
    await meet(mara, jonas, await planNow(mara, 'Jonas'));
    for (const page of [mara, jonas]) await press(page, 'Yes');
    await flowing(mara, 'the call');
    await shoot(mara, 'ladder-video');
    await line.set({ loss: 15 });
    await mara.getByText(/^Low picture for now/).waitFor(PATIENCE);
    await shoot(mara, 'ladder-low');
    await line.set({ loss: 50 });
    await mara.getByText(/^Voice only for now/).waitFor(PATIENCE);
    await shoot(mara, 'ladder-voice');
    await line.set({ loss: 85 });
    await mara.getByText(/^The voice does not get through/).waitFor(PATIENCE);
    await shoot(mara, 'ladder-text');
    await line.set();
    await mara.getByText('You hear each other again').waitFor(PATIENCE);
    await shoot(mara, 'ladder-back');
  } finally {
    await house.close();
  }
}
