// SPDX-License-Identifier: Apache-2.0
// Tries to come into a session that failed, kept on this device until the server has been told: what a
// device failed in is never called an absence (docs/waiting-room.md). Times and ids only.

import { HttpError } from '../net/http';
import type { Keep } from './device-choices';

/** What this device still has to tell. */
export interface Tries {
  /** A try to come in failed at this time; the first one of a session is kept. */
  note(visit: string, atMs: number): void;
  /** The person is in after all. */
  forget(visit: string): void;
  /** Tells each with `send`; what the server has taken, or refuses, is forgotten. */
  tell(send: (visit: string, agoMs: number) => Promise<unknown>): Promise<void>;
}

const KEY = 'rapport.tries';
const MOST = 20;
/** The server takes nothing older. */
const OLDEST_MS = 7 * 24 * 3_600_000;

/** Makes the list over `keep`; without one nothing outlives the page. */
export function createTries(keep: Keep | null, now: () => number): Tries {
  let tries = read(keep);

  function change(next: Map<string, number>): void {
    tries = next;
    try {
      keep?.setItem(KEY, JSON.stringify([...tries].slice(-MOST)));
    } catch {
      // Without room it is told as long as the page is open.
    }
  }

  function forget(visit: string): void {
    if (tries.has(visit)) change(new Map([...tries].filter(([one]) => one !== visit)));
  }

  return {
    note(visit, atMs) {
      if (!tries.has(visit)) change(new Map([...tries, [visit, atMs]]));
    },
    forget,
    async tell(send) {
      for (const [visit, atMs] of [...tries]) {
        const agoMs = Math.max(0, Math.round(now() - atMs));
        try {
          if (agoMs < OLDEST_MS) await send(visit, agoMs);
          forget(visit);
        } catch (error) {
          // No is an answer; no line is none.
          if (error instanceof HttpError && error.status >= 400 && error.status < 429) {
            forget(visit);
          }
        }
      }
    },
  };
}

function read(keep: Keep | null): Map<string, number> {
  try {
    const kept: unknown = JSON.parse(keep?.getItem(KEY) ?? '[]');
    const pairs = Array.isArray(kept) ? kept : [];
    return new Map(
      pairs.filter(
        (one): one is [string, number] =>
          Array.isArray(one) && typeof one[0] === 'string' && Number.isFinite(one[1]),
      ),
    );
  } catch {
    return new Map();
  }
}
