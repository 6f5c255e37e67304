// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';

type Rules = { createScriptURL(url: string): unknown };

test('one policy named app passes the two workers and no other address', async () => {
  const made: Array<{ name: string; rules: Rules }> = [];
  const started: unknown[] = [];
  Object.assign(globalThis, {
    trustedTypes: {
      createPolicy(name: string, rules: Rules) {
        made.push({ name, rules });
        return { createScriptURL: (url: string) => ({ trusted: rules.createScriptURL(url) }) };
      },
    },
    Worker: class {
      constructor(url: unknown) {
        started.push(url);
      }
    },
  });
  const { startWorker } = await import('../../../web/src/net/worker-url');
  startWorker('vault');
  startWorker('core');
  assert.deepEqual(started, [{ trusted: '/workers/vault.js' }, { trusted: '/workers/core.js' }]);
  assert.equal(made.length, 1);
  assert.equal(made[0]?.name, 'app');
  for (const url of ['/workers/other.js', 'https://evil.example/workers/vault.js', '', 'data:,x']) {
    assert.throws(() => made[0]?.rules.createScriptURL(url), /not one of our workers/);
  }
});
