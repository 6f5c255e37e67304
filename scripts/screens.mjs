// SPDX-License-Identifier: Apache-2.0
// Walks two people through the running program in a real browser and takes a picture of every screen:
// phone and desktop, light and dark. Each screen is also checked by axe, for its title and for
// sideways scrolling at 320 px. Looking at the pictures is left to people.
//
//   node scripts/screens.mjs [--binary build/rapport] [--out docs/screens/tmp] [--only NAME,…]

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const ROOT = resolve(fileURLToPath(new URL('..', import.meta.url)));
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const BINARY = resolve(ROOT, option('binary', 'build/rapport'));
const OUT = resolve(ROOT, option('out', 'docs/screens/tmp'));
const ONLY = option('only', '').split(',').filter(Boolean);
const AXE = readFileSync(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1200, height: 800 } };
const themes = ['light', 'dark'];
const PHRASES = { mara: 'copper window seven rivers', jonas: 'quiet harbor green bicycle' };

const findings = [];
const note = (screen, what) => {
  findings.push(`${screen}: ${what}`);
  console.error(`  ${screen}: ${what}`);
};

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Starts an empty house; resolves with its address and the first therapist's link. */
async function house(data) {
  const port = await freePort();
  const args = ['serve', '--data', data, '--listen', `127.0.0.1:${port}`];
  args.push('--web', join(ROOT, 'web/dist'), '--practice', 'Practice at the River');
  const child = spawn(BINARY, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const link = await new Promise((done, fail) => {
    let said = '';
    const hear = (bytes) => {
      said += bytes;
      const found = said.match(/https?:\/\/\S+\/join#\S+/);
      if (found) done(found[0]);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', (code) => fail(new Error(`the daemon ended (${code}): ${said}`)));
  });
  return { child, origin: `http://localhost:${port}`, path: link.slice(link.indexOf('/join')) };
}

async function person(browser, name) {
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: sizes.phone,
    permissions: ['camera', 'microphone', 'clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => note(name, `error on the page: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      note(name, `console: ${message.text()}`);
  });
  return page;
}

/** Four pictures of what is on the page, and what a machine can say about it. */
async function shoot(page, name) {
  if (ONLY.length > 0 && !ONLY.includes(name)) return;
  console.log(name);
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      await page.waitForTimeout(250);
      await page.screenshot({ path: join(OUT, `${name}-${size}-${theme}.png`) });
      await axe(page, `${name}, ${size}, ${theme}`);
    }
  }
  await page.setViewportSize({ width: 320, height: 640 });
  await page.waitForTimeout(100);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (over > 0) note(name, `${over} px too wide at 320 px`);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(sizes.phone);
  const title = (await page.title()).replace('• ', '');
  if (title !== 'Rapport') note(name, `the tab says "${title}"`);
}

async function axe(page, where) {
  // Through the debugger, as the page's own policy lets no foreign script in.
  await page.evaluate(AXE);
  const found = await page.evaluate(async (rules) => {
    const { violations } = await globalThis.axe.run(document, { runOnly: rules });
    return violations.map((v) => `${v.id} (${v.nodes.map((n) => n.target.join(' ')).join(', ')})`);
  }, RULES);
  for (const violation of found) note(where, violation);
}

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const follow = (page, name) => page.getByRole('link', { name }).first().click();
const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();

/** From a link to the home page. */
async function join_(page, link, who) {
  await page.goto(link);
  await page.getByLabel('What should we call you?').waitFor();
  await shoot(page, `join-details-${who.login}`);
  await page.getByLabel('What should we call you?').fill(who.name);
  await page.getByLabel('Choose a login name').fill(who.login);
  await page.getByLabel('Choose a pass phrase').fill(who.phrase);
  await press(page, 'Go on');
  await page.locator('.sheet-code').waitFor({ timeout: 60_000 });
  await shoot(page, `join-code-${who.login}`);
  const code = (await page.locator('.sheet-code span').allTextContents()).join(' ');
  await press(page, 'I have kept it');
  await page.getByLabel('Recovery code').waitFor();
  await shoot(page, `join-proof-${who.login}`);
  await page.getByLabel('Recovery code').fill(code.toLowerCase());
  await press(page, 'Check it');
  await heading(page, 'You are in.');
  await follow(page, 'Go on');
  return code;
}

