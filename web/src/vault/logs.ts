// SPDX-License-Identifier: Apache-2.0
// What this device has seen of the house's two logs, and whether it believes them. The newest heads
// are remembered; a log must have grown from what was seen before, every member's key must stand in the
// log of keys, and what others say in their sealed messages must be of the same log. One doubt, and
// nothing private is sealed any more until people have compared the safety words.

import { sha256 } from './boxes';
import { type Bytes, fromBase64url, sameBytes, toBase64url } from './bytes';
import { type Cbor, readCbor } from './cbor';
import {
  isProved,
  isSigned,
  type LogEntry,
  type LogHead,
  type LogName,
  proofBytes,
} from './log-head';
import { consistencyHolds, leafHash } from './merkle';
import type { VaultStorage } from './storage';
import type { FormerKey, HeadSeen, Heads, LogAnswer, LogsDoubt, LogsState } from './vault';

type Known = { size: number; root: string; key: string };
type Kept = {
  keys: Known | null;
  audit: Known | null;
  doubt: LogsDoubt | null;
  /** When people last said that they compared the words; what was sealed before counts no more. */
  trusted_ms: number;
};

/** The part of the vault that watches the logs; see vault.ts for the meaning of each. */
export interface Logs {
  state(me: string): Promise<LogsState>;
  grow(
    me: string,
    asked: { log: LogName; from: number; head: LogHead; proof: string[] },
  ): Promise<LogAnswer>;
  proveKey(
    me: string,
    asked: {
      account: string;
      public_key: string;
      former_keys?: FormerKey[];
      entries: LogEntry[];
      head: LogHead;
    },
  ): Promise<LogAnswer>;
  compare(
    me: string,
    asked: {
      sender: string;
      at_ms: number;
      log: LogName;
      head: HeadSeen;
      to: number;
      proof: string[];
    },
  ): Promise<LogAnswer>;
  /** The server says no more than this, again and again, though more is known to be there. */
  doubt(me: string, doubt: LogsDoubt): Promise<void>;
  trustAgain(me: string): Promise<void>;
  /** What travels in sealed messages; null until both logs were seen. */
  heads(me: string): Promise<Heads | null>;
  forget(): void;
}

/** `storage` may forget; then it begins anew with every run. */
export function createLogs(storage: VaultStorage, now: () => number): Logs {
  const memory = new Map<string, Kept>();
  /** Account → what was proved last: head root, and key. */
  const proved = new Map<string, string>();

  /** Read anew each time: another window of this browser may know more. */
  async function kept(me: string): Promise<Kept> {
    const stored = (await storage.get(`logs|${me}`).catch(() => undefined)) as Kept | undefined;
    return stored ?? memory.get(me) ?? { keys: null, audit: null, doubt: null, trusted_ms: 0 };
  }

  async function keep(me: string, next: Kept): Promise<void> {
    memory.set(me, next);
    await storage.put(`logs|${me}`, next).catch(() => undefined);
  }

  async function raise(me: string, doubt: LogsDoubt): Promise<LogAnswer> {
    const before = await kept(me);
    if (before.doubt === null) await keep(me, { ...before, doubt });
    return 'doubt';
  }

  return {
    async state(me) {
      const { keys, audit, doubt } = await kept(me);
      return { keys: keys?.size ?? 0, audit: audit?.size ?? 0, doubt };
    },

    async grow(me, { log, from, head, proof }) {
      const known = (await kept(me))[log];
      const doubt = (why: LogsDoubt['why']) => raise(me, { why, log, about: null });
      if ((await isSigned(log, head)) === false) return doubt('unsigned');
      if (head.size < from) return doubt('shortened');
      if (known !== null) {
        if (known.key !== head.key) return doubt('unsigned');
        if (head.size < known.size) return 'fine'; // another window was quicker
        if (known.size !== from && known.size !== head.size) return 'again';
        if (!(await grewFrom(known, head, known.size === head.size ? [] : proof)))
          return doubt('rewritten');
      }
      const { size, root, key } = head;
      await keep(me, { ...(await kept(me)), [log]: { size, root, key } });
      return 'fine';
    },

    async proveKey(me, { account, public_key, former_keys = [], entries, head }) {
      const { keys } = await kept(me);
      if (keys === null || head.size !== keys.size || head.root !== keys.root) return 'again';
      const all = [...former_keys.map((one) => one.public_key), public_key];
      const print = [keys.root, ...all].join('|');
      if (proved.get(`${me}|${account}`) === print) return 'fine';
      const chain = await chainOf(account, entries, head);
      const right = await areTheNewest(all, chain);
      if (!right && (await stoodThere(public_key, chain))) return 'behind';
      if (!right) return raise(me, { why: 'unlogged', log: 'keys', about: account });
      proved.set(`${me}|${account}`, print);
      return 'fine';
    },

    async compare(me, { sender, at_ms, log, head, to, proof }) {
      const { [log]: known, trusted_ms } = await kept(me);
      if (at_ms <= trusted_ms) return 'fine';
      if (known === null || known.size !== to) return 'again';
      if (head.size > known.size) return 'again';
      return (await grewFrom(head, known, proof))
        ? 'fine'
        : raise(me, { why: 'split', log, about: sender });
    },

    doubt: async (me, doubt) => void (await raise(me, doubt)),

    async trustAgain(me) {
      proved.clear();
      await keep(me, { keys: null, audit: null, doubt: null, trusted_ms: now() });
    },

    async heads(me) {
      const { keys, audit, doubt } = await kept(me);
      if (keys === null || audit === null || doubt !== null) return null;
      return {
        keys: { size: keys.size, root: keys.root },
        audit: { size: audit.size, root: audit.root },
      };
    },

    forget() {
      memory.clear();
      proved.clear();
    },
  };
}

