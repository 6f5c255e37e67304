// SPDX-License-Identifier: Apache-2.0
// Somebody lost everything and came back with a new key: what the others' devices do, what it takes to
// be given the old words again, and what stays closed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryStorage } from '../../../web/src/vault/storage';
import type {
  Grant,
  MemberKey,
  ReceivedGrant,
  Regrant,
  Vault,
  VaultErrorCode,
} from '../../../web/src/vault/vault';
import {
  learn,
  lockedAccount,
  memberKey,
  newPair,
  type Pair,
  type Person,
  received,
  say,
  signIn,
  vaultOn,
} from './people';

function refusedAs(code: VaultErrorCode) {
  return (error: { code?: string }) => error.code === code;
}

const VISIT = 'visit';

/** The person with new keys, as the server lists them; nothing is granted to them. */
async function comeBack(pair: Pair, lost: Person): Promise<Person> {
  const { login, role, name } = lost.me;
  const storage = memoryStorage();
  const vault = vaultOn(storage, pair.clock);
  const passphrase = `${name} begins anew today`;
  const made = await vault.newAccount({ login, passphrase });
  const me = lockedAccount(name, role, made);
  await vault.adopt(me);
  return { vault, storage, passphrase, made, me, introduction: lost.introduction, grants: [] };
}

/** A pair who wrote to each other; then one of them lost everything. */
async function world(who: 'jonas' | 'mara' = 'jonas') {
  const pair = await newPair();
  const { conversation, clock } = pair;
  const letters = { conversation, type: 'letter', object: pair.alliance } as const;
  const goal = { conversation, type: 'goal', object: 'goal-1' } as const;
  const theirs = await say(pair.jonas.vault, letters, { text: 'from jonas' });
  const hers = await say(pair.mara.vault, letters, { text: 'from mara' });
  const wish = await pair.jonas.vault.seal(goal, { text: 'to sleep' });
  clock.nowMs += 60_000;
  const lost = pair[who];
  const stays = who === 'jonas' ? pair.mara : pair.jonas;
  const back = await comeBack(pair, lost);
  const key: MemberKey = {
    ...memberKey(back),
    former_keys: [{ public_key: lost.me.public_key, until_ms: clock.nowMs }],
  };
  const members = who === 'jonas' ? [memberKey(pair.mara), key] : [key, memberKey(pair.jonas)];
  const grants = new Map<string, ReceivedGrant[]>([
    [stays.me.account, stays.grants],
    [back.me.account, []],
  ]);
  const newest = () => Math.max(1, ...[...grants.values()].flat().map((one) => one.epoch));
  const store = (by: string, list: Grant[]) => {
    for (const grant of received(list, by)) {
      const before = grants.get(grant.member) ?? [];
      grants.set(grant.member, [...before.filter((one) => one.epoch !== grant.epoch), grant]);
    }
  };
  const ask = (person: Person, vault: Vault = person.vault) =>
    vault.learn({
      alliance: pair.alliance,
      conversation,
      members,
      grants: grants.get(person.me.account) ?? [],
      newest: newest(),
    });
  await ask(stays);
  await ask(back);
  const written = { theirs, hers, wish, letters, goal };
  return { pair, clock, conversation, lost, stays, back, members, grants, store, ask, written };
}

type World = Awaited<ReturnType<typeof world>>;

/** They press "They match" and their device says so to the other's, unless it gets lost. */
async function match({ conversation }: World, from: Person, to: Person | null): Promise<void> {
  const { words } = await from.vault.safetyWords(conversation);
  await from.vault.compared(conversation, words, true);
  const sealed = await from.vault.sayMatch(conversation, VISIT);
  if (to === null) return;
  const place = { conversation, type: 'signal', object: VISIT } as const;
  const opened = await to.vault.open(place, from.me.account, sealed);
  assert.equal(opened.kind, 'opened', JSON.stringify(opened));
}

const video = (w: World) =>
  ({ conversation: w.conversation, visit: VISIT, medium: 'video' }) as const;

function storeAll(w: World, by: Person, given: Regrant[]): void {
  for (const { grants } of given) w.store(by.me.account, grants);
}

/** Both confirm, everything is given again, and both devices hear of it. */
async function goOn(w: World): Promise<void> {
  await match(w, w.back, w.stays);
  await match(w, w.stays, w.back);
  storeAll(w, w.stays, await w.stays.vault.regrant(video(w)));
  await w.ask(w.stays);
  w.store(w.back.me.account, (await w.ask(w.back)).keep);
  assert.deepEqual((await w.ask(w.back)).keep, [], 'kept once');
}

