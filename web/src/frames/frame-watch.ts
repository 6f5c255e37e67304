// SPDX-License-Identifier: Apache-2.0
// Do all frames really pass the worker? A browser that leaves it out says nothing: sound and picture just
// go on, unsealed. So what the worker counts is held against what the browser counts. Pure: time and
// counts are arguments.

import type { FrameCounts } from './frame-engine';

/** How long one count may stand still while the one before it moves. */
export const FOLLOW_MS = 2000;
/** Frames that must have gone by before standing still means anything. */
const ENOUGH = 5;

/** What the browser counts on the four ways: out and in, sound and picture. */
export type BrowserCounts = Record<'out' | 'in', Record<'audio' | 'video', number>>;

/** What the counts say. */
export type FrameVerdict =
  /** Nothing has gone through yet, or not on every way that is used. */
  | 'counting'
  /** Whatever went by was sealed, both ways. */
  | 'sealed'
  /** Frames go by without the worker. */
  | 'passed_by'
  /** The worker sees frames and can seal or open none. */
  | 'stuck';

/** Two counts of which the second should follow the first. */
type Pace = { first: number; second: number; sinceMs: number };

/** The ways on which something is to be expected, as both say what they send. */
export type Expected = Record<'out' | 'in', Record<'audio' | 'video', boolean>>;

/** What is remembered between two looks. */
export type FrameWatch = { fromMs: number; reach: Pace[]; pass: Pace[]; verdict: FrameVerdict };

const WAYS = [
  ['out', 'audio'],
  ['out', 'video'],
  ['in', 'audio'],
  ['in', 'video'],
] as const;

/** The watch when a connection stands. */
export function watchFrom(nowMs: number): FrameWatch {
  const start = () => WAYS.map(() => ({ first: 0, second: 0, sinceMs: nowMs }));
  return { fromMs: nowMs, reach: start(), pass: start(), verdict: 'counting' };
}

function pace(before: Pace | undefined, nowMs: number, first: number, second: number): Pace {
  // A count that fell belongs to a line made anew.
  if (before === undefined || second !== before.second || first < before.first) {
    return { first, second, sinceMs: nowMs };
  }
  return first - before.first < ENOUGH ? { ...before, sinceMs: nowMs } : before;
}

/** One look at both counts. A way that is expected is waited for, though no longer than `FOLLOW_MS`. */
export function watchStep(
  watch: FrameWatch,
  nowMs: number,
  browser: BrowserCounts,
  worker: FrameCounts,
  expected: Expected,
): FrameWatch {
  const ways = WAYS.map(([side, kind]) => ({
    expected: expected[side][kind],
    went: browser[side][kind],
    ...worker[side][kind],
  }));
  const reach = ways.map((way, at) => pace(watch.reach[at], nowMs, way.went, way.seen));
  const pass = ways.map((way, at) => pace(watch.pass[at], nowMs, way.seen - way.again, way.passed));
  const late = (one: Pace) => nowMs - one.sinceMs >= FOLLOW_MS;
  const used = ways.filter((way) => way.went > 0);
  // Nothing is called sealed before what is to come in and to go out was counted.
  const came = ways.every((way) => !way.expected || way.went >= ENOUGH);
  const waited = came || nowMs - watch.fromMs >= FOLLOW_MS;
  let verdict: FrameVerdict = 'counting';
  if (reach.some(late)) verdict = 'passed_by';
  else if (pass.some(late)) verdict = 'stuck';
  else if (waited && used.length > 0 && used.every((way) => way.passed > 0)) verdict = 'sealed';
  return { fromMs: watch.fromMs, reach, pass, verdict };
}

/** Reads the browser's counts out of a connection's statistics. */
export function browserCounts(report: Iterable<[string, unknown]>): BrowserCounts {
  const counts: BrowserCounts = { out: { audio: 0, video: 0 }, in: { audio: 0, video: 0 } };
  for (const [, value] of report) {
    const entry = value as Record<string, unknown>;
    const { kind } = entry;
    if (kind !== 'audio' && kind !== 'video') continue;
    const of = (name: string) => (typeof entry[name] === 'number' ? entry[name] : 0);
    if (entry.type === 'outbound-rtp') {
      counts.out[kind] += of(kind === 'audio' ? 'packetsSent' : 'framesEncoded');
    } else if (entry.type === 'inbound-rtp') {
      counts.in[kind] += of(kind === 'audio' ? 'packetsReceived' : 'framesReceived');
    }
  }
  return counts;
}
