// SPDX-License-Identifier: Apache-2.0
// Letters and their files over the wire: one function a call of docs/protocol.md.

import type { Http } from '../net/http';
import { fields, list, text } from '../net/read';
import type { StoredMessage } from './chat';
import { type LettersPage, parseLetter, parseLettersPage } from './letter';

/** The calls about letters. All throw HttpError for a no, TypeError for an answer out of shape. */
export interface LettersApi {
  /** The newest before `seq` (null: of all), newest first. */
  before(conversation: string, seq: number | null): Promise<LettersPage>;
  /** Those after `seq`, oldest first. */
  after(conversation: string, seq: number): Promise<LettersPage>;
  one(conversation: string, id: string): Promise<StoredMessage>;
  reword(
    conversation: string,
    id: string,
    body: { revision: number; sealed: string; attachments: string[] },
  ): Promise<StoredMessage>;
}

/** The calls about files. All throw like LettersApi. */
export interface FilesApi {
  /** Says what is coming; the same again tells which chunks are there. */
  begin(file: {
    id: string;
    alliance: string;
    size: number;
    chunks: number;
  }): Promise<{ have: number[] }>;
  putChunk(id: string, n: number, sealed: string): Promise<void>;
  chunk(id: string, n: number): Promise<string>;
  cancel(id: string): Promise<void>;
}

/** Puts the calls on top of `http`. */
export function createLettersApi(http: Http): LettersApi {
  const all = (conversation: string) =>
    `/api/conversations/${encodeURIComponent(conversation)}/messages`;
  const path = (conversation: string, id: string) =>
    `${all(conversation)}/${encodeURIComponent(id)}`;
  return {
    async before(conversation, seq) {
      const from = seq === null ? '' : `&before=${seq}`;
      return parseLettersPage(await http.get(`${all(conversation)}?thread=letters${from}`));
    },
    async after(conversation, seq) {
      return parseLettersPage(await http.get(`${all(conversation)}?thread=letters&after=${seq}`));
    },
    one: async (conversation, id) => parseLetter(await http.get(path(conversation, id))),
    reword: async (conversation, id, body) =>
      parseLetter(await http.put(path(conversation, id), body)),
  };
}

/** Puts the calls on top of `http`. */
export function createFilesApi(http: Http): FilesApi {
  const path = (id: string) => `/api/attachments/${encodeURIComponent(id)}`;
  return {
    async begin(file) {
      const from = fields(await http.post('/api/attachments', file), 'answer');
      return { have: list(from, 'have').filter((n) => typeof n === 'number') };
    },
    putChunk: async (id, n, sealed) => void (await http.put(`${path(id)}/chunks/${n}`, { sealed })),
    chunk: async (id, n) =>
      text(fields(await http.get(`${path(id)}/chunks/${n}`), 'answer'), 'sealed'),
    cancel: async (id) => void (await http.delete(path(id))),
  };
}
