// SPDX-License-Identifier: Apache-2.0
// Wall time in a zone, and the instant it names. The server decides in the end; this lets the form
// say the same before it asks. Pure.

/** The offset of a zone from UTC at an instant, ms. Throws RangeError for a zone nobody knows. */
export function offsetMs(atMs: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(atMs);
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value);
  const wallMs = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return wallMs - Math.floor(atMs / 1000) * 1000;
}

/**
 * The instant of a wall time like 2026-11-24T18:00, UTC ms; null when the clocks skip it that night or
 * when it is no time at all. Of two that fit (clocks go back), the first.
 */
export function wallToMs(wall: string, zone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(wall)) return null;
  const asUtc = Date.parse(`${wall}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  const day = 86_400_000;
  const fits = [offsetMs(asUtc - day, zone), offsetMs(asUtc + day, zone)]
    .map((offset) => asUtc - offset)
    .filter((ms) => ms + offsetMs(ms, zone) === asUtc);
  return fits.length === 0 ? null : Math.min(...fits);
}

/** Wall time of an instant in a zone, as 2026-11-24T18:00. */
export function msToWall(atMs: number, zone: string): string {
  return new Date(atMs + offsetMs(atMs, zone)).toISOString().slice(0, 16);
}

/** The part of a zone's name that people say: Europe/Lisbon is Lisbon. */
export function zoneCity(zone: string): string {
  return (zone.split('/').pop() ?? zone).replaceAll('_', ' ');
}

/** The zones this browser knows, its own first. */
export function zones(own: string): string[] {
  const all =
    typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
  return [own, ...all.filter((zone) => zone !== own)];
}
