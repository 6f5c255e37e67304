// SPDX-License-Identifier: Apache-2.0
// The page's side and the worker's side of the vault, wired together without a browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VaultError } from '../../../web/src/vault/vault';
import { createVaultClient, type VaultWorker } from '../../../web/src/vault/vault-client';
import type { Request } from '../../../web/src/vault/vault-protocol';
import { say } from './people';

type Scope = {
  onmessage: ((event: { data: unknown }) => void) | null;
  postMessage: (answer: unknown) => void;
};

/** The worker's file, run here; its messages are copied as a real one's would be. */
async function wiredVault() {
  const scope = globalThis as unknown as Scope;
  const worker: VaultWorker = {
    onmessage: null,
    onerror: null,
    postMessage: (request) => {
      const data = structuredClone(request);
      queueMicrotask(() => scope.onmessage?.({ data }));
    },
  };
  scope.postMessage = (answer) => {
    const data = structuredClone(answer);
    queueMicrotask(() => worker.onmessage?.({ data } as MessageEvent));
  };
  await import('../../../web/src/vault/vault-worker');
  return { vault: createVaultClient(worker), worker };
}

const { vault, worker } = await wiredVault();

test('the vault answers through the worker, and keeps working without a database', async () => {
  const made = await vault.newAccount({ login: 'wired', passphrase: 'through a narrow door' });
  assert.ok(made.public_key);
  await vault.adopt({ account: 'wired', login: 'wired' });
  const { conversation } = await vault.found();
  const place = { conversation, type: 'chat', object: 'visit' } as const;
  const { sealed } = await say(vault, place, { text: 'hello' });
  const opened = await vault.open(place, 'wired', sealed);
  assert.deepEqual(opened.kind === 'opened' && opened.body, { text: 'hello' });
});

test('answers find their question, however they overtake each other', async () => {
  const codes = ['A', 'B', 'C'].map((letter) => vault.checkRecoveryCode(letter.repeat(36)));
  const link = vault.linkToken('A'.repeat(43));
  assert.deepEqual(await Promise.all(codes), [false, false, false]);
  assert.equal(await link, 'A'.repeat(43));
});

test('a refusal arrives as the vault’s own error, with its code', async () => {
  await assert.rejects(vault.linkToken('nonsense'), (error: VaultError) => {
    assert.equal(error.name, 'VaultError');
    assert.equal(error.code, 'bad_link');
    assert.match(error.message, /link/);
    return true;
  });
});

test('the worker runs nothing but the calls of the vault', async () => {
  for (const call of ['constructor', '__proto__', 'toString', 'accountKey', '']) {
    const answer = await new Promise((done) => {
      const before = worker.onmessage;
      worker.onmessage = ({ data }) => {
        worker.onmessage = before;
        done(data);
      };
      worker.postMessage({ ref: -1, call, args: [] } as unknown as Request);
    });
    assert.deepEqual(answer, { ref: -1, ok: false, code: null, message: 'no such call' });
  }
});

test('a worker that breaks fails what waits and everything after', async () => {
  const silent: VaultWorker = { onmessage: null, onerror: null, postMessage: () => undefined };
  const client = createVaultClient(silent);
  const waiting = client.lock();
  silent.onerror?.({ message: 'blocked' } as ErrorEvent);
  await assert.rejects(waiting, /the vault stopped: blocked/);
  await assert.rejects(client.lock(), /the vault stopped/);
});
