// SPDX-License-Identifier: Apache-2.0
// The room on each step of the call ladder, over a line made worse on purpose: video, low picture, voice
// only, live text, the voice back, a slow line, and less that a person chose.

import { flowing, watchConnections } from '../../tests/browser/calls.mjs';
import { openHouse } from '../../tests/browser/house.mjs';
import { armLine } from '../../tests/browser/line.mjs';
import { invite, joinHouse, meet, planNow, press } from '../../tests/browser/people.mjs';
import { painted } from './painted-camera.mjs';
import { open } from './shoot.mjs';

const PATIENCE = { timeout: 60_000 };

/** Walks an empty house, two people. */
export async function ladder(browser, { shoot, note }) {
  const house = await openHouse({ args: ['--practice', 'Practice at the River'] });
  try {
    const mara = await open(browser, house);
    const jonas = await open(browser, house);
    await watchConnections(mara.context());
    await painted(mara, 'mara');
    await painted(jonas, 'jonas');
    const phrase = 'copper window seven rivers';
    await joinHouse(mara, house.link, { name: 'Mara Lindqvist', login: 'mara', phrase });
    const link = await invite(mara, 'the new one');
    await joinHouse(jonas, link, { name: 'Jonas Weber', login: 'jonas', phrase });
    const line = await armLine(jonas);
    await meet(mara, jonas, await planNow(mara, 'Jonas'));
    for (const page of [mara, jonas]) await press(page, 'Yes');
    await flowing(mara, 'the call');
    await shoot(mara, 'ladder-video', null, { small: true });

    /** Kept while the pictures are taken: it takes twelve seconds of a good line to climb. */
    async function step(name, words, bad = null) {
      if (bad !== null) await line.set(bad);
      await mara.getByText(words).waitFor(PATIENCE);
      if (bad !== null) await mara.waitForTimeout(1500);
      await line.set();
      await shoot(mara, name, null, { small: true });
      if ((await mara.getByText(words).count()) === 0) note(name, 'the step was left too early');
    }
    await step('ladder-voice', /^Voice only for now/, { loss: 50 });
    await step('ladder-text', /^The voice does not get through/, { loss: 85 });
    await mara.getByText('You hear each other again').waitFor(PATIENCE);
    await shoot(mara, 'ladder-back');
    for (const page of [mara, jonas]) await press(page, /^Write/);
    await step('ladder-low', /^Low picture for now/);
    await mara.getByText(/for now/).waitFor({ ...PATIENCE, state: 'detached' });
    await line.set({ delayMs: 180 });
    await mara.getByText(/^The line is a little slow/).waitFor(PATIENCE);
    await shoot(mara, 'ladder-slow');
    await line.set({ delayMs: 450 });
    await mara.getByText(/^The line is slow/).waitFor(PATIENCE);
    await shoot(mara, 'ladder-slower');
    await line.set();
    await press(jonas, 'View');
    await shoot(jonas, 'ladder-choice');
    await jonas.getByRole('radio', { name: 'Voice only' }).check();
    await press(jonas, 'Close');
    await mara.getByText(/^Voice only, as Jonas/).waitFor(PATIENCE);
    await shoot(jonas, 'ladder-chosen');
    await shoot(mara, 'ladder-chosen-told');
  } finally {
    await house.close();
  }
}
