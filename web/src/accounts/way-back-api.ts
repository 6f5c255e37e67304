// SPDX-License-Identifier: Apache-2.0
// Ways back over the wire: one function a call of docs/protocol.md.

import type { Http } from '../net/http';
import { fields, text } from '../net/read';
import type { NewAccount } from '../vault/vault';
import {
  parseMine,
  parseWayBack,
  parseWayBackLook,
  type WayBack,
  type WayBackLook,
} from './way-back';

/** What using one sends. */
export type WayBackBody = Omit<NewAccount, 'recovery_code'> & { token: string; device: string };

/** The calls. All throw HttpError for a no, TypeError for an answer out of shape. */
export interface WayBackApi {
  /** For a client of mine; an earlier one is over. `days` 1 to 7. */
  make(alliance: string, account: string, token_hash: string, days: number): Promise<WayBack>;
  look(token: string): Promise<WayBackLook>;
  /** Gives the account. */
  use(body: WayBackBody): Promise<string>;
  mine(): Promise<WayBack | null>;
  stop(id: string): Promise<void>;
}

/** Puts the calls on top of `http`. */
export function createWayBackApi(http: Http): WayBackApi {
  return {
    make: async (alliance, account, token_hash, days) =>
      parseWayBack(
        await http.post(`/api/alliances/${alliance}/members/${account}/way-back`, {
          token_hash,
          days,
        }),
      ),
    look: async (token) => parseWayBackLook(await http.post('/api/ways-back/look', { token })),
    use: async (body) =>
      text(fields(await http.post('/api/ways-back/use', body), 'answer'), 'account'),
    mine: async () => parseMine(await http.get('/api/ways-back/mine')),
    stop: async (id) => void (await http.delete(`/api/ways-back/${id}`)),
  };
}
