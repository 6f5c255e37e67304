// SPDX-License-Identifier: Apache-2.0
// Chains: every device numbers what it writes in one thread and names its link before, so that a
// server that drops, holds back, moves or doubles something is found out by those who read.
// Pure but for hashing. docs/protocol.md, What is inside a sealed message.

import { sha256 } from './boxes';
import { toBase64url, utf8 } from './bytes';
import type { ThreadNote } from './vault';

/** A message's place in its sender's chain. `previous` is the link before; '' for the first. */
export type Chain = { device: string; n: number; previous: string };

/** The newest link of somebody's chain. */
export type Head = { sender: string; device: string; n: number; link: string };

/** What is known of one message of a thread. */
export type Known = {
  id: string;
  /** The server's order. */
  seq: number;
  sender: string;
  chain: Chain;
  link: string;
  /** Newest links of other chains its sender had seen. */
  seen: readonly Head[];
};

/** How many other chains a message names, newest first. */
export const SEEN_MOST = 12;

/** The link of a message: what it is and where it stands, not what it says, so that an edit or a
 * deletion does not break the chain. */
export async function linkOf(
  thread: { conversation: string; type: string; object: string },
  message: { sender: string; id: string; chain: Chain },
): Promise<string> {
  const { device, n, previous } = message.chain;
  const { conversation, type, object } = thread;
  const { sender, id } = message;
  const text = ['link|1', conversation, type, object, sender, device, n, id, previous].join('|');
  return toBase64url(await sha256(utf8(text)));
}

/** Reads a chain as it was signed; null when it is none. */
export function readChain(value: unknown): Chain | null {
  const { device, n, previous } = (value ?? {}) as Record<string, unknown>;
  if (typeof device !== 'string' || typeof previous !== 'string') return null;
  if (!Number.isSafeInteger(n) || (n as number) < 1) return null;
  return ((n as number) === 1) === (previous === '') ? { device, n: n as number, previous } : null;
}

/** Heads as they are signed: short, as every message carries them. */
export function writeSeen(heads: readonly Head[]): unknown {
  return heads.slice(0, SEEN_MOST).map(({ sender, device, n, link }) => [sender, device, n, link]);
}

/** Reads writeSeen back; null when it is something else. */
export function readSeen(value: unknown): Head[] | null {
  if (!Array.isArray(value) || value.length > SEEN_MOST) return null;
  const heads: Head[] = [];
  for (const entry of value) {
    if (!Array.isArray(entry)) return null;
    const [sender, device, n, link] = entry;
    const texts = [sender, device, link].every((part) => typeof part === 'string');
    if (!texts || !Number.isSafeInteger(n)) return null;
    heads.push({ sender, device, n, link });
  }
  return heads;
}

/** Names a chain within its thread. */
export function chainName({ sender, device }: { sender: string; device: string }): string {
  return `${sender}|${device}`;
}

/** The newest link of every chain, the newest message first. */
export function headsOf(known: Iterable<Known>): Head[] {
  const newest = new Map<string, Known>();
  for (const one of known) {
    const name = chainName({ sender: one.sender, device: one.chain.device });
    const before = newest.get(name);
    if (before === undefined || before.chain.n < one.chain.n) newest.set(name, one);
  }
  return [...newest.values()]
    .sort((a, b) => b.seq - a.seq)
    .map(({ sender, chain, link }) => ({ sender, device: chain.device, n: chain.n, link }));
}

const WHY = {
  missing: 'A message is missing here. It may still be on its way.',
  held_back: 'A message that was here before is missing. The server may be holding it back.',
  order: 'These messages do not stand in the order in which they were written.',
  forked: 'A message here was swapped, or one was put in its place. Ask the other person.',
} as const;

/**
 * What is wrong with a thread, in its order. `whole`: everything from its beginning is loaded; when it
 * is not, the oldest loaded link of a chain is taken as it is. `witnessed` are links this device has
 * seen before.
 */
export function judgeThread(
  known: Iterable<Known>,
  whole: boolean,
  witnessed: readonly Head[],
): ThreadNote[] {
  const all = [...known].sort((a, b) => a.seq - b.seq);
  const chains = new Map<string, Known[]>();
  for (const one of all) {
    const name = chainName({ sender: one.sender, device: one.chain.device });
    chains.set(name, [...(chains.get(name) ?? []), one]);
  }
  const claims = all.flatMap((by) =>
    by.seen.map((head) => ({ head, before: by.id as string | null })),
  );
  claims.push(...witnessed.map((head) => ({ head, before: null })));
  const notes = [...chains].flatMap(([name, chain]) => {
    const claimed = claims.filter(({ head }) => chainName(head) === name);
    const numbers = new Set(claimed.map(({ head }) => head.n));
    return judgeChain(chain, whole, numbers);
  });

  // What somebody saw was there: each of these is missed once, at the first who saw it.
  const missed = new Set<string>();
  for (const { head, before } of claims) {
    const chain = chains.get(chainName(head)) ?? [];
    const kind = judgeClaim(head, chain, whole);
    const name = `${chainName(head)}|${head.n}`;
    if (kind === null || missed.has(name)) continue;
    missed.add(name);
    notes.push({ kind, sender: head.sender, before, why: WHY[kind] });
  }

  const at = new Map(all.map((one, index) => [one.id, index]));
  const place = (note: ThreadNote) =>
    note.before === null ? all.length : (at.get(note.before) ?? all.length);
  return notes.sort((a, b) => place(a) - place(b));
}

/** One chain, given in the server's order; `claimed` are numbers of it that somebody has seen. */
function judgeChain(
  chain: readonly Known[],
  whole: boolean,
  claimed: ReadonlySet<number>,
): ThreadNote[] {
  const notes: ThreadNote[] = [];
  const say = (kind: keyof typeof WHY, { sender, id }: Known) =>
    notes.push({ kind, sender, before: id, why: WHY[kind] });

  chain.forEach((one, index) => {
    const before = chain[index - 1];
    if (before !== undefined && one.chain.n < before.chain.n) say('order', one);
  });
  const gap = (from: number, one: Known) => {
    const wasHere = [...claimed].some((n) => n > from && n < one.chain.n);
    say(wasHere ? 'held_back' : 'missing', one);
  };
  const inOrder = [...chain].sort((a, b) => a.chain.n - b.chain.n);
  inOrder.forEach((one, index) => {
    const before = inOrder[index - 1];
    if (before === undefined) {
      if (whole && one.chain.n > 1) gap(0, one);
    } else if (one.chain.n > before.chain.n + 1) gap(before.chain.n, one);
    else if (one.chain.n === before.chain.n || one.chain.previous !== before.link) {
      say('forked', one);
    }
  });
  return notes;
}

/** Somebody saw this link: is it here? Null when it is, or lies before what is loaded. */
function judgeClaim(
  head: Head,
  chain: readonly Known[],
  whole: boolean,
): 'held_back' | 'forked' | null {
  const same = chain.filter((one) => one.chain.n === head.n);
  if (same.length > 0) return same.some((one) => one.link === head.link) ? null : 'forked';
  const newest = chain.reduce((most, one) => Math.max(most, one.chain.n), 0);
  // Inside a gap that is told already, or before the page that is loaded.
  if (newest > head.n) return null;
  return newest > 0 || whole ? 'held_back' : null;
}
