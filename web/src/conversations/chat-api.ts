// SPDX-License-Identifier: Apache-2.0
// The history of a session's chat over the wire.

import type { Http } from '../net/http';
import { parseHistory, type StoredMessage } from './chat';

/** Throws HttpError for a no, TypeError for an answer out of shape. */
export interface ChatApi {
  /** All of it, page by page, oldest first. */
  history(conversation: string, visit: string): Promise<StoredMessage[]>;
}

/** Puts the call on top of `http`. */
export function createChatApi(http: Http): ChatApi {
  return {
    async history(conversation, visit) {
      const path = `/api/conversations/${encodeURIComponent(conversation)}/messages`;
      const all: StoredMessage[] = [];
      for (;;) {
        const after = all.at(-1)?.seq ?? 0;
        const page = await http.get(`${path}?visit=${encodeURIComponent(visit)}&after=${after}`);
        const messages = parseHistory(page);
        all.push(...messages);
        if ((page as { more?: unknown }).more !== true || messages.length === 0) return all;
      }
    },
  };
}
