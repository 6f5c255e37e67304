// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';

type Rules = { createScriptURL(url: string): unknown };
type Started = { url: unknown; said: unknown[]; onmessage: ((event: unknown) => void) | null };

const KEPT = { 'cache-control': 'public, max-age=31536000, immutable', vary: 'Accept-Encoding' };

const made: Array<{ name: string; rules: Rules }> = [];
const started: Started[] = [];
let asked: Array<{ url: string; integrity: string | undefined }> = [];
let answer: () => Response = () => new Response('built', { headers: KEPT });

Object.assign(globalThis, {
  trustedTypes: {
    createPolicy(name: string, rules: Rules) {
      made.push({ name, rules });
      return { createScriptURL: (url: string) => ({ trusted: rules.createScriptURL(url) }) };
    },
  },
  Worker: class {
    onmessage = null;
    onerror = null;
    said: unknown[] = [];
    constructor(readonly url: unknown) {
      started.push(this);
    }
    postMessage(message: unknown) {
      this.said.push(message);
    }
  },
  fetch: async (url: string, options: { integrity?: string }) => {
    asked.push({ url, integrity: options.integrity });
    return answer();
  },
});

const { startWorker } = await import('../../../web/src/net/worker-url');
const soon = () => new Promise((done) => setTimeout(done, 5));

test('one policy named app passes the two workers and no other address', async () => {
  startWorker('vault');
  startWorker('core');
  await soon();
  assert.deepEqual(
    started.map(({ url }) => url),
    [{ trusted: '/workers/vault.js' }, { trusted: '/workers/core.js' }],
  );
  assert.equal(made.length, 1);
  assert.equal(made[0]?.name, 'app');
  for (const url of ['/workers/other.js', 'https://evil.example/workers/vault.js', '', 'data:,x']) {
    assert.throws(() => made[0]?.rules.createScriptURL(url), /not one of our workers/);
  }
});

test('a worker is checked before it starts, and what was said meanwhile waits in order', async () => {
  started.length = 0;
  asked = [];
  const worker = startWorker('vault');
  const heard: unknown[] = [];
  worker.addEventListener('message', (event) => heard.push((event as MessageEvent).data));
  worker.postMessage('first');
  worker.postMessage('second');
  assert.equal(started.length, 0);
  await soon();
  assert.deepEqual(asked, [{ url: '/workers/vault.js', integrity: 'sha384-vault' }]);
  worker.postMessage('third');
  assert.deepEqual(started[0]?.said, ['first', 'second', 'third']);
  started[0]?.onmessage?.({ data: 'answer' });
  assert.deepEqual(heard, ['answer']);
});

test('a worker that is not as built, or would not be kept, never starts, and says so', async () => {
  const bad: Array<() => Response> = [
    () => {
      throw new TypeError('Failed to fetch'); // what a browser says of a hash that does not fit
    },
    () => new Response('no', { status: 404, headers: KEPT }),
    () => new Response('built'),
    () => new Response('built', { headers: { ...KEPT, 'cache-control': 'no-store, immutable' } }),
    () => new Response('built', { headers: { ...KEPT, vary: '*' } }),
    () => new Response('built', { headers: { ...KEPT, vary: 'Accept-Encoding, Sec-Fetch-Dest' } }),
  ];
  started.length = 0;
  for (const one of bad) {
    answer = one;
    const worker = startWorker('core');
    const said: string[] = [];
    worker.onerror = (event) => said.push(event.message);
    worker.postMessage('a secret');
    await soon();
    assert.equal(said.length, 1, String(one));
  }
  assert.equal(started.length, 0);
});
