// SPDX-License-Identifier: Apache-2.0
// A server that lies about slots and keys: weaker parameters, swapped boxes, swapped keys.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lockBox, sha256 } from '../../../web/src/vault/boxes';
import { fromBase64url, toBase64url } from '../../../web/src/vault/bytes';
import { identityBytes, makeIdentity } from '../../../web/src/vault/openpgp-wrapper';
import { deriveSlot, FLOOR, STRENGTH, unwrapAccountKey } from '../../../web/src/vault/slots';
import { memoryStorage } from '../../../web/src/vault/storage';
import type { LockedAccount, SlotParameters, VaultErrorCode } from '../../../web/src/vault/vault';
import { clockAt, lockedAccount, newPerson, say, signIn, vaultOn } from './people';

const clock = clockAt();
const mara = await newPerson('mara', 'therapist', clock);
const jonas = await newPerson('jonas', 'client', clock);
const place = { conversation: '', type: 'chat', object: 'visit' } as const;

function refusedAs(code: VaultErrorCode) {
  return (error: { name?: string; code?: string }) =>
    error.name === 'VaultError' && error.code === code;
}

function device() {
  return vaultOn(memoryStorage(), clock);
}

function parametersOf(changes: Partial<SlotParameters>): SlotParameters {
  const { salt, memory_kib, passes, lanes } = mara.made;
  return { scheme: 1, salt, memory_kib, passes, lanes, ...changes };
}

test('a new account is made at full strength', () => {
  assert.deepEqual(
    [mara.made.memory_kib, mara.made.passes, mara.made.lanes],
    [STRENGTH.memory_kib, STRENGTH.passes, STRENGTH.lanes],
  );
  assert.ok(STRENGTH.memory_kib >= 65536 && STRENGTH.passes >= 3);
});

test('the pass phrase opens the account on a device that never saw it', async () => {
  const fresh = device();
  await signIn(mara, fresh);
  const { conversation } = await fresh.found();
  const { sealed } = await say(fresh, { ...place, conversation }, { text: 'mine' });
  const opened = await fresh.open({ ...place, conversation }, mara.me.account, sealed);
  assert.equal(opened.kind, 'opened');
});

test('the auth key is the same on every device, and is not the other half', async () => {
  const input = {
    login: 'mara',
    slot: 'passphrase' as const,
    secret: mara.passphrase,
    parameters: parametersOf({}),
  };
  assert.equal(await device().authKey(input), mara.made.passphrase.auth_key);
  assert.notEqual(
    await device().authKey({ ...input, secret: `${mara.passphrase}.` }),
    mara.made.passphrase.auth_key,
  );
});

test('a pass phrase typed with other code points for the same letters is the same', async () => {
  const composed = 'Übung für längere Sätze';
  const made = await device().newAccount({ login: 'nfkc', passphrase: composed });
  const key = await device().authKey({
    login: 'nfkc',
    slot: 'passphrase',
    secret: composed.normalize('NFD'),
    parameters: { scheme: 1, ...made },
  });
  assert.equal(key, made.passphrase.auth_key);
});

test('the recovery code opens the same account', async () => {
  const fresh = device();
  const code = mara.made.recovery_code;
  await fresh.authKey({
    login: 'mara',
    slot: 'recovery',
    secret: code,
    parameters: parametersOf({ memory_kib: 0, passes: 0, lanes: 0 }),
  });
  await fresh.unlock(mara.me, 'recovery');
  assert.equal(await fresh.recoveryAuthKey(code), mara.made.recovery.auth_key);
});

test('parameters below the floor are refused before anything is computed', async () => {
  const weaker: Array<Partial<SlotParameters>> = [
    { memory_kib: FLOOR.memory_kib - 1 },
    { memory_kib: 0 },
    { memory_kib: -1 },
    { passes: FLOOR.passes - 1 },
    { passes: 0 },
    { lanes: 0 },
    { salt: '' },
    { salt: 'AAAA' },
    { salt: 'not base64url!' },
    { scheme: 0 },
    { scheme: 2 },
  ];
  for (const changes of weaker) {
    await assert.rejects(
      device().authKey({
        login: 'mara',
        slot: 'passphrase',
        secret: mara.passphrase,
        parameters: parametersOf(changes),
      }),
      refusedAs('weak_parameters'),
      JSON.stringify(changes),
    );
  }
});

test('parameters that would stall a phone are refused, too', async () => {
  for (const changes of [{ memory_kib: 4_194_304 }, { passes: 1000 }, { lanes: 64 }]) {
    await assert.rejects(
      device().authKey({
        login: 'mara',
        slot: 'passphrase',
        secret: mara.passphrase,
        parameters: parametersOf(changes),
      }),
      refusedAs('weak_parameters'),
    );
  }
});

