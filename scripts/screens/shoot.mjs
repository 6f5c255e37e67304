// SPDX-License-Identifier: Apache-2.0
// Pictures of a page in four forms, and what a machine can say about it.

import { join } from 'node:path';
import { axe, openPerson, sidewaysScroll } from '../../tests/browser/browser.mjs';

/** What pictures are taken in. */
export const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1200, height: 800 } };

/**
 * A walk's camera: pictures go into `out`; with `only`, nothing but these names is taken.
 * @returns `shoot`, `print`, `whole`, and `findings`, which are printed as they come
 */
export function openCamera(out, only) {
  const findings = [];
  const note = (screen, what) => {
    findings.push(`${screen}: ${what}`);
    console.error(`  ${screen}: ${what}`);
  };

  async function fits(page, where) {
    await page.waitForTimeout(100);
    const over = await sidewaysScroll(page);
    if (over > 0) note(where, `${over} px too wide`);
  }

  /** Controls smaller than a finger; links in running text and what is drawn by their label are free. */
  async function reachable(page, name) {
    const small = await page.evaluate(() => {
      const skipped = 'p, td, li:not(.row), footer, .visually-hidden, .skip';
      return [...document.querySelectorAll('button, a[href], summary, select, input, textarea')]
        .filter((one) => one.checkVisibility?.({ visibilityProperty: true }) ?? true)
        .filter((one) => one.tagName !== 'A' || one.closest(skipped) === null)
        .filter((one) => !['radio', 'checkbox', 'range'].includes(one.type))
        .map((one) => [one, one.getBoundingClientRect()])
        .filter(([, { width, height }]) => height > 10 && (height < 43.5 || width < 43.5))
        .map(
          ([one, { width, height }]) =>
            `${one.tagName.toLowerCase()} "${(one.textContent || one.ariaLabel || one.name).trim().slice(0, 30)}" is ${width.toFixed(0)} x ${height.toFixed(0)} px`,
        );
    });
    for (const one of small) note(name, one);
  }

  return {
    findings,
    note,
    /**
     * Four pictures of what is on the page. `at` is what should stand at the top of the picture; without
     * it, the page as it is. `small`: the light ones once more, as the docs keep them.
     */
    async shoot(page, name, at = null, { small = false } = {}) {
      if (only.length > 0 && !only.includes(name)) return;
      console.log(name);
      for (const theme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme: theme });
        for (const [size, viewport] of Object.entries(sizes)) {
          await page.setViewportSize(viewport);
          await page.mouse.move(200 + Math.random() * 20, 300);
          if (at !== null) await at.evaluate((element) => element.scrollIntoView());
          await page.waitForTimeout(300);
          await page.screenshot({ path: join(out, `${name}-${size}-${theme}.png`) });
          if (small && theme === 'light') {
            const path = join(out, `${name}-${size}.jpg`);
            await page.screenshot({ path, type: 'jpeg', quality: 70 });
          }
          for (const violation of await axe(page)) note(`${name}, ${size}, ${theme}`, violation);
        }
      }
      await page.setViewportSize(sizes.phone);
      await reachable(page, name);
      await page.setViewportSize({ width: 320, height: 640 });
      await fits(page, `${name} at 320 px`);
      await page.setViewportSize(sizes.phone);
      await page.evaluate(() => document.documentElement.style.setProperty('font-size', '225%'));
      await fits(page, `${name} at 200 % text`);
      await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
      await page.emulateMedia({ colorScheme: 'light' });
      const title = (await page.title()).replace('• ', '');
      if (title !== 'Rapport') note(name, `the tab says "${title}"`);
    },
    /** The page from top to bottom, on a phone. */
    async whole(page, name) {
      if (only.length > 0 && !only.includes(name)) return;
      await page.screenshot({ path: join(out, `${name}-whole.png`), fullPage: true });
    },
    /** As it comes out of a printer. */
    async print(page, name) {
      if (only.length > 0 && !only.includes(name)) return;
      await page.emulateMedia({ media: 'print' });
      await page.screenshot({ path: join(out, `${name}-print.png`), fullPage: true });
      await page.emulateMedia({ media: 'screen' });
    },
  };
}

/** A person at a phone. */
export async function open(browser, house) {
  const person = await openPerson(browser, house.url, {
    viewport: sizes.phone,
    timezoneId: 'Europe/Berlin',
  });
  return person.page;
}

/** Signed in, on the home page. */
export async function signIn(page, { login, passphrase }) {
  await page.goto('/sign-in');
  await page.getByLabel('Login name').fill(login);
  await page.getByLabel('Pass phrase').fill(passphrase);
  await page.getByLabel('Pass phrase').press('Enter');
  await page.getByRole('link', { name: /Signed in as/ }).waitFor({ timeout: 30_000 });
}
