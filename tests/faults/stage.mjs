// SPDX-License-Identifier: Apache-2.0
// The stage of every fault: a real daemon, two people in real browsers of their own, a session between
// them, and what each heard. A browser each, so that freezing or ending one leaves the other alone.

import { openBrowser, openPerson } from '../browser/browser.mjs';
import { until } from '../browser/calls.mjs';
import { openHouse } from '../browser/house.mjs';
import { armLine } from '../browser/line.mjs';
import { endSessions, invite, joinHouse, meet, planNow, press } from '../browser/people.mjs';
import { ownGroups } from './freeze.mjs';
import { isVoice, listen } from './voice.mjs';

/** Real voice for so long, on both sides, is a call that holds. */
const HOLDS_MS = 1500;

/**
 * Opens the stage. `end` of a session and `close` of everything are the caller's work. `house` is one
 * that stands elsewhere, and `browserOf` how a person's browser is opened there; such a line is not
 * the browser's to make bad.
 */
export async function openStage({ house: given, browserOf } = {}) {
  const house = given ?? (await openHouse());
  const people = {};
  for (const name of ['mara', 'jonas']) {
    const before = ownGroups();
    const browser = await openBrowser(browserOf?.(name));
    const [group] = [...ownGroups()].filter((one) => !before.has(one));
    const person = await openPerson(browser, house.url);
    people[name] = { ...person, browser, group, heard: await listen(person.context) };
  }
  const { mara, jonas } = people;
  try {
    await settleIn();
  } catch (error) {
    await close();
    throw error;
  }

  /** Both have joined, and their lines can be made bad. */
  async function settleIn() {
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
    for (const person of [mara, jonas])
      person.line = browserOf ? { set: async () => {} } : await armLine(person.page);
  }

  /** Both in a session, and both hear each other. */
  async function begin(medium = 'By video') {
    await meet(mara.page, jonas.page, await planNow(mara.page, 'Jonas', medium));
    await holds('the session begins');
  }

  /** Waits until both have heard each other without a break for a while; gives when that while began. */
  async function holds(words, ms = 30_000) {
    const asked = Date.now();
    const from = await until(() => bothHear(asked), `${words}: both hear each other`, ms);
    return from;
  }

  /** When the newest unbroken voice of both began, if it lasts long enough; else null. */
  function bothHear(asked) {
    const since = [mara, jonas].map(({ heard }) => {
      let from = Number.POSITIVE_INFINITY;
      for (let at = heard.length - 1; at >= 0 && isVoice(heard[at]); at--) from = heard[at].from;
      return Math.max(from, asked);
    });
    const last = [mara, jonas].map(({ heard }) => heard.at(-1)?.until ?? 0);
    const from = Math.max(...since);
    return Math.min(...last) - from >= HOLDS_MS ? from : null;
  }

  /** The therapist ends the session, whatever state the screens are in. */
  async function end() {
    for (const person of [mara, jonas]) await person.line.set();
    await endSessions(mara.page);
  }

  async function close() {
    for (const { browser } of [mara, jonas]) await browser.close().catch(() => {});
    await house.close();
  }

  return { house, mara, jonas, begin, holds, end, close, press };
}
