// SPDX-License-Identifier: Apache-2.0
// bench/join.mjs: the promise "from Let in to the first picture of the other: 0.25 s". A real daemon and
// two real Chromiums on this machine; by the page's own clocks, median of ten.

import { openBrowser, openPerson } from '../tests/browser/browser.mjs';
import { firstPicture } from '../tests/browser/calls.mjs';
import { openHouse } from '../tests/browser/house.mjs';
import { invite, joinHouse, planNow } from '../tests/browser/people.mjs';
import { row } from './row.mjs';

const ROUNDS = 10;
const PROMISED_MS = 250;

/** In the page: the session is over. */
function end(visit) {
  return fetch(`/api/visits/${visit}/events`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ event: 'end' }),
  });
}

/** One session, from the open door to the first picture at the client, ms. */
async function join(mara, jonas) {
  const path = await planNow(mara.page, 'Jonas');
  const ms = await firstPicture(mara.page, jonas.page, path);
  await mara.page.evaluate(end, path.split('/').pop());
  return ms;
}

const house = await openHouse();
const browser = await openBrowser();
let kept = false;
try {
  const mara = await openPerson(browser, house.url);
  const jonas = await openPerson(browser, house.url);
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
  const times = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await join(mara, jonas));
  times.sort((a, b) => a - b);
  const median = times[ROUNDS >> 1];
  kept = row(
    median < PROMISED_MS,
    'from Let in to the first picture of the other, peer to peer',
    '0.25 s',
    `${median.toFixed(0)} ms median of ${ROUNDS}, ${times[0].toFixed(0)} to ${times.at(-1).toFixed(0)}`,
  );
} finally {
  await browser.close();
  await house.close();
}
process.exitCode = kept ? 0 : 1;
