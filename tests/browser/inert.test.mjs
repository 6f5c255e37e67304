// SPDX-License-Identifier: Apache-2.0
// Words that try to be more than words, in every field but letters (letters.test.mjs): names, labels,
// journal, tags, notes, goals, tasks, policies, a couple's spaces, devices, passkeys. Each is shown as
// it was typed and does nothing, on the screen of whoever wrote it and of whoever reads it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { journey, openBrowser, openPerson } from './browser.mjs';
import { authenticator } from './factors.mjs';
import { openHouse } from './house.mjs';
import { PAYLOADS } from './payloads.mjs';
import { follow, heading, invite, joinHouse, press } from './people.mjs';

const ALL = PAYLOADS.join('\n');
const [SCRIPT, IMAGE, , , BRACES, QUOTES] = PAYLOADS;
/** Short enough for a name. */
const NAMES = {
  mara: `Mara ${IMAGE}`,
  jonas: `J ${SCRIPT}`,
  liv: `L ${QUOTES}`,
  ben: `B ${BRACES}`,
};
const PHRASE = 'copper window seven rivers';

let house;
let browser;
const people = {};
const pages = () => Object.values(people).map(({ page }) => page);
const step = journey(test, pages);

/** Nothing of it ran, and nothing of it became a part of the page. */
async function inert(page, shown, where) {
  for (const text of [shown].flat())
    assert.ok(
      (await page.locator('body').textContent()).includes(text),
      `${where}: "${text}" is not shown as it was typed`,
    );
  assert.equal(await page.evaluate(() => globalThis.owned), undefined, where);
  const made = 'main script, main iframe, main svg[onload], img[src="x"], a[href^="javascript:"]';
  assert.equal(await page.locator(made).count(), 0, where);
}

before(async () => {
  house = await openHouse({ args: ['--practice', `River ${IMAGE}`] });
  browser = await openBrowser();
  for (const who of Object.keys(NAMES)) people[who] = await openPerson(browser, house.url);
});

after(async () => {
  await browser?.close();
  await house?.close();
});

const join = (who, link) =>
  joinHouse(people[who].page, link, { name: NAMES[who], login: who, phrase: PHRASE });

step('names and labels', async () => {
  const { page } = people.mara;
  await join('mara', house.link);
  const link = await invite(page, ALL.slice(0, 80).replaceAll('\n', ' '));
  await inert(page, SCRIPT, 'label');
  await join('jonas', link);
  await inert(people.jonas.page, NAMES.mara, 'today');
  await page.goto('/');
  await page.getByRole('link', { name: NAMES.jonas, exact: true }).waitFor();
  await inert(page, [NAMES.jonas, `River ${IMAGE}`], 'caseload');
});

step('goals and tasks', async () => {
  const { page } = people.jonas;
  await follow(page, 'Our work');
  await press(page, 'Add a goal');
  await page.getByLabel('What would you like to be different?').fill(`${SCRIPT} ${IMAGE}`);
  await page.getByLabel('Why it matters (if you like)').fill(ALL.slice(0, 400));
  await page.getByLabel('What would you like to be different?').press('Enter');
  await page.getByText('You agree.').waitFor();
  await inert(page, [SCRIPT, IMAGE], 'goal');
  const { page: maras } = people.mara;
  await follow(maras, NAMES.jonas);
  await maras.getByText(SCRIPT).first().waitFor();
  await press(maras, 'Add a task');
  await maras.getByLabel('What shall we try?').fill(`${IMAGE} ${SCRIPT}`);
  await maras.getByLabel('Why this could help').fill(ALL.slice(0, 400));
  await maras.getByLabel('What shall we try?').press('Enter');
  await page.getByText(`${IMAGE} ${SCRIPT}`).first().waitFor();
  await inert(maras, [SCRIPT, IMAGE], 'task');
  await inert(page, [SCRIPT, IMAGE], 'task, the other side');
});

step('journal, tags, and what is shown of it', async () => {
  const { page } = people.jonas;
  await follow(page, 'Journal');
  await page.getByLabel('What is on your mind?').fill(ALL);
  await page.getByLabel('Tags', { exact: true }).fill([IMAGE, QUOTES].join(', '));
  await press(page, 'Keep it');
  const entry = page.locator('.entry');
  await entry.waitFor();
  await inert(page, [...PAYLOADS, QUOTES], 'journal');
  await page.getByLabel('Find something').fill(IMAGE);
  await inert(page, [], 'search');
  await page.getByLabel('Find something').fill('');
  await entry.getByRole('button', { name: 'Show it' }).click();
  await inert(page, NAMES.mara, 'showing');
  await press(page, 'Show it and bring it to our next session');
  const { page: maras } = people.mara;
  await maras.getByRole('heading', { name: /’s journal/ }).waitFor();
  await inert(maras, PAYLOADS, 'shown entry');
});

