// SPDX-License-Identifier: Apache-2.0
// From the course of an alliance to what fits on one row of the caseload. Computes nothing: the
// numbers are the core's, the sentences those of the course.

import type { AllianceCourse } from '../checks/course';
import { caseloadLine, type Names, openEpisode, rating, suggestion } from '../checks/course-words';
import { t, tn } from '../ui/text';
import type { Glance, Word } from './caseload';

/** null while there is no session to show. */
export function glanceOf(course: AllianceCourse, names: Names): Glance | null {
  if (course.sessions.length === 0) return null;
  const { points, usual, params } = course.views.client;
  const values = points.map((point) => point.value);
  const marked = new Set(
    points.flatMap((point, at) =>
      point.fired.some((one) => one.kind === 'strain' || one.kind === 'rupture') ? [at] : [],
    ),
  );
  return {
    values,
    range: usual === null ? null : { low: usual.low, high: usual.high },
    scale: { min: params.scale.min, max: params.scale.max },
    marked,
    label: said(values, usual),
    word: wordOf(course, names),
  };
}

function said(values: readonly (number | null)[], usual: { low: number; high: number } | null) {
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
  const range = t('The usual range is {low} to {high}.', {
    low: rating(usual.low),
    high: rating(usual.high),
  });
  return `${course} ${range}`;
}

function wordOf(course: AllianceCourse, names: Names): Word | null {
  const sentence = caseloadLine(course, names);
  const ask = suggestion(course, names);
  if (sentence !== '') {
    // Without an episode the line already is the suggestion.
    return { sentence, ask: openEpisode(course) === null ? '' : ask, tone: 'talk' };
  }
  if (course.views.client.status !== 'repaired') return null;
  const back = course.views.client.points.findLastIndex((point) =>
    point.fired.some((one) => one.kind === 'repair'),
  );
  const number = course.sessions[back]?.number;
  return number === undefined
    ? null
    : { sentence: t('Mended by session {number}.', { number }), ask: '', tone: 'fine' };
}
