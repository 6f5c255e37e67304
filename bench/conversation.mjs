// SPDX-License-Identifier: Apache-2.0
// bench/conversation.mjs: the promises "a conversation of 1,000 messages opens on a new device in under
// 1 s" and "a message is in the outbox in under 5 ms". The vault runs in a worker of Chromium, on its
// own database, as it does in the client. Limits: the best of a few rounds counts.

import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { openBrowser } from '../tests/browser/browser.mjs';
import { row } from './row.mjs';

const ROOT = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const MESSAGES = 1000;
const ROUNDS = 5;

const work = `
  import { indexedDbStorage } from './web/src/vault/storage';
  import { createVault } from './web/src/vault/vault-core';

  const passphrase = 'a thousand words between two people';
  const role = 'therapist';
  const text = 'About as long as what people write to each other between two sessions. '.repeat(4);

  async function run() {
    const now = Date.now;
    const vault = createVault({ storage: indexedDbStorage('first'), now });
    const made = await vault.newAccount({ login: 'bench', passphrase });
    const { salt, memory_kib, passes, lanes } = made;
    const slot = { scheme: 1, kind: 'passphrase', salt, memory_kib, passes, lanes, proved_ms: null };
    const me = {
      account: 'me', login: 'bench', role, name: 'Bench',
      public_key: made.public_key, sealed_key: made.sealed_key,
      slots: [{ ...slot, wrapped: made.passphrase.wrapped }],
    };
    await vault.adopt(me);
    const { id: alliance, conversation, grants } = await vault.found();
    const members = [{ account: 'me', role, public_key: me.public_key, introduction: null }];
    const what = {
      alliance, conversation, members,
      grants: grants.map((grant) => ({ ...grant, granter: 'me' })),
    };
    await vault.learn(what);
    const place = { conversation, type: 'letter', object: alliance };

    const rows = [];
    const posts = [];
    for (let seq = 1; seq <= ${MESSAGES}; seq++) {
      const start = performance.now();
      const { id, sealed } = await vault.post(place, { text }, { alliance, visit: null });
      posts.push(performance.now() - start);
      await vault.posted(id, seq);
      rows.push({ id, seq, sender: 'me', sealed });
    }

    const opens = [];
    for (let round = 0; round < ${ROUNDS}; round++) {
      const device = createVault({ storage: indexedDbStorage('device ' + round), now });
      await device.authKey({ login: 'bench', slot: 'passphrase', secret: passphrase, parameters: slot });
      await device.unlock(me, 'passphrase');
      const start = performance.now();
      await device.learn(what);
      const { opened, notes } = await device.openThread(place, rows, true);
      opens.push(performance.now() - start);
      if (opened.some((one) => one.kind !== 'opened') || notes.length > 0) throw new Error('not whole');
    }
    return { posts, opens };
  }

  run().then((value) => postMessage({ value }), (error) => postMessage({ error: String(error.stack) }));
`;

const { outputFiles } = await build({
  stdin: { contents: work, resolveDir: ROOT, loader: 'ts' },
  bundle: true,
  write: false,
  format: 'esm',
  minify: true,
  loader: { '.wasm': 'binary' },
  define: { __VAULT_WORKER__: '""', __CORE_WORKER__: '""', __FRAME_WORKER__: '""' },
});
const script = outputFiles[0].text;

const server = createServer((request, answer) => {
  const isScript = request.url === '/bench.js';
  answer.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
  answer.end(isScript ? script : '<!doctype html><title>bench</title>');
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const browser = await openBrowser();
let kept = false;
try {
  const page = await browser.newPage();
  await page.goto(`http://localhost:${server.address().port}/`);
  const { value, error } = await page.evaluate(
    () =>
      new Promise((done) => {
        const worker = new Worker('/bench.js', { type: 'module' });
        worker.onmessage = ({ data }) => done(data);
        worker.onerror = ({ message }) => done({ error: message });
      }),
  );
  if (error) throw new Error(error);
  const sorted = (times) => times.sort((a, b) => a - b);
  const [opens, posts] = [sorted(value.opens), sorted(value.posts)];
  const median = (times) => times[times.length >> 1];
  kept = [
    row(
      opens[0] < 1000,
      'a conversation of 1,000 messages opens on a new device',
      'below 1 s',
      `${opens[0].toFixed(0)} ms at best, ${median(opens).toFixed(0)} ms median`,
    ),
    row(
      median(posts) < 5,
      'a message sealed and in the outbox',
      'below 5 ms',
      `${median(posts).toFixed(1)} ms median, 95 of 100 within ${posts[Math.floor(posts.length * 0.95)].toFixed(1)} ms`,
    ),
  ].every(Boolean);
} finally {
  await browser.close();
  server.close();
}
process.exitCode = kept ? 0 : 1;
