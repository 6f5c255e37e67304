// SPDX-License-Identifier: Apache-2.0
// From the course of an alliance to what fits on one row of the caseload. Computes nothing: the
// numbers are the core's, the sentences those of the course.

import type { AllianceCourse } from '../checks/course';
import { caseloadWord, type Names, rating } from '../checks/course-words';
import type { RuleRange } from '../core/core-types';
import { t, tn } from '../ui/text';
import type { Glance, Word } from './caseload';

/** null while there is no session to show. */
export function glanceOf(course: AllianceCourse, names: Names): Glance | null {
  if (course.sessions.length === 0) return null;
  const { points, params } = course.views.client;
  const values = points.map((point) => point.value);
  const marked = new Set(
    points.flatMap((point, at) =>
      point.fired.some((one) => one.kind === 'strain' || one.kind === 'rupture') ? [at] : [],
    ),
  );
  return {
    values,
    ranges: points.map((point) => point.range),
    scale: { min: params.scale.min, max: params.scale.max },
    marked,
    label: said(values, points.at(-1)?.range ?? null),
    unvalidated: course.unvalidated,
    word: wordOf(course, names),
  };
}

function said(values: readonly (number | null)[], usual: RuleRange | null) {
  const given = values.filter((value) => value !== null);
  const last = given.at(-1);
  if (last === undefined) return t('No ratings yet.');
  const course = tn(
    given.length,
    'One rating: {last} of 10.',
    '{n} ratings, the last {last} of 10.',
    {
      last: rating(last),
    },
  );
  if (usual === null) return course;
  const range = t('At the last session the usual range was {low} to {high}.', {
    low: rating(usual.low),
    high: rating(usual.high),
  });
  return `${course} ${range}`;
}

function wordOf(course: AllianceCourse, names: Names): Word | null {
  const word = caseloadWord(course, names);
  if (word !== null) return { ...word, tone: 'talk' };
  if (course.views.client.status !== 'repaired') return null;
  const back = course.views.client.points.findLastIndex((point) =>
    point.fired.some((one) => one.kind === 'repair'),
  );
  const number = course.sessions[back]?.number;
  return number === undefined
    ? null
    : { sentence: t('Mended by session {number}.', { number }), ask: '', tone: 'fine' };
}
