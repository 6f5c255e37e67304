// SPDX-License-Identifier: Apache-2.0
// The example page of the module, from a plain static server, as somebody would look at it who has
// nothing else of Rapport.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, openBrowser, openPerson, sidewaysScroll } from './browser.mjs';

const KINDS = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const RULES = [
  'Own noise',
  'Own spread',
  'One SD',
  'Two SDs',
  'Control chart',
  'Fixed cut',
  'Sudden loss',
];
const SIGHTS = {
  'a desk': { viewport: { width: 1200, height: 800 } },
  'a desk at night': { viewport: { width: 1200, height: 800 }, colorScheme: 'dark' },
  'a small phone': { viewport: { width: 360, height: 740 }, hasTouch: true },
  'a small phone at night': { viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
};

const folder = mkdtempSync(join(tmpdir(), 'rapport-module-'));
const server = createServer(async ({ url }, answer) => {
  const name = url === '/' ? '/index.html' : url;
  const bytes = await readFile(join(folder, name)).catch(() => null);
  answer.writeHead(bytes ? 200 : 404, {
    'content-type': KINDS[extname(name)] ?? 'application/octet-stream',
  });
  answer.end(bytes);
});
let browser;
let url;

before(async () => {
  execFileSync(process.execPath, ['web/module.mjs', folder], { stdio: 'inherit' });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${server.address().port}`;
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(options) {
  const person = await openPerson(browser, url, options);
  await person.page.goto('/');
  await person.page.getByRole('img').waitFor();
  return person;
}

/** Once the page has drawn what was typed. */
async function drawn(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
}

async function summary(page) {
  await drawn(page);
  return page.getByRole('status').textContent();
}

async function alert(page) {
  await drawn(page);
  return page.getByRole('alert').textContent();
}

test('a typed course with a rupture is read as one, and says why', async () => {
  const { page, errors, hosts, context } = await open();
  const box = page.getByLabel('Session, rating');
  await box.fill('at,value\n1,8\n2,8.2\n3,7.9\n4,8.1\n5,5.2\n6,\n7,8');
  assert.match(await summary(page), /^7 sessions: rupture at 5, repair at 7\. In the end it has/);
  const fired = await page.getByRole('listitem').allTextContents();
  const why = fired.find((text) => text.startsWith('5: rupture'));
  assert.match(
    why,
    /further down than this person’s own noise explains \(rated 5\.2; held against/,
  );
  await page.getByLabel('Rule', { exact: true }).selectOption('Sudden loss');
  assert.match(await summary(page), /^7 sessions: nothing\./);
  await page.getByText('The course as a table').click();
  const row = page.getByRole('row', { name: /^6 / });
  assert.deepEqual(await row.getByRole('cell').allTextContents(), ['missing', 'not yet', '']);
  assert.deepEqual(errors, []);
  assert.deepEqual([...hosts], [new URL(url).host]);
  await context.close();
});

test('every rule says what it says, with what it is worth', async () => {
  const { page, context } = await open();
  for (const name of RULES) {
    const row = page.getByRole('row', { name: new RegExp(`^${name}`) });
    await row.getByText(/^\d+$/).first().waitFor();
    const [says, found, wrong] = await row.getByRole('cell').allTextContents();
    assert.match(says, /\w/);
    assert.ok(Number(found) > 10 && Number(found) <= 100, `${name} finds ${found}`);
    assert.ok(Number(wrong) < 50, `${name} is wrong ${wrong} times`);
  }
  await context.close();
});

test('wrong input gets a sentence that names the row, and the last good course stays', async () => {
  const { page, context, errors } = await open();
  const box = page.getByLabel('Session, rating');
  const before = await summary(page);
  const wrong = {
    '1,8\n2,eight': 'Row 2: “eight” is no number; 7.5 would be one.',
    '1,8\n2,11': 'Row 2: 11 does not lie on the scale from 0 to 10.',
    '1,8\n\n3,7\n2,8': 'Row 4: 2 comes after 3, but is earlier.',
    '1,8\n1,7': 'Row 2: 1 is there twice.',
    '1,8\n2026-11-24,7': 'Row 2: session numbers and dates cannot be mixed.',
    'first,8': 'Row 1: “first” is neither a session number nor a date such as 2026-11-24.',
    '1,8\n2,7,5': 'Row 2: two columns are needed, the session and the rating, as in 3,7.5.',
    '<b>,8': 'Row 1: “<b>” is neither a session number nor a date such as 2026-11-24.',
  };
  for (const [text, sentence] of Object.entries(wrong)) {
    await box.fill(text);
    assert.equal(await alert(page), sentence);
    assert.equal(await box.getAttribute('aria-invalid'), 'true');
    assert.equal(await summary(page), before);
  }
  await box.fill('2026-11-03;8\n2026-11-10;declined');
  assert.equal(await alert(page), '');
  assert.match(await summary(page), /^2 sessions: nothing\. In the end there are too few/);
  await page.getByLabel('Lowest').fill('10');
  assert.match(await alert(page), /^The scale needs two numbers/);
  await page.getByLabel('Lowest').fill('0');
  await box.fill('');
  assert.equal(await summary(page), 'No ratings yet.');
  await box.fill(Array.from({ length: 400 }, (_, i) => `${i + 1},${6 + (i % 3)}`).join('\n'));
  assert.match(await summary(page), /^400 sessions/);
  assert.deepEqual(errors, []);
  await context.close();
});

for (const [name, options] of Object.entries(SIGHTS)) {
  test(`the page is whole on ${name}`, async () => {
    const { page, context, errors } = await open(options);
    await page.getByText('The course as a table').click();
    assert.deepEqual(await axe(page), []);
    assert.equal(await sidewaysScroll(page), 0);
    const small = await page
      .locator('button, input, select, textarea, summary')
      .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height < 44).length);
    assert.equal(small, 0);
    assert.deepEqual(errors, []);
    await context.close();
  });
}

test('the keyboard reaches everything, in the order in which it is read', async () => {
  const { page, context } = await open();
  const seen = [];
  for (let i = 0; i < 11; i++) {
    await page.keyboard.press('Tab');
    seen.push(
      await page.evaluate(() => document.activeElement.id || document.activeElement.tagName),
    );
  }
  const samples = ['BUTTON', 'BUTTON', 'BUTTON', 'BUTTON'];
  const fields = ['ratings', 'min', 'max', 'method', 'SUMMARY', 'world'];
  assert.deepEqual(seen.slice(0, 10), [...samples, ...fields]);
  await page.getByRole('button', { name: 'A slow decline' }).focus();
  await page.keyboard.press('Enter');
  assert.match(await page.getByLabel('Session, rating').inputValue(), /12,5\.9$/);
  await context.close();
});
