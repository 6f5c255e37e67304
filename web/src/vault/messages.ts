// SPDX-License-Identifier: Apache-2.0
// The text inside a sealed message: what it is, where it belongs, who says it, padded so that its
// length tells little. A receiver compares every field with where it found the message.

import { utf8 } from './bytes';
import { type Chain, type Head, readChain, readSeen, writeSeen } from './chains';
import type { Heads, MessageType, Opened, Place } from './vault';

const SUITE = 2;
const BUCKET = 256;
const DAY_MS = 86_400_000;

/** A signal describes the line right now; an old one is only good for mischief. */
const SIGNAL_MS = 5 * 60_000;

/** The longest text, padding included: sealed it stays below the 32 KiB the server takes. */
export const TEXT_BYTES_MAX = 126 * BUCKET;

/** What a message of a thread says beyond that: its revision, its link, and what its sender had seen. */
export type Threaded = {
  revision: number;
  revised_ms: number | null;
  chain: Chain;
  seen: readonly Head[];
};

/** What the sender says about the message itself. */
export type Envelope = {
  epoch: number;
  sender: string;
  id: string;
  at_ms: number;
  /** Of messages in a thread, and only of these. */
  thread?: Threaded;
  heads?: Heads | null;
};

/** A message that is what it claims to be, so far as its own text can tell. */
export type ReadMessage = {
  kind: 'read';
  opened: Extract<Opened, { kind: 'opened' }>;
  thread: Threaded | null;
  heads: Heads | null;
};

type Refusal = Extract<Opened, { kind: 'refused' }>;

/** True for types whose messages form a thread. */
export function isThreaded(type: MessageType): type is 'chat' | 'letter' {
  return type === 'chat' || type === 'letter';
}

/** The text to sign. Null when `body` is too long to send. */
export function writeMessage(place: Place, envelope: Envelope, body: unknown): string | null {
  const { thread } = envelope;
  const fields = {
    suite: SUITE,
    type: place.type,
    conversation: place.conversation,
    epoch: envelope.epoch,
    object: place.object,
    sender: envelope.sender,
    id: envelope.id,
    at_ms: envelope.at_ms,
    ...(thread && {
      revision: thread.revision,
      revised_ms: thread.revised_ms,
      chain: thread.chain,
      seen: writeSeen(thread.seen),
    }),
    head: envelope.heads ?? null,
    body,
  };
  const bare = utf8(JSON.stringify({ ...fields, pad: '' })).length;
  const pad = '.'.repeat((BUCKET - (bare % BUCKET)) % BUCKET);
  return bare + pad.length > TEXT_BYTES_MAX ? null : JSON.stringify({ ...fields, pad });
}

/** Reads signed text and holds it against where it was found. */
export function readMessage(
  text: string,
  place: Place,
  expected: { epoch: number; sender: string; nowMs: number },
): ReadMessage | Refusal {
  let from: Record<string, unknown>;
  try {
    from = JSON.parse(text);
  } catch {
    return refused('unreadable');
  }
  const { id, at_ms } = from;
  if (from.suite !== SUITE || typeof id !== 'string' || !Number.isSafeInteger(at_ms)) {
    return refused('unreadable');
  }
  if (
    from.conversation !== place.conversation ||
    from.type !== place.type ||
    from.object !== place.object ||
    from.epoch !== expected.epoch
  ) {
    return refused('elsewhere');
  }
  if (from.sender !== expected.sender) return refused('sender');
  const threaded = isThreaded(place.type);
  const thread = threaded ? readThreaded(from) : null;
  if (threaded && thread === null) return refused('unreadable');

  const sentMs = at_ms as number;
  const latestMs = Math.max(sentMs, thread?.revised_ms ?? sentMs);
  if (latestMs > expected.nowMs + DAY_MS) return refused('future');
  if (place.type === 'signal' && Math.abs(expected.nowMs - sentMs) > SIGNAL_MS) {
    return refused('old');
  }
  const { sender } = expected;
  const revision = thread?.revision ?? 0;
  const revised_ms = thread?.revised_ms ?? null;
  return {
    kind: 'read',
    opened: { kind: 'opened', id, sender, at_ms: sentMs, revision, revised_ms, body: from.body },
    thread,
    heads: readHeads(from.head),
  };
}

function readThreaded(from: Record<string, unknown>): Threaded | null {
  const { revision, revised_ms } = from;
  const chain = readChain(from.chain);
  const seen = readSeen(from.seen);
  if (chain === null || seen === null) return null;
  if (!Number.isSafeInteger(revision) || (revision as number) < 0) return null;
  const first = revision === 0;
  if (first ? revised_ms !== null : !Number.isSafeInteger(revised_ms)) return null;
  return { revision: revision as number, revised_ms: revised_ms as number | null, chain, seen };
}

function readHeads(value: unknown): Heads | null {
  const { keys, audit } = (value ?? {}) as Record<string, { size: unknown; root: unknown }>;
  for (const head of [keys, audit]) {
    if (!Number.isSafeInteger(head?.size) || typeof head?.root !== 'string') return null;
  }
  return { keys, audit } as Heads;
}

const WHY = {
  unknown: 'This belongs to a conversation this device does not know.',
  no_secret: 'This device has no key for this conversation yet.',
  stranger: 'This comes from someone who does not belong to this conversation.',
  changed_key: 'The key of the sender has changed. Compare the safety words before you go on.',
  lost: 'This was sealed before you got your new key, and is still closed.',
  damaged: 'This could not be opened: it was changed on the way, or not written by the sender.',
  unreadable: 'This was written by a version of Rapport that this one does not understand.',
  elsewhere: 'This was written for another place and moved here by someone.',
  sender: 'This was written by someone else than it claims.',
  future: 'This claims to be from the future.',
  old: 'This signal is too old to be used.',
  replay: 'This was already seen elsewhere.',
  stale: 'This is an older version of something that was changed since.',
  renamed: 'It was filed under another name.',
} as const;

/** A refusal with its sentence for people. */
export function refused(reason: keyof typeof WHY): Refusal {
  return { kind: 'refused', why: WHY[reason] };
}
