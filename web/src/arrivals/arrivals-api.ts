// SPDX-License-Identifier: Apache-2.0
// What is said before a session, over the wire.

import type { Http } from '../net/http';
import { fields, list, text, whole } from '../net/read';

/** One as it is stored. */
export type StoredArrival = { account: string; revision: number; sealed: string };

/** The calls. All throw HttpError for a no, TypeError for an answer out of shape. */
export interface ArrivalsApi {
  /** A therapist's: of all clients; a client's: their own. */
  list(visit: string): Promise<StoredArrival[]>;
  put(visit: string, revision: number, sealed: string): Promise<void>;
}

/** Puts the calls on top of `http`. */
export function createArrivalsApi(http: Http): ArrivalsApi {
  const path = (visit: string) => `/api/visits/${encodeURIComponent(visit)}`;
  return {
    async list(visit) {
      const answer = fields(await http.get(`${path(visit)}/arrivals`), 'answer');
      return list(answer, 'arrivals').map((entry) => {
        const from = fields(entry, 'arrival');
        return {
          account: text(from, 'account'),
          revision: whole(from, 'revision'),
          sealed: text(from, 'sealed'),
        };
      });
    },
    async put(visit, revision, sealed) {
      await http.put(`${path(visit)}/arrival`, { revision, sealed });
    },
  };
}
