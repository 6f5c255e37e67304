// SPDX-License-Identifier: Apache-2.0
// Does a call get through from here? A link of `rapport doctor call` holds a pass for the relay behind
// its #; what comes out is read by that command, too (daemon/cli/call_report.h).

import type { LineTest, LineWay, LineWhy } from './line-test';
import { parseRelayPass, type RelayPass } from './relay-api';

/** What was found out, as the command reads it. Numbers below 0 are not known. */
export type CallOutcome = {
  /** False: no pass in the link, or it ran out; the rest is empty. */
  link_good: boolean;
  first_ms: number;
  rtt_ms: number;
  loss_percent: number;
  kbit: number;
} & Record<LineWay, 'ok' | LineWhy>;

/** The pass of a link that is still good; null otherwise. */
export function readCheckLink(fragment: string, nowMs: number): RelayPass | null {
  try {
    const letters = atob(fragment.replaceAll('-', '+').replaceAll('_', '/'));
    const pass = parseRelayPass(JSON.parse(letters));
    return pass.untilMs > nowMs && pass.iceServers.length > 0 ? pass : null;
  } catch {
    return null;
  }
}

const whole = (value: number | null): number => (value === null ? -1 : Math.round(value));

/** The outcome of a test; of none, when the link was not good. */
export function outcomeOf(found: LineTest | null): CallOutcome {
  const way = (name: LineWay) => {
    const result = found?.relay[name];
    if (result === undefined) return 'none';
    return result.ok ? 'ok' : result.why;
  };
  return {
    link_good: found !== null,
    udp: way('udp'),
    tcp: way('tcp'),
    tls: way('tls'),
    first_ms: found?.relayed ? whole(found.firstFrameMs) : -1,
    rtt_ms: whole(found?.rttMs ?? null),
    loss_percent: found == null || found.loss === null ? -1 : whole(found.loss * 100),
    kbit: whole(found?.rateKbit ?? null),
  };
}

/** What it means for whoever opened the link by hand. */
export type CallVerdict = 'no_link' | 'no_way' | 'nothing_came' | 'detour' | 'through';

/** The one thing to say first. */
export function verdictOf(outcome: CallOutcome): CallVerdict {
  if (!outcome.link_good) return 'no_link';
  const ways = [outcome.udp, outcome.tcp, outcome.tls];
  if (!ways.includes('ok')) return 'no_way';
  if (outcome.first_ms < 0) return 'nothing_came';
  return outcome.udp === 'ok' ? 'through' : 'detour';
}
