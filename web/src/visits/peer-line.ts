// SPDX-License-Identifier: Apache-2.0
// What one device tells another about the line between them, and what the ladder needs of a peer.

import type { ReadonlySignal } from '@preact/signals';
import type { LadderRung, LadderTuning, LadderWhy } from '../core/ladder';

/** What a device sends and why, the most its person wants, and how it hears the other. */
export type ToldLine = {
  rung: LadderRung;
  why: LadderWhy;
  pin: LadderRung;
  concealedPermille: number | null;
  silentMs: number | null;
  receivedKbit: number | null;
  oneWayMs: number | null;
};

/** The line to one other member, as the ladder works with it. */
export interface PeerLine {
  /** The statistics of the connection in use and which one it is; null while there is none. */
  report(): Promise<{ connection: string; stats: RTCStatsReport } | null>;
  /** Sets the encoders; asked for again and again, and kept when nothing is new. */
  tune(tuning: LadderTuning): Promise<void>;
  tell(line: ToldLine): void;
  /** I send a voice. */
  speaks(): boolean;
  /** The last that they told, and when; null before. */
  readonly told: ReadonlySignal<{ line: ToldLine; atMs: number } | null>;
}

const RUNGS: readonly string[] = ['video', 'low_video', 'voice', 'text'] satisfies LadderRung[];
const WHYS: readonly string[] = [
  'start',
  'rate',
  'loss',
  'voice_broken',
  'heard_broken',
  'voice_gone',
  'line_gone',
  'climbing',
  'pinned_here',
  'pinned_there',
] satisfies LadderWhy[];
const MOST = 1e6;

/** Reads what a signal tells; null when it is not that. */
export function parseToldLine(value: unknown): ToldLine | null {
  if (typeof value !== 'object' || value === null) return null;
  const it = value as Record<string, unknown>;
  if (!RUNGS.includes(it.rung as string) || !WHYS.includes(it.why as string)) return null;
  if (!RUNGS.includes(it.pin as string)) return null;
  const numbers = [it.concealedPermille, it.silentMs, it.receivedKbit, it.oneWayMs];
  if (!numbers.every((one) => one === null || isCount(one))) return null;
  return {
    rung: it.rung as LadderRung,
    why: it.why as LadderWhy,
    pin: it.pin as LadderRung,
    concealedPermille: it.concealedPermille as number | null,
    silentMs: it.silentMs as number | null,
    receivedKbit: it.receivedKbit as number | null,
    oneWayMs: it.oneWayMs as number | null,
  };
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST;
}
