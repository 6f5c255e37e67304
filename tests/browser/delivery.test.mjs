// SPDX-License-Identifier: Apache-2.0
// What the page runs is what the page was built with: a server that changes any file on the way gets none
// of it run. And every answer carries the policies.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { openBrowser } from './browser.mjs';
import { openHouse } from './house.mjs';
import { openTamperer } from './tamper.mjs';

const ROOT = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const DIST = join(ROOT, 'web/dist');
const file = (name) => readFileSync(join(DIST, name));
const listed = JSON.parse(file('manifest.json'));
const html = file('index.html').toString('utf8');
const named = (pattern) => [...html.matchAll(pattern)].map((found) => found[1]);

const [entry] = named(/<script type="module" src="\/([^"]+)"/g);
const [style] = named(/rel="stylesheet" href="\/([^"]+)"/g);
const early = named(/rel="modulepreload" href="\/([^"]+)"/g);
const late = named(/rel="later" href="\/([^"]+)"/g);
const workers = Object.keys(listed).filter((name) => /^workers\/[^.]+\.js$/.test(name));

const callsHome = (name) => `fetch('/ran/${encodeURIComponent(name)}');\n`;
const evil = (name) => Buffer.concat([Buffer.from(callsHome(name)), file(name)]);
const changes =
  (...names) =>
  (path) =>
    names.includes(path.slice(1)) ? evil(path.slice(1)) : null;

let house;
let browser;
let tamperer;

before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  tamperer = await openTamperer(house.port);
});

after(async () => {
  await browser?.close();
  await tamperer?.close();
  await house?.close();
});

/** Opens the client through the tamperer in a fresh browser; what came of it. */
async function open({ change = null, path = '/sign-in', act = async () => undefined } = {}) {
  tamperer.change = change;
  tamperer.ran.clear();
  tamperer.times.clear();
  const context = await browser.newContext({ baseURL: tamperer.url });
  const page = await context.newPage();
  try {
    await page.goto(path, { waitUntil: 'load' });
    const shown = await page
      .getByRole('heading', { level: 1 })
      .waitFor({ timeout: change === null ? 20_000 : 2_500 })
      .then(
        () => true,
        () => false,
      );
    const result = await act(page);
    return { shown, result, ran: [...tamperer.ran] };
  } finally {
    await context.close();
  }
}

const importNow = (page, names) =>
  page.evaluate(
    (paths) =>
      Promise.all(
        paths.map((path) =>
          import(path).then(
            () => 'ran',
            (error) => String(error),
          ),
        ),
      ),
    names.map((name) => `/${name}`),
  );

test('every script of the client is named by the page with its hash, or by the entry', () => {
  const scripts = Object.keys(listed).filter((name) => name.endsWith('.js'));
  const bound = [entry, ...early, ...late, ...workers, 'sw.js'];
  assert.deepEqual(scripts.sort(), bound.sort());
  const entryText = [entry, ...early].map((name) => file(name).toString('utf8')).join('');
  for (const name of workers) {
    const hash = createHash('sha384').update(file(name)).digest('base64');
    assert.ok(entryText.includes(`sha384-${hash}`), name);
  }
  for (const name of [entry, style, ...early, ...late]) {
    const hash = createHash('sha384').update(file(name)).digest('base64');
    assert.ok(html.includes(`"/${name}" integrity="sha384-${hash}"`), name);
  }
});

test('an honest server shows the page, and pages that come later', async () => {
  const { shown, result } = await open({
    path: house.link,
    act: async (page) => {
      await page.getByLabel('Login name').waitFor();
      return importNow(page, late);
    },
  });
  assert.equal(shown, true);
  assert.deepEqual(
    result,
    late.map(() => 'ran'),
  );
});

test('the test can tell: without the hash in the page, a changed entry runs', async () => {
  const bare = html.replace(/ integrity="[^"]+"/g, '');
  const { ran } = await open({
    change: (path) => (path === '/sign-in' ? Buffer.from(bare) : changes(entry)(path)),
    act: (page) => page.waitForTimeout(1000),
  });
  // The policy that insists on hashes refuses it even so, where the browser knows it.
  const version = Number.parseInt(browser.version(), 10);
  assert.deepEqual(ran, version >= 138 ? [] : [entry]);
  tamperer.headers = { 'integrity-policy': '' };
  const without = await open({
    change: (path) => (path === '/sign-in' ? Buffer.from(bare) : changes(entry)(path)),
    act: (page) => page.waitForTimeout(1000),
  });
  tamperer.headers = null;
  assert.deepEqual(without.ran, [entry]);
});

test('a changed entry does not run', async () => {
  const { shown, ran } = await open({ change: changes(entry) });
  assert.equal(shown, false);
  assert.deepEqual(ran, []);
});

test('a changed piece of the first page does not run, whichever it is', async () => {
  for (const name of early) {
    const { shown, ran } = await open({ change: changes(name) });
    assert.deepEqual(ran, [], name);
    assert.equal(shown, false, name);
  }
});

