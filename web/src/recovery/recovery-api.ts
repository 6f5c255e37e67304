// SPDX-License-Identifier: Apache-2.0
// The recovery key over the wire: one function a call of docs/protocol.md.

import { type Http, HttpError } from '../net/http';
import { parseGranted, parseRecovery, type Recovery } from './recovery';

/** The calls. All throw HttpError for a no, TypeError for an answer out of shape. */
export interface RecoveryApi {
  read(): Promise<Recovery>;
  register(key: { id: string; public_key: string; notice_days: number }): Promise<void>;
  /** The epochs of a conversation that this key was given. */
  granted(conversation: string, key: string): Promise<number[]>;
  grant(
    conversation: string,
    key: string,
    grants: Array<{ epoch: number; sealed: string }>,
  ): Promise<void>;
}

/** Puts the calls on top of `http`. */
export function createRecoveryApi(http: Http): RecoveryApi {
  const path = (conversation: string) =>
    `/api/conversations/${encodeURIComponent(conversation)}/recovery-grants`;
  return {
    read: async () => parseRecovery(await http.get('/api/practice/recovery-key')),
    register: async (key) => void (await http.post('/api/practice/recovery-key', key)),
    async granted(conversation, key) {
      try {
        return parseGranted(await http.get(path(conversation)), key);
      } catch (error) {
        if (error instanceof HttpError && error.status === 404) return [];
        throw error;
      }
    },
    grant: async (conversation, key, grants) =>
      void (await http.post(path(conversation), {
        key,
        grants: grants.map((grant) => ({ ...grant, member: '' })),
      })),
  };
}
