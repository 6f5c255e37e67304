// SPDX-License-Identifier: Apache-2.0
// The course in words: what a chart shows, what a rule found, and what it suggests. Words only; all
// numbers come from the core.

import type { Firing } from '../core/core-types';
import { t, tn } from '../ui/text';
import { shortDay } from '../ui/time';
import type { AllianceCourse, CourseSession } from './course';
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

/** A fall that is still open. */
type Episode = {
  /** What fired last, and at which session. */
  fired: Firing;
  session: CourseSession;
  at: number;
  /** The session it began at: earlier when a strain deepened, or a rule looked back. */
  began: CourseSession;
};

/** The episode that is going on; null when all is steady. */
export function openEpisode(course: AllianceCourse): Episode | null {
  const { status } = course.views.client;
  if (status !== 'strain' && status !== 'rupture' && status !== 'unrepaired') return null;
  return fallOf(course);
}

function fallOf(course: AllianceCourse): Episode | null {
  const found = last(course, ['strain', 'rupture']);
  if (found === null) return null;
  return { ...found, began: course.sessions[found.at - found.fired.length] ?? found.session };
}

/** The number of the last session before `at` that has a rating. */
function ratedBefore(course: AllianceCourse, at: number): number | null {
  const before = course.views.client.points.slice(0, at).findLastIndex((p) => p.value !== null);
  return course.sessions[before]?.number ?? null;
}

/** How an open fall felt, in one sentence. */
function felt(course: AllianceCourse, episode: Episode, names: Names): string {
  const mine = names.me === 'client';
  const { rule } = episode.fired;
  const values = {
    number: rule === 'sudden_loss' ? episode.began.number : episode.session.number,
    before: ratedBefore(course, episode.at) ?? '',
    name: names.client,
  };
  if (rule === 'level_sunk')
    return mine
      ? t('Little by little, up to session {number}, it has come to feel lower for you.', values)
      : t('Little by little, up to session {number}, it has come to feel lower to {name}.', values);
  if (rule === 'early_fall')
    return mine
      ? t('Session {number} felt lower to you than those before it.', values)
      : t('Session {number} felt lower to {name} than those before it.', values);
  if (rule === 'surprise_of_two')
    return mine
      ? t('Sessions {before} and {number} together felt much lower than is usual for you.', values)
      : t(
          'Sessions {before} and {number} together felt much lower to {name} than is usual.',
          values,
        );
  if (course.views.client.status === 'rupture')
    return mine
      ? t('Session {number} felt much lower than is usual for you.', values)
      : t('Session {number} felt much lower to {name} than is usual.', values);
  return mine
    ? t('Session {number} felt lower than is usual for you.', values)
    : t('Session {number} felt lower to {name} than is usual.', values);
}

/** The last session lies above the range that is drawn. */
function isAbove(course: AllianceCourse): boolean {
  const { value, range } = course.views.client.points.at(-1) ?? { value: null, range: null };
  return value !== null && range !== null && value > range.high;
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
  const episode = openEpisode(course);
  switch (status) {
    case 'too_few':
      return tn(
        given,
        'One session so far. A usual range needs a few more.',
        '{n} sessions so far. A usual range needs a few more.',
      );
    case 'steady':
      if (isAbove(course))
        return mine
          ? t('The last session felt better than is usual for you.')
          : t('The last session felt better to {name} than is usual.', { name });
      return mine
        ? t('The last sessions felt as they usually do for you.')
        : t('The last sessions felt to {name} as they usually do.', { name });
    case 'strain':
    case 'rupture':
      return episode === null ? '' : felt(course, episode, names);
    case 'unrepaired': {
      if (episode === null) return '';
      const values = { number: episode.began.number, name };
      return mine
        ? t('Since session {number} it has felt lower to you than before.', values)
        : t('Since session {number} it has felt lower to {name} than before.', values);
    }
    case 'repaired': {
      const fell = fallOf(course);
      const back = last(course, ['repair']);
      if (fell === null || back === null) return '';
      const values = { fell: fell.began.number, back: back.session.number, name };
      return mine
        ? t(
            'From session {fell} on it felt lower to you than before. By session {back} it had come back.',
            values,
          )
        : t(
            'From session {fell} on it felt lower to {name} than before. By session {back} it had come back.',
            values,
          );
    }
  }
}

