// SPDX-License-Identifier: Apache-2.0
// Threads: what one device wrote is there on the other, in order, and what a server leaves out,
// moves, doubles or brings back is told.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryStorage } from '../../../web/src/vault/storage';
import type { Row, Thread, ThreadPlace, Vault } from '../../../web/src/vault/vault';
import { learn, newPair, type Pair, type Person, signIn, vaultOn } from './people';

/** A thread as an honest server keeps it. */
async function aThread() {
  const pair = await newPair();
  const place: ThreadPlace = { conversation: pair.conversation, type: 'chat', object: 'visit-1' };
  const rows: Row[] = [];
  const write = async (person: Person, text: string, vault = person.vault) => {
    const to = { alliance: pair.alliance, visit: 'visit-1' };
    const { id, sealed } = await vault.post(place, { text }, to);
    const row = { id, seq: rows.length + 1, sender: person.me.account, sealed };
    rows.push(row);
    await vault.posted(id, row.seq);
    return row;
  };
  /** Everybody reads all there is, so that the next message names it. */
  const read = async (vault: Vault) => vault.openThread(place, rows, true);
  return { pair, place, rows, write, read };
}

/** A device that has never seen anything. */
async function newDevice(pair: Pair, person: Person): Promise<Vault> {
  const vault = vaultOn(memoryStorage(), pair.clock);
  await signIn(person, vault);
  await learn(pair, person, { vault });
  return vault;
}

function texts({ opened }: Thread): string[] {
  return opened.map((one) =>
    one.kind === 'opened' ? (one.body as { text: string }).text : `refused: ${one.why}`,
  );
}

function kinds({ notes }: Thread): Array<[string, string | null]> {
  return notes.map((note) => [note.kind, note.before]);
}

/** Four lines to and fro, each having seen the ones before. */
async function talk() {
  const thread = await aThread();
  const { mara, jonas } = thread.pair;
  for (const [person, text] of [
    [jonas, 'one'],
    [mara, 'two'],
    [jonas, 'three'],
    [mara, 'four'],
  ] as const) {
    await thread.read(person.vault);
    await thread.write(person, text);
  }
  return thread;
}

test('a whole thread opens in order, with nothing to say about it', async () => {
  const { pair, read } = await talk();
  for (const vault of [pair.mara.vault, await newDevice(pair, pair.jonas)]) {
    const thread = await read(vault);
    assert.deepEqual(texts(thread), ['one', 'two', 'three', 'four']);
    assert.deepEqual(thread.notes, []);
  }
});

test('a message left out of the middle is missed where it stood', async () => {
  const { pair, place, rows } = await talk();
  const vault = await newDevice(pair, pair.mara);
  const thread = await vault.openThread(place, [rows[0], rows[1], rows[3]] as Row[], true);
  const [note] = thread.notes;
  assert.equal(note?.kind, 'held_back');
  assert.equal(note?.before, rows[3]?.id, 'before the first message of somebody who had seen it');
  assert.equal(note?.sender, pair.jonas.me.account);
});

test('a gap that nobody saw filled may still be on its way', async () => {
  const { pair, place, rows, write } = await aThread();
  for (const text of ['one', 'two', 'three']) await write(pair.jonas, text);
  const thread = await pair.mara.vault.openThread(place, [rows[0], rows[2]] as Row[], true);
  assert.deepEqual(kinds(thread), [['missing', rows[2]?.id]]);
  assert.match(thread.notes[0]?.why ?? '', /may still be on its way/);
  const later = await pair.mara.vault.openThread(place, [rows[1]] as Row[]);
  assert.deepEqual(later.notes, [], 'and then it is here');
});

test('the newest page alone is no gap; the page before closes the seam', async () => {
  const { pair, place, rows } = await talk();
  const vault = await newDevice(pair, pair.mara);
  assert.deepEqual((await vault.openThread(place, rows.slice(2))).notes, []);
  assert.deepEqual((await vault.openThread(place, rows.slice(0, 2), true)).notes, []);
});

test('a page that is missing between two others is told', async () => {
  const { pair, place, rows, write } = await aThread();
  for (const text of ['one', 'two', 'three', 'four']) await write(pair.jonas, text);
  const vault = await newDevice(pair, pair.mara);
  await vault.openThread(place, rows.slice(3));
  const thread = await vault.openThread(place, rows.slice(0, 1), true);
  assert.deepEqual(kinds(thread), [['missing', rows[3]?.id]]);
});

test('a thread cut off at its beginning is told once it claims to be whole', async () => {
  const { pair, place, rows } = await talk();
  const vault = await newDevice(pair, pair.mara);
  const thread = await vault.openThread(place, rows.slice(2), true);
  assert.deepEqual(
    thread.notes.map((note) => note.kind),
    ['missing', 'held_back'],
    'what somebody names was there',
  );
});

test('messages in another order than they were written are told', async () => {
  const { pair, place, rows, write } = await aThread();
  await write(pair.jonas, 'no');
  await write(pair.jonas, 'not that one');
  const moved = rows.map((row) => ({ ...row, seq: 3 - row.seq }));
  const thread = await pair.mara.vault.openThread(place, moved, true);
  assert.deepEqual(
    thread.notes.map((note) => note.kind),
    ['order'],
  );
});

