// SPDX-License-Identifier: Apache-2.0
// From checks to the course the core computes: which sessions count, and what goes in for each.

import type { CoreClient, CourseRating, Rating, TwoViews } from '../core/core-types';
import { type Answers, type Check, ITEMS, type Item } from './check';
import type { Questionnaire } from './questionnaire';

/** A session that took place, as the page knows it. */
export type SessionRef = { visit: string; number: number; atMs: number; endedMs: number | null };

/** One session of the course: both people's answers as far as they are open. */
export type CourseSession = {
  visit: string;
  number: number;
  atMs: number;
  client: Answers | null;
  therapist: Answers | null;
};

/** The course of one alliance. `sessions`, `ratings` and `views` have the same length and order. */
export type AllianceCourse = {
  sessions: CourseSession[];
  /** The client's, as they went into the core. */
  ratings: readonly CourseRating[];
  views: TwoViews;
  /** The last session is over, but one of the two has not answered yet. */
  waiting: boolean;
  unvalidated: boolean;
};

/** How long the closing minute stays open, as the server keeps it. */
export const WINDOW_MS = 72 * 3_600_000;

/**
 * The sessions both people can see: both have answered or declined, or the time for it is over. So
 * the two always look at the same page.
 */
export function sharedSessions(
  sessions: readonly SessionRef[],
  checks: readonly Check[],
  nowMs: number,
): { sessions: CourseSession[]; waiting: boolean } {
  const shared: CourseSession[] = [];
  let waiting = false;
  for (const session of [...sessions].sort((a, b) => a.number - b.number)) {
    const of = (role: Check['role']): Answers | null =>
      checks.find((check) => check.visit === session.visit && check.role === role)?.answers ?? null;
    const client = of('client');
    const therapist = of('therapist');
    const over = session.endedMs !== null && nowMs > session.endedMs + WINDOW_MS;
    if ((client !== null && therapist !== null) || over) {
      const { visit, number, atMs } = session;
      shared.push({ visit, number, atMs, client, therapist });
    } else if (session.endedMs !== null) waiting = true;
  }
  return { sessions: shared, waiting };
}

async function rate(
  core: CoreClient,
  questionnaire: Questionnaire,
  answers: Answers | null,
): Promise<CourseRating> {
  if (answers === null) return { value: 'missing' };
  if (answers.state === 'declined') return { value: 'declined' };
  const given: Rating[] = questionnaire.instrument.items.map(({ id }) => {
    const value = ITEMS.includes(id as Item) ? answers.items[id as Item] : null;
    return value ?? 'missing';
  });
  const result = await core.scoreInstrument(questionnaire.instrument, given);
  if (!result.ok) return { value: 'missing' };
  return { value: result.scores.total?.value ?? 'missing', floor: result.floors.length > 0 };
}

/** Asks the core. Throws when a questionnaire is missing. */
export async function computeCourse(
  core: CoreClient,
  questionnaires: readonly Questionnaire[],
  input: { sessions: readonly SessionRef[]; checks: readonly Check[]; nowMs: number },
): Promise<AllianceCourse> {
  const client = questionnaires.find((one) => one.id === 'closing-client');
  const therapist = questionnaires.find((one) => one.id === 'closing-therapist');
  if (client === undefined || therapist === undefined)
    throw new Error('the closing questionnaires are missing');
  const { sessions, waiting } = sharedSessions(input.sessions, input.checks, input.nowMs);
  const ratings = await Promise.all(sessions.map((session) => rate(core, client, session.client)));
  const views = await core.twoViews(
    ratings,
    await Promise.all(sessions.map((session) => rate(core, therapist, session.therapist))),
  );
  return { sessions, ratings, views, waiting, unvalidated: client.unvalidated };
}
