// SPDX-License-Identifier: Apache-2.0
// What a device remembers: pinned keys, and the account key for a reload.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryStorage, type VaultStorage } from '../../../web/src/vault/storage';
import type { MemberKey, VaultErrorCode } from '../../../web/src/vault/vault';
import { clockAt, learn, memberKey, newPair, newPerson, say, signIn, vaultOn } from './people';

const HOUR_MS = 3_600_000;

function refusedAs(code: VaultErrorCode) {
  return (error: { code?: string }) => error.code === code;
}

test('a key that changes later is noticed, and nothing is sealed any more', async () => {
  const pair = await newPair();
  const place = { conversation: pair.conversation, type: 'chat', object: 'visit' } as const;
  const { sealed } = await say(pair.mara.vault, place, { text: 'before' });
  const evil = await newPerson('evil', 'therapist', pair.clock);
  const swapped: MemberKey = { ...memberKey(pair.mara), public_key: evil.me.public_key };
  const members = [swapped, memberKey(pair.jonas)];

  const { trust } = await learn(pair, pair.jonas, { members });
  assert.equal(trust[pair.mara.me.account], 'changed');
  await assert.rejects(say(pair.jonas.vault, place, { text: 'after' }), refusedAs('changed_key'));
  const opened = await pair.jonas.vault.open(place, pair.mara.me.account, sealed);
  assert.equal(opened.kind, 'refused');

  await learn(pair, pair.jonas);
  assert.equal((await say(pair.jonas.vault, place, { text: 'again' })).sealed.length > 0, true);
});

test('the pin outlives the program, so that the change is found after a restart', async () => {
  const pair = await newPair();
  const evil = await newPerson('evil', 'therapist', pair.clock);
  const later = vaultOn(pair.jonas.storage, pair.clock);
  await signIn(pair.jonas, later);
  const swapped: MemberKey = { ...memberKey(pair.mara), public_key: evil.me.public_key };
  const { trust } = await learn(pair, pair.jonas, {
    vault: later,
    members: [swapped, memberKey(pair.jonas)],
    // The server also keeps back the grant in which the key is written down.
    grants: [],
  });
  assert.equal(trust[pair.mara.me.account], 'changed');
});

test('my own key shown to me differently is a changed key', async () => {
  const pair = await newPair();
  const evil = await newPerson('evil', 'client', pair.clock);
  const swapped: MemberKey = { ...memberKey(pair.jonas), public_key: evil.me.public_key };
  const { trust } = await learn(pair, pair.jonas, { members: [memberKey(pair.mara), swapped] });
  assert.equal(trust[pair.jonas.me.account], 'changed');
});

test('a key nobody vouched for is first seen, then pinned, then noticed when it changes', async () => {
  const pair = await newPair();
  const guest = await newPerson('guest', 'client', pair.clock);
  const other = await newPerson('other', 'client', pair.clock);
  const mine = memberKey(pair.mara);
  const trustIn = async (member: MemberKey) =>
    (await learn(pair, pair.mara, { members: [mine, member] })).trust[guest.me.account];
  assert.equal(await trustIn(memberKey(guest)), 'first_seen');
  assert.equal(await trustIn(memberKey(guest)), 'pinned');
  const swapped = { ...memberKey(guest), public_key: other.me.public_key };
  assert.equal(await trustIn(swapped), 'changed');
});

test('a key that is no key counts as changed', async () => {
  const pair = await newPair();
  for (const public_key of ['', 'AAAA', '!!']) {
    const broken = { ...memberKey(pair.mara), public_key };
    const { trust } = await learn(pair, pair.jonas, { members: [broken, memberKey(pair.jonas)] });
    assert.equal(trust[pair.mara.me.account], 'changed');
  }
});

test('after a reload the keys are open again, without the pass phrase', async () => {
  const pair = await newPair();
  const reloaded = vaultOn(pair.jonas.storage, pair.clock);
  assert.equal(await reloaded.resume(pair.jonas.me), true);
  const { canRead } = await learn(pair, pair.jonas, { vault: reloaded });
  assert.equal(canRead, true);
});

