// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccountsApi } from '../../../web/src/accounts/accounts-api';
import { type AccountsModel, createAccountsModel } from '../../../web/src/accounts/accounts-model';
import { createFactorsApi } from '../../../web/src/accounts/factors-api';
import { createIdleWatch } from '../../../web/src/accounts/idle-watch';
import { HttpError } from '../../../web/src/net/http';
import { memoryStorage } from '../../../web/src/vault/storage';
import type { Vault } from '../../../web/src/vault/vault';
import { createVault } from '../../../web/src/vault/vault-core';
import { FakeHouse } from '../fake-house';

const PHRASE = 'willow harbor quiet lantern';

function stepOf(model: AccountsModel): string {
  return model.signUp.value.kind;
}

type Device = { model: AccountsModel; vault: Vault; reload(): AccountsModel };

function device(house: FakeHouse): Device {
  const http = house.device();
  const storage = memoryStorage();
  const now = () => house.nowMs;
  const open = () => {
    const vault = createVault({ storage, now });
    const wait = async () => undefined;
    return {
      vault,
      model: createAccountsModel({
        api: createAccountsApi(http),
        factors: createFactorsApi(http),
        vault,
        wait,
        now,
      }),
    };
  };
  return { ...open(), reload: () => open().model };
}

async function signedUp(house: FakeHouse): Promise<Device & { code: string }> {
  const mine = device(house);
  await mine.model.start();
  await mine.model.signUpLook(house.firstLink());
  const details = { login: 'Mara ', name: ' Mara L. ', passphrase: PHRASE };
  assert.equal(await mine.model.signUpMake(details), true, mine.model.problem.value ?? '');
  const step = mine.model.signUp.value;
  assert.equal(step.kind, 'code');
  return { ...mine, code: step.kind === 'code' ? step.recovery_code : '' };
}

test('someone new is signed out, and knows the practice', async () => {
  const { model } = device(new FakeHouse());
  assert.equal(model.state.value, 'unknown');
  await model.start();
  assert.equal(model.state.value, 'signed_out');
  assert.equal(model.hello.value?.practice, 'Test');
  assert.equal(model.problem.value, null);
});

test('a house out of reach leaves everything open, and says so', async () => {
  const house = new FakeHouse();
  house.broken = { call: /./, when: 'lost', times: 2 };
  const { model } = device(house);
  await model.start();
  assert.equal(model.state.value, 'unknown');
  assert.match(model.problem.value ?? '', /cannot be reached/);
  await model.start();
  assert.equal(model.state.value, 'signed_out');
  assert.equal(model.problem.value, null);
});

test('signing up leads from the link over the code to a proved account', async () => {
  const house = new FakeHouse();
  const { model, code } = await signedUp(house);
  assert.equal(model.state.value, 'signed_in');
  assert.deepEqual(
    [model.me.value?.login, model.me.value?.name, model.me.value?.role],
    ['mara', 'Mara L.', 'therapist'],
  );
  model.signUpCodeKept();
  assert.equal(stepOf(model), 'proving');
  model.signUpCodeAgain();
  assert.equal(stepOf(model), 'code');
  model.signUpCodeKept();

  assert.equal(await model.proveRecovery('something else'), false);
  assert.equal(model.problemField.value, 'code');
  assert.equal(await model.proveRecovery(code.toLowerCase().replaceAll('-', ' ')), true);
  assert.equal(stepOf(model), 'done');
  assert.equal(model.needsProof.value, false);
  model.signUpCodeAgain();
  assert.equal(stepOf(model), 'done', 'a proved code is not shown again');
});

test('neither pass phrase nor code ever reaches the house', async () => {
  const house = new FakeHouse();
  const { code } = await signedUp(house);
  const held = JSON.stringify([[...house.accounts], [...house.authKeys], house.calls]);
  for (const secret of [PHRASE, code, code.replaceAll('-', '')]) {
    assert.equal(held.includes(secret), false);
  }
});

test('details that cannot be are refused at their field, before keys are made', async () => {
  const house = new FakeHouse();
  const { model } = device(house);
  await model.start();
  await model.signUpLook(house.firstLink());
  const good = { login: 'mara', name: 'Mara', passphrase: PHRASE };
  const cases = [
    [{ ...good, login: 'ab' }, 'login'],
    [{ ...good, login: 'mara lindqvist' }, 'login'],
    [{ ...good, name: '  ' }, 'name'],
    [{ ...good, name: 'x'.repeat(81) }, 'name'],
    [{ ...good, passphrase: 'too short' }, 'passphrase'],
    [{ ...good, passphrase: 'aaaaaaaaaaaaaaaaaaaa' }, 'passphrase'],
  ] as const;
  for (const [details, field] of cases) {
    assert.equal(await model.signUpMake(details), false);
    assert.equal(model.problemField.value, field);
    assert.ok(model.problem.value);
    assert.equal(stepOf(model), 'details');
  }
  assert.equal(house.accounts.size, 0);
});

