// SPDX-License-Identifier: Apache-2.0
// Alliances over the wire: one function a call of docs/protocol.md.

import type { Http } from '../net/http';
import { fields, text } from '../net/read';
import type { Grant, ReceivedGrant } from '../vault/vault';
import {
  type Alliance,
  type AllianceKind,
  parseAlliances,
  parseGrants,
  parseMadeInvitation,
} from './alliance';

/** The calls about alliances. All throw HttpError for a no, TypeError for an answer out of shape. */
export interface AlliancesApi {
  list(): Promise<Alliance[]>;
  /** Gives the id, which is another one when there was such a space already. */
  found(made: {
    id: string;
    conversation: string;
    grants: Grant[];
    label: string;
    kind?: AllianceKind;
    about?: string | null;
    client?: string | null;
  }): Promise<string>;
  leave(alliance: string): Promise<void>;
  /** `grants`: the next epoch, for those who stay. */
  removeMember(alliance: string, account: string, grants: Grant[]): Promise<void>;
  invite(
    alliance: string,
    invitation: { token_hash: string; welcome: string; days: number },
  ): Promise<{ id: string; expires_ms: number }>;
  revoke(invitation: string): Promise<void>;
  /** Those to me, and the newest epoch anybody was ever granted. */
  grants(conversation: string): Promise<{ grants: ReceivedGrant[]; newest: number }>;
  /** All of them or none; a 409 when somebody else has given others. */
  grant(conversation: string, grants: Grant[]): Promise<void>;
}

/** Puts the calls on top of `http`. */
export function createAlliancesApi(http: Http): AlliancesApi {
  const at = (alliance: string) => `/api/alliances/${encodeURIComponent(alliance)}`;
  return {
    list: async () => parseAlliances(await http.get('/api/alliances')),
    found: async (made) => text(fields(await http.post('/api/alliances', made), 'answer'), 'id'),
    leave: async (alliance) => void (await http.post(`${at(alliance)}/leave`, {})),
    removeMember: async (alliance, account, grants) =>
      void (await http.post(`${at(alliance)}/members/${encodeURIComponent(account)}/removal`, {
        grants,
      })),
    async invite(alliance, invitation) {
      return parseMadeInvitation(await http.post(`${at(alliance)}/invitations`, invitation));
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
