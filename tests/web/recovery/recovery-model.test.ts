// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KnownAlliance } from '../../../web/src/alliances/alliances-model';
import type { Recovery } from '../../../web/src/recovery/recovery';
import type { RecoveryApi } from '../../../web/src/recovery/recovery-api';
import { createRecoveryModel } from '../../../web/src/recovery/recovery-model';
import { VaultError } from '../../../web/src/vault/vault';

const KEY = { id: 'k1', public_key: 'PUB', maker: 'mara', made_ms: 1, applies_ms: 2 };
const NEXT = { ...KEY, id: 'k2', public_key: 'NEXT' };

function alliance(kind: KnownAlliance['kind'], conversation: string, canRead = true) {
  return { kind, conversation, canRead } as KnownAlliance;
}

function setUp({
  role = 'therapist' as 'client' | 'therapist',
  recovery = { owner: true, current: KEY, coming: null } as Recovery,
  alliances = [alliance('pair', 'c1')],
  confirmed = true,
  line = true,
} = {}) {
  const given: unknown[] = [];
  const said: string[] = [];
  let sure = confirmed;
  const model = createRecoveryModel({
    role,
    alliances: () => alliances,
    api: {
      read: async () => (line ? recovery : Promise.reject(new TypeError('no line'))),
      granted: async () => [1],
      grant: async (conversation: string, key: string, grants: Array<{ epoch: number }>) =>
        void given.push([conversation, key, grants.map(({ epoch }) => epoch)]),
    } as unknown as RecoveryApi,
    vault: {
      recoveryTrust: async () => (sure ? 'confirmed' : 'new'),
      recoveryWords: async (key) => [key],
      recoveryNoticed: async (key) => void said.push(`noticed ${key}`),
      recoveryConfirm: async (key, words) => {
        if (words !== 'right words') throw new VaultError('wrong_words', 'no');
        said.push(`confirmed ${key}`);
        sure = true;
      },
      recoveryGrants: async (conversation) => {
        if (!sure) throw new VaultError('not_confirmed', 'no');
        if (conversation === 'broken') throw new VaultError('no_secret', 'no');
        return [1, 2, 3].map((epoch) => ({ epoch, sealed: 's' }));
      },
    },
  });
  return { model, given, said };
}

test('a_therapist_gives_the_key_what_it_does_not_have_yet', async () => {
  const { model, given } = setUp();
  await model.load();
  assert.deepEqual(given, [['c1', 'k1', [2, 3]]]);
  assert.equal(model.applies.value, true);
});

test('journals_and_notes_are_never_given_nor_what_cannot_be_read', async () => {
  const { model, given } = setUp({
    alliances: [
      alliance('self', 'journal'),
      alliance('notes', 'notes'),
      alliance('pair', 'closed', false),
      alliance('pair', 'broken'),
      alliance('couple', 'joint'),
    ],
  });
  await model.load();
  assert.deepEqual(given, [['joint', 'k1', [2, 3]]]);
});

test('a_client_gives_nothing', async () => {
  const { model, given } = setUp({ role: 'client' });
  await model.load();
  await model.grant();
  assert.deepEqual(given, []);
});

test('nothing_is_sealed_before_the_words_were_typed_from_a_sheet', async () => {
  const { model, given, said } = setUp({ confirmed: false });
  await model.load();
  assert.deepEqual(given, []);
  assert.equal(model.key.value?.trust, 'new');
  assert.equal(await model.confirm('other words'), false);
  assert.deepEqual(given, []);
  assert.equal(await model.confirm('right words'), true);
  assert.deepEqual(said, ['confirmed PUB']);
  assert.equal(model.key.value?.trust, 'confirmed');
  assert.deepEqual(given, [['c1', 'k1', [2, 3]]]);
});

test('a_key_that_is_coming_is_shown_and_the_one_in_force_is_used', async () => {
  const { model, given } = setUp({ recovery: { owner: true, current: KEY, coming: NEXT } });
  await model.load();
  assert.deepEqual(model.key.value?.words, ['NEXT']);
  assert.deepEqual(given, [['c1', 'k1', [2, 3]]]);
});

test('a_key_that_only_comes_is_not_used', async () => {
  const { model, given } = setUp({ recovery: { owner: true, current: null, coming: NEXT } });
  await model.load();
  assert.equal(model.applies.value, false);
  assert.deepEqual(given, []);
});

test('without_a_line_nothing_is_said_and_nothing_breaks', async () => {
  const { model } = setUp({ line: false });
  await model.load();
  assert.equal(model.recovery.value, null);
  assert.equal(model.key.value, null);
  await model.noticed();
  assert.equal(await model.confirm('right words'), false);
});
