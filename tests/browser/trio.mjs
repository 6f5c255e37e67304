// SPDX-License-Identifier: Apache-2.0
// A couple and their therapist: three people in one joint space of a house of their own.

import { openBrowser, openPerson } from './browser.mjs';
import { smallCameras } from './calls.mjs';
import { openHouse } from './house.mjs';
import { beginNow, follow, joinHouse, press } from './people.mjs';

const phone = { viewport: { width: 390, height: 844 } };

/** Opens it: `house`, `vogt` (the therapist), `anna` (on a phone) and `ben`. `watch` is called with each
 * person before their first page. Close it with `close`. */
export async function openTrio(watch) {
  const house = await openHouse();
  const browser = await openBrowser();
  const close = async () => {
    await browser.close();
    await house.close();
  };
  try {
    const vogt = await openPerson(browser, house.url);
    const anna = await openPerson(browser, house.url, phone);
    const ben = await openPerson(browser, house.url);
    for (const person of [vogt, anna, ben]) {
      await watch(person);
      await smallCameras(person.context);
    }
    await joinHouse(vogt.page, house.link, {
      name: 'Dr. Vogt',
      login: 'vogt',
      phrase: 'copper rivers at noon',
    });
    await vogt.page.goto('/');
    await vogt.page.getByLabel('Your own word for the couple').fill('Tuesday couple');
    await press(vogt.page, 'Open a joint space');
    const first = await coupleLink(vogt.page);
    const second = await coupleLink(vogt.page);
    await joinHouse(anna.page, first, {
      name: 'Anna',
      login: 'anna',
      phrase: 'quiet harbor in may',
    });
    await joinHouse(ben.page, second, { name: 'Ben', login: 'ben', phrase: 'slow trains at dusk' });
    return { house, vogt, anna, ben, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The therapist makes a link for one of the couple whose space is open. */
export async function coupleLink(page) {
  await press(page, 'Make a link for one of them');
  const link = page.getByLabel('The invitation link');
  await link.waitFor();
  const address = await link.inputValue();
  await press(page, 'Done');
  return address;
}

/** The therapist, at the beginning, plans a session of all three that begins now; gives its address. */
export async function planForAll(page, names = 'Anna and Ben') {
  await follow(page, names);
  await follow(page, `Plan a session with ${names}`);
  return beginNow(page);
}
