// SPDX-License-Identifier: Apache-2.0
// Tells the server when the line was away, so that the time is given back. What cannot be told now,
// because that line is down too, is told later.

import type { CallState } from './call';

/** A time without a line, by the clock of this device, UTC ms. */
export type Gap = { from_ms: number; until_ms: number };

/** The server takes no more at once, and no longer ones. */
const REPORT_MAX = 20;
const GAP_MAX_MS = 1_800_000;
/** Shorter is nothing anybody missed. */
const GAP_MIN_MS = 1000;

/** Collects gaps until the server has them. */
export interface GapReport {
  /** Where one person's line stands now; a gap is over when it flows again. */
  see(account: string, state: CallState): void;
  /** Tries to tell what is not told yet. */
  tell(): Promise<void>;
}

/** Makes the report. `send` throws when the server could not be told. */
export function createGapReport(deps: {
  send(gaps: Gap[]): Promise<void>;
  now(): number;
}): GapReport {
  const seen = new Map<string, CallState>();
  let waiting: Gap[] = [];
  let telling = false;

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
      if (seen.get(account) === state) return;
      seen.set(account, state);
      if (state.kind !== 'flowing' || state.gapMs < GAP_MIN_MS) return;
      const until = deps.now();
      const from = until - Math.min(state.gapMs, GAP_MAX_MS);
      waiting.push({ from_ms: Math.round(from), until_ms: Math.round(until) });
      void tell();
    },
    tell,
  };
}
