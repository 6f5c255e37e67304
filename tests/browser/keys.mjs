// SPDX-License-Identifier: Apache-2.0
// What people do with nothing but a keyboard. The pointer is never used.

import assert from 'node:assert/strict';

const STEPS_MOST = 80;

/** Tabs until the wanted element has the focus; gives how many steps it took. */
export async function tabTo(page, locator) {
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

/** Tabs to it and presses. */
export async function key(page, role, name, press = 'Enter') {
  await tabTo(page, page.getByRole(role, { name }));
  await page.keyboard.press(press);
}

/**
 * Opens a dialog with its button, does what is to be done `inside`, and closes it with Escape: the focus
 * is back where it was.
 */
export async function lookInto(page, name, inside = () => {}) {
  const button = page.getByRole('button', { name }).first();
  await key(page, 'button', name);
  await page.getByRole('dialog').waitFor();
  assert.ok(
    await page.evaluate(() => document.activeElement.closest('dialog') !== null),
    `${name}: the dialog does not take the focus`,
  );
  await inside();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.ok(
    await button.evaluate((one) => one === document.activeElement),
    `${name}: the focus is not given back`,
  );
}
