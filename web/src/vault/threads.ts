// SPDX-License-Identifier: Apache-2.0
// What this device writes into threads and has not got rid of yet (its outbox), its own chains, and
// what is missing in the threads it reads.

import { newId } from './boxes';
import {
  type Chain,
  chainName,
  type Head,
  headsOf,
  judgeThread,
  type Known,
  linkOf,
} from './chains';
import type { Conversations } from './conversations';
import { refused, type Threaded, writeMessage } from './messages';
import type { VaultStorage } from './storage';
import type { Unlocked } from './unlocked';
import {
  type Address,
  type Opened,
  type Row,
  type Thread,
  type ThreadPlace,
  VaultError,
  type Waiting,
} from './vault';

/** So many are opened at a time: more does not make it quicker. */
const AT_ONCE = 50;

/** The end of one of my own chains. */
type End = { n: number; link: string };

/** What waits in the outbox, with its link. */
type Item = Omit<Waiting, 'held'> & { chain: Chain; link: string };

/** What is known of one thread since the keys were opened. */
type Memory = {
  known: Map<string, Known>;
  whole: boolean;
  /** Newest links this device has ever seen; null until read from storage. */
  witnessed: Head[] | null;
};

/** The part of the vault that writes and reads threads; see vault.ts for the meaning of each. */
export interface Threads {
  post(
    me: Unlocked,
    place: ThreadPlace,
    body: unknown,
    to: Address,
  ): Promise<{ id: string; sealed: string; at_ms: number; epoch: number }>;
  waiting(me: Unlocked): Promise<Waiting[]>;
  posted(me: Unlocked, id: string, seq?: number): Promise<void>;
  reseal(
    me: Unlocked,
    place: ThreadPlace,
    original: string,
    body: unknown,
  ): Promise<{ id: string; sealed: string; revision: number }>;
  openThread(me: Unlocked, place: ThreadPlace, rows: Row[], whole: boolean): Promise<Thread>;
  forget(): void;
}