/** Keys take a second each to make: what changes nothing shares a world. */
const alarmed = await world();
const together = await world();
await goOn(together);

async function reads(vault: Vault, w: World, who: Person, sealed: string): Promise<string> {
  const opened = await vault.open(w.written.letters, who.me.account, sealed);
  return opened.kind === 'opened' ? (opened.body as { text: string }).text : opened.why;
}

test('a new key alone reads nothing, and nothing is sent to it', async () => {
  const w = alarmed;
  const { canRead } = await w.ask(w.back);
  assert.equal(canRead, false);
  const { trust } = await w.ask(w.stays);
  assert.equal(trust[w.back.me.account], 'changed');
  await assert.rejects(
    say(w.stays.vault, w.written.letters, { text: 'x' }),
    refusedAs('changed_key'),
  );
  await assert.rejects(say(w.back.vault, w.written.letters, { text: 'x' }), refusedAs('no_secret'));
});

test('what they wrote before still opens for the other, by the key that was known', async () => {
  const w = alarmed;
  assert.equal(await reads(w.stays.vault, w, w.lost, w.written.theirs.sealed), 'from jonas');
  // A device without a pin has the link they came with.
  const fresh = vaultOn(memoryStorage(), w.clock);
  await signIn(w.stays, fresh);
  await w.ask(w.stays, fresh);
  assert.equal(await reads(fresh, w, w.lost, w.written.theirs.sealed), 'from jonas');
});

test('a former key that only the server names opens nothing', async () => {
  const w = await world();
  const stranger = await comeBack(w.pair, w.lost);
  const planted = w.members.map((one) =>
    one.account === w.back.me.account
      ? { ...one, former_keys: [{ public_key: stranger.me.public_key, until_ms: 1 }] }
      : one,
  );
  await learn(w.pair, w.stays, { members: planted });
  const why = await reads(w.stays.vault, w, w.lost, w.written.theirs.sealed);
  assert.match(why, /key of the sender has changed/);
});

test('a call can be set up by the two keys alone, both ways', async () => {
  const w = alarmed;
  const place = { conversation: w.conversation, type: 'signal', object: VISIT } as const;
  for (const [from, to] of [
    [w.back, w.stays],
    [w.stays, w.back],
  ] as const) {
    const { sealed } = await from.vault.seal(place, { offer: 1 });
    const opened = await to.vault.open(place, from.me.account, sealed);
    assert.equal(opened.kind, 'opened');
    // Nobody else can, and not at another place.
    assert.equal(
      (await w.lost.vault.open(place, from.me.account, sealed)).kind,
      'refused',
      'the lost key',
    );
    const elsewhere = { ...place, object: 'another' };
    assert.equal((await to.vault.open(elsewhere, from.me.account, sealed)).kind, 'refused');
  }
});

test('nothing is given again without both confirmations', async () => {
  const w = await world();
  await assert.rejects(w.stays.vault.regrant(video(w)), refusedAs('not_confirmed'));
  await match(w, w.back, w.stays); // theirs alone
  await assert.rejects(w.stays.vault.regrant(video(w)), refusedAs('not_confirmed'));
});

test('nothing is given again outside a video session, or for another one', async () => {
  const w = await world();
  await match(w, w.back, w.stays);
  await match(w, w.stays, w.back);
  for (const medium of ['voice', 'text'] as const) {
    await assert.rejects(w.stays.vault.regrant({ ...video(w), medium }), refusedAs('no_video'));
  }
  await assert.rejects(
    w.stays.vault.regrant({ ...video(w), visit: 'yesterday' }),
    refusedAs('not_confirmed'),
  );
});

test('a confirmation by the lost key, or for other keys, counts for nothing', async () => {
  const w = await world();
  const place = { conversation: w.conversation, type: 'signal', object: VISIT } as const;
  await match(w, w.stays, w.back); // mine alone
  await assert.rejects(w.stays.vault.regrant(video(w)), refusedAs('not_confirmed'));
  const body = { kind: 'words_match', prints: 'whatever', lacks: true };
  const { sealed } = await w.lost.vault.seal(place, body);
  const opened = await w.stays.vault.open(place, w.back.me.account, sealed);
  assert.equal(opened.kind, 'refused');
  await assert.rejects(w.stays.vault.regrant(video(w)), refusedAs('not_confirmed'));
  // Nor does one by the new key for other keys than these.
  const other = { kind: 'words_match', prints: 'other keys', lacks: true };
  const wrong = await w.back.vault.seal(place, other);
  assert.equal((await w.stays.vault.open(place, w.back.me.account, wrong.sealed)).kind, 'opened');
  await assert.rejects(w.stays.vault.regrant(video(w)), refusedAs('not_confirmed'));
});

