// SPDX-License-Identifier: Apache-2.0
// From visits to what the course needs of them, so that checks need not know visits.

import { type SessionRef, WINDOW_MS } from '../checks/course';
import type { Visit } from '../visits/visit';

/** The sessions of an alliance that took place, oldest first. */
export function sessionsOf(visits: readonly Visit[], alliance: string): SessionRef[] {
  return visits
    .flatMap((visit) =>
      visit.alliance === alliance && visit.state === 'ended' && visit.number !== null
        ? [
            {
              visit: visit.id,
              number: visit.number,
              atMs: visit.started_ms ?? visit.starts_ms,
              endedMs: visit.ended_ms,
            },
          ]
        : [],
    )
    .sort((a, b) => a.number - b.number);
}

/** The newest session whose closing minute I can still give; null when there is none. */
export function closingDue(
  visits: readonly Visit[],
  given: ReadonlySet<string>,
  nowMs: number,
): Visit | null {
  return (
    visits.find(
      (visit) =>
        visit.state === 'ended' &&
        visit.ended_ms !== null &&
        nowMs < visit.ended_ms + WINDOW_MS &&
        !given.has(visit.id),
    ) ?? null
  );
}
