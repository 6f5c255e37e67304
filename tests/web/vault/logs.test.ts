// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VaultError } from '../../../web/src/vault/vault';
import { newPair } from './people';

test('while_a_log_is_doubted_nothing_private_is_sealed_but_a_call_can_be_made', async () => {
  const { jonas, conversation } = await newPair();
  const place = { conversation, object: 'a-visit' };
  const say = (type: 'goal' | 'signal') => jonas.vault.seal({ ...place, type }, { text: 'x' });
  await say('goal');
  assert.deepEqual(await jonas.vault.logs(), { keys: 0, audit: 0, doubt: null });

  await jonas.vault.doubtLogs({ why: 'split', log: 'keys', about: 'account-of-mara' });
  await assert.rejects(say('goal'), (error: VaultError) => error.code === 'two_lists');
  await say('signal');
  // Closing the keys is no way around it.
  assert.equal((await jonas.vault.logs()).doubt?.about, 'account-of-mara');

  await jonas.vault.trustLogsAgain();
  await say('goal');
});
