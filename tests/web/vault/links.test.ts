// SPDX-License-Identifier: Apache-2.0
// A server that stands between two people who have only a link in common.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBase64url, toBase64url } from '../../../web/src/vault/bytes';
import { openGrant } from '../../../web/src/vault/grants';
import { makeIdentity, sealToKey } from '../../../web/src/vault/openpgp-wrapper';
import { memoryStorage } from '../../../web/src/vault/storage';
import type { InvitationLook, MemberKey, VaultErrorCode } from '../../../web/src/vault/vault';
import { learn, memberKey, newPair, newPerson, received, say, signIn, vaultOn } from './people';

const pair = await newPair();

function refusedAs(code: VaultErrorCode) {
  return (error: { code?: string }) => error.code === code;
}

async function joinWith(fragment: string, look: InvitationLook) {
  const someone = await newPerson('someone', 'client', pair.clock);
  return someone.vault.acceptInvitation({ fragment, look });
}

function partsOf(fragment: string): [string, string, string] {
  const [token = '', intro = '', fingerprint = ''] = fragment.split('.');
  return [token, intro, fingerprint];
}

function other(part: string): string {
  const bytes = fromBase64url(part) ?? new Uint8Array(32);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return toBase64url(bytes);
}

test('both sides trust each other by the link alone', async () => {
  const { mara, jonas } = pair;
  const forMara = await learn(pair, mara);
  const forJonas = await learn(pair, jonas);
  const trust = { [mara.me.account]: 'introduced', [jonas.me.account]: 'introduced' };
  const rest = { canRead: true, keep: [] };
  assert.deepEqual(forMara, { trust: { ...trust, [mara.me.account]: 'self' }, ...rest });
  assert.deepEqual(forJonas, { trust: { ...trust, [jonas.me.account]: 'self' }, ...rest });
});

test('on a new device both still trust each other, without any pin', async () => {
  for (const person of [pair.mara, pair.jonas]) {
    const fresh = vaultOn(memoryStorage(), pair.clock);
    await signIn(person, fresh);
    const { trust, canRead } = await learn(pair, person, { vault: fresh });
    const others = person === pair.mara ? pair.jonas : pair.mara;
    assert.equal(trust[others.me.account], 'introduced');
    assert.equal(canRead, true);
  }
});

test('both see the same eight words', async () => {
  const words = await pair.mara.vault.safetyWords(pair.conversation);
  assert.equal(words.words.length, 8);
  assert.deepEqual(await pair.jonas.vault.safetyWords(pair.conversation), words);
});

test('with a swapped key the words differ', async () => {
  const evil = await newPerson('evil', 'client', pair.clock);
  const fresh = vaultOn(memoryStorage(), pair.clock);
  await signIn(pair.mara, fresh);
  const swapped: MemberKey = { ...memberKey(pair.jonas), public_key: evil.me.public_key };
  await learn(pair, pair.mara, { vault: fresh, members: [memberKey(pair.mara), swapped] });
  assert.notDeepEqual(
    await fresh.safetyWords(pair.conversation),
    await pair.mara.vault.safetyWords(pair.conversation),
  );
});

test('the token in the link is what the server gets, and nothing else of the link', async () => {
  const token = await pair.jonas.vault.linkToken(pair.fragment);
  assert.equal(token, partsOf(pair.fragment)[0]);
  assert.equal(await pair.jonas.vault.linkToken(`#${pair.fragment}`), token);
  assert.equal(await pair.jonas.vault.linkToken(token), token, 'the first therapist’s link');
});

test('a link with a part missing, cut or added is refused', async () => {
  const [token, intro, fingerprint] = partsOf(pair.fragment);
  for (const wrong of [
    '',
    'hello',
    `${token}.${intro}`,
    `${token}.${intro}.`,
    `${token}.${intro}.${fingerprint}.${token}`,
    pair.fragment.slice(0, -1),
    `${token.slice(1)}.${intro}.${fingerprint}`,
    `${token}=.${intro}.${fingerprint}`,
  ]) {
    await assert.rejects(pair.jonas.vault.linkToken(wrong), refusedAs('bad_link'), wrong);
  }
});

test('a therapist key that is not the link’s is refused', async () => {
  const evil = await newPerson('evil', 'therapist', pair.clock);
  const therapist = pair.look.therapist && {
    ...pair.look.therapist,
    public_key: evil.me.public_key,
  };
  await assert.rejects(joinWith(pair.fragment, { ...pair.look, therapist }), refusedAs('tampered'));
});

test('a link whose fingerprint was changed is refused', async () => {
  const [token, intro, fingerprint] = partsOf(pair.fragment);
  const wrong = [token, intro, other(fingerprint)].join('.');
  await assert.rejects(joinWith(wrong, pair.look), refusedAs('tampered'));
});

test('a wrong INTRO opens no welcome', async () => {
  const [token, intro, fingerprint] = partsOf(pair.fragment);
  const wrong = [token, other(intro), fingerprint].join('.');
  await assert.rejects(joinWith(wrong, pair.look), refusedAs('tampered'));
});

test('a tampered welcome is refused, wherever it was changed', async () => {
  const bytes = fromBase64url(pair.look.welcome ?? '') ?? new Uint8Array();
  assert.ok(bytes.length > 100);
  for (let at = 0; at < bytes.length; at += 60) {
    const changed = new Uint8Array(bytes);
    changed[at] = (changed[at] ?? 0) ^ 4;
    const look = { ...pair.look, welcome: toBase64url(changed) };
    await assert.rejects(joinWith(pair.fragment, look), refusedAs('tampered'));
  }
});

