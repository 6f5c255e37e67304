// SPDX-License-Identifier: Apache-2.0
// So that a reload does not ask for the pass phrase: the account key stays on this device, in a box
// whose key WebCrypto holds and never gives out. For twelve hours, and not beyond a lock.

import { lockBoxWith, openBoxWith } from './boxes';
import type { Bytes } from './bytes';
import type { VaultStorage } from './storage';

const KEEP_MS = 12 * 3_600_000;
const NAME = 'keep';

type Kept = { account: string; key: CryptoKey; box: Bytes; until_ms: number };

/** The kept account key of this device; at most one. */
export interface Keep {
  put(account: string, accountKey: Bytes): Promise<void>;
  /** Null when nothing is kept, or it is someone else's, or too old (then it is forgotten). */
  get(account: string): Promise<Bytes | null>;
  forget(): Promise<void>;
}

/** `deviceNow` is this device's own clock: a server must not be able to stretch the time. */
export function createKeep(storage: VaultStorage, deviceNow: () => number): Keep {
  async function forget(): Promise<void> {
    await storage.delete(NAME).catch(() => undefined);
  }

  return {
    async put(account, accountKey) {
      const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
        'encrypt',
        'decrypt',
      ]);
      const until_ms = deviceNow() + KEEP_MS;
      const box = await lockBoxWith(key, accountKey, context(account, until_ms));
      const kept: Kept = { account, key, box, until_ms };
      // A browser that keeps nothing asks for the pass phrase again; that is all.
      await storage.put(NAME, kept).catch(() => undefined);
    },
    async get(account) {
      const kept = (await storage.get(NAME).catch(() => undefined)) as Kept | undefined;
      if (kept === undefined) return null;
      const now = deviceNow();
      if (kept.account !== account || now > kept.until_ms || now < kept.until_ms - KEEP_MS) {
        await forget();
        return null;
      }
      return openBoxWith(kept.key, kept.box, context(account, kept.until_ms));
    },
    forget,
  };
}

function context(account: string, until_ms: number): string {
  return `keep|1|${account}|${until_ms}`;
}
