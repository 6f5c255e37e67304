// SPDX-License-Identifier: Apache-2.0
// The text inside a sealed message: what it is, where it belongs, who says it, padded so that its
// length tells little. A receiver compares every field with where it found the message.

import { utf8 } from './bytes';
import type { Opened, Place } from './vault';

const BUCKET = 256;
const DAY_MS = 86_400_000;

/** A signal describes the line right now; an old one is only good for mischief. */
const SIGNAL_MS = 5 * 60_000;

/** The longest text, padding included: sealed it stays below the 32 KiB the server takes. */
export const TEXT_BYTES_MAX = 126 * BUCKET;

/** What the sender says about the message itself. */
export type Envelope = { epoch: number; sender: string; id: string; at_ms: number };

/** The text to sign. Null when `body` is too long to send. */
export function writeMessage(place: Place, envelope: Envelope, body: unknown): string | null {
  const fields = {
    suite: 1,
    type: place.type,
    conversation: place.conversation,
    epoch: envelope.epoch,
    object: place.object,
    sender: envelope.sender,
    id: envelope.id,
    at_ms: envelope.at_ms,
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
): Opened {
  let from: Record<string, unknown>;
  try {
    from = JSON.parse(text);
  } catch {
    return refused('unreadable');
  }
  const { id, at_ms } = from;
  if (from.suite !== 1 || typeof id !== 'string' || !Number.isSafeInteger(at_ms)) {
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
  const sentMs = at_ms as number;
  if (sentMs > expected.nowMs + DAY_MS) return refused('future');
  if (place.type === 'signal' && Math.abs(expected.nowMs - sentMs) > SIGNAL_MS) {
    return refused('old');
  }
  return { kind: 'opened', id, sender: expected.sender, at_ms: sentMs, body: from.body };
}

const WHY = {
  unknown: 'This belongs to a conversation this device does not know.',
  no_secret: 'This device has no key for this conversation yet.',
  stranger: 'This comes from someone who does not belong to this conversation.',
  changed_key: 'The key of the sender has changed. Compare the safety words before you go on.',
  damaged: 'This could not be opened: it was changed on the way, or not written by the sender.',
  unreadable: 'This was written by a version of Rapport that this one does not understand.',
  elsewhere: 'This was written for another place and moved here by someone.',
  sender: 'This was written by someone else than it claims.',
  future: 'This claims to be from the future.',
  old: 'This signal is too old to be used.',
  replay: 'This was already seen elsewhere.',
} as const;

/** A refusal with its sentence for people. */
export function refused(reason: keyof typeof WHY): Opened {
  return { kind: 'refused', why: WHY[reason] };
}
