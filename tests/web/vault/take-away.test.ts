// SPDX-License-Identifier: Apache-2.0
// Keys leave the vault only for somebody who has just shown who they are.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBase64url } from '../../../web/src/vault/bytes';
import { readIdentity } from '../../../web/src/vault/openpgp-wrapper';
import type { LockedAccount, Vault, VaultErrorCode } from '../../../web/src/vault/vault';
import { learn, newPair, type Pair, type Person, signIn, vaultOn } from './people';

const MINUTE_MS = 60_000;
const PHRASE = 'seven lanterns by the lake';

function refusedAs(code: VaultErrorCode) {
  return (error: { code?: string }) => error.code === code;
}

/** Jonas on a new device, just signed in. */
async function fresh(): Promise<{ pair: Pair; vault: Vault; jonas: Person }> {
  const pair = await newPair();
  const vault = vaultOn(pair.jonas.storage, pair.clock);
  await signIn(pair.jonas, vault);
  await learn(pair, pair.jonas, { vault });
  return { pair, vault, jonas: pair.jonas };
}

async function confirm(person: Person, vault: Vault, me: LockedAccount, secret: string) {
  const slot = me.slots[0];
  if (slot === undefined) throw new Error('no slot');
  await vault.authKey({ login: me.login, slot: 'passphrase', secret, parameters: slot });
  await vault.confirm({ ...me, account: person.me.account }, 'passphrase');
}

test('ten minutes after the pass phrase, keys stay where they are', async () => {
  const { pair, vault } = await fresh();
  assert.equal((await vault.secretsToTakeAway(pair.conversation)).length, 1);
  pair.clock.nowMs += 10 * MINUTE_MS + 1;
  await assert.rejects(vault.keyToTakeAway(PHRASE), refusedAs('not_fresh'));
  await assert.rejects(vault.secretsToTakeAway(pair.conversation), refusedAs('not_fresh'));
});

test('a clock turned back does not make it fresh again', async () => {
  const { pair, vault } = await fresh();
  pair.clock.nowMs -= 1;
  await assert.rejects(vault.keyToTakeAway(PHRASE), refusedAs('not_fresh'));
});

test('a reload is not a pass phrase', async () => {
  const { pair, jonas } = await fresh();
  const reloaded = vaultOn(jonas.storage, pair.clock);
  assert.equal(await reloaded.resume(jonas.me), true);
  await learn(pair, jonas, { vault: reloaded });
  await assert.rejects(reloaded.keyToTakeAway(PHRASE), refusedAs('not_fresh'));
  await confirm(jonas, reloaded, jonas.me, jonas.passphrase);
  assert.notEqual((await reloaded.keyToTakeAway(PHRASE)).locked_key, '');
  // What was learned before is still known.
  assert.equal((await reloaded.secretsToTakeAway(pair.conversation)).length, 1);
});

test('a wrong pass phrase, or the box of somebody else, confirms nothing', async () => {
  const { pair, vault, jonas } = await fresh();
  pair.clock.nowMs += 11 * MINUTE_MS;
  await assert.rejects(
    confirm(jonas, vault, jonas.me, 'not the right words'),
    refusedAs('tampered'),
  );
  await assert.rejects(
    confirm(jonas, vault, pair.mara.me, pair.mara.passphrase),
    refusedAs('tampered'),
  );
  await assert.rejects(vault.keyToTakeAway(PHRASE), refusedAs('not_fresh'));
});

test('the key goes out locked, and not under a short pass phrase', async () => {
  const { vault } = await fresh();
  await assert.rejects(vault.keyToTakeAway('too short'), refusedAs('weak_passphrase'));
  const { locked_key } = await vault.keyToTakeAway(PHRASE);
  const bytes = fromBase64url(locked_key);
  // readIdentity takes only a key that lies open.
  assert.equal(bytes && (await readIdentity(bytes)), null);
});
