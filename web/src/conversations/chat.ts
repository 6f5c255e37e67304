// SPDX-License-Identifier: Apache-2.0
// Room chat: what a line is, sealed and opened (docs/protocol.md, Conversations).

import type { LiveEvent } from '../net/live';
import { parseEvent } from '../net/live-frames';
import { fields, list } from '../net/read';

/** What is inside a sealed chat message. */
export type ChatBody = { text: string };

/** Longest line in letters; sealed and signed it stays far below the 64 KiB of a frame. */
export const TEXT_MAX = 8000;

/** One line of the chat, as it is shown. */
export type ChatLine = {
  /** The message's id once known; a local one before. */
  key: string;
  /** Order in the alliance; null until durable. */
  seq: number | null;
  at_ms: number;
  mine: boolean;
  content:
    | { kind: 'text'; text: string }
    /** It is not what it claims to be; `why` is a sentence for people. */
    | { kind: 'refused'; why: string };
  /** `sending`: on its way, or waiting for the line. `failed`: the server said no; can be sent again. */
  delivery: 'sent' | 'sending' | 'failed';
};

/** Reads an opened body; null when it is not a chat line. */
export function parseChatBody(body: unknown): ChatBody | null {
  const text = (body as { text?: unknown } | null)?.text;
  return typeof text === 'string' && text.length <= TEXT_MAX ? { text } : null;
}

/** A stored message, as the history and the live socket give it. */
export type StoredMessage = LiveEvent & { sender: string; sealed: string };

/** Reads `{messages: [event]}`. Throws TypeError when it is not as agreed. */
export function parseHistory(value: unknown): StoredMessage[] {
  return list(fields(value, 'answer'), 'messages').map((entry) => {
    const event = parseEvent(entry);
    if (!isStoredMessage(event)) throw new TypeError('messages: wanted only messages');
    return event;
  });
}

/** A stored message is one that has a sender and something sealed. */
export function isStoredMessage(event: LiveEvent): event is StoredMessage {
  return event.kind === 'message' && event.sender !== null && event.sealed !== null;
}
