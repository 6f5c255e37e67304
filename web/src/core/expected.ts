// SPDX-License-Identifier: Apache-2.0
// core/expected.h and core/expected_curve.h as functions of plain values.

import type { CoreMemory } from './core-memory';
import { IN, known, OUT, ratingSlots, slot, wordsOf } from './core-slots';
import type { Rating } from './core-types';

/** One rating: time since the person's first, in the curve's unit, and its value. */
export type TimedRating = readonly [t: number, value: number];

/** How the curve is fitted; each has a default in C. */
export type ExpectedFitParams = {
  readonly method: 'reml' | 'ml';
  /** People with `ratingsLeast` ratings or more, needed. */
  readonly peopleLeast: number;
  readonly ratingsLeast: number;
  readonly stepsMost: number;
};

/** Why there is no curve. */
export type ExpectedFitWhy =
  | 'too_few_people'
  | 'no_time'
  | 'no_change'
  | 'no_residual'
  | 'not_converged';

/** The usual course at a site: y = b0 + b1 ln(1 + t), and how far people differ from it. */
export type ExpectedCurve = {
  readonly method: 'reml' | 'ml';
  /** Which differences between people are in it. */
  readonly spread: 'intercept_and_slope' | 'intercept' | 'none';
  readonly b0: number;
  readonly b1: number;
  /** Covariance of b0 and b1. */
  readonly b00: number;
  readonly b01: number;
  readonly b11: number;
  /** Covariance of people's own intercepts and slopes. */
  readonly d00: number;
  readonly d01: number;
  readonly d11: number;
  /** Variance of a rating about the person's own line. */
  readonly residual: number;
  readonly deviance: number;
  readonly people: number;
  readonly ratings: number;
  readonly enough: number;
};

/** A curve, or why there is none. */
export type ExpectedFit =
  | ({ readonly ok: true } & ExpectedCurve)
  | { readonly ok: false; readonly why: ExpectedFitWhy };

/** How a course is judged; all but `better` have a default in C. */
export type ExpectedParams = {
  readonly better: 'higher' | 'lower';
  /** Points that count as reliable change; 0 when nobody knows. */
  readonly change?: number;
  readonly z?: number;
  /** First ratings the expectation is conditional on. */
  readonly given?: number;
};

/** On track or off, at one rating. A prompt to look, never a reason. */
export type ExpectedPoint = {
  readonly rule: 'none' | 'rational' | 'site_curve';
  readonly why:
    | 'no_rating'
    | 'first_rating'
    | 'no_rule'
    | 'not_worse_by_reliable_change'
    | 'worse_by_reliable_change'
    | 'not_beyond_boundary'
    | 'beyond_boundary';
  readonly offTrack: boolean | null;
  /** The person's first rating. */
  readonly first: number | null;
  /** Points worse than it. */
  readonly worse: number | null;
  /** Of the site's curve only. */
  readonly expected: number | null;
  readonly error: number | null;
  readonly boundary: number | null;
};

/** The functions of this file. */
export interface ExpectedFace {
  /** Fits the curve of a site to its people's ratings. */
  expectedFit(
    people: readonly (readonly TimedRating[])[],
    params?: Partial<ExpectedFitParams>,
  ): ExpectedFit;
  /** The change that counts as reliable, in points; null when there is none. */
  expectedChange(sd: number, reliability: number): number | null;
  /** Judges one person's ratings in time; without a curve by the rational rule. */
  expectedCourse(
    ratings: readonly { readonly t: number; readonly value: Rating }[],
    params: ExpectedParams,
    curve?: ExpectedCurve | null,
  ): readonly ExpectedPoint[];
}

const CURVE = 15;

/** The expected course over the module's memory. */
export function expectedFace(m: CoreMemory): ExpectedFace {
  const { word, number } = wordsOf(m, 'core_expected_name', 6);

  const readCurve = (s: readonly number[]): ExpectedCurve => ({
    method: word(4, slot(s, 0)),
    spread: word(3, slot(s, 1)),
    b0: slot(s, 2),
    b1: slot(s, 3),
    b00: slot(s, 4),
    b01: slot(s, 5),
    b11: slot(s, 6),
    d00: slot(s, 7),
    d01: slot(s, 8),
    d11: slot(s, 9),
    residual: slot(s, 10),
    deviance: slot(s, 11),
    people: slot(s, 12),
    ratings: slot(s, 13),
    enough: slot(s, 14),
  });

  const curveSlots = (c: ExpectedCurve): number[] => [
    number(4, c.method),
    number(3, c.spread),
    ...[c.b0, c.b1, c.b00, c.b01, c.b11, c.d00, c.d01, c.d11, c.residual, c.deviance],
    ...[c.people, c.ratings, c.enough],
  ];

  const readPoint = (s: readonly number[]): ExpectedPoint => ({
    rule: word(0, slot(s, 0)),
    why: word(1, slot(s, 1)),
    offTrack: slot(s, 2) === 1 ? slot(s, 3) === 1 : null,
    first: known(s, 4, 5),
    worse: known(s, 6, 7),
    expected: known(s, 8, 9),
    error: known(s, 8, 10),
    boundary: known(s, 11, 12),
  });

  return {
    expectedFit(people, params = {}) {
      m.call('core_expected_fit_defaults', m.at(OUT));
      const d = m.get(OUT, 4);
      m.put(IN, [
        params.method === undefined ? slot(d, 0) : number(4, params.method),
        params.peopleLeast ?? slot(d, 1),
        params.ratingsLeast ?? slot(d, 2),
        params.stepsMost ?? slot(d, 3),
      ]);
      const data = people.flatMap((ratings) => [ratings.length, ...ratings.flat()]);
      const status = m.lend(data, 0, (at) =>
        m.call('core_expected_fit', at, people.length, m.at(IN), m.at(OUT)),
      );
      if (status < 0) throw new RangeError('core: there can be no such ratings');
      if (status > 0) return { ok: false, why: word<ExpectedFitWhy>(2, status) };
      return { ok: true, ...readCurve(m.get(OUT, CURVE)) };
    },
    expectedChange(sd, reliability) {
      const change = m.call('core_expected_change', sd, reliability);
      return Number.isNaN(change) ? null : change;
    },
    expectedCourse(ratings, params, curve = null) {
      m.call('core_expected_defaults', m.at(OUT));
      const d = m.get(OUT, 4);
      m.put(IN, [
        number(5, params.better),
        params.change ?? slot(d, 1),
        params.z ?? slot(d, 2),
        params.given ?? slot(d, 3),
        ...(curve === null ? [] : curveSlots(curve)),
      ]);
      const state = m.call('core_expected_new', m.at(IN), curve === null ? 0 : m.at(IN + 4));
      if (state === 0) throw new RangeError('core: these parameters make no sense');
      try {
        return ratings.map(({ t, value }) => {
          if (m.call('core_expected_step', state, t, ...ratingSlots(value), m.at(OUT)) < 0)
            throw new RangeError('core: there can be no such rating');
          return readPoint(m.get(OUT, 13));
        });
      } finally {
        m.call('core_free', state);
      }
    },
  };
}
