// SPDX-License-Identifier: Apache-2.0
// Courses to test words and pictures with: the real core, asked as the page asks it.

import type { Answers } from '../../../web/src/checks/check';
import type { AllianceCourse } from '../../../web/src/checks/course';
import type { Core, CoreClient, CourseRating, RuleParams } from '../../../web/src/core/core-types';

const DAY_MS = 86_400_000;

/** The first session of every course here: 4 January 2026, noon in UTC. */
export const FIRST_MS = Date.UTC(2026, 0, 4, 12);

/** The core with promises, without a worker. */
export function clientOf(core: Core): CoreClient {
  const entries = Object.entries(core).map(([name, call]) => [
    name,
    async (...args: unknown[]) => (call as (...args: unknown[]) => unknown)(...args),
  ]);
  return Object.fromEntries(entries) as unknown as CoreClient;
}

/** Ratings, oldest first, one a week; null is a session without one, `low` has an answer at its end. */
export function courseOf(
  core: Core,
  client: readonly (number | null | { low: number })[],
  options: { therapist?: readonly (number | null)[]; params?: Partial<RuleParams> } = {},
): AllianceCourse {
  const rate = (value: number | null | { low: number }): CourseRating => {
    if (value === null) return { value: 'missing' };
    return typeof value === 'number' ? { value } : { value: value.low, floor: true };
  };
  const ratings = client.map(rate);
  const others = (options.therapist ?? client.map(() => null)).map(rate);
  const none: Answers | null = null;
  return {
    sessions: client.map((_, at) => ({
      visit: `v${at}`,
      number: at + 1,
      atMs: FIRST_MS + 7 * at * DAY_MS,
      client: none,
      therapist: none,
    })),
    ratings,
    views: core.twoViews(ratings, others, options.params ?? {}),
    waiting: false,
    unvalidated: true,
  };
}
