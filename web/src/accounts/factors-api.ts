// SPDX-License-Identifier: Apache-2.0
// Second steps, passkeys and devices over the wire: one function a call of docs/protocol.md.

import type { Http } from '../net/http';
import { fields, text } from '../net/read';
import { type Me, parseMe } from './account';
import type { MadePasskey, PasskeyAnswer } from './authenticator';
import { parseBegin, parseDevices, parseSeed, type SignedInDevice, type TotpSeed } from './factor';

/** The calls. All throw HttpError for a no, TypeError for an answer out of shape. */
export interface FactorsApi {
  secondCode(half: string, code: string, device: string): Promise<Me>;
  secondPasskey(half: string, passkey: PasskeyAnswer, device: string): Promise<Me>;
  challenge(): Promise<string>;
  loginPasskey(answer: PasskeyAnswer, device: string): Promise<Me>;
  totpBegin(): Promise<TotpSeed>;
  totpConfirm(code: string): Promise<void>;
  totpRemove(): Promise<void>;
  passkeyBegin(): Promise<{ challenge: string; credentials: string[] }>;
  passkeyAdd(name: string, made: MadePasskey, wrapped: string | null): Promise<void>;
  passkeyRename(id: string, name: string): Promise<void>;
  passkeyRemove(id: string): Promise<void>;
  devices(): Promise<SignedInDevice[]>;
  endDevice(id: string): Promise<void>;
  tidingsSeen(until_ms: number): Promise<void>;
}

const PASSKEYS = '/api/accounts/passkeys';

/** Puts the calls on top of `http`. */
export function createFactorsApi(http: Http): FactorsApi {
  return {
    secondCode: async (half, code, device) =>
      parseMe(await http.post('/api/accounts/login/second', { half, code, device })),
    secondPasskey: async (half, passkey, device) =>
      parseMe(await http.post('/api/accounts/login/second', { half, passkey, device })),
    challenge: async () =>
      text(fields(await http.post(`${PASSKEYS}/challenge`, {}), 'answer'), 'challenge'),
    loginPasskey: async (answer, device) =>
      parseMe(await http.post('/api/accounts/login/passkey', { ...answer, device })),
    totpBegin: async () => parseSeed(await http.post('/api/accounts/totp', {})),
    totpConfirm: async (code) => void (await http.post('/api/accounts/totp/confirm', { code })),
    totpRemove: async () => void (await http.delete('/api/accounts/totp')),
    passkeyBegin: async () => parseBegin(await http.post(`${PASSKEYS}/begin`, {})),
    passkeyAdd: async (name, { client_data, attestation }, wrapped) =>
      void (await http.post(PASSKEYS, { name, client_data, attestation, wrapped })),
    passkeyRename: async (id, name) => void (await http.put(`${PASSKEYS}/${id}`, { name })),
    passkeyRemove: async (id) => void (await http.delete(`${PASSKEYS}/${id}`)),
    devices: async () => parseDevices(await http.get('/api/accounts/logins')),
    endDevice: async (id) => void (await http.delete(`/api/accounts/logins/${id}`)),
    tidingsSeen: async (until_ms) =>
      void (await http.post('/api/accounts/tidings/seen', { until_ms })),
  };
}