/** `now` is the server's time as this device knows it. */
export function createThreads(
  conversations: Conversations,
  storage: VaultStorage,
  now: () => number,
): Threads {
  const memories = new Map<string, Memory>();
  /** Account → name of this device in its chains, which never changes. */
  const devices = new Map<string, string>();

  function memoryOf(place: ThreadPlace): Memory {
    const name = threadName(place);
    let memory = memories.get(name);
    if (memory === undefined) {
      memory = { known: new Map(), whole: false, witnessed: null };
      memories.set(name, memory);
    }
    return memory;
  }

  async function outbox(me: Unlocked): Promise<Item[]> {
    return ((await storage.get(`outbox|${me.account}`)) as Item[] | undefined) ?? [];
  }

  /** The name of this device in chains: made once, so that a chain goes on after a reload. */
  async function deviceOf(me: Unlocked): Promise<string> {
    const known = devices.get(me.account);
    if (known !== undefined) return known;
    const stored = await storage.get(`device|${me.account}`);
    const device = typeof stored === 'string' ? stored : newId().slice(0, 11);
    if (typeof stored !== 'string') await storage.put(`device|${me.account}`, device);
    devices.set(me.account, device);
    return device;
  }

  async function endOf(me: Unlocked, place: ThreadPlace): Promise<End> {
    const stored = (await storage.get(endName(me, place))) as End | undefined;
    return stored ?? { n: 0, link: '' };
  }

  function othersSeen(place: ThreadPlace, me: Unlocked, device: string): Head[] {
    const mine = chainName({ sender: me.account, device });
    return headsOf(memoryOf(place).known.values()).filter((head) => chainName(head) !== mine);
  }

  async function seal(
    me: Unlocked,
    place: ThreadPlace,
    message: { id: string; at_ms: number; thread: Threaded },
    body: unknown,
  ): Promise<{ sealed: string; epoch: number }> {
    let under = 0;
    const sealed = await conversations.sealText(me, place, (epoch, heads) => {
      under = epoch;
      return writeMessage(place, { epoch, sender: me.account, heads, ...message }, body);
    });
    return { sealed, epoch: under };
  }

  /** The same message, number and all, under the epoch of those who are still here. */
  async function sealAnew(me: Unlocked, item: Item): Promise<Item> {
    const { place } = item;
    const read = await conversations.read(me, place, me.account, item.sealed);
    if (read.kind === 'refused') throw new VaultError('old_epoch', read.why);
    const { opened, thread } = read;
    if (thread === null) throw new VaultError('old_epoch', refused('unreadable').why);
    const message = { id: item.id, at_ms: item.at_ms, thread };
    const made = await seal(me, place, message, opened.body);
    conversations.sealedAnew(item.id);
    return { ...item, ...made };
  }

  function note(place: ThreadPlace, one: Known): void {
    memoryOf(place).known.set(one.id, one);
  }

  async function openRow(
    me: Unlocked,
    place: ThreadPlace,
    row: Row,
  ): Promise<{ opened: Opened; known: Known | null }> {
    const read = await conversations.read(me, place, row.sender, row.sealed);
    if (read.kind === 'refused') return { opened: read, known: null };
    const { opened, thread } = read;
    if (opened.id !== row.id) return { opened: refused('renamed'), known: null };
    if (thread === null) return { opened: refused('unreadable'), known: null };
    const { chain, seen } = thread;
    const { id, seq, sender } = row;
    const link = await linkOf(place, { sender, id, chain });
    return { opened, known: { id, seq, sender, chain, link, seen } };
  }

  /** Where my own chain on this device should end, going by what was acknowledged. */
  async function ownEnd(me: Unlocked, place: ThreadPlace): Promise<Head | null> {
    const device = await storage.get(`device|${me.account}`);
    if (typeof device !== 'string') return null;
    const end = await endOf(me, place);
    const name = threadName(place);
    const waits = (await outbox(me)).find((item) => threadName(item.place) === name);
    const n = waits ? waits.chain.n - 1 : end.n;
    const link = waits ? waits.chain.previous : end.link;
    return n === 0 ? null : { sender: me.account, device, n, link };
  }

  async function witness(me: Unlocked, place: ThreadPlace, memory: Memory): Promise<Head[]> {
    const name = `witnessed|${me.account}|${threadName(place)}`;
    memory.witnessed ??= ((await storage.get(name)) as Head[] | undefined) ?? [];
    const newest = new Map(memory.witnessed.map((head) => [chainName(head), head]));
    const before = memory.witnessed;
    let grew = false;
    for (const head of headsOf(memory.known.values())) {
      if ((newest.get(chainName(head))?.n ?? 0) >= head.n) continue;
      newest.set(chainName(head), head);
      grew = true;
    }
    if (grew) {
      memory.witnessed = [...newest.values()];
      await storage.put(name, memory.witnessed);
    }
    const own = await ownEnd(me, place);
    return own === null ? before : [...before, own];
  }

  return {
    post(me, place, body, to) {
      // Two tabs of a person are one device: neither may give out the other's number.
      return storage.alone(`post|${me.account}`, async () => {
        const [device, end, items] = await Promise.all([
          deviceOf(me),
          endOf(me, place),
          outbox(me),
        ]);
        const chain = { device, n: end.n + 1, previous: end.link };
        const id = newId();
        const at_ms = now();
        const seen = othersSeen(place, me, device);
        const thread = { revision: 0, revised_ms: null, chain, seen };
        const { sealed, epoch } = await seal(me, place, { id, at_ms, thread }, body);
        const link = await linkOf(place, { sender: me.account, id, chain });
        const item: Item = { id, place, to, sealed, epoch, at_ms, chain, link };
        await storage.putAll([
          [endName(me, place), { n: chain.n, link }],
          [`outbox|${me.account}`, [...items, item]],
        ]);
        return { id, sealed, at_ms, epoch };
      });
    },

    async waiting(me) {
      const early = ({ place, epoch }: Item) => !conversations.mayGoOut(place.conversation, epoch);
      const shown = ({ chain, link, ...item }: Item) => ({ ...item, held: null });
      const items = await outbox(me);
      if (!items.some(early)) return items.map(shown);
      return storage.alone(`post|${me.account}`, async () => {
        const all = await outbox(me);
        const held = new Map<string, string>();
        for (const [at, item] of all.entries()) {
          if (!early(item)) continue;
          try {
            all[at] = await sealAnew(me, item);
          } catch (error) {
            held.set(item.id, error instanceof Error ? error.message : String(error));
          }
        }
        await storage.put(`outbox|${me.account}`, all);
        return all.map((item) => ({ ...shown(item), held: held.get(item.id) ?? null }));
      });
    },

    posted(me, id, seq) {
      return storage.alone(`post|${me.account}`, async () => {
        const items = await outbox(me);
        const item = items.find((one) => one.id === id);
        if (item === undefined) return;
        const { place, chain, link } = item;
        if (seq !== undefined && !memoryOf(place).known.has(id)) {
          note(place, { id, seq, sender: me.account, chain, link, seen: [] });
        }
        await storage.put(
          `outbox|${me.account}`,
          items.filter((one) => one.id !== id),
        );
      });
    },

    async reseal(me, place, original, body) {
      const read = await conversations.read(me, place, me.account, original);
      if (read.kind === 'refused' || read.thread === null) {
        throw new VaultError('not_mine', 'Only what you wrote yourself can be changed.');
      }
      const { id, at_ms } = read.opened;
      const { chain } = read.thread;
      const revision = read.thread.revision + 1;
      const seen = othersSeen(place, me, chain.device);
      const thread = { revision, revised_ms: now(), chain, seen };
      const { sealed } = await seal(me, place, { id, at_ms, thread }, body);
      return { id, sealed, revision };
    },

    openThread(me, place, rows, whole) {
      return storage.alone(`thread|${me.account}|${threadName(place)}`, async () => {
        const memory = memoryOf(place);
        memory.whole ||= whole;
        const opened: Opened[] = [];
        for (let from = 0; from < rows.length; from += AT_ONCE) {
          const some = rows.slice(from, from + AT_ONCE);
          for (const one of await Promise.all(some.map((row) => openRow(me, place, row)))) {
            opened.push(one.opened);
            if (one.known !== null) note(place, one.known);
          }
        }
        const witnessed = await witness(me, place, memory);
        return { opened, notes: judgeThread(memory.known.values(), memory.whole, witnessed) };
      });
    },

    forget: () => memories.clear(),
  };
}

function threadName({ conversation, type, object }: ThreadPlace): string {
  return `${conversation}|${type}|${object}`;
}

function endName(me: Unlocked, place: ThreadPlace): string {
  return `chain|${me.account}|${threadName(place)}`;
}