test('a sign-in name that is taken can be changed, with the same link', async () => {
  const house = new FakeHouse();
  await signedUp(house);
  const { model } = device(house);
  await model.start();
  await model.signUpLook(house.firstLink());
  assert.equal(await model.signUpMake({ login: 'mara', name: 'M', passphrase: PHRASE }), false);
  assert.equal(model.problemField.value, 'login');
  assert.equal(await model.signUpMake({ login: 'mara.2', name: 'M', passphrase: PHRASE }), true);
});

test('a used, unknown or damaged link is gone, with a reason', async () => {
  const house = new FakeHouse();
  const used = house.firstLink();
  const first = house.invitations[0];
  if (first) first.state = 'used';
  const { model } = device(house);
  await model.start();
  for (const link of [used, 'A'.repeat(43), 'damaged', '']) {
    await model.signUpLook(link);
    const step = model.signUp.value;
    assert.equal(step.kind, 'gone');
    assert.ok(step.kind === 'gone' && step.why.length > 10);
  }
});

test('a line that breaks while looking is waited for', async () => {
  const house = new FakeHouse();
  const { model } = device(house);
  await model.start();
  house.broken = { call: /look/, when: 'lost', times: 3 };
  await model.signUpLook(house.firstLink());
  assert.equal(stepOf(model), 'details');
  assert.equal(model.problem.value, null);
});

test('an answer lost on the way does not lose the account', async () => {
  const house = new FakeHouse();
  const { model } = device(house);
  await model.start();
  await model.signUpLook(house.firstLink());
  house.broken = { call: /^POST \/api\/accounts$/, when: 'late', times: 1 };
  const details = { login: 'mara', name: 'Mara', passphrase: PHRASE };
  assert.equal(await model.signUpMake(details), true);
  assert.equal(stepOf(model), 'code');
  assert.equal(house.accounts.size, 1);
});

test('a line that breaks after the account was made is waited for, and the code is shown', async () => {
  const house = new FakeHouse();
  const { model } = device(house);
  await model.start();
  await model.signUpLook(house.firstLink());
  house.broken = { call: /GET \/api\/accounts\/me/, when: 'lost', times: 2 };
  const details = { login: 'mara', name: 'Mara', passphrase: PHRASE };
  assert.equal(await model.signUpMake(details), true);
  assert.equal(stepOf(model), 'code');
});

test('a sign-up that failed leaves no keys behind', async () => {
  const house = new FakeHouse();
  const { model, vault } = device(house);
  await model.start();
  await model.signUpLook(house.firstLink());
  house.broken = { call: /^POST \/api\/accounts$/, when: 'lost', times: 1 };
  assert.equal(await model.signUpMake({ login: 'mara', name: 'M', passphrase: PHRASE }), false);
  assert.equal(stepOf(model), 'details');
  await assert.rejects(vault.found(), { code: 'locked' });
  assert.equal(await model.signUpMake({ login: 'mara', name: 'M', passphrase: PHRASE }), true);
});

test('a link opened by someone who is signed in is not used up', async () => {
  const house = new FakeHouse();
  const { model, vault } = await signedUp(house);
  await model.signUpLook('A'.repeat(43));
  const step = model.signUp.value;
  assert.ok(step.kind === 'gone' && /Mara L\. is signed in/.test(step.why));
  assert.equal(house.calls.filter((call) => call.includes('look')).length, 1);
  assert.ok((await vault.found()).id, 'and the keys stay open');
});

test('the pass phrase signs in on another device; a wrong one does not', async () => {
  const house = new FakeHouse();
  await signedUp(house);
  const { model, vault } = device(house);
  await model.start();
  assert.equal(await model.signIn('mara', 'willow harbor quiet lanterns'), false);
  assert.deepEqual([model.state.value, model.problemField.value], ['signed_out', 'passphrase']);
  assert.equal(await model.signIn('nobody', PHRASE), false);
  assert.equal(model.problemField.value, 'passphrase', 'the same words for an unknown name');
  assert.equal(await model.signIn('', PHRASE), false);
  assert.equal(model.problemField.value, 'login');
  assert.equal(await model.signIn(' MARA', PHRASE), true);
  assert.equal(model.state.value, 'signed_in');
  assert.ok((await vault.found()).id);
});