test('a swapped box, key, login or slot kind does not open', async () => {
  const theirs = jonas.me;
  const [passphraseSlot, recoverySlot] = mara.me.slots;
  const [theirSlot] = theirs.slots;
  assert.ok(passphraseSlot && recoverySlot && theirSlot);
  const lies: Record<string, LockedAccount> = {
    'box of another account': {
      ...mara.me,
      slots: [{ ...passphraseSlot, wrapped: theirSlot.wrapped }],
    },
    'box of the other slot': {
      ...mara.me,
      slots: [{ ...passphraseSlot, wrapped: recoverySlot.wrapped }],
    },
    'recovery box called pass phrase': {
      ...mara.me,
      slots: [{ ...recoverySlot, kind: 'passphrase' }],
    },
    'no box': { ...mara.me, slots: [recoverySlot] },
    'broken box': { ...mara.me, slots: [{ ...passphraseSlot, wrapped: 'AAAA' }] },
    'private key of another account': { ...mara.me, sealed_key: theirs.sealed_key },
    'public key of another account': { ...mara.me, public_key: theirs.public_key },
    'whole key pair of another account': {
      ...mara.me,
      public_key: theirs.public_key,
      sealed_key: theirs.sealed_key,
    },
    'no key': { ...mara.me, public_key: '' },
    'another login': { ...mara.me, login: 'marta' },
  };
  for (const [name, lie] of Object.entries(lies)) {
    const fresh = device();
    await fresh.authKey({
      login: 'mara',
      slot: 'passphrase',
      secret: mara.passphrase,
      parameters: parametersOf({}),
    });
    await assert.rejects(fresh.unlock(lie, 'passphrase'), refusedAs('tampered'), name);
    await assert.rejects(fresh.found(), refusedAs('locked'), `${name}: nothing is open`);
  }
});

test('a private key that does not belong to the public one is refused, even in a right box', async () => {
  // Only somebody who holds the account key could make this box; the check does not rely on that.
  const [slot] = mara.me.slots;
  assert.ok(slot);
  const publicKey = fromBase64url(mara.me.public_key) ?? new Uint8Array(0);
  const fingerprint = toBase64url(await sha256(publicKey));
  const { enc } = await deriveSlot('passphrase', mara.passphrase, slot);
  const wrapped = fromBase64url(slot.wrapped) ?? new Uint8Array(0);
  const about = { login: 'mara', kind: 'passphrase' as const, fingerprint };
  const accountKey = await unwrapAccountKey(enc, wrapped, about);
  assert.ok(accountKey);
  const other = identityBytes(await makeIdentity('mara', clock.nowMs));
  const box = await lockBox(accountKey, other, `key|1|mara|${fingerprint}`);
  const fresh = device();
  await assert.rejects(
    signIn({ ...mara, me: { ...mara.me, sealed_key: toBase64url(box) } }, fresh),
    refusedAs('tampered'),
  );
});

test('a wrong pass phrase opens nothing', async () => {
  const fresh = device();
  await fresh.authKey({
    login: 'mara',
    slot: 'passphrase',
    secret: 'something else entirely',
    parameters: parametersOf({}),
  });
  await assert.rejects(fresh.unlock(mara.me, 'passphrase'), refusedAs('tampered'));
});

test('a pass phrase of fourteen letters is too short, of fifteen not', async () => {
  await assert.rejects(
    device().newAccount({ login: 'short', passphrase: 'fourteen chars' }),
    refusedAs('weak_passphrase'),
  );
  await device().newAccount({ login: 'short', passphrase: 'fifteen letters' });
  await assert.rejects(
    device().newAccount({ login: 'short', passphrase: '🌲'.repeat(14) }),
    refusedAs('weak_passphrase'),
    'letters are counted, not bytes',
  );
});

test('a new pass phrase opens the same account, the old box no longer matters', async () => {
  const first = device();
  await signIn(mara, first);
  const { conversation, grants, id } = await first.found();
  const next = await first.rewrap({
    login: 'mara',
    kind: 'passphrase',
    secret: 'a quite different sentence',
  });
  assert.notEqual(next.salt, mara.made.salt, 'the salt is new');

  const second = device();
  const me: LockedAccount = {
    ...mara.me,
    slots: [{ ...next, kind: 'passphrase', proved_ms: null }],
  };
  await second.authKey({
    login: 'mara',
    slot: 'passphrase',
    secret: 'a quite different sentence',
    parameters: next,
  });
  await second.unlock(me, 'passphrase');
  const { canRead } = await second.learn({
    alliance: id,
    conversation,
    members: [{ ...mara.me, introduction: null }],
    grants: grants.map((grant) => ({ ...grant, granter: mara.me.account })),
  });
  assert.equal(canRead, true, 'what was granted before is still there');
});

test('a new recovery code replaces the old one', async () => {
  const vault = device();
  await signIn(jonas, vault);
  const { recovery_code, slot } = await vault.renewRecovery('jonas');
  assert.notEqual(recovery_code, jonas.made.recovery_code);
  assert.equal(await vault.checkRecoveryCode(recovery_code.toLowerCase()), true);
  assert.equal(await vault.checkRecoveryCode(jonas.made.recovery_code), false);

  const second = device();
  await second.authKey({
    login: 'jonas',
    slot: 'recovery',
    secret: recovery_code,
    parameters: slot,
  });
  const me: LockedAccount = {
    ...jonas.me,
    slots: [{ ...slot, kind: 'recovery', proved_ms: null }],
  };
  await second.unlock(me, 'recovery');
});

test('keys of two people made at the same time have nothing in common', () => {
  const again = lockedAccount('jonas', 'client', jonas.made);
  assert.equal(again.public_key, jonas.me.public_key);
  assert.notEqual(mara.made.public_key, jonas.made.public_key);
  assert.notEqual(mara.made.salt, jonas.made.salt);
  assert.notEqual(mara.made.recovery_code, jonas.made.recovery_code);
});