async function grewFrom(from: HeadSeen, to: HeadSeen, proof: string[]): Promise<boolean> {
  const [before, after, steps] = [fromBase64url(from.root), fromBase64url(to.root), proof];
  const hashes = proofBytes(steps);
  if (!before || !after || !hashes) return false;
  return consistencyHolds(
    { size: from.size, root: before },
    { size: to.size, root: after },
    hashes,
  );
}

/** True when the keys are the last ones of the chain, in this order. */
async function areTheNewest(keys: string[], chain: Bytes[] | null): Promise<boolean> {
  const last = chain?.slice(-keys.length) ?? [];
  if (last.length !== keys.length) return false;
  for (const [at, key] of keys.entries()) {
    const bytes = fromBase64url(key);
    if (!bytes || !sameBytes(last[at] as Bytes, await sha256(bytes))) return false;
  }
  return true;
}

async function stoodThere(key: string, chain: Bytes[] | null): Promise<boolean> {
  const bytes = fromBase64url(key);
  const hash = bytes && (await sha256(bytes));
  return hash !== null && (chain ?? []).slice(0, -1).some((one) => sameBytes(one, hash));
}

/** The hashes of the account's keys, if the entries are all of them, one after the other, each proved
 * under the head. */
async function chainOf(
  account: string,
  entries: LogEntry[],
  head: LogHead,
): Promise<Bytes[] | null> {
  let before: Bytes | null = null;
  const hashes: Bytes[] = [];
  for (const [at, one] of entries.entries()) {
    const bytes = fromBase64url(one.entry);
    const value: Cbor | undefined = bytes ? readCbor(bytes) : undefined;
    if (!bytes || !Array.isArray(value) || value.length !== 9) return null;
    const [label, seq, , whose, n, , hash, previous] = value;
    const follows =
      before === null
        ? previous === null
        : previous instanceof Uint8Array && sameBytes(previous, before);
    const right =
      label === 'rapport keys 1' &&
      seq === one.seq &&
      whose instanceof Uint8Array &&
      toBase64url(whose) === account &&
      n === at + 1 &&
      hash instanceof Uint8Array &&
      follows &&
      (await isProved(one, head));
    if (!right) return null;
    before = await leafHash(bytes);
    hashes.push(new Uint8Array(hash));
  }
  return hashes;
}