step('process notes', async () => {
  const { page } = people.mara;
  await follow(page, 'Your own notes');
  await page.getByRole('radio', { name: 'SOAP' }).check();
  await page.getByLabel('Subjective').fill(ALL);
  await page.getByLabel('Plan').fill(IMAGE);
  await press(page, 'Keep the note');
  await page.locator('.entry').waitFor();
  await inert(page, PAYLOADS, 'notes');
});

step('a couple: label, policy, joint and private words', async () => {
  const { page } = people.mara;
  await page.goto('/');
  await page.getByLabel('Your own word for the couple').fill(`C ${IMAGE}`);
  await press(page, 'Open a joint space');
  const links = [];
  for (const open of ['One link is open.', '2 links are open.']) {
    await press(page, 'Make a link for one of them');
    links.push(await page.getByLabel('The invitation link').inputValue());
    await press(page, 'Done');
    await page.getByText(open).waitFor();
  }
  await inert(page, `C ${IMAGE}`, 'couple label');
  await join('liv', links[0]);
  await join('ben', links[1]);
  await page.goto('/');
  await follow(page, `${NAMES.liv} and ${NAMES.ben}`);
  await page.getByLabel('In your words').fill(ALL);
  await press(page, 'Ask both');
  for (const who of ['liv', 'ben']) {
    const { page: theirs } = people[who];
    await follow(theirs, 'Our space');
    await press(theirs, 'I agree to this');
    await theirs
      .getByText(/agreed/)
      .first()
      .waitFor();
    await inert(theirs, PAYLOADS, `policy, ${who}`);
  }
  await press(page, 'Open the private spaces');
  await page.getByLabel(/^Write to/).fill(ALL);
  await press(page, /^Send to/);
  const { page: livs } = people.liv;
  await livs.getByText(BRACES).last().waitFor();
  await inert(livs, PAYLOADS, 'joint space');
  await livs.getByRole('link', { name: /^Private space/ }).waitFor({ timeout: 30_000 });
  await follow(livs, /^Private space/);
  await livs.getByLabel(/alone$/).fill(ALL);
  await press(livs, /^Send to/);
  await livs.locator('.space-words li').waitFor();
  await inert(livs, PAYLOADS, 'private space');
  await follow(page, `Private space with ${NAMES.liv}`);
  await page.locator('.space-words li').waitFor();
  await inert(page, PAYLOADS, 'private space, the other side');
});

step('names of devices and passkeys', async () => {
  const { page } = people.jonas;
  const other = await openPerson(browser, house.url);
  // A device that says of itself what it likes.
  await other.page.route('**/api/accounts/login', (route) =>
    route.continue({
      postData: JSON.stringify({ ...route.request().postDataJSON(), device: IMAGE }),
    }),
  );
  await other.page.goto('/sign-in');
  await other.page.getByLabel('Login name').fill('jonas');
  await other.page.getByLabel('Pass phrase').fill(PHRASE);
  await other.page.getByLabel('Pass phrase').press('Enter');
  await other.page.getByRole('link', { name: /Signed in as/ }).waitFor({ timeout: 30_000 });
  await page.goto('/');
  await page.getByText(/A new device signed in/).waitFor();
  await inert(page, IMAGE, 'tidings');
  await page.goto('/account');
  await page.getByRole('button', { name: /^Sign out there/ }).waitFor();
  await inert(page, IMAGE, 'devices');
  await authenticator(page);
  await page.locator('summary', { hasText: 'Passkeys' }).click();
  await page.locator('details[open]').getByLabel('Your pass phrase').fill(PHRASE);
  await page.keyboard.press('Enter');
  await page.getByLabel('A name for it').fill(`k ${SCRIPT}`);
  await press(page, 'Add a passkey');
  await page.getByText(`k ${SCRIPT}`).waitFor();
  await inert(page, `k ${SCRIPT}`, 'passkey');
  await other.context.close();
});

step('who opened my record names people as they named themselves', async () => {
  const { page } = people.jonas;
  await page.goto('/account/record');
  await heading(page, 'Who opened your record.');
  await inert(page, [], 'record');
});

test('the browser was never asked to run any of it', () => {
  for (const [who, { errors }] of Object.entries(people))
    assert.deepEqual(
      errors.filter((error) => /Content Security Policy|Trusted|owned/i.test(error)),
      [],
      who,
    );
});