test('an unproved code is asked for at every sign-in, until it was typed', async () => {
  const house = new FakeHouse();
  const { code } = await signedUp(house);
  const { model } = device(house);
  await model.signIn('mara', PHRASE);
  assert.equal(model.needsProof.value, true);
  assert.equal(await model.proveRecovery(`${code.slice(0, -1)}!`), false);
  assert.equal(model.problemField.value, 'code');
  assert.equal(await model.proveRecovery(code), true);
  assert.equal(model.needsProof.value, false);
});

test('the recovery code signs in and asks for a new pass phrase', async () => {
  const house = new FakeHouse();
  const { code } = await signedUp(house);
  const { model } = device(house);
  assert.equal(await model.signInWithRecovery('mara', 'AAAA'), false);
  assert.equal(model.problemField.value, 'code');
  assert.equal(await model.signInWithRecovery('mara', code), true);
  assert.equal(model.needsPassphrase.value, true);
  assert.equal(await model.choosePassphrase('short'), false);
  assert.equal(model.problemField.value, 'passphrase');
  assert.equal(await model.choosePassphrase('a bicycle under the maple'), true);
  assert.equal(model.needsPassphrase.value, false);

  const later = device(house).model;
  assert.equal(await later.signIn('mara', PHRASE), false, 'the old one is gone');
  assert.equal(await later.signIn('mara', 'a bicycle under the maple'), true);
});

test('a new pass phrase needs the current one', async () => {
  const house = new FakeHouse();
  const { model } = await signedUp(house);
  assert.equal(await model.changePassphrase('not the one it was', 'a bicycle at noon'), false);
  assert.equal(model.state.value, 'signed_in', 'and nobody is thrown out');
  assert.equal(await model.changePassphrase(PHRASE, 'a bicycle at noon'), true);
  assert.equal(await device(house).model.signIn('mara', 'a bicycle at noon'), true);
});

test('a new recovery code makes the old one useless', async () => {
  const house = new FakeHouse();
  const { model, code } = await signedUp(house);
  assert.equal(await model.renewRecovery(PHRASE), true);
  const step = model.signUp.value;
  assert.ok(step.kind === 'code' && step.recovery_code !== code);
  assert.equal(await device(house).model.signInWithRecovery('mara', code), false);
  const fresh = step.kind === 'code' ? step.recovery_code : '';
  assert.equal(await device(house).model.signInWithRecovery('mara', fresh), true);
});

test('a reload goes on where it was; a lock asks for the pass phrase', async () => {
  const house = new FakeHouse();
  const mine = await signedUp(house);
  const again = mine.reload();
  await again.start();
  assert.equal(again.state.value, 'signed_in');
  await again.lock();
  assert.equal(again.state.value, 'locked');
  assert.equal(again.me.value?.login, 'mara');
  const later = mine.reload();
  await later.start();
  assert.equal(later.state.value, 'locked');
  assert.equal(await later.unlock('not the right phrase'), false);
  assert.equal(later.state.value, 'locked');
  assert.equal(await later.unlock(PHRASE), true);
  assert.equal(later.state.value, 'signed_in');
});

test('signing out closes the keys, also without a line', async () => {
  const house = new FakeHouse();
  const { model, vault } = await signedUp(house);
  house.broken = { call: /logout/, when: 'lost', times: 1 };
  await model.signOut();
  assert.equal(model.state.value, 'signed_out');
  assert.equal(model.me.value, null);
  await assert.rejects(vault.found(), { code: 'locked' });
});

test('a login that ended elsewhere signs out here', async () => {
  const house = new FakeHouse();
  const { model } = await signedUp(house);
  model.refused(new HttpError(404, 'not_found', ''));
  assert.equal(model.state.value, 'signed_in');
  model.refused(new HttpError(401, 'signed_out', ''));
  assert.equal(model.state.value, 'signed_out');
});

test('a server whose box does not open is left at once', async () => {
  const house = new FakeHouse();
  await signedUp(house);
  const account = house.accounts.get('mara');
  if (account) account.sealed_key = 'A'.repeat(400);
  const { model } = device(house);
  assert.equal(await model.signIn('mara', PHRASE), false);
  assert.equal(model.state.value, 'signed_out');
  assert.match(model.problem.value ?? '', /does not belong to your keys/);
  assert.ok(house.calls.at(-1)?.includes('logout'));
});

test('quiet for long enough is noticed, a touch starts anew', async () => {
  let nowMs = 0;
  let idle = 0;
  const watch = createIdleWatch(
    30,
    () => nowMs,
    () => idle++,
  );
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
  watch.start();
  nowMs = 20;
  watch.touch();
  nowMs = 40;
  await pause(50);
  assert.equal(idle, 0);
  nowMs = 60;
  await pause(50);
  assert.equal(idle, 1);
  await pause(50);
  assert.equal(idle, 1, 'once');
  watch.start();
  watch.stop();
  nowMs = 1000;
  await pause(50);
  assert.equal(idle, 1);
});
