// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium with fake media, and the checks every page has to pass.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
];

const LOOPBACK = ['--allow-loopback-in-peer-connection'];

/** What Chromium says when going to another page cuts a fetch that has an integrity hash. One that
 * fails has its reason behind the address. */
const CUT = /^Fetch API cannot load \S+\/(?:pages|workers)\/\S+\.js\. $/;

/**
 * One browser for a whole test file. `media: 'refused'` answers no to camera and microphone. `program`
 * starts one somewhere else, such as in a network namespace, with the flags it needs there.
 */
export function openBrowser({ media = 'granted', program, more = LOOPBACK } = {}) {
  const answer =
    media === 'granted' ? ['--use-fake-ui-for-media-stream'] : ['--deny-permission-prompts'];
  return chromium.launch({
    executablePath: program ?? process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [...flags, ...more, ...answer],
  });
}

/** A person: an own context (own cookies, own storage), and one page in it. Errors are collected. */
export async function openPerson(browser, baseUrl, options = {}) {
  const context = await browser.newContext({
    baseURL: baseUrl,
    viewport: { width: 1200, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Vienna',
    ...options,
  });
  const errors = [];
  const hosts = new Set();
  const watch = (page) => {
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !CUT.test(message.text())) errors.push(message.text());
    });
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol.startsWith('http') || protocol.startsWith('ws')) hosts.add(host);
    });
  };
  context.on('page', watch);
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  return { context, page, errors, hosts };
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// One session a page, never let go: when one ends, Chromium takes its virtual authenticators along.
const sessions = new WeakMap();

/** The violations axe finds on the page as it is, as short lines; empty is good. */
export async function axe(page) {
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page));
  sessions.set(page, session);
  await session.send('Page.setBypassCSP', { enabled: true });
  await session.send('Runtime.evaluate', { expression: await axeSource });
  const result = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  );
  await session.send('Page.setBypassCSP', { enabled: false });
  return result.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`),
  );
}

/**
 * A journey is one test after the other: when a step fails, a picture of every page is taken, and the
 * steps after it fail at once, saying so.
 */
export function journey(test, pages) {
  let stopped = null;
  return (name, step) =>
    test(name, async (...args) => {
      if (stopped !== null) throw new Error(`not reached: stopped at "${stopped}"`);
      try {
        await step(...args);
      } catch (error) {
        stopped = name;
        for (const [at, page] of pages().entries())
          await page.screenshot({ path: `build/stopped-${at}.png` }).catch(() => undefined);
        throw error;
      }
    });
}

/** How many pixels the page is wider than the screen; 0 is good. */
export function sidewaysScroll(page) {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}
