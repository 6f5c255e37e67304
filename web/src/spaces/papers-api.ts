// SPDX-License-Identifier: Apache-2.0
// The sealed letters of one conversation over the wire, as this feature needs them: all of them, and a
// new wording of one's own (docs/protocol.md, Conversations).

import type { Http } from '../net/http';
import { parseEvent } from '../net/live-frames';
import { fields, list } from '../net/read';
import type { Row } from '../vault/vault';

/** A stored letter; the server's time is when it came in. */
export type Letter = Row & { at_ms: number };

/** The calls. All throw HttpError for a no, TypeError for an answer out of shape. */
export interface PapersApi {
  /** All letters, oldest first. */
  all(conversation: string): Promise<Letter[]>;
  /** One as it stands now. */
  one(conversation: string, id: string): Promise<Letter>;
  replace(
    conversation: string,
    id: string,
    body: { revision: number; sealed: string },
  ): Promise<void>;
}

/** Puts the calls on top of `http`. */
export function createPapersApi(http: Http): PapersApi {
  const base = (conversation: string) =>
    `/api/conversations/${encodeURIComponent(conversation)}/messages`;
  return {
    async all(conversation) {
      const found: Letter[] = [];
      for (let after = 0, more = true; more; ) {
        const answer = fields(
          await http.get(`${base(conversation)}?thread=letters&after=${after}`),
          'answer',
        );
        const page = list(answer, 'messages').map(readLetter);
        found.push(...page.flatMap((one) => one ?? []));
        const last = list(answer, 'messages').map(parseEvent).at(-1)?.seq;
        more = answer.values.more === true && last !== undefined && last > after;
        after = last ?? after;
      }
      return found;
    },
    async one(conversation, id) {
      const letter = readLetter(await http.get(`${base(conversation)}/${encodeURIComponent(id)}`));
      if (letter === null) throw new TypeError('message: wanted a letter');
      return letter;
    },
    replace: async (conversation, id, body) =>
      void (await http.put(`${base(conversation)}/${encodeURIComponent(id)}`, body)),
  };
}

function readLetter(value: unknown): Letter | null {
  const { object, seq, sender, sealed, at_ms } = parseEvent(value);
  return sender === null || sealed === null ? null : { id: object, seq, sender, sealed, at_ms };
}
