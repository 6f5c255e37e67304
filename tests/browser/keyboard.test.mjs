// SPDX-License-Identifier: Apache-2.0
// The way of two people with nothing but a keyboard: everything is reached by Tab alone, in the order
// of the page, and worked by the keys a keyboard user expects. The pointer is never used.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { journey, openBrowser, openPerson } from './browser.mjs';
import { openHouse } from './house.mjs';
import { heading } from './people.mjs';

const STEPS_MOST = 80;

let house;
let browser;
let mara;
let jonas;

const step = journey(test, () => [mara.page, jonas.page]);

/** Tabs until the wanted element has the focus; gives how many steps it took. */
async function tabTo(page, locator) {
  await locator.first().waitFor({ state: 'attached' });
  for (let steps = 1; steps <= STEPS_MOST; steps++) {
    await page.keyboard.press('Tab');
    const there = await locator.evaluateAll((found) =>
      found.some((one) => one === document.activeElement),
    );
    if (!there) continue;
    // What has the focus must be seen: an outline or a ring around it.
    const seen = await page.evaluate(() => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
      const inside = document.activeElement.closest('label, .choice-option');
      const around = inside === null ? null : getComputedStyle(inside);
      const ring = (style) =>
        style !== null && style.outlineStyle !== 'none' && style.outlineWidth !== '0px';
      return ring({ outlineStyle, outlineWidth }) || ring(around) || boxShadow !== 'none';
    });
    assert.ok(seen, `the focus cannot be seen on ${locator}`);
    return steps;
  }
  return assert.fail(`not reached by Tab: ${locator}`);
}

async function key(page, role, name, press = 'Enter') {
  await tabTo(page, page.getByRole(role, { name }));
  await page.keyboard.press(press);
}

async function type(page, label, text) {
  await tabTo(page, page.getByLabel(label));
  await page.keyboard.type(text);
}

async function join(page, link, { name, login, phrase }) {
  await page.goto(link);
  await heading(page, /./);
  await type(page, 'What should we call you?', name);
  await type(page, 'Choose a login name', login);
  await type(page, 'Choose a pass phrase', phrase);
  await page.keyboard.press('Enter');
  await page.locator('.sheet-code').waitFor({ timeout: 60_000 });
  const code = (await page.locator('.sheet-code span').allTextContents()).join(' ');
  await key(page, 'button', 'I have kept it');
  await page.getByLabel('Recovery code').waitFor();
  // The field may have taken the focus by itself.
  if (!(await page.getByLabel('Recovery code').evaluate((one) => one === document.activeElement)))
    await tabTo(page, page.getByLabel('Recovery code'));
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await heading(page, 'You are in.');
  await key(page, 'link', 'Go on');
}

before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  mara = await openPerson(browser, house.url);
  jonas = await openPerson(browser, house.url, { viewport: { width: 390, height: 844 } });
});

after(async () => {
  await browser?.close();
  await house?.close();
});

step('sign up, invite and join', async () => {
  await join(mara.page, house.link, {
    name: 'Mara',
    login: 'mara',
    phrase: 'copper window seven rivers',
  });
  await heading(mara.page, /Nobody is here yet/);
  await type(mara.page, 'Your own word for them', 'Jonas');
  await mara.page.keyboard.press('Enter');
  const link = mara.page.getByLabel('The invitation link');
  await link.waitFor();
  await join(jonas.page, await link.inputValue(), {
    name: 'Jonas',
    login: 'jonas',
    phrase: 'quiet harbor green bicycle',
  });
  await heading(jonas.page, /Good /);
});

step('write a goal and agree to it', async () => {
  await key(jonas.page, 'link', 'Our work');
  await heading(jonas.page, /Our work/);
  await key(jonas.page, 'button', 'Add a goal');
  await type(jonas.page, 'What would you like to be different?', 'More air');
  await jonas.page.keyboard.press('Enter');
  await jonas.page.getByText('You agree.').waitFor();
  await mara.page.goto('/');
  await key(mara.page, 'link', /^Jonas$/);
  await mara.page.getByText('More air').waitFor();
  await key(mara.page, 'button', 'Agree: More air');
  await mara.page.getByText('You both agreed.').waitFor();
});

step('plan, meet, and end the session', async () => {
  await key(mara.page, 'link', 'Plan a session');
  await heading(mara.page, /Plan a session/);
  await tabTo(mara.page, mara.page.getByRole('radio', { name: 'On a day' }));
  await mara.page.keyboard.press('ArrowRight');
  await key(mara.page, 'button', 'Begin now');
  await heading(mara.page, /Get ready/);
  await key(mara.page, 'button', 'Go in');
  await jonas.page.goto('/');
  await key(jonas.page, 'link', /Get ready|Go in/);
  await key(jonas.page, 'button', 'Go in');
  await mara.page.getByText('Jonas waits to be let in.').waitFor();
  await key(mara.page, 'button', 'Let in');
  await heading(jonas.page, /In the room with Mara/);
  await key(jonas.page, 'button', /^Mute/);
  await jonas.page.getByRole('button', { name: /^Unmute/ }).waitFor();
  await key(mara.page, 'button', 'End');
  await mara.page.getByRole('dialog').waitFor();
  await key(mara.page, 'button', 'End the session');
  await heading(mara.page, /One minute about us/);
});

step('give the closing minute, and pass on it', async () => {
  await heading(jonas.page, /One minute about us/);
  for (const label of [/heading somewhere/, /spent the time/, /safe and understood/, 'More air']) {
    const slider = jonas.page.getByRole('slider', { name: label });
    await tabTo(jonas.page, slider);
    await jonas.page.keyboard.press('End');
    await jonas.page.keyboard.press('ArrowLeft');
    assert.match(await slider.getAttribute('aria-valuetext'), /^9 of 10/);
  }
  await key(jonas.page, 'button', /^Send$/);
  await heading(jonas.page, /Thank you/);
  await key(mara.page, 'button', 'Not today');
  await heading(mara.page, /both answered/);
});

step('see the course, open its table and its rule', async () => {
  await heading(jonas.page, /both answered/);
  await key(jonas.page, 'link', 'See our work');
  await jonas.page.getByText('One session so far.').waitFor();
  await tabTo(jonas.page, jonas.page.locator('summary', { hasText: 'As a table' }));
  await jonas.page.keyboard.press('Enter');
  await jonas.page.getByRole('row', { name: /^1 9/ }).waitFor();
});
