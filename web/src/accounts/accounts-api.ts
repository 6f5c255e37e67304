// SPDX-License-Identifier: Apache-2.0
// Accounts over the wire: one function a call of docs/protocol.md.

import type { Http } from '../net/http';
import { fields, text } from '../net/read';
import type { InvitationLook, NewAccount, SlotKind, SlotParameters } from '../vault/vault';
import { type Hello, type Me, parseHello, parseLook, parseMe, parseParameters } from './account';
import { type Half, isHalf, parseHalf } from './factor';

/** What sign-up sends. `introduction` and `grants` only when the invitation opens an alliance. */
export type SignUpBody = Omit<NewAccount, 'recovery_code'> & {
  token: string;
  login: string;
  name: string;
  introduction?: string;
  /** What this browser calls itself. */
  device: string;
  grants?: Array<{ epoch: number; member: string; sealed: string }>;
};

/** A slot as the vault makes it and the server keeps it. */
export type NewSlot = SlotParameters & { auth_key: string; wrapped: string };

/** The calls about accounts. All throw HttpError for a no, TypeError for an answer out of shape. */
export interface AccountsApi {
  hello(): Promise<Hello>;
  salt(login: string, slot: SlotKind): Promise<SlotParameters>;
  look(token: string): Promise<InvitationLook>;
  signUp(body: SignUpBody): Promise<string>;
  /** *me*, or half a sign-in when a second step is due. */
  login(login: string, slot: SlotKind, auth_key: string, device: string): Promise<Me | Half>;
  logout(): Promise<void>;
  me(): Promise<Me>;
  /** What I chose for myself. */
  choose(preferences: { shows_read: boolean }): Promise<void>;
  putSlot(kind: SlotKind, slot: NewSlot): Promise<void>;
  proved(auth_key: string): Promise<void>;
}

/** Puts the calls on top of `http`. */
export function createAccountsApi(http: Http): AccountsApi {
  return {
    hello: async () => parseHello(await http.get('/api/hello')),
    salt: async (login, slot) =>
      parseParameters(await http.post('/api/accounts/salt', { login, slot })),
    look: async (token) => parseLook(await http.post('/api/invitations/look', { token })),
    signUp: async (body) =>
      text(fields(await http.post('/api/accounts', body), 'answer'), 'account'),
    async login(login, slot, auth_key, device) {
      const answer = await http.post('/api/accounts/login', { login, slot, auth_key, device });
      return isHalf(answer) ? parseHalf(answer) : parseMe(answer);
    },
    logout: async () => void (await http.post('/api/accounts/logout', {})),
    choose: async (preferences) => void (await http.put('/api/accounts/preferences', preferences)),
    me: async () => parseMe(await http.get('/api/accounts/me')),
    async putSlot(kind, { salt, memory_kib, passes, lanes, auth_key, wrapped }) {
      const body = { salt, memory_kib, passes, lanes, auth_key, wrapped };
      await http.put(`/api/accounts/slots/${kind}`, body);
    },
    proved: async (auth_key) =>
      void (await http.post('/api/accounts/slots/recovery/proved', { auth_key })),
  };
}
