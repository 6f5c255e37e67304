// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Me } from '../../../web/src/accounts/account';
import type { Authenticator } from '../../../web/src/accounts/authenticator';
import type { FactorsApi } from '../../../web/src/accounts/factors-api';
import { createFactorsModel } from '../../../web/src/accounts/factors-model';
import { HttpError } from '../../../web/src/net/http';
import type { Vault } from '../../../web/src/vault/vault';

const SEED = { seed: 'ABCD', uri: 'otpauth://totp/x' };
const MADE = { credential: 'cred', client_data: 'd', attestation: 'a' };

function setUp({ prf = null as string | null, fails = false } = {}) {
  const steps: unknown[] = [];
  const does =
    (name: string) =>
    (...args: unknown[]) => {
      steps.push([name, ...args]);
      return fails ? Promise.reject(new HttpError(401, 'no', 'No.')) : Promise.resolve();
    };
  const api = {
    totpBegin: async () => SEED,
    totpConfirm: does('confirm'),
    totpRemove: does('remove app'),
    passkeyBegin: async () => ({ challenge: 'c', credentials: ['known'] }),
    passkeyAdd: does('add'),
    passkeyRename: does('rename'),
    passkeyRemove: does('remove'),
    devices: async () => [{ id: 'd1', name: 'Phone', here: true, seen_ms: 1 }],
    endDevice: does('end'),
    tidingsSeen: does('seen'),
  } as unknown as FactorsApi;
  const me = {
    account: 'acc',
    login: 'mara',
    name: 'Mara',
    tidings: [{ at_ms: 7 }, { at_ms: 9 }, { at_ms: 8 }],
  } as unknown as Me;
  const model = createFactorsModel({
    api,
    vault: {
      wrapForPasskey: async ({ credential }: { credential: string }) => `wrapped ${credential}`,
    } as unknown as Vault,
    authenticator: {
      can: () => true,
      make: async (asked: unknown) => {
        steps.push(['make', asked]);
        return { ...MADE, prf };
      },
    } as unknown as Authenticator,
    me: () => me,
    practice: () => 'River',
    again: async () => void steps.push('again'),
  });
  return { model, steps };
}

test('an_app_counts_only_after_it_has_shown_a_code', async () => {
  const { model, steps } = setUp();
  assert.equal(await model.beginApp(), true);
  assert.deepEqual(model.seed.value, SEED);
  assert.deepEqual(steps, []);
  assert.equal(await model.confirmApp('12 34 5'), false);
  assert.equal(model.problemField.value, 'code');
  assert.deepEqual(steps, [], 'five digits were sent');
  assert.equal(await model.confirmApp('123 456'), true);
  assert.deepEqual(steps, [['confirm', '123456'], 'again']);
  assert.equal(model.seed.value, null);
});

test('a_code_that_was_wrong_keeps_the_seed_on_show', async () => {
  const { model, steps } = setUp({ fails: true });
  await model.beginApp();
  assert.equal(await model.confirmApp('000000'), false);
  assert.deepEqual(model.seed.value, SEED);
  assert.notEqual(model.problem.value, null);
  assert.ok(!steps.includes('again'));
  model.leaveApp();
  assert.equal(model.seed.value, null);
  assert.equal(model.problem.value, null);
});

test('a_passkey_carries_the_keys_only_when_it_can_hold_a_secret', async () => {
  for (const [prf, wrapped] of [
    ['secret', 'wrapped cred'],
    [null, null],
  ] as const) {
    const { model, steps } = setUp({ prf });
    assert.equal(await model.addPasskey('  '), true);
    assert.deepEqual(steps[0], [
      'make',
      {
        challenge: 'c',
        known: ['known'],
        account: 'acc',
        login: 'mara',
        name: 'Mara',
        practice: 'River',
      },
    ]);
    assert.deepEqual(steps.slice(1), [['add', 'My passkey', { ...MADE, prf }, wrapped], 'again']);
  }
});

test('a_passkey_keeps_its_name_when_the_new_one_is_empty', async () => {
  const { model, steps } = setUp();
  assert.equal(await model.renamePasskey('p1', '  '), false);
  assert.equal(model.problemField.value, 'name');
  assert.equal(await model.renamePasskey('p1', ' phone '), true);
  assert.deepEqual(steps, [['rename', 'p1', 'phone'], 'again']);
});

test('the_list_of_devices_is_read_anew_after_one_was_signed_out', async () => {
  const { model, steps } = setUp();
  assert.equal(model.devices.peek(), null);
  assert.equal(await model.endDevice('d2'), true);
  assert.deepEqual(steps, [['end', 'd2']]);
  assert.equal(model.devices.value?.length, 1);
});

test('tidings_are_seen_up_to_the_newest_that_was_shown', async () => {
  const { model, steps } = setUp();
  assert.equal(await model.tidingsSeen(), true);
  assert.deepEqual(steps, [['seen', 9], 'again']);
});
