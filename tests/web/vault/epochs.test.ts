// SPDX-License-Identifier: Apache-2.0
// Leaving, and keys that change: who may read what comes after, and what it takes to trust a new key.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryStorage } from '../../../web/src/vault/storage';
import type { MemberKey, ReceivedGrant, VaultErrorCode } from '../../../web/src/vault/vault';
import { learn, memberKey, newPair, newPerson, received, say, signIn, vaultOn } from './people';

function refusedAs(code: VaultErrorCode) {
  return (error: { code?: string }) => error.code === code;
}

const pair = await newPair();
const { mara, jonas, clock, conversation } = pair;
const other = await newPerson('other', 'client', clock);
const place = { conversation, type: 'chat', object: 'visit' } as const;
const left: MemberKey = { ...memberKey(jonas), left_ms: clock.nowMs };
const stay = [memberKey(mara), left];

/** Mara's device, without what the other claims did to it. */
async function device(changes: { members?: MemberKey[]; grants?: ReceivedGrant[] } = {}) {
  const storage = memoryStorage();
  const vault = vaultOn(storage, clock);
  await signIn(mara, vault);
  await learn(pair, mara, { vault, ...changes });
  return { vault, storage };
}

test('while everybody stays there is nothing to renew', async () => {
  const { vault } = await device();
  assert.equal(await vault.newEpoch(conversation), null);
});

test('once somebody has left nothing is sealed under a key they hold', async () => {
  const { vault } = await device({ members: stay });
  await assert.rejects(say(vault, place, { text: 'after' }), refusedAs('old_epoch'));
});

test('a removed member cannot read what comes after, and those who stay can', async () => {
  const { vault } = await device({ members: stay });
  const made = await vault.newEpoch(conversation);
  assert.deepEqual(
    made?.map(({ epoch, member }) => [epoch, member]),
    [[2, mara.me.account]],
  );
  const grants = [...mara.grants, ...received(made ?? [], mara.me.account)];
  await learn(pair, mara, { vault, members: stay, grants });
  assert.equal(await vault.newEpoch(conversation), null, 'once is enough');
  const { sealed } = await say(vault, place, { text: 'after' });
  assert.equal((await vault.open(place, mara.me.account, sealed)).kind, 'opened');
  assert.equal((await jonas.vault.open(place, mara.me.account, sealed)).kind, 'refused');
  const fresh = await device({ members: stay, grants });
  assert.equal((await fresh.vault.open(place, mara.me.account, sealed)).kind, 'opened');
});

test('whoever takes somebody out has the next key ready before they are gone', async () => {
  const { vault } = await device();
  const made = await vault.newEpoch(conversation, jonas.me.account);
  assert.deepEqual(
    made?.map(({ epoch, member }) => [epoch, member]),
    [[2, mara.me.account]],
  );
});

test('what waits when somebody leaves goes out only under a key they do not hold', async () => {
  const { vault, storage } = await device();
  const letters = { ...place, type: 'letter', object: 'alliance' } as const;
  const to = { alliance: 'alliance', visit: null };
  const first = await vault.post(letters, { text: 'one' }, to);
  const second = await vault.post(letters, { text: 'two' }, to);
  await learn(pair, mara, { vault, members: stay });
  const held = await vault.waiting();
  assert.equal(held.length, 2);
  for (const item of held) assert.match(item.held ?? '', /Nothing was sent/);

  const made = received((await vault.newEpoch(conversation)) ?? [], mara.me.account);
  const news = { members: stay, grants: [...mara.grants, ...made] };
  await learn(pair, mara, { vault, ...news });
  const ready = await vault.waiting();
  assert.deepEqual(
    ready.map(({ id, epoch, held: why, at_ms }) => [id, epoch, why, at_ms]),
    [first, second].map(({ id, at_ms }) => [id, 2, null, at_ms]),
  );
  assert.deepEqual(await vault.waiting(), ready, 'once is enough');
  for (const { sealed } of ready) {
    assert.equal((await jonas.vault.open(letters, mara.me.account, sealed)).kind, 'refused');
  }

  // The numbers are those from before, so whoever reads it misses nothing.
  const fresh = vaultOn(storage, clock);
  await fresh.resume(mara.me);
  await learn(pair, mara, { vault: fresh, ...news });
  const rows = ready.map(({ id, sealed }, at) => {
    return { id, seq: at + 1, sender: mara.me.account, sealed };
  });
  const thread = await fresh.openThread(letters, rows, true);
  assert.deepEqual(
    thread.opened.map((one) => (one.kind === 'opened' ? one.body : one.why)),
    [{ text: 'one' }, { text: 'two' }],
  );
  assert.deepEqual(thread.notes, []);

  // And the server may have had the earlier bytes already.
  assert.equal((await vault.open(letters, mara.me.account, first.sealed)).kind, 'opened');
});