test('twelve hours later, or on a clock turned back, they are not', async () => {
  for (const moved of [12 * HOUR_MS + 1, -HOUR_MS]) {
    const clock = clockAt();
    const jonas = await newPerson('jonas', 'client', clock);
    await jonas.vault.adopt(jonas.me);
    clock.nowMs += moved;
    assert.equal(await vaultOn(jonas.storage, clock).resume(jonas.me), false);
    clock.nowMs -= moved;
    assert.equal(await vaultOn(jonas.storage, clock).resume(jonas.me), false, 'it is forgotten');
  }
});

test('a server that tells another time cannot stretch the twelve hours', async () => {
  const clock = clockAt();
  const jonas = await newPerson('jonas', 'client', clock);
  await jonas.vault.setClock(clock.nowMs + 1000 * HOUR_MS);
  await jonas.vault.adopt(jonas.me);
  clock.nowMs += 13 * HOUR_MS;
  const reloaded = vaultOn(jonas.storage, clock);
  await reloaded.setClock(clock.nowMs - 13 * HOUR_MS);
  assert.equal(await reloaded.resume(jonas.me), false);
});

test('a lock closes the keys and forgets them on this device', async () => {
  const pair = await newPair();
  await pair.jonas.vault.lock();
  const place = { conversation: pair.conversation, type: 'chat', object: 'visit' } as const;
  await assert.rejects(say(pair.jonas.vault, place, {}), refusedAs('locked'));
  const opened = await pair.jonas.vault.open(place, pair.mara.me.account, 'AAAA');
  assert.equal(opened.kind, 'refused');
  assert.equal(await vaultOn(pair.jonas.storage, pair.clock).resume(pair.jonas.me), false);
});

test('someone else on the same device does not get the first one’s keys', async () => {
  const pair = await newPair();
  const shared = vaultOn(pair.jonas.storage, pair.clock);
  assert.equal(await shared.resume(pair.mara.me), false);
});

test('what the device keeps is a box whose key cannot be read out', async () => {
  const written: unknown[] = [];
  const memory = memoryStorage();
  const watched: VaultStorage = {
    ...memory,
    put: async (name, value) => {
      written.push(value);
      await memory.put(name, value);
    },
  };
  const clock = clockAt();
  const vault = vaultOn(watched, clock);
  const made = await vault.newAccount({ login: 'watch', passphrase: 'nobody reads this here' });
  await vault.adopt({ account: 'watched', login: 'watch' });
  assert.equal(written.length, 1);
  const kept = written[0] as { key: CryptoKey };
  assert.equal(kept.key.extractable, false);
  await assert.rejects(crypto.subtle.exportKey('raw', kept.key));
  assert.equal(JSON.stringify(written).includes(made.recovery_code), false);
});

test('a tampered account is refused at a reload, too', async () => {
  const pair = await newPair();
  const reloaded = vaultOn(pair.jonas.storage, pair.clock);
  const lie = { ...pair.jonas.me, sealed_key: pair.mara.me.sealed_key };
  await assert.rejects(reloaded.resume(lie), refusedAs('tampered'));
});

test('a device that can keep nothing still works, it only asks again', async () => {
  const full: VaultStorage = {
    get: async () => {
      throw new Error('no');
    },
    put: async () => {
      throw new Error('the disk is full');
    },
    putAll: async () => {
      throw new Error('no');
    },
    delete: async () => {
      throw new Error('no');
    },
    alone: (_, work) => work(),
  };
  const clock = clockAt();
  const vault = vaultOn(full, clock);
  await vault.newAccount({ login: 'full', passphrase: 'a disk without any room' });
  await vault.adopt({ account: 'full', login: 'full' });
  const { conversation } = await vault.found();
  const place = { conversation, type: 'chat', object: 'visit' } as const;
  assert.ok((await say(vault, place, { text: 'still works' })).sealed);
  await vault.lock();
});