async function walk(browser, { origin, path }) {
  const mara = await person(browser, 'mara');
  await mara.goto(origin);
  await follow(mara, 'Sign in');
  await heading(mara, /sign in/i);
  await shoot(mara, 'sign-in');
  await mara.goto(`${origin}/nowhere`);
  await shoot(mara, 'not-found');
  await mara.goto(origin);
  await mara.getByText('Practice at the River').first().waitFor();
  await shoot(mara, 'welcome');
  await press(mara, 'Help now');
  await shoot(mara, 'help-dialog');
  await press(mara, 'Back to the page');
  await mara.goto(`${origin}/join#not-a-link`);
  await heading(mara, /does not open/);
  await shoot(mara, 'join-gone');
  // A link that differs only after # does not load the page anew.
  await mara.goto('about:blank');
  await join_(mara, origin + path, {
    name: 'Mara Lindqvist',
    login: 'mara',
    phrase: PHRASES.mara,
  });
  await heading(mara, /Nobody is here yet/);
  await shoot(mara, 'caseload-empty');
  await mara.getByLabel('Your own word for them').fill('Jonas, from the clinic');
  await press(mara, 'Make a link');
  const link = mara.getByLabel('The invitation link');
  await link.waitFor();
  await shoot(mara, 'invitation');
  const address = await link.inputValue();
  await press(mara, 'Done');
  await mara.getByText(/The invitation is open/).waitFor();
  await shoot(mara, 'caseload-invited');

  const jonas = await person(browser, 'jonas');
  await join_(jonas, address, { name: 'Jonas', login: 'jonas', phrase: PHRASES.jonas });
  await heading(jonas, /Good /);
  await shoot(jonas, 'today-first');
  await mara.getByRole('link', { name: 'Jonas', exact: true }).waitFor();
  await shoot(mara, 'caseload-joined');
  return { mara, jonas };
}

async function between({ mara, jonas }) {
  await follow(mara, /Plan a session with Jonas/);
  await heading(mara, /Plan a session/);
  await shoot(mara, 'plan');
  await press(mara, 'Plan the session');
  await heading(mara, /session/);
  await jonas.getByRole('link', { name: 'Get ready' }).waitFor();
  await jonas.getByRole('slider').focus();
  await jonas.keyboard.press('ArrowRight');
  await jonas.keyboard.press('ArrowRight');
  await jonas.getByText('Kept.').waitFor();
  await shoot(jonas, 'today');
  await shoot(mara, 'caseload');
  await follow(jonas, 'Our work');
  await heading(jonas, /work/);
  await shoot(jonas, 'our-work-empty');
  await follow(jonas, /Signed in as/);
  await heading(jonas, /signed in/);
  await shoot(jonas, 'account');
  await press(jonas, 'Close on this device');
  await heading(jonas, /Welcome back/);
  await shoot(jonas, 'unlock');
  await jonas.getByLabel('Pass phrase').fill(PHRASES.jonas);
  await press(jonas, 'Open');
  await heading(jonas, /signed in/);
}

mkdirSync(OUT, { recursive: true });
const data = mkdtempSync(join(tmpdir(), 'rapport-screens-'));
const running = await house(join(data, 'house'));
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
  ],
});
try {
  await between(await walk(browser, running));
} catch (error) {
  note('walk', error.stack);
  for (const [at, context] of browser.contexts().entries())
    for (const page of context.pages())
      await page.screenshot({ path: join(OUT, `stopped-${at}.png`) }).catch(() => undefined);
} finally {
  await browser.close();
  running.child.kill('SIGTERM');
  rmSync(data, { recursive: true, force: true });
}
console.log(findings.length === 0 ? 'nothing found' : `${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;
