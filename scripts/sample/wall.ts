// SPDX-License-Identifier: Apache-2.0
// Wall times of one zone, for a story that happens every week at the same hour, whatever summer time
// does.

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;

/** The zone of this machine. */
export function machineZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** `2026-11-24T18:00` in `zone` at this moment. */
export function wallAt(atMs: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(atMs);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`;
}

/** The moment of a wall time, UTC ms. */
export function momentOf(wall: string, zone: string): number {
  const asIfUtc = Date.parse(`${wall}:00Z`);
  let guess = asIfUtc;
  // Twice, for the hours around a change of the clocks.
  for (let i = 0; i < 2; i++) guess += asIfUtc - Date.parse(`${wallAt(guess, zone)}:00Z`);
  return guess;
}

/** `hour` (`10:00`) on the day that lies `days` from the day of `nowMs`. */
export function dayAt(nowMs: number, days: number, hour: string, zone: string): string {
  const today = wallAt(nowMs, zone).slice(0, 10);
  const day = new Date(Date.parse(`${today}T12:00:00Z`) + days * DAY_MS);
  return `${day.toISOString().slice(0, 10)}T${hour}`;
}

/** The next quarter of an hour that leaves time to look around first. */
export function soon(nowMs: number, zone: string): string {
  return wallAt(Math.ceil((nowMs + 12 * MINUTE_MS) / QUARTER_MS) * QUARTER_MS, zone);
}
