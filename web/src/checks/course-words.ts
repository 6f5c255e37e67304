// SPDX-License-Identifier: Apache-2.0
// The course in words: what a chart shows, what a rule found, and what it suggests. Words only; all
// numbers come from the core.

import type { Firing, FiringRule } from '../core/core-types';
import { t, tn } from '../ui/text';
import type { AllianceCourse } from './course';

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

/** The rule's name, short enough for brackets. */
export function ruleName(rule: FiringRule): string {
  switch (rule) {
    case 'drop_1s':
      return t('a fall of one spread');
    case 'drop_2s':
      return t('a fall of two spreads');
    case 'below_usual':
      return t('below the usual range');
    case 'early_fall':
      return t('an early fall');
    case 'back_near_ref':
      return t('back near where it was');
    case 'sessions_passed':
      return t('sessions have passed');
    case 'case_closed':
      return t('closed while down');
    case 'floor_item':
      return t('an answer at the lowest end');
  }
}

/** What fired, as a word for the chart. */
export function firingName(firing: Firing): string {
  switch (firing.kind) {
    case 'strain':
      return t('a strain');
    case 'rupture':
      return t('a rupture');
    case 'repair':
      return t('repaired');
    case 'unrepaired':
      return t('not mended yet');
    case 'low_answer':
      return t('a low answer');
  }
}

function number(value: number | null): string {
  return value === null ? t('none') : (Math.round(value * 100) / 100).toString();
}

/** The whole rule with the numbers that went in, so that anybody can check it. */
export function ruleWithNumbers(firing: Firing): string {
  const values = {
    x: number(firing.x),
    ref: number(firing.ref),
    drop: number(firing.drop),
    s: number(firing.s),
    limit: number(firing.limit),
    n: firing.earlier,
    length: firing.length,
  };
  switch (firing.rule) {
    case 'drop_1s':
      return t(
        'A strain: the rating {x} lies {drop} below the best recent one ({ref}). One spread is {s}, from {n} earlier ratings.',
        values,
      );
    case 'drop_2s':
      return t(
        'A rupture: the rating {x} lies {drop} below the best recent one ({ref}). That is two spreads of {s} or more, from {n} earlier ratings.',
        values,
      );
    case 'below_usual':
      return t(
        'A rupture: the rating {x} lies at or below {limit}, the lower edge of the usual range from {n} earlier ratings.',
        values,
      );
    case 'early_fall':
      return t(
        'A strain: the rating fell by {drop}, from {ref} to {x}, before there is a usual range.',
        values,
      );
    case 'back_near_ref':
      return t(
        'Repaired: the rating {x} is back at {limit} or more, near {ref} where it was before. It took {length} sessions.',
        values,
      );
    case 'sessions_passed':
      return t('Not mended yet: {length} sessions have passed below {limit}.', values);
    case 'case_closed':
      return t('The work ended before it was mended.');
    case 'floor_item':
      return t(
        'One answer lay at the lowest end of its scale. This is a prompt to talk, not a rupture.',
      );
  }
}