test('a welcome into another alliance or conversation is refused', async () => {
  const lies: Array<Partial<InvitationLook>> = [
    { alliance: 'another' },
    { conversation: 'another' },
    { alliance: null },
    { conversation: null },
    { therapist: null },
    { welcome: null },
    { welcome: '' },
  ];
  for (const lie of lies) {
    await assert.rejects(joinWith(pair.fragment, { ...pair.look, ...lie }), refusedAs('tampered'));
  }
});

test('a welcome of an earlier link does not open with a later one', async () => {
  const { alliance, conversation } = pair;
  const again = await pair.mara.vault.invite({ alliance, conversation });
  await assert.rejects(joinWith(again.fragment, pair.look), refusedAs('tampered'));
  const look = { ...pair.look, welcome: again.welcome };
  assert.equal((await joinWith(again.fragment, look)).grants.length, 1);
});

test('a key the server slips in for the client is not trusted', async () => {
  const evil = await newPerson('evil', 'client', pair.clock);
  const fresh = vaultOn(memoryStorage(), pair.clock);
  await signIn(pair.mara, fresh);
  const swapped: MemberKey = { ...memberKey(pair.jonas), public_key: evil.me.public_key };
  const { trust } = await learn(pair, pair.mara, {
    vault: fresh,
    members: [memberKey(pair.mara), swapped],
  });
  assert.equal(trust[pair.jonas.me.account], 'changed');
  const place = { conversation: pair.conversation, type: 'chat', object: 'visit' } as const;
  await assert.rejects(say(fresh, place, { text: 'hello' }), refusedAs('changed_key'));
});

test('an introduction into another alliance of the same therapist does not count', async () => {
  const fresh = vaultOn(memoryStorage(), pair.clock);
  await signIn(pair.mara, fresh);
  const { trust } = await fresh.learn({
    alliance: 'another-alliance',
    conversation: pair.conversation,
    members: [memberKey(pair.mara), memberKey(pair.jonas)],
    grants: pair.mara.grants,
  });
  assert.equal(trust[pair.jonas.me.account], 'changed');
});

test('another therapist cannot check the introduction', async () => {
  const stranger = await newPerson('stranger', 'therapist', pair.clock);
  await stranger.vault.adopt(stranger.me);
  const { trust, canRead } = await learn(pair, stranger, {
    members: [memberKey(stranger), memberKey(pair.jonas)],
    grants: pair.mara.grants,
  });
  assert.equal(trust[pair.jonas.me.account], 'changed');
  assert.equal(canRead, false);
});

test('a grant is of no use to anyone else, under any other name', async () => {
  const { mara, jonas, alliance, conversation } = pair;
  const evil = await newPerson('evil', 'client', pair.clock);
  await evil.vault.adopt(evil.me);
  const members = [memberKey(mara), memberKey(evil)];
  const stolen = jonas.grants.map((grant) => ({ ...grant, member: evil.me.account }));
  for (const granter of [evil.me.account, mara.me.account, jonas.me.account]) {
    const grants = stolen.map((grant) => ({ ...grant, granter }));
    const learned = await evil.vault.learn({ alliance, conversation, members, grants });
    assert.equal(learned.canRead, false);
  }
});

test('a grant is refused for another conversation or epoch', async () => {
  const { mara } = pair;
  const fresh = vaultOn(memoryStorage(), pair.clock);
  await signIn(mara, fresh);
  const moved = await fresh.learn({
    alliance: pair.alliance,
    conversation: 'another',
    members: [memberKey(mara)],
    grants: mara.grants,
  });
  assert.equal(moved.canRead, false);
  const later = mara.grants.map((grant) => ({ ...grant, epoch: 2 }));
  const renumbered = await learn(pair, mara, { vault: fresh, grants: later });
  assert.equal(renumbered.canRead, false);
});

test('a grant meant for another key is refused, although it was encrypted to mine', async () => {
  // What a recipient could do with a grant of theirs: pass its signed text on, encrypted anew.
  const mine = await makeIdentity('mine', pair.clock.nowMs);
  const giver = pair.jonasIdentity;
  const found = { conversation: pair.conversation, epoch: 1 };
  const seal = async (to: string) => {
    const grant = { suite: 1, type: 'grant', ...found, secret: pair.secret, known: {}, to };
    const bytes = await sealToKey(JSON.stringify(grant), mine, giver, pair.clock.nowMs);
    return openGrant(mine, giver, { ...found, sealed: toBase64url(bytes) }, pair.clock.nowMs);
  };
  assert.equal((await seal(mine.fingerprint))?.secret, pair.secret);
  assert.equal(await seal(giver.fingerprint), null);
});

test('a grant by someone whose key nobody vouched for is refused', async () => {
  const evil = await newPerson('evil', 'therapist', pair.clock);
  await evil.vault.adopt(evil.me);
  const founded = await evil.vault.found();
  const lonely = await newPerson('lonely', 'client', pair.clock);
  await lonely.vault.adopt(lonely.me);
  // What evil made for itself, handed to lonely as if it were a gift.
  const { canRead } = await lonely.vault.learn({
    alliance: founded.id,
    conversation: founded.conversation,
    members: [memberKey(evil), memberKey(lonely)],
    grants: received(founded.grants, evil.me.account).map((grant) => ({
      ...grant,
      member: lonely.me.account,
    })),
  });
  assert.equal(canRead, false);
});

test('an invitation needs the conversation’s secret', async () => {
  const { mara } = pair;
  await assert.rejects(
    mara.vault.invite({ alliance: pair.alliance, conversation: 'unknown' }),
    refusedAs('no_secret'),
  );
});
