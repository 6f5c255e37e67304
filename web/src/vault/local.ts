// SPDX-License-Identifier: Apache-2.0
// Drafts: what somebody writes and has not sent stays on this device, sealed with their account key.

import { hkdf, lockBox, openBox } from './boxes';
import { type Bytes, fromUtf8, utf8 } from './bytes';
import type { VaultStorage } from './storage';
import type { Unlocked } from './unlocked';

/** Texts of one person on this device, by name. */
export interface Local {
  /** `value` null forgets it. */
  put(me: Unlocked, name: string, value: string | null): Promise<void>;
  /** Null when there is nothing that this person's key opens. */
  get(me: Unlocked, name: string): Promise<string | null>;
}

/** Keeps them in `storage`. */
export function createLocal(storage: VaultStorage): Local {
  const key = (me: Unlocked) => hkdf(me.accountKey, 'rapport local');
  const place = (me: Unlocked, name: string) => `local|${me.account}|${name}`;
  const about = (me: Unlocked, name: string) => `local|1|${me.account}|${name}`;

  return {
    async put(me, name, value) {
      if (value === null) await storage.delete(place(me, name));
      else {
        const box = await lockBox(await key(me), utf8(value), about(me, name));
        await storage.put(place(me, name), box);
      }
    },
    async get(me, name) {
      const box = await storage.get(place(me, name));
      if (!(box instanceof Uint8Array)) return null;
      const text = await openBox(await key(me), box as Bytes, about(me, name));
      return text && fromUtf8(text);
    },
  };
}