test('a server that takes the new key back cannot bring the old one back', async () => {
  const { vault, storage } = await device({ members: stay });
  const made = received((await vault.newEpoch(conversation)) ?? [], mara.me.account);
  await learn(pair, mara, { vault, members: stay, grants: [...mara.grants, ...made] });
  const reloaded = vaultOn(storage, clock);
  await reloaded.resume(mara.me);
  // It hides the new grant, and that somebody has left.
  await learn(pair, mara, { vault: reloaded });
  await assert.rejects(say(reloaded, place, { text: 'after' }), refusedAs('old_epoch'));
});

test('a member whom only the server vouches for is never given a key', async () => {
  const silent = { ...memberKey(other), introduction: null };
  const { vault } = await device({ members: [...stay, silent] });
  assert.equal(await vault.newEpoch(conversation), null);
  // Seen a second time it is pinned, and still nobody vouches for it.
  await learn(pair, mara, { vault, members: [...stay, silent] });
  assert.equal(await vault.newEpoch(conversation), null);
});

const swapped: MemberKey = { ...memberKey(jonas), public_key: other.me.public_key };
const changed = [memberKey(mara), swapped];

test('a changed key stops sending until the words were compared', async () => {
  const { vault } = await device();
  await learn(pair, mara, { vault, members: changed });
  await assert.rejects(say(vault, place, { text: 'x' }), refusedAs('changed_key'));
  const { words, compared_ms } = await vault.safetyWords(conversation);
  assert.deepEqual([words.length, compared_ms], [8, null]);
  assert.ok((await vault.compared(conversation, words, true)).length > 0);
  assert.ok((await say(vault, place, { text: 'x' })).sealed);
  assert.equal((await vault.safetyWords(conversation)).compared_ms, clock.nowMs);
  const { trust } = await learn(pair, mara, { vault, members: changed });
  assert.equal(trust[jonas.me.account], 'confirmed');
});

test('a call can be set up with somebody whose key has changed', async () => {
  const { vault } = await device();
  await learn(pair, mara, { vault, members: changed });
  const signal = { ...place, type: 'signal' } as const;
  assert.ok((await vault.seal(signal, { offer: 1 })).sealed);
});

test('words that were not the ones shown confirm nothing', async () => {
  const { vault } = await device();
  const { words } = await vault.safetyWords(conversation);
  await learn(pair, mara, { vault, members: changed });
  await assert.rejects(vault.compared(conversation, words, true), refusedAs('wrong_words'));
});

test('words that do not match stop sending, though the key never changed', async () => {
  const { vault, storage } = await device();
  const { words } = await vault.safetyWords(conversation);
  assert.deepEqual(await vault.compared(conversation, words, false), []);
  await assert.rejects(say(vault, place, { text: 'x' }), refusedAs('changed_key'));
  const reloaded = vaultOn(storage, clock);
  await reloaded.resume(mara.me);
  await learn(pair, mara, { vault: reloaded });
  await assert.rejects(say(reloaded, place, { text: 'x' }), refusedAs('changed_key'));
  await reloaded.compared(conversation, words, true);
  assert.ok((await say(reloaded, place, { text: 'x' })).sealed);
});

test('my other devices learn of a confirmed key from me, and not from an older word of mine', async () => {
  const first = await device();
  const second = await device();
  clock.nowMs += 1000;
  await learn(pair, mara, { vault: first.vault, members: changed });
  const { words } = await first.vault.safetyWords(conversation);
  const told = received(await first.vault.compared(conversation, words, true), mara.me.account);
  const { trust } = await learn(pair, mara, {
    vault: second.vault,
    members: changed,
    grants: told,
  });
  assert.equal(trust[jonas.me.account], 'confirmed');
  // The server goes back to the old key, with the old grant.
  const back = await learn(pair, mara, { vault: second.vault });
  assert.equal(back.trust[jonas.me.account], 'changed');
});

test('of a couple, each can write, though only the therapist can check both links', async () => {
  // Any introduction but Mara’s own proof is noise to Jonas.
  const partner: MemberKey = { ...memberKey(other), introduction: jonas.introduction };
  const members = [memberKey(mara), memberKey(jonas), partner];
  const vault = vaultOn(memoryStorage(), clock);
  await signIn(jonas, vault);
  const first = await learn(pair, jonas, { vault, members, grants: jonas.grants });
  assert.equal(first.trust[other.me.account], 'first_seen');
  assert.ok((await say(vault, place, { text: 'to both' })).sealed);
  // Mara’s device made the link, and knows that this is no proof.
  const therapist = await device({ members });
  await assert.rejects(say(therapist.vault, place, { text: 'x' }), refusedAs('changed_key'));
});
