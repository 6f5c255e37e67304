// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogsApi } from '../../../web/src/alliances/logs-api';
import { createLogsModel } from '../../../web/src/alliances/logs-model';
import type { VaultError } from '../../../web/src/vault/vault';
import { createLog, type Log } from './log';
import { newPair, type Person } from './people';

test('while_a_log_is_doubted_nothing_private_is_sealed_but_a_call_can_be_made', async () => {
  const { jonas, conversation } = await newPair();
  const place = { conversation, object: 'a-visit' };
  const say = (type: 'goal' | 'signal') => jonas.vault.seal({ ...place, type }, { text: 'x' });
  await say('goal');
  assert.deepEqual(await jonas.vault.logs(), { keys: 0, audit: 0, doubt: null });

  await jonas.vault.doubtLogs({ why: 'split', log: 'keys', about: 'account-of-mara' });
  await assert.rejects(say('goal'), (error: VaultError) => error.code === 'two_lists');
  const chat = { ...place, type: 'chat' as const };
  await assert.rejects(
    jonas.vault.post(chat, { text: 'x' }, { alliance: 'one', visit: 'a-visit' }),
    (error: VaultError) => error.code === 'two_lists',
  );
  await say('signal');
  // Closing the keys is no way around it.
  assert.equal((await jonas.vault.logs()).doubt?.about, 'account-of-mara');

  await jonas.vault.trustLogsAgain();
  await say('goal');
});

/** What a server with these logs answers. */
const serving = (logs: { keys: Log; audit: Log }): LogsApi => ({
  head: (log) => logs[log].head(),
  growth: (log, from, to) => logs[log].growth(from, to),
  keysOf: async () => ({ entries: [], head: null }),
});

const watch = (person: Person, api: LogsApi) =>
  createLogsModel({
    again: async () => undefined,
    api,
    vault: person.vault,
    members: () => [],
    seen: person.vault.headsSeen,
  });

test('two_people_who_are_shown_two_logs_find_out_by_what_they_seal', async () => {
  const { mara, jonas, conversation } = await newPair();
  const place = { conversation, object: 'a-goal', type: 'goal' as const };
  const honest = { keys: await createLog('keys'), audit: await createLog('audit') };
  for (const name of ['mara', 'jonas']) {
    await honest.keys.key(`${name}AAAAAAAAAAAAAAAAAAAAAA`.slice(0, 22), 'S0VZMQ');
    await honest.audit.audit({ subject: 'AAAA', actor: 'AAAA', action: 'joined' });
  }
  const theirs = watch(mara, serving(honest));
  await theirs.check();
  await watch(jonas, serving(honest)).check();

  const first = await jonas.vault.seal(place, { text: 'one' });
  assert.equal((await mara.vault.open(place, jonas.me.account, first.sealed)).kind, 'opened');
  await theirs.check();
  assert.equal(theirs.doubt.value, null);

  // From here on the server shows Jonas another log of keys.
  const forged = { keys: honest.keys.fork(), audit: honest.audit };
  await forged.keys.key('maraAAAAAAAAAAAAAAAAAA', 'S0VZOQ', 'reset');
  await honest.keys.key('elinAAAAAAAAAAAAAAAAAA', 'S0VZMg');
  const his = watch(jonas, serving(forged));
  await his.check();
  assert.equal(his.doubt.value, null);
  await theirs.check();
  assert.equal(theirs.doubt.value, null);

  const second = await jonas.vault.seal(place, { text: 'two' });
  assert.equal((await mara.vault.open(place, jonas.me.account, second.sealed)).kind, 'opened');
  await theirs.check();
  assert.deepEqual(theirs.doubt.value, { why: 'split', log: 'keys', about: jonas.me.account });
  await assert.rejects(
    mara.vault.seal(place, { text: 'three' }),
    (error: VaultError) => error.code === 'two_lists',
  );
});