test('the end of a thread that this device has shown before cannot be cut off', async () => {
  const { pair, place, rows, read } = await talk();
  await read(pair.jonas.vault);
  const reloaded = vaultOn(pair.jonas.storage, pair.clock);
  await reloaded.resume(pair.jonas.me);
  await learn(pair, pair.jonas, { vault: reloaded });
  const thread = await reloaded.openThread(place, rows.slice(0, 3), true);
  assert.deepEqual(kinds(thread), [['held_back', null]]);
  assert.equal(thread.notes[0]?.sender, pair.mara.me.account);
});

test('my own last message that the server took and lost is missed after a reload', async () => {
  const { pair, place, rows, write } = await aThread();
  for (const text of ['one', 'two']) await write(pair.jonas, text);
  const reloaded = vaultOn(pair.jonas.storage, pair.clock);
  await reloaded.resume(pair.jonas.me);
  await learn(pair, pair.jonas, { vault: reloaded });
  const thread = await reloaded.openThread(place, rows.slice(0, 1), true);
  assert.deepEqual(kinds(thread), [['held_back', null]]);
});

test('what still waits in my outbox is not missed', async () => {
  const { pair, place, rows, write } = await aThread();
  await write(pair.jonas, 'one');
  await pair.jonas.vault.post(place, { text: 'waits' }, { alliance: 'a', visit: 'visit-1' });
  const thread = await pair.jonas.vault.openThread(place, rows, true);
  assert.deepEqual(thread.notes, []);
});

test('two devices of one person each have a chain of their own', async () => {
  const { pair, place, rows, write } = await aThread();
  const phone = await newDevice(pair, pair.jonas);
  await write(pair.jonas, 'desk one');
  await write(pair.jonas, 'phone one', phone);
  await write(pair.jonas, 'desk two');
  await write(pair.jonas, 'phone two', phone);
  assert.deepEqual((await pair.mara.vault.openThread(place, rows, true)).notes, []);
  const mara = await newDevice(pair, pair.mara);
  const thread = await mara.openThread(place, [rows[0], rows[2], rows[3]] as Row[], true);
  assert.deepEqual(kinds(thread), [['missing', rows[3]?.id]], 'the phone’s first is missed');
});

test('two tabs of one device give out every number once', async () => {
  const { pair, place, rows } = await aThread();
  const tab = vaultOn(pair.jonas.storage, pair.clock);
  await tab.resume(pair.jonas.me);
  await learn(pair, pair.jonas, { vault: tab });
  const posts = Array.from({ length: 10 }, (_, at) =>
    (at % 2 === 0 ? tab : pair.jonas.vault).post(
      place,
      { text: `${at}` },
      { alliance: 'a', visit: null },
    ),
  );
  await Promise.all(posts);
  const waiting = await tab.waiting();
  assert.equal(waiting.length, 10);
  waiting.forEach(({ id, sealed }, at) => {
    rows.push({ id, seq: at + 1, sender: pair.jonas.me.account, sealed });
  });
  assert.deepEqual((await pair.mara.vault.openThread(place, rows, true)).notes, []);
});

test('a chain goes on after a reload, and the outbox is still there', async () => {
  const { pair, place, rows, write } = await aThread();
  await write(pair.jonas, 'before');
  const to = { alliance: 'a', visit: 'visit-1' };
  const kept = await pair.jonas.vault.post(place, { text: 'kept' }, to);
  const reloaded = vaultOn(pair.jonas.storage, pair.clock);
  await reloaded.resume(pair.jonas.me);
  await learn(pair, pair.jonas, { vault: reloaded });
  const [item] = await reloaded.waiting();
  assert.deepEqual(item, { ...kept, place, to, held: null });
  rows.push({ id: kept.id, seq: 2, sender: pair.jonas.me.account, sealed: kept.sealed });
  await reloaded.posted(kept.id, 2);
  await write(pair.jonas, 'after', reloaded);
  assert.deepEqual(await reloaded.waiting(), []);
  const thread = await pair.mara.vault.openThread(place, rows, true);
  assert.deepEqual(texts(thread), ['before', 'kept', 'after']);
  assert.deepEqual(thread.notes, []);
});

test('another person on the same device has another outbox', async () => {
  const { pair, place } = await aThread();
  await pair.jonas.vault.post(place, { text: 'mine' }, { alliance: 'a', visit: null });
  const shared = vaultOn(pair.jonas.storage, pair.clock);
  await signIn(pair.mara, shared);
  assert.deepEqual(await shared.waiting(), []);
});

