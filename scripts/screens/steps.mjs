// SPDX-License-Identifier: Apache-2.0
// A practice that asks its therapists for a second step: adding an app, signing in with it, a passkey,
// and whether one can still get in.

import { authenticator, codeOf } from '../../tests/browser/factors.mjs';
import { openHouse } from '../../tests/browser/house.mjs';
import { follow, heading, joinHouse, press } from '../../tests/browser/people.mjs';
import { open } from './shoot.mjs';

const PHRASE = 'copper window seven rivers';

/** Walks an empty house. */
export async function steps(browser, { shoot, print }) {
  const house = await openHouse({ args: ['--practice', 'Practice at the River'], second: 'staff' });
  try {
    const page = await open(browser, house);
    await joinHouse(page, house.link, { name: 'Mara Lindqvist', login: 'mara', phrase: PHRASE });
    await heading(page, /a second step/);
    await authenticator(page);
    await shoot(page, 'second-step-asked');
    await press(page, 'Show me the picture');
    await page.getByRole('img', { name: 'Picture for your app' }).waitFor();
    await shoot(page, 'second-step-app');
    await print(page, 'second-step-app');
    const seed = (await page.locator('.seed span').allTextContents()).join('');
    const used = codeOf(seed, Date.now());
    await page.getByLabel('Six digits from your app').fill(used);
    await page.keyboard.press('Enter');
    await heading(page, /Nobody is here yet/);
    await page.goto('/account');
    await page.getByText('Can you still get in?').first().waitFor();
    await shoot(page, 'ways-in', page.getByText('Can you still get in?').first());
    await page.locator('summary', { hasText: 'Passkeys' }).click();
    await shoot(page, 'factors', page.locator('summary', { hasText: 'Passkeys' }));
    await page.goto('/account/rehearsal');
    await page.getByLabel('Recovery code').waitFor();
    await shoot(page, 'rehearsal');
    await page.goto('/account');
    await press(page, 'Sign out');
    await follow(page, 'Sign in');
    await page.getByLabel('Login name').fill('mara');
    await page.getByLabel('Pass phrase').fill(PHRASE);
    await page.getByLabel('Pass phrase').press('Enter');
    const digits = page.getByRole('dialog').getByLabel('Six digits from your app');
    await digits.waitFor();
    await shoot(page, 'second-step');
    await digits.fill(used);
    await page.keyboard.press('Enter');
    await page.getByText('This did not fit.').waitFor();
    await shoot(page, 'second-step-wrong');
    await page.context().close();
  } finally {
    await house.close();
  }
}
