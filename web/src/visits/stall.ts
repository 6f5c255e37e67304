// SPDX-License-Identifier: Apache-2.0
// When has the media stopped? Browsers notice a dead path after 5 to 15 seconds; counting packets
// notices it in less than one and a half. Pure: time and counts are arguments.

import type { Sending } from './call-signal';
import type { Arrived } from './link';

/** Without a new packet for this long, the media has stopped. */
export const STALL_MS = 1200;

/**
 * The count that has to grow while the other sends this: the voice where there is one, for a living
 * picture is no comfort to somebody who hears nothing, and a picture may be left out on a weak line.
 * Opus without DTX sends silence too, also of somebody who is muted. null: nothing is to be expected.
 */
export function leading(theirs: Sending | null, arrived: Arrived): number | null {
  if (theirs === null) return null;
  if (theirs.microphone === 'on' || theirs.microphone === 'muted') return arrived.voice;
  return theirs.camera === true ? arrived.picture : null;
}

/** The last count of packets and when it last grew. */
export type Flow = { packets: number; grewMs: number };

/** The flow at the moment a connection stands. */
export function flowFrom(nowMs: number): Flow {
  return { packets: 0, grewMs: nowMs };
}

/**
 * One look at the packet count. `expected` is false while the other sends nothing on purpose: then
 * silence means nothing and the wait starts anew.
 */
export function flowStep(flow: Flow, nowMs: number, packets: number, expected: boolean): Flow {
  if (packets > flow.packets || !expected) return { packets, grewMs: nowMs };
  // A connection that is closed counts nothing any more, and another count starts lower.
  return packets === flow.packets ? flow : { packets, grewMs: flow.grewMs };
}

/** True when nothing came for too long. */
export function hasStalled(flow: Flow, nowMs: number): boolean {
  return nowMs - flow.grewMs >= STALL_MS;
}
