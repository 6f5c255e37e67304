// SPDX-License-Identifier: Apache-2.0
// A server that lies, one way after the other: each is refused, and said in a plain sentence. The same
// table stands in docs/lying-server.md, and is held against this one.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { memoryStorage, type VaultStorage } from '../../../web/src/vault/storage';
import type {
  Address,
  MemberKey,
  Opened,
  Row,
  Thread,
  ThreadPlace,
  Vault,
} from '../../../web/src/vault/vault';
import { learn, memberKey, newPair, newPerson, received, signIn, vaultOn } from '../vault/people';

declare const __ROOT__: string;

const HOUR_MS = 3_600_000;
const pair = await newPair();
const { mara, jonas, clock, conversation, alliance } = pair;
const evil = await newPerson('evil', 'client', clock);
const place: ThreadPlace = { conversation, type: 'chat', object: 'visit-1' };
const to: Address = { alliance, visit: 'visit-1' };
const rows: Row[] = [];

async function write(vault: Vault, sender: string, text: string): Promise<void> {
  await vault.openThread(place, rows, true);
  const { id, sealed } = await vault.post(place, { text }, to);
  rows.push({ id, seq: rows.length + 1, sender, sealed });
  await vault.posted(id, rows.length);
}
for (const text of ['one', 'two', 'three']) {
  await write(jonas.vault, jonas.me.account, text);
  await write(mara.vault, mara.me.account, `and ${text}`);
}
await jonas.vault.post(place, { text: 'seen by nobody' }, to).then(({ id, sealed }) => {
  rows.push({ id, seq: 7, sender: jonas.me.account, sealed });
  return jonas.vault.posted(id, 7);
});
await jonas.vault.post(place, { text: 'the last' }, to).then(({ id, sealed }) => {
  rows.push({ id, seq: 8, sender: jonas.me.account, sealed });
  return jonas.vault.posted(id, 8);
});

/** A device of Mara's that has never been here; `storage` when it has. */
async function device(storage: VaultStorage = memoryStorage(), members?: MemberKey[]) {
  const vault = vaultOn(storage, clock);
  if (!(await vault.resume(mara.me))) await signIn(mara, vault);
  await learn(pair, mara, { vault, ...(members && { members }) });
  return vault;
}

const without = (...seqs: number[]) => rows.filter((row) => !seqs.includes(row.seq));
const rowAt = (seq: number) => rows[seq - 1] as Row;
const why = (opened: Opened | undefined) => (opened?.kind === 'refused' ? opened.why : '');
const note = (thread: Thread) => thread.notes[0]?.why ?? '';

