// SPDX-License-Identifier: Apache-2.0
// What the server says on the live socket, read with suspicion. A frame this version does not know is
// no frame: newer servers may say more.

import type { LiveEvent, LiveReceipt, LiveSignal } from './live';
import { type Fields, fields, object, oneOf, orNull, text, whole } from './read';

/** Everything the server says; see docs/protocol.md, The live socket. */
export type Frame =
  | { op: 'hello'; now_ms: number }
  | { op: 'followed'; alliance: string; seq: number }
  | { op: 'event'; alliance: string; event: LiveEvent }
  | { op: 'sent'; ref: number; seq: number }
  | ({ op: 'signal' } & LiveSignal)
  | { op: 'presence'; alliance: string; account: string; here: boolean }
  | ({ op: 'receipt'; alliance: string } & LiveReceipt)
  | { op: 'resync'; alliance: string }
  | { op: 'refused'; ref: number | null; code: string; text: string; field: string | null };

const KINDS: ReadonlyArray<LiveEvent['kind']> = [
  'message',
  'joined',
  'left',
  'visit',
  'closing',
  'goal',
  'task',
  'grant',
  'edited',
  'release',
  'arrival',
];

/** The frame, or null when it is none that we know. */
export function parseFrame(data: unknown): Frame | null {
  if (typeof data !== 'string') return null;
  try {
    return read(JSON.parse(data));
  } catch {
    return null;
  }
}

/** Reads an event off the wire. Throws TypeError naming the first field that is not as agreed. */
export function parseEvent(value: unknown): LiveEvent {
  const from = fields(value, 'event');
  return {
    seq: whole(from, 'seq'),
    at_ms: whole(from, 'at_ms'),
    kind: oneOf(from, 'kind', KINDS),
    object: text(from, 'object'),
    sender: orNull(from, 'sender', text),
    visit: orNull(from, 'visit', text),
    sealed: orNull(from, 'sealed', text),
    ...(from.values.now !== undefined && { now: from.values.now }),
  };
}

function read(value: unknown): Frame | null {
  const from = fields(value, 'frame');
  switch (from.values.op) {
    case 'hello':
      return { op: 'hello', now_ms: whole(from, 'now_ms') };
    case 'followed':
      return { op: 'followed', alliance: text(from, 'alliance'), seq: whole(from, 'seq') };
    case 'event':
      return {
        op: 'event',
        alliance: text(from, 'alliance'),
        event: parseEvent(from.values.event),
      };
    case 'sent':
      return { op: 'sent', ref: whole(from, 'ref'), seq: whole(from, 'seq') };
    case 'signal':
      return {
        op: 'signal',
        alliance: text(from, 'alliance'),
        visit: text(from, 'visit'),
        from: text(from, 'from'),
        sealed: text(from, 'sealed'),
      };
    case 'presence':
      return {
        op: 'presence',
        alliance: text(from, 'alliance'),
        account: text(from, 'account'),
        here: from.values.here === true,
      };
    case 'receipt':
      return {
        op: 'receipt',
        alliance: text(from, 'alliance'),
        account: text(from, 'account'),
        delivered: whole(from, 'delivered'),
        read: orNull(from, 'read', whole),
      };
    case 'resync':
      return { op: 'resync', alliance: text(from, 'alliance') };
    case 'refused':
      return refusal(from);
    default:
      return null;
  }
}

function refusal(from: Fields): Frame {
  const error = object(from, 'error');
  return {
    op: 'refused',
    ref: orNull(from, 'ref', whole),
    code: text(error, 'code'),
    text: text(error, 'text'),
    field: typeof error.values.field === 'string' ? error.values.field : null,
  };
}