test('after both confirmed, everything opens again, also what the lost key wrote', async () => {
  const w = together;
  const { theirs, hers, wish, goal } = w.written;
  assert.equal((await w.ask(w.back)).canRead, true);
  assert.equal(await reads(w.back.vault, w, w.lost, theirs.sealed), 'from jonas');
  assert.equal(await reads(w.back.vault, w, w.stays, hers.sealed), 'from mara');
  assert.equal((await w.back.vault.open(goal, w.lost.me.account, wish.sealed)).kind, 'opened');
  // And so it does for the other, whose pin is the new key now.
  assert.equal(await reads(w.stays.vault, w, w.lost, theirs.sealed), 'from jonas');
});

test('they go on under a secret that the lost key does not have', async () => {
  const w = together;
  const { sealed } = await say(w.stays.vault, w.written.letters, { text: 'welcome back' });
  assert.equal(await reads(w.back.vault, w, w.stays, sealed), 'welcome back');
  assert.notEqual(await reads(w.lost.vault, w, w.stays, sealed), 'welcome back');
  const answer = await say(w.back.vault, w.written.letters, { text: 'thank you' });
  assert.equal(await reads(w.stays.vault, w, w.back, answer.sealed), 'thank you');
});

test('other devices of both need nobody’s word for it', async () => {
  const w = together;
  const { theirs, hers } = w.written;
  for (const person of [w.back, w.stays]) {
    const fresh = vaultOn(memoryStorage(), w.clock);
    await signIn(person, fresh);
    await w.ask(person, fresh);
    assert.equal(await reads(fresh, w, w.lost, theirs.sealed), 'from jonas');
    assert.equal(await reads(fresh, w, w.stays, hers.sealed), 'from mara');
  }
});

test('a therapist who lost everything gets the record from their client', async () => {
  const w = await world('mara');
  const { theirs, hers } = w.written;
  assert.equal((await w.ask(w.back)).trust[w.stays.me.account], 'changed');
  await goOn(w);
  assert.equal(await reads(w.back.vault, w, w.stays, theirs.sealed), 'from jonas');
  assert.equal(await reads(w.back.vault, w, w.lost, hers.sealed), 'from mara');
  assert.equal(await reads(w.stays.vault, w, w.lost, hers.sealed), 'from mara');
});

test('nothing is given twice: who lacks nothing is given nothing', async () => {
  const w = together;
  await match(w, w.back, w.stays);
  await match(w, w.stays, w.back);
  assert.deepEqual(await w.stays.vault.regrant(video(w)), []);
});

test('a journal goes on with a new secret, and what was in it stays closed', async () => {
  const pair = await newPair();
  const founded = await pair.jonas.vault.found();
  const { id, conversation } = founded;
  const place = { conversation, type: 'letter', object: id } as const;
  const old = { alliance: id, conversation, members: [memberKey(pair.jonas)] };
  const mine = received(founded.grants, pair.jonas.me.account);
  await pair.jonas.vault.learn({ ...old, grants: mine });
  const { sealed } = await say(pair.jonas.vault, place, { text: 'marker' });

  const back = await comeBack(pair, pair.jonas);
  const former_keys = [{ public_key: pair.jonas.me.public_key, until_ms: 1 }];
  const now = { ...old, members: [{ ...memberKey(back), former_keys }] };
  assert.equal((await back.vault.learn({ ...now, grants: [], newest: 1 })).canRead, false);
  const made = await back.vault.newEpoch(conversation);
  assert.deepEqual(
    made?.map(({ epoch, member }) => [epoch, member]),
    [[2, back.me.account]],
  );
  const grants = received(made ?? [], back.me.account);
  assert.equal((await back.vault.learn({ ...now, grants, newest: 2 })).canRead, true);
  assert.equal(await back.vault.newEpoch(conversation), null);
  const opened = await back.vault.open(place, back.me.account, sealed);
  assert.deepEqual(opened, {
    kind: 'refused',
    why: 'This was sealed before you got your new key, and is still closed.',
  });
  const next = await say(back.vault, place, { text: 'again' });
  assert.equal((await back.vault.open(place, back.me.account, next.sealed)).kind, 'opened');
});