async function message(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

async function thread(some: Row[]): Promise<Thread> {
  return (await device()).openThread(place, some, true);
}

/** Opens the thread, reads one row again as the server now gives it. */
async function again(row: Row, at = place): Promise<string> {
  const vault = await device();
  await vault.openThread(place, rows, true);
  return why((await vault.openThread(at, [row])).opened[0]);
}

const NOTHING = '';

const ATTACKS: Array<{ attack: string; says: string; run: () => Promise<string> }> = [
  {
    attack: 'swaps the key of a member',
    says: 'The key of the other person has changed. Compare the safety words before you go on.',
    run: async () => {
      const swapped = { ...memberKey(jonas), public_key: evil.me.public_key };
      const vault = await device(memoryStorage(), [memberKey(mara), swapped]);
      return message(vault.post(place, { text: 'x' }, to));
    },
  },
  {
    attack: 'gives a member a new key by itself, as if they had lost everything',
    says: 'The key of the other person has changed. Compare the safety words before you go on.',
    run: async () => {
      const reset = {
        ...memberKey(jonas),
        public_key: evil.me.public_key,
        former_keys: [{ public_key: jonas.me.public_key, until_ms: 1 }],
      };
      const vault = await device(memoryStorage(), [memberKey(mara), reset]);
      return message(vault.post(place, { text: 'x' }, to));
    },
  },
  {
    attack: 'names a former key that nobody had',
    says: 'The key of the sender has changed. Compare the safety words before you go on.',
    run: async () => {
      const reset = {
        ...memberKey(jonas),
        public_key: evil.me.public_key,
        former_keys: [{ public_key: evil.me.public_key, until_ms: 1 }],
      };
      const vault = await device(memoryStorage(), [memberKey(mara), reset]);
      const row = rows.find((one) => one.sender === jonas.me.account);
      assert.ok(row);
      return why((await vault.openThread(place, [row])).opened[0]);
    },
  },
  {
    attack: 'swaps the key of the therapist in an invitation',
    says: 'The key is not the one of the person who sent the link.',
    run: async () => {
      const therapist = { account: 'x', name: 'Mara', public_key: evil.me.public_key };
      const look = { ...pair.look, therapist };
      return message(evil.vault.acceptInvitation({ fragment: pair.fragment, look }));
    },
  },
  {
    attack: 'gives the slot of somebody else',
    says: 'What the server gave does not belong to these keys.',
    run: async () => {
      const [slot] = mara.me.slots;
      const [theirs] = jonas.me.slots;
      assert.ok(slot && theirs);
      const slots = [{ ...slot, wrapped: theirs.wrapped }];
      return message(
        signIn({ ...mara, me: { ...mara.me, slots } }, vaultOn(memoryStorage(), clock)),
      );
    },
  },
  {
    attack: 'gives another sealed key',
    says: 'What the server gave does not belong to these keys.',
    run: () => {
      const me = { ...mara.me, sealed_key: jonas.me.sealed_key };
      return message(signIn({ ...mara, me }, vaultOn(memoryStorage(), clock)));
    },
  },
  {
    attack: 'asks for a weaker way to make keys',
    says: 'The server asks for keys that are made too weakly.',
    run: () => {
      const slots = mara.me.slots.map((slot) => ({ ...slot, memory_kib: 8 }));
      return message(
        signIn({ ...mara, me: { ...mara.me, slots } }, vaultOn(memoryStorage(), clock)),
      );
    },
  },
  {
    attack: 'moves a grant to another conversation',
    says: 'This device has no key for this conversation yet.',
    run: async () => {
      const vault = await device();
      const there = { ...place, conversation: 'another' };
      const members = [memberKey(mara), memberKey(jonas)];
      const { grants } = mara;
      await vault.learn({ alliance, conversation: 'another', members, grants });
      return message(vault.post(there, { text: 'x' }, to));
    },
  },
  {
    attack: 'goes back to the key from before somebody left',
    says: 'Somebody has left, and the new key for those who stay is not here yet. Nothing was sent.',
    run: async () => {
      const storage = memoryStorage();
      const left = [memberKey(mara), { ...memberKey(jonas), left_ms: 1 }];
      const vault = await device(storage, left);
      const made = received((await vault.newEpoch(conversation)) ?? [], mara.me.account);
      await learn(pair, mara, { vault, members: left, grants: [...mara.grants, ...made] });
      return message((await device(storage)).post(place, { text: 'x' }, to));
    },
  },
  {
    attack: 'adds a member nobody invited',
    says: NOTHING,
    run: async () => {
      const silent = { ...memberKey(evil), introduction: null };
      const left = { ...memberKey(jonas), left_ms: 1 };
      const vault = await device(memoryStorage(), [memberKey(mara), left, silent]);
      assert.equal(await vault.newEpoch(conversation), null, 'they are given no key');
      return NOTHING;
    },
  },
  {
    attack: 'hides a member',
    says: 'This comes from someone who does not belong to this conversation.',
    run: async () => {
      const vault = await device(memoryStorage(), [memberKey(mara)]);
      return why((await vault.openThread(place, [rowAt(1)])).opened[0]);
    },
  },
  {
    attack: 'changes a message',
    says: 'This could not be opened: it was changed on the way, or not written by the sender.',
    run: async () => {
      const bytes = Buffer.from(rowAt(1).sealed, 'base64url');
      bytes[bytes.length - 40] = (bytes[bytes.length - 40] ?? 0) ^ 1;
      const sealed = bytes.toString('base64url');
      return why((await thread([{ ...rowAt(1), sealed }])).opened[0]);
    },
  },
  {
    attack: 'cuts a message short',
    says: 'This could not be opened: it was changed on the way, or not written by the sender.',
    run: async () => {
      const sealed = Buffer.from(rowAt(1).sealed, 'base64url').subarray(0, 300);
      return why((await thread([{ ...rowAt(1), sealed: sealed.toString('base64url') }])).opened[0]);
    },
  },
  {
    attack: 'puts a message into another mouth',
    says: 'This could not be opened: it was changed on the way, or not written by the sender.',
    run: async () => why((await thread([{ ...rowAt(1), sender: mara.me.account }])).opened[0]),
  },
  {
    attack: 'claims that a message was deleted',
    says: 'This could not be opened: it was changed on the way, or not written by the sender.',
    run: async () => {
      const sealed = Buffer.from('{"deleted":true}').toString('base64url');
      return why((await thread([{ ...rowAt(1), sealed }])).opened[0]);
    },
  },
  {
    attack: 'moves a message to another session',
    says: 'This was written for another place and moved here by someone.',
    run: () => again(rowAt(1), { ...place, object: 'visit-2' }),
  },
  {
    attack: 'forwards a message to another conversation',
    says: 'This belongs to a conversation this device does not know.',
    run: () => again(rowAt(1), { ...place, conversation: 'another' }),
  },
  {
    attack: 'shows a message a second time, as a new one',
    says: 'It was filed under another name.',
    run: () => again({ ...rowAt(1), id: 'another', seq: 9 }),
  },
  {
    attack: 'leaves out a message that somebody has read',
    says: 'A message that was here before is missing. The server may be holding it back.',
    run: async () => note(await thread(without(3))),
  },
  {
    attack: 'leaves out a message that nobody has read',
    says: 'A message is missing here. It may still be on its way.',
    run: async () => note(await thread(without(7))),
  },
  {
    attack: 'cuts off the end of what this device has shown before',
    says: 'A message that was here before is missing. The server may be holding it back.',
    run: async () => {
      const storage = memoryStorage();
      await (await device(storage)).openThread(place, rows, true);
      return note(await (await device(storage)).openThread(place, without(8), true));
    },
  },
  {
    attack: 'shows messages in another order',
    says: 'These messages do not stand in the order in which they were written.',
    run: async () => {
      const turned = rows.map((row) => {
        if (row.seq === 7) return { ...row, seq: 8 };
        return row.seq === 8 ? { ...row, seq: 7 } : row;
      });
      return note(await thread(turned));
    },
  },
  {
    attack: 'serves an old version of a message',
    says: 'This is an older version of something that was changed since.',
    run: async () => {
      const newer = await jonas.vault.reseal(place, rowAt(1).sealed, { text: 'one, better' });
      const vault = await device();
      await vault.openThread(place, [{ ...rowAt(1), sealed: newer.sealed }]);
      return why((await vault.openThread(place, [rowAt(1)])).opened[0]);
    },
  },
  {
    attack: 'brings a deleted message back',
    says: 'This is an older version of something that was changed since.',
    run: async () => {
      const gone = await jonas.vault.reseal(place, rowAt(1).sealed, { deleted: true });
      const storage = memoryStorage();
      await (await device(storage)).openThread(place, [{ ...rowAt(1), sealed: gone.sealed }]);
      return why((await (await device(storage)).openThread(place, [rowAt(1)])).opened[0]);
    },
  },
  {
    attack: 'repeats a signal of the call',
    says: 'This was already seen elsewhere.',
    run: async () => {
      const signal = { ...place, type: 'signal' } as const;
      const { sealed } = await jonas.vault.seal(signal, { offer: 1 });
      const vault = await device();
      await vault.open(signal, jonas.me.account, sealed);
      return why(await vault.open(signal, jonas.me.account, sealed));
    },
  },
  {
    attack: 'keeps a signal of the call for later',
    says: 'This signal is too old to be used.',
    run: async () => {
      const signal = { ...place, type: 'signal' } as const;
      const { sealed } = await jonas.vault.seal(signal, { offer: 1 });
      const vault = await device();
      await vault.setClock(clock.nowMs + 6 * 60_000);
      return why(await vault.open(signal, jonas.me.account, sealed));
    },
  },
  {
    attack: 'tells a time that is one hour off',
    says: NOTHING,
    run: async () => {
      const vault = await device();
      for (const off of [-HOUR_MS, HOUR_MS]) {
        await vault.setClock(clock.nowMs + off);
        const { opened, notes } = await vault.openThread(place, rows, true);
        assert.deepEqual([...new Set(opened.map((one) => one.kind)), notes], ['opened', []]);
      }
      return NOTHING;
    },
  },
  {
    attack: 'tells a time that is more than a day behind',
    says: 'This claims to be from the future.',
    run: async () => {
      const vault = await device();
      await vault.setClock(clock.nowMs - 24.5 * HOUR_MS);
      return why((await vault.openThread(place, [rowAt(1)])).opened[0]);
    },
  },
];

test('an honest server is believed', async () => {
  const { opened, notes } = await thread(rows);
  assert.deepEqual([...new Set(opened.map((one) => one.kind)), notes], ['opened', []]);
});

for (const { attack, says, run } of ATTACKS) {
  test(`a server that ${attack}`, async () => assert.equal(await run(), says));
}

test('the documentation says the same', () => {
  const page = readFileSync(join(__ROOT__, 'docs/lying-server.md'), 'utf8');
  const told = [...page.matchAll(/^\| (?!---|a server that)(.*?) \| (.*?) \|$/gm)].map((row) => [
    row[1],
    row[2]?.startsWith('*') ? NOTHING : row[2],
  ]);
  assert.deepEqual(
    told,
    ATTACKS.map(({ attack, says }) => [attack, says]),
  );
});