test('an edit stands in the same place and breaks no chain', async () => {
  const { pair, place, rows, write, read } = await talk();
  const [first] = rows as [Row, ...Row[]];
  pair.clock.nowMs += 60_000;
  const edit = await pair.jonas.vault.reseal(place, first.sealed, { text: 'one, better' });
  assert.deepEqual([edit.id, edit.revision], [first.id, 1]);
  rows[0] = { ...first, sealed: edit.sealed };
  for (const vault of [pair.mara.vault, await newDevice(pair, pair.mara)]) {
    const thread = await read(vault);
    assert.equal(texts(thread)[0], 'one, better');
    assert.deepEqual(thread.notes, []);
    const [opened] = thread.opened;
    assert.ok(opened?.kind === 'opened');
    assert.deepEqual([opened.revision, opened.revised_ms], [1, pair.clock.nowMs]);
    assert.equal(opened.at_ms, pair.clock.nowMs - 60_000);
  }
  await write(pair.jonas, 'five');
  assert.deepEqual((await read(pair.mara.vault)).notes, []);
});

test('an older version is refused once the newer one was seen, also after a reload', async () => {
  const { pair, place, rows, read } = await talk();
  const [first] = rows as [Row, ...Row[]];
  const gone = await pair.jonas.vault.reseal(place, first.sealed, { deleted: true });
  rows[0] = { ...first, sealed: gone.sealed };
  await read(pair.mara.vault);
  const back = await pair.mara.vault.openThread(place, [first]);
  assert.match(texts(back)[0] ?? '', /older version/);
  const reloaded = vaultOn(pair.mara.storage, pair.clock);
  await reloaded.resume(pair.mara.me);
  await learn(pair, pair.mara, { vault: reloaded });
  assert.match(texts(await reloaded.openThread(place, [first]))[0] ?? '', /older version/);
});

test('only the writer can make the next revision', async () => {
  const { pair, place, rows } = await talk();
  const [first] = rows as [Row, ...Row[]];
  await assert.rejects(
    pair.mara.vault.reseal(place, first.sealed, { text: 'mine now' }),
    (error: { code?: string }) => error.code === 'not_mine',
  );
});

test('a message filed under another name, or twice, is refused', async () => {
  const { pair, place, rows } = await talk();
  const [first] = rows as [Row, ...Row[]];
  const twice = { ...first, id: 'another', seq: 9 };
  const thread = await pair.mara.vault.openThread(place, [...rows, twice], true);
  assert.match(texts(thread)[4] ?? '', /another name/);
});

test('a message of one thread does not count in another', async () => {
  const { pair, place, rows } = await talk();
  const moved = { ...place, object: 'visit-2' };
  const thread = await pair.mara.vault.openThread(moved, rows, true);
  for (const text of texts(thread)) assert.match(text, /another place/);
});

test('the heads of the public logs travel in what is sealed, and are handed out once', async () => {
  const { pair, read, write } = await aThread();
  const heads = { keys: { size: 3, root: 'k' }, audit: { size: 9, root: 'a' } };
  const kept = { keys: { ...heads.keys, key: 'x' }, audit: { ...heads.audit, key: 'x' } };
  await pair.jonas.storage.put(`logs|${pair.jonas.me.account}`, { ...kept, doubt: null });
  await write(pair.jonas, 'with heads');
  await read(pair.mara.vault);
  const seen = await pair.mara.vault.headsSeen();
  assert.deepEqual(seen, [{ sender: pair.jonas.me.account, at_ms: pair.clock.nowMs, heads }]);
  assert.deepEqual(await pair.mara.vault.headsSeen(), []);
});

test('a draft stays on the device, sealed, and opens for its writer alone', async () => {
  const pair = await newPair();
  await pair.jonas.vault.sealLocal('draft|1', 'I wanted to say');
  const reloaded = vaultOn(pair.jonas.storage, pair.clock);
  await reloaded.resume(pair.jonas.me);
  assert.equal(await reloaded.openLocal('draft|1'), 'I wanted to say');
  assert.equal(await reloaded.openLocal('draft|2'), null);
  const kept = (await pair.jonas.storage.get(
    `local|${pair.jonas.me.account}|draft|1`,
  )) as Uint8Array;
  assert.equal(Buffer.from(kept).includes('wanted'), false);
  // Moved to another name by somebody who holds the device.
  await pair.jonas.storage.put(`local|${pair.jonas.me.account}|draft|2`, kept);
  assert.equal(await reloaded.openLocal('draft|2'), null);
  await reloaded.sealLocal('draft|1', null);
  assert.equal(await reloaded.openLocal('draft|1'), null);
});

test('a device that can keep nothing still has an outbox and chains within one run', async () => {
  const { pair, place, rows } = await aThread();
  const no = async () => {
    throw new Error('the disk is full');
  };
  const vault = vaultOn(
    { get: no, put: no, putAll: no, delete: no, alone: memoryStorage().alone },
    pair.clock,
  );
  await signIn(pair.jonas, vault);
  await learn(pair, pair.jonas, { vault });
  for (const text of ['one', 'two'])
    await vault.post(place, { text }, { alliance: 'a', visit: null });
  const waiting = await vault.waiting();
  waiting.forEach(({ id, sealed }, at) => {
    rows.push({ id, seq: at + 1, sender: pair.jonas.me.account, sealed });
  });
  const thread = await pair.mara.vault.openThread(place, rows, true);
  assert.deepEqual(texts(thread), ['one', 'two']);
  assert.deepEqual(thread.notes, []);
});