test('a changed page that comes later does not run, even when it is asked for by name', async () => {
  const { ran, result } = await open({
    change: changes(...late),
    act: async (page) => {
      const first = await importNow(page, late);
      await page.goto('/join#0123');
      await page.waitForTimeout(500);
      return first;
    },
  });
  assert.deepEqual(ran, []);
  assert.ok(
    result.every((word) => word !== 'ran'),
    result.join(),
  );
});

test('a changed worker does not run', async () => {
  for (const name of workers) {
    const { ran } = await open({
      change: changes(name),
      act: (page) => page.waitForTimeout(1500),
    });
    assert.deepEqual(ran, [], name);
  }
});

test('a worker that is changed only after it was checked does not run', async () => {
  for (const name of workers) {
    const { ran } = await open({
      change: (path, nth) => (path === `/${name}` && nth > 1 ? evil(name) : null),
      act: (page) => page.waitForTimeout(1500),
    });
    assert.deepEqual(ran, [], name);
  }
});

test('a changed style is not used', async () => {
  const { result } = await open({
    change: (path) => (path === `/${style}` ? Buffer.from('body { color: rgb(1, 2, 3) }') : null),
    act: (page) => page.evaluate(() => getComputedStyle(document.body).color),
  });
  assert.notEqual(result, 'rgb(1, 2, 3)');
});

test('the keeper of the program keeps nothing that is not of one build', async () => {
  const count = async () => (await (await caches.open('rapport')).keys()).length;
  const honest = await open({
    act: async (page) => {
      for (let look = 0; look < 100 && (await page.evaluate(count)) <= early.length; look++)
        await page.waitForTimeout(200);
      return page.evaluate(count);
    },
  });
  assert.ok(honest.result > early.length, `${honest.result}`);
  const foreign = await open({
    change: (path) => (path === '/' ? Buffer.from('<!doctype html>another house') : null),
    act: async (page) => {
      // As long as an honest one would have taken, and more.
      await page.waitForTimeout(7500);
      return page.evaluate(async () => (await caches.match('/')) === undefined);
    },
  });
  assert.equal(foreign.result, true);
});

/** Status and headers of one request, as they come over the line. */
function ask(port, method, path, headers = {}) {
  return new Promise((done, fail) => {
    const asked = request({ port, host: '127.0.0.1', method, path, headers }, (got) => {
      got.resume();
      got.on('end', () => done({ status: got.statusCode, headers: got.headers }));
    });
    asked.on('error', fail);
    asked.end(headers['content-type'] ? '{}' : undefined);
  });
}

const ALWAYS = {
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
  'referrer-policy': /^no-referrer$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-embedder-policy': /^require-corp$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /^(?!.*\*).*camera=\(self\).*geolocation=\(\)/,
  'strict-transport-security': /^max-age=31536000; includeSubDomains$/,
  'content-security-policy':
    /^default-src 'none'; (?!.*(unsafe-inline|'unsafe-eval'|\*|http|data:)).*base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types (app|'none')$/,
};

test('every route, every error and every file carries the policies', async () => {
  const strict = await openHouse({ args: ['--behind-tls'] });
  try {
    const { paths } = JSON.parse(readFileSync(join(ROOT, 'docs/openapi.json'), 'utf8'));
    const asks = [];
    for (const [path, methods] of Object.entries(paths)) {
      const real = path.replace(/\{[^}]+\}/g, 'AAAAAAAAAAAAAAAAAAAAAA');
      const address = real.startsWith('/api') || real === '/live' ? real : `/api${real}`;
      for (const method of [...Object.keys(methods), 'patch', 'delete', 'options']) {
        if (!/^(get|post|put|delete|patch|options)$/.test(method)) continue;
        asks.push([method.toUpperCase(), address, {}]);
        asks.push([
          method.toUpperCase(),
          address,
          {
            'content-type': 'application/json',
            'content-length': '2',
            origin: 'https://localhost',
            host: 'localhost',
          },
        ]);
      }
    }
    assert.ok(asks.length > 100, `${asks.length} requests`);
    for (const name of Object.keys(listed)) asks.push(['GET', `/${name}`, {}]);
    for (const path of ['/', '/sign-in', '/nothing.js', '/api/nothing', '/live', '/manifest.json'])
      asks.push(['GET', path, {}]);
    asks.push(
      ['GET', '/', { host: 'evil.example' }],
      ['POST', '/', {}],
      ['GET', '/', { 'content-length': '+1' }],
    );
    const statuses = new Set();
    for (const [method, path, more] of asks) {
      const { status, headers } = await ask(strict.port, method, path, {
        host: 'localhost',
        ...more,
      });
      statuses.add(status);
      for (const [name, wanted] of Object.entries(ALWAYS))
        assert.match(headers[name] ?? '', wanted, `${method} ${path} (${status}): ${name}`);
      const type = headers['content-type'] ?? '';
      if (type.startsWith('text/html'))
        assert.equal(headers['integrity-policy'], 'blocked-destinations=(script)');
      if (path.startsWith('/workers/') && status === 200)
        assert.match(headers['content-security-policy'], /connect-src 'none'/);
      assert.equal(headers.server, undefined);
    }
    for (const status of [200, 400, 401, 403, 404, 405])
      assert.ok(statuses.has(status), `${status}`);
  } finally {
    await strict.close();
  }
});
