// SPDX-License-Identifier: Apache-2.0
// Which key belongs to whom, as this device has seen it. A server that hands out another key later is
// found out here.

import type { VaultStorage } from './storage';

/** `introduced`: an invitation link proved it. `confirmed`: people compared the words for it, `at_ms`.
 * `denied`: they did, and the words were not the same. `first_seen`: nobody vouched, it was the first. */
export type Pin = {
  fingerprint: string;
  how: 'introduced' | 'confirmed' | 'denied' | 'first_seen';
  at_ms?: number;
  /** Keys that were theirs before, by the same measure: what was written with them still opens. */
  former?: string[];
};

/** The pins of one person's device. */
export interface Pins {
  get(me: string, account: string): Promise<Pin | null>;
  /** A key it takes the place of becomes a former one. */
  put(me: string, account: string, pin: Pin): Promise<void>;
}

/** Pins live in memory too, so that a browser that keeps nothing still notices within one run. */
export function createPins(storage: VaultStorage): Pins {
  const seen = new Map<string, Pin>();

  return {
    async get(me, account) {
      const name = pinName(me, account);
      const known = seen.get(name);
      if (known !== undefined) return known;
      const stored = (await storage.get(name).catch(() => undefined)) as Pin | undefined;
      if (stored === undefined) return null;
      seen.set(name, stored);
      return stored;
    },
    async put(me, account, pin) {
      const before = await this.get(me, account);
      const former = new Set([...(before?.former ?? []), ...(pin.former ?? [])]);
      if (before !== null && before.how !== 'denied') former.add(before.fingerprint);
      former.delete(pin.fingerprint);
      const kept = former.size === 0 ? pin : { ...pin, former: [...former] };
      seen.set(pinName(me, account), kept);
      await storage.put(pinName(me, account), kept).catch(() => undefined);
    },
  };
}

function pinName(me: string, account: string): string {
  return `pin|${me}|${account}`;
}
