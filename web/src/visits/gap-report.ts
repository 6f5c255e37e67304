// SPDX-License-Identifier: Apache-2.0
// Tells the server when the line was away, so that the time is given back: while it is away every few
// seconds, and when it is over. A reload is a time without a line, too. What cannot be told now, because
// that line is down as well, is told later.

import type { CallState } from './call';
import type { Keep } from './device-choices';

/** A time without a line, by the clock of this device, UTC ms. */
export type Gap = { from_ms: number; until_ms: number };

/** The server takes no more at once, and no longer ones. */
const REPORT_MAX = 20;
const GAP_MAX_MS = 1_800_000;
/** Shorter is nothing anybody missed. */
const GAP_MIN_MS = 1000;
/** A gap that goes on is told again after this; the server lets the one that began then grow. */
const AGAIN_MS = 10_000;
const KEY = 'rapport.heard';

/** Collects gaps until the server has them. */
export interface GapReport {
  /** Where one person's line stands now; a gap is over when it flows again, or when it is not wanted. */
  see(account: string, state: CallState): void;
  /** Once a second: notes who is heard, and tries to tell what is not told yet. */
  turn(): void;
  /** The person leaves the room: that nobody is heard then is no gap. */
  forget(): void;
}

/** Makes the report of one session. `send` throws when the server could not be told. */
export function createGapReport(deps: {
  visit: string;
  send(gaps: Gap[]): Promise<void>;
  /** Lasts over a reload of the page; null where there is no such thing. */
  memory: (Keep & Pick<Storage, 'removeItem'>) | null;
  now(): number;
  /** The clock by which the call says since when a line is lost, ms. */
  callNow(): number;
}): GapReport {
  const seen = new Map<string, CallState>();
  /** When each was last heard: by this page, or by the one before it was loaded again. */
  const heard = remembered();
  const toldMs = new Map<string, number>();
  let waiting: Gap[] = [];
  let telling = false;

  function remembered(): Map<string, number> {
    try {
      const kept = JSON.parse(deps.memory?.getItem(KEY) ?? 'null');
      if (kept?.visit !== deps.visit || !Array.isArray(kept.heard)) return new Map();
      return new Map(kept.heard.filter(isHeard));
    } catch {
      return new Map();
    }
  }

  function remember(): void {
    try {
      if (heard.size === 0) deps.memory?.removeItem(KEY);
      else deps.memory?.setItem(KEY, JSON.stringify({ visit: deps.visit, heard: [...heard] }));
    } catch {
      // Then a reload counts as nothing.
    }
  }

  function note(fromMs: number): void {
    const until = deps.now();
    if (until - fromMs < GAP_MIN_MS || until - fromMs > GAP_MAX_MS) return;
    const gap = { from_ms: Math.round(fromMs), until_ms: Math.round(until) };
    waiting = [...waiting.filter(({ from_ms }) => from_ms !== gap.from_ms), gap];
  }

  async function tell(): Promise<void> {
    if (telling || waiting.length === 0) return;
    telling = true;
    const gaps = waiting.slice(0, REPORT_MAX);
    try {
      await deps.send(gaps);
      waiting = waiting.filter((gap) => !gaps.includes(gap));
    } catch {
      // It stays, for the next turn.
    } finally {
      telling = false;
    }
  }

  return {
    see(account, state) {
      const before = seen.get(account);
      if (before === state) return;
      seen.set(account, state);
      if (state.kind === 'lost') {
        heard.set(account, deps.now() - (deps.callNow() - state.sinceMs));
        toldMs.set(account, deps.now());
      } else if (state.kind === 'flowing') {
        if (before?.kind !== 'flowing') note(heard.get(account) ?? deps.now());
        heard.set(account, deps.now());
      } else if (before?.kind === 'flowing' || before?.kind === 'lost') {
        // They left, or were sent out to wait.
        if (before.kind === 'lost') note(heard.get(account) ?? deps.now());
        heard.delete(account);
      }
      remember();
      void tell();
    },
    turn() {
      for (const [account, state] of seen) {
        if (state.kind === 'flowing') heard.set(account, deps.now());
        if (state.kind !== 'lost') continue;
        if (deps.now() - (toldMs.get(account) ?? 0) < AGAIN_MS) continue;
        toldMs.set(account, deps.now());
        note(heard.get(account) ?? deps.now());
      }
      remember();
      void tell();
    },
    forget() {
      heard.clear();
      remember();
    },
  };
}

function isHeard(entry: unknown): entry is [string, number] {
  return Array.isArray(entry) && typeof entry[0] === 'string' && Number.isFinite(entry[1]);
}
