// SPDX-License-Identifier: Apache-2.0
// How far everybody has got in each alliance: what the server told, and what this device still has to tell.

import type { LiveReceipt } from '../net/live';

/** Receipts of one signed-in person. */
export interface Receipts {
  /** How far this device has got and its person has read; said again when the line is back. */
  reach(alliance: string, delivered: number, read: number): void;
  /** The server told one. Every follow ends with them: what was said while the line was down goes out. */
  heard(alliance: string, receipt: LiveReceipt): void;
  /** How far the members have got, as far as it is known. */
  of(alliance: string): LiveReceipt[];
  on(listener: (alliance: string, receipt: LiveReceipt) => void): () => void;
  forget(): void;
}

/** `say` tells the server; it may be lost while the line is down. */
export function createReceipts(deps: {
  me(): string | null;
  say(alliance: string, delivered: number, read: number): void;
}): Receipts {
  /** Alliance → account → how far. */
  const known = new Map<string, Map<string, LiveReceipt>>();
  /** How far I have got, as this device knows it. */
  const mine = new Map<string, { delivered: number; read: number }>();
  const listeners = new Set<(alliance: string, receipt: LiveReceipt) => void>();

  /** Tells the server, unless it knows already. */
  function say(alliance: string): void {
    const far = mine.get(alliance);
    const told = known.get(alliance)?.get(deps.me() ?? '');
    if (far === undefined || told === undefined) return;
    if (far.delivered <= told.delivered && far.read <= (told.read ?? 0)) return;
    deps.say(alliance, far.delivered, far.read);
  }

  return {
    reach(alliance, delivered, read) {
      const before = mine.get(alliance) ?? { delivered: 0, read: 0 };
      mine.set(alliance, {
        delivered: Math.max(before.delivered, delivered, read),
        read: Math.max(before.read, read),
      });
      say(alliance);
    },
    heard(alliance, receipt) {
      const there = known.get(alliance) ?? new Map<string, LiveReceipt>();
      known.set(alliance, there.set(receipt.account, receipt));
      if (receipt.account === deps.me()) say(alliance);
      for (const listener of [...listeners]) listener(alliance, receipt);
    },
    of: (alliance) => [...(known.get(alliance)?.values() ?? [])],
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    forget() {
      known.clear();
      mine.clear();
    },
  };
}
