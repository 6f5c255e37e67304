// SPDX-License-Identifier: Apache-2.0
// Alliances over the wire: one function a call of docs/protocol.md.

import type { Http } from '../net/http';
import type { Grant, ReceivedGrant } from '../vault/vault';
import { type Alliance, parseAlliances, parseGrants, parseMadeInvitation } from './alliance';

/** The calls about alliances. All throw HttpError for a no, TypeError for an answer out of shape. */
export interface AlliancesApi {
  list(): Promise<Alliance[]>;
  found(made: { id: string; conversation: string; grants: Grant[]; label: string }): Promise<void>;
  invite(
    alliance: string,
    invitation: { token_hash: string; welcome: string; days: number },
  ): Promise<{ id: string; expires_ms: number }>;
  revoke(invitation: string): Promise<void>;
  /** Those to me. */
  grants(conversation: string): Promise<ReceivedGrant[]>;
  /** All of them or none; a 409 when somebody else has given others. */
  grant(conversation: string, grants: Grant[]): Promise<void>;
}

/** Puts the calls on top of `http`. */
export function createAlliancesApi(http: Http): AlliancesApi {
  return {
    list: async () => parseAlliances(await http.get('/api/alliances')),
    found: async (made) => void (await http.post('/api/alliances', made)),
    async invite(alliance, invitation) {
      const path = `/api/alliances/${encodeURIComponent(alliance)}/invitations`;
      return parseMadeInvitation(await http.post(path, invitation));
    },
    revoke: async (invitation) =>
      void (await http.delete(`/api/invitations/${encodeURIComponent(invitation)}`)),
    grant: async (conversation, grants) => {
      await http.post(`/api/conversations/${encodeURIComponent(conversation)}/grants`, { grants });
    },
    grants: async (conversation) =>
      parseGrants(await http.get(`/api/conversations/${encodeURIComponent(conversation)}/grants`)),
  };
}