/** What to do about it: always a talk. '' when there is nothing to suggest. */
export function suggestion(course: AllianceCourse, names: Names): string {
  const episode = openEpisode(course);
  if (episode !== null) {
    const client = names.me === 'client';
    // What came slowly, or has stayed, is not about the last session alone.
    if (episode.fired.rule === 'level_sunk' || course.views.client.status === 'unrepaired')
      return client
        ? t(
            'It may help to say it: “Something has been different lately.” Both of you see this page.',
          )
        : t('Ask about it, early in the next session: “How has it been between us lately?”');
    return client
      ? t('It may help to say it: “Something was different last time.” Both of you see this page.')
      : t('Ask about it, early in the next session: “How was it between us, the last time?”');
  }
  const at = course.sessions.length - 1;
  const low = course.views.client.points[at]?.fired.some((one) => one.kind === 'low_answer');
  if (low) return t('One answer lay at the lowest end. It may be worth a question.');
  if (course.views.dyad.flags.includes('far_apart'))
    return t('You two see the sessions quite differently. It may be worth comparing.');
  if (course.views.dyad.flags.includes('opposite_moves'))
    return t('Your views moved in opposite directions, twice in a row. It may be worth comparing.');
  return '';
}

/** What the caseload says of one person: which rule, since when, and what to ask. */
export type CaseloadWord = { sentence: string; ask: string };

/** null when no rule has found anything that still stands. */
export function caseloadWord(course: AllianceCourse, names: Names): CaseloadWord | null {
  const episode = openEpisode(course);
  if (episode !== null)
    return { sentence: sinceWhen(course, episode), ask: suggestion(course, names) };
  const at = course.sessions.length - 1;
  const session = course.sessions[at];
  if (session === undefined) return null;
  const { dyad, client } = course.views;
  const values = {
    number: session.number,
    day: shortDay(session.atMs),
    apart: rating(Math.abs(dyad.b0 ?? 0)),
    n: dyad.shared,
    moves: dyad.oppositeMoves,
  };
  if (client.points[at]?.fired.some((one) => one.kind === 'low_answer'))
    return {
      sentence: t('One answer lay at the lowest end in session {number}, {day}.', values),
      ask: t('It may be worth a question: “What was that like?”'),
    };
  if (dyad.flags.includes('far_apart'))
    return {
      sentence: t('You two rate the sessions {apart} apart, on average over {n}.', values),
      ask: t('It may be worth comparing how each of you saw them.'),
    };
  if (dyad.flags.includes('opposite_moves'))
    return {
      sentence: t(
        'Your views moved in opposite directions {moves} times in a row, up to session {number}, {day}.',
        values,
      ),
      ask: t('It may be worth comparing how each of you saw them.'),
    };
  return null;
}

function sinceWhen(course: AllianceCourse, { fired, session, began }: Episode): string {
  const values = { number: began.number, day: shortDay(began.atMs), rule: ruleName(fired.rule) };
  switch (course.views.client.status) {
    case 'unrepaired':
      return t(
        'Lower than before since session {number}, {day} ({rule}), and not mended yet.',
        values,
      );
    case 'rupture':
      return t('Much lower than usual since session {number}, {day} ({rule}).', values);
    default:
      if (fired.rule === 'level_sunk')
        return t('Lower little by little, up to session {number}, {day} ({rule}).', {
          ...values,
          number: session.number,
          day: shortDay(session.atMs),
        });
      return t('Lower than usual since session {number}, {day} ({rule}).', values);
  }
}
