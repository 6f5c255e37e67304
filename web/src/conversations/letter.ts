// SPDX-License-Identifier: Apache-2.0
// Letters: what people write to each other between sessions (docs/protocol.md, Conversations).

import type { LiveEvent } from '../net/live';
import { parseEvent } from '../net/live-frames';
import { fields, list } from '../net/read';
import { t } from '../ui/text';
import { FILE_BYTES_MAX } from '../vault/files';
import { isStoredMessage, type StoredMessage } from './chat';

/** Longest letter in letters; sealed and signed it stays below what the wire takes. */
export const LETTER_MAX = 8000;

/** So many files go with one letter at most. */
export const FILES_MAX = 10;

const NAME_MAX = 200;

/** A file as the letter names it: how to find it, open it and check it. */
export type LetterFile = {
  id: string;
  key: string;
  name: string;
  /** What the sender's device took it for; never trusted. */
  type: string;
  size: number;
  sha256: string;
};

/** What is inside a sealed letter. */
export type LetterBody = { text: string; files: LetterFile[] } | { deleted: true };

/** One letter, as it is shown. */
export type Letter = {
  id: string;
  /** Order in the alliance; null until durable. */
  seq: number | null;
  at_ms: number;
  sender: string;
  mine: boolean;
  /** When it got other words; null when it never did. */
  edited_ms: number | null;
  sealed: string;
  content:
    | { kind: 'text'; text: string; files: LetterFile[] }
    | { kind: 'deleted' }
    /** It is not what it claims to be; `why` is a sentence for people. */
    | { kind: 'refused'; why: string };
  /** `kept`: on this device. `failed`: the server said no. */
  delivery: 'kept' | 'failed' | 'sent';
};

/** Reads an opened body; null when it is no letter. */
export function parseLetterBody(body: unknown): LetterBody | null {
  if (typeof body !== 'object' || body === null) return null;
  const { text, files, deleted, kind } = body as Record<string, unknown>;
  if (deleted === true) return { deleted: true };
  // From a journal (spaces/paper.ts): a wish to talk, without the words.
  if (kind === 'marker')
    return { text: t('I would like to talk about something I wrote.'), files: [] };
  if (typeof text !== 'string' || text.length > LETTER_MAX) return null;
  const read = Array.isArray(files) ? files.map(parseFile) : [];
  if (read.length > FILES_MAX) return null;
  const known = read.filter((file) => file !== null);
  return known.length === read.length ? { text, files: known } : null;
}

function parseFile(value: unknown): LetterFile | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, key, name, type, size, sha256 } = value as Record<string, unknown>;
  const texts = [id, key, name, type, sha256];
  if (!texts.every((one) => typeof one === 'string' && one.length <= NAME_MAX)) return null;
  if (!Number.isSafeInteger(size) || (size as number) < 1 || (size as number) > FILE_BYTES_MAX)
    return null;
  return {
    id: id as string,
    key: key as string,
    name: cleanName(name as string),
    type: type as string,
    size: size as number,
    sha256: sha256 as string,
  };
}

// Letters that draw nothing or turn the direction of the rest: a name must look like what it is.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A file name without tricks: no folders, no unseen letters. */
export function cleanName(name: string): string {
  const plain = name
    .replace(UNSEEN, '')
    .replace(/[\\/:*?"<>|]/g, '_')
    .trim();
  return plain.replace(/^\.+/, '').slice(0, NAME_MAX) || 'file';
}

const SHOWN = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Pictures that may be shown in the page: kinds that hold no script. */
export function isPicture({ type }: LetterFile): boolean {
  return SHOWN.includes(type);
}

/** A page of letters as the server gives it. */
export type LettersPage = { messages: StoredMessage[]; more: boolean };

/** Reads `{messages, more}`. Throws TypeError when it is not as agreed. */
export function parseLettersPage(value: unknown): LettersPage {
  const from = fields(value, 'answer');
  const messages = list(from, 'messages').map(parseLetter);
  return { messages, more: from.values.more === true };
}

/** Reads one stored letter. Throws like parseLettersPage. */
export function parseLetter(value: unknown): StoredMessage {
  const event = parseEvent(value);
  if (!isLetter(event)) throw new TypeError('messages: wanted only letters');
  return event;
}

/** A stored message that belongs to no session. */
export function isLetter(event: LiveEvent): event is StoredMessage {
  return isStoredMessage(event) && event.visit === null;
}
