// SPDX-License-Identifier: Apache-2.0
// The course in words: what a chart shows, what a rule found, and what it suggests. Words only; all
// numbers come from the core.

import type { Firing } from '../core/core-types';
import { t, tn } from '../ui/text';
import type { AllianceCourse } from './course';
import { ruleName } from './rule-words';

/** Who is looking, and how the two are called on the page. */
export type Names = {
  /** The role of the person who looks. */
  me: 'client' | 'therapist';
  client: string;
  therapist: string;
};

/** A rating as people read it: at most one decimal. */
export function rating(value: number): string {
  return (Math.round(value * 10) / 10).toString();
}

function last(course: AllianceCourse, kinds: readonly Firing['kind'][]) {
  for (let at = course.sessions.length - 1; at >= 0; at--) {
    const fired = course.views.client.points[at]?.fired.find((one) => kinds.includes(one.kind));
    const session = course.sessions[at];
    if (fired !== undefined && session !== undefined) return { fired, session, at };
  }
  return null;
}

/** The session at which the episode that is going on began; null when all is steady. */
export function openEpisode(course: AllianceCourse) {
  const { status } = course.views.client;
  if (status !== 'strain' && status !== 'rupture' && status !== 'unrepaired') return null;
  return last(course, ['strain', 'rupture']);
}

/** One sentence on how things stand, for the page both see. */
export function standing(course: AllianceCourse, names: Names): string {
  const mine = names.me === 'client';
  const name = names.client;
  const given = course.views.client.points.filter((point) => point.value !== null).length;
  if (course.sessions.length === 0)
    return t('After each session you both say how it was for you. It will show here.');
  if (given === 0) return t('No session has a rating yet. Skipping is fine.');
  const { status } = course.views.client;
  const began = openEpisode(course);
  switch (status) {
    case 'too_few':
      return tn(
        given,
        'One session so far. A usual range needs a few more.',
        '{n} sessions so far. A usual range needs a few more.',
      );
    case 'steady':
      if (course.views.client.points.at(-1)?.place === 'above')
        return mine
          ? t('The last session felt better than is usual for you.')
          : t('The last session felt better to {name} than is usual.', { name });
      return mine
        ? t('The last sessions felt as they usually do for you.')
        : t('The last sessions felt to {name} as they usually do.', { name });
    case 'strain':
    case 'rupture':
    case 'unrepaired': {
      if (began === null) return '';
      const number = began.session.number;
      if (status === 'unrepaired')
        return mine
          ? t('Since session {number} it has felt lower than is usual for you.', { number })
          : t('Since session {number} it has felt lower to {name} than is usual.', {
              number,
              name,
            });
      const much = status === 'rupture';
      if (mine)
        return much
          ? t('Session {number} felt much lower than is usual for you.', { number })
          : t('Session {number} felt lower than is usual for you.', { number });
      return much
        ? t('Session {number} felt much lower to {name} than is usual.', { number, name })
        : t('Session {number} felt lower to {name} than is usual.', { number, name });
    }
    case 'repaired': {
      const fell = last(course, ['rupture', 'strain']);
      const back = last(course, ['repair']);
      if (fell === null || back === null) return '';
      const values = { fell: fell.session.number, back: back.session.number, name };
      return mine
        ? t(
            'Session {fell} felt lower than is usual for you. By session {back} it had come back.',
            values,
          )
        : t(
            'Session {fell} felt lower to {name} than is usual. By session {back} it had come back.',
            values,
          );
    }
  }
}

/** What to do about it: always a talk. '' when there is nothing to suggest. */
export function suggestion(course: AllianceCourse, names: Names): string {
  const episode = openEpisode(course);
  if (episode !== null)
    return names.me === 'client'
      ? t('It may help to say it: “Something was different last time.” Both of you see this page.')
      : t('Ask about it, early in the next session: “How was it between us, the last time?”');
  const at = course.sessions.length - 1;
  const low = course.views.client.points[at]?.fired.some((one) => one.kind === 'low_answer');
  if (low) return t('One answer lay at the lowest end. It may be worth a question.');
  if (course.views.dyad.flags.includes('far_apart'))
    return t('You two see the sessions quite differently. It may be worth comparing.');
  if (course.views.dyad.flags.includes('opposite_moves'))
    return t('Your views moved in opposite directions, twice in a row. It may be worth comparing.');
  return '';
}

/** One short line for the caseload; '' when no rule fired. */
export function caseloadLine(course: AllianceCourse, names: Names): string {
  const episode = openEpisode(course);
  if (episode !== null) {
    const values = { number: episode.session.number, rule: ruleName(episode.fired.rule) };
    return course.views.client.status === 'unrepaired'
      ? t('Lower than usual since session {number} ({rule}), and not mended yet.', values)
      : t('Fell below the usual range in session {number} ({rule}).', values);
  }
  return suggestion(course, names);
}
