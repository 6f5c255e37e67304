// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseErasure } from '../../../web/src/accounts/erasure';
import { createErasureModel } from '../../../web/src/accounts/erasure-model';

const PLAN = { has_record: true, until_ms: 2_000_000_000_000, retention_years: 10 };

function model(steps: string[], { right = true, works = true } = {}) {
  return createErasureModel({
    api: {
      look: async () => (works ? PLAN : Promise.reject(new Error('lost'))),
      close: async () => {
        steps.push('close');
        return works ? PLAN : Promise.reject(new Error('lost'));
      },
    },
    accounts: {
      confirm: async (phrase) => {
        steps.push(`confirm ${phrase}`);
        return right;
      },
      signOut: async () => void steps.push('sign out'),
    },
  });
}

test('the pass phrase is proved, the account closed, and this device signed out, in that order', async () => {
  const steps: string[] = [];
  const closing = model(steps);
  await closing.load();
  assert.deepEqual(closing.state.value, { kind: 'ready', plan: PLAN });
  assert.deepEqual(await closing.close('willow'), PLAN);
  assert.deepEqual(steps, ['confirm willow', 'close', 'sign out']);
  assert.equal(closing.busy.value, false);
});

test('a wrong pass phrase closes nothing', async () => {
  const steps: string[] = [];
  const closing = model(steps, { right: false });
  assert.equal(await closing.close('wrong'), null);
  assert.deepEqual(steps, ['confirm wrong']);
  assert.equal(closing.failed.value, false);
});

test('a server that says no leaves us signed in, and it is said', async () => {
  const steps: string[] = [];
  const closing = model(steps, { works: false });
  await closing.load();
  assert.deepEqual(closing.state.value, { kind: 'failed' });
  assert.equal(await closing.close('willow'), null);
  assert.deepEqual(steps, ['confirm willow', 'close']);
  assert.equal(closing.failed.value, true);
});

test('an answer out of shape is refused', () => {
  assert.deepEqual(parseErasure(PLAN), PLAN);
  assert.throws(() => parseErasure({ ...PLAN, until_ms: 'soon' }), TypeError);
  assert.throws(() => parseErasure({ has_record: false, until_ms: null }), TypeError);
});
