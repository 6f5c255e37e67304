// SPDX-License-Identifier: Apache-2.0
// The XmR control chart as functions of plain values: core/chart.h. No rule lives here.

import type { CoreMemory } from './core-memory';
import { OUT, ratingSlots, slot, wordsOf } from './core-slots';
import type { Rating, Scale } from './core-types';

/** The parameters of the chart; each has a default in C. */
export type ChartParams = {
  readonly scale: Scale;
  /** The first so many ratings make the limits; 0: all of them. */
  readonly baseline: number;
  /** Fewer ratings than this give no limits. */
  readonly least: number;
  /** Half width in mean moving ranges. */
  readonly spread: number;
  /** Leave ranges of at least `screenAt` mean ranges out of their mean, once. */
  readonly screen: boolean;
  readonly screenAt: number;
  /** The inner limits, as a share of the half width. */
  readonly inner: number;
  /** Half width in points when nothing ever moved. */
  readonly fallback: number;
  /** So many ratings on one side of the mean are a signal. */
  readonly run: number;
  /** So many ratings steadily up or down are a signal. */
  readonly trend: number;
};

/** The limits of a chart. */
export type ChartLimits = {
  readonly mean: number;
  readonly meanRange: number;
  readonly low: number;
  readonly high: number;
  readonly innerLow: number;
  readonly innerHigh: number;
  /** Ratings that made them. */
  readonly basedOn: number;
  /** Ranges left out by the screen. */
  readonly screened: number;
  /** Nothing moved: the width is `fallback`. */
  readonly fellBack: boolean;
};

/** The signals by name. */
export type ChartRule = 'beyond_limit' | 'run' | 'trend' | 'two_of_three';

/** Why it is one, as a code to be put into words by the view. */
export type ChartWhy =
  | 'outside_limits'
  | 'stays_on_one_side'
  | 'keeps_moving_one_way'
  | 'twice_beyond_inner_limit';

/** One signal that a rating set off, with its inputs. */
export type ChartSignal = {
  readonly rule: ChartRule;
  readonly why: ChartWhy;
  /** Above the mean, or rising. */
  readonly up: boolean;
  readonly x: number;
  /** What x was held against; for a trend the rating before it. */
  readonly limit: number;
  /** Ratings in the run or trend; how many of three. */
  readonly length: number;
};

/** A whole chart: no limits when there are too few ratings, and then no signals. */
export type Chart = {
  readonly status: 'ok' | 'too_few';
  readonly limits: ChartLimits | null;
  /** Of each session. */
  readonly signals: readonly (readonly ChartSignal[])[];
  readonly params: ChartParams;
};

/** What the chart offers. */
export interface ChartFace {
  /** The chart of a series, oldest rating first. Throws on ratings that lie off the scale. */
  chart(ratings: readonly Rating[], params?: Partial<ChartParams>): Chart;
}

const HEAD = 10;
const SESSION = 21;

/** The chart's functions over the module. */
export function chartFace(m: CoreMemory): ChartFace {
  const { word } = wordsOf(m, 'core_chart_name', 3);

  function paramsOf(given: Partial<ChartParams>): ChartParams {
    const scale = given.scale ?? { min: 0, max: 10, step: 1 };
    m.call('core_chart_defaults', scale.min, scale.max, scale.step, m.at(OUT));
    const s = m.get(OUT, 12);
    const defaults: ChartParams = {
      scale,
      baseline: slot(s, 3),
      least: slot(s, 4),
      spread: slot(s, 5),
      screen: slot(s, 6) === 1,
      screenAt: slot(s, 7),
      inner: slot(s, 8),
      fallback: slot(s, 9),
      run: slot(s, 10),
      trend: slot(s, 11),
    };
    return { ...defaults, ...given };
  }

  function readSignals(s: readonly number[]): ChartSignal[] {
    return Array.from({ length: slot(s, 0) }, (_, i) => ({
      rule: word<ChartRule>(1, slot(s, 1 + 5 * i)),
      why: word<ChartWhy>(2, slot(s, 1 + 5 * i)),
      up: slot(s, 2 + 5 * i) === 1,
      x: slot(s, 3 + 5 * i),
      limit: slot(s, 4 + 5 * i),
      length: slot(s, 5 + 5 * i),
    }));
  }

  return {
    chart(ratings, given = {}) {
      const p = paramsOf(given);
      const { scale } = p;
      const params = [
        ...[scale.min, scale.max, scale.step, p.baseline, p.least, p.spread],
        ...[p.screen ? 1 : 0, p.screenAt, p.inner, p.fallback, p.run, p.trend],
      ];
      const values = [...params, ...ratings.flatMap(ratingSlots)];
      return m.lend(values, HEAD + SESSION * ratings.length, (at, out, read) => {
        const answer = m.call('core_chart_run', at, at + 8 * params.length, ratings.length, out);
        if (answer > 0) throw new RangeError('core: these parameters make no sense');
        if (answer < 0) throw new RangeError('core: a rating does not lie on the scale');
        const s = read();
        const status = word<Chart['status']>(0, slot(s, 0));
        if (status !== 'ok')
          return { status, limits: null, signals: ratings.map(() => []), params: p };
        const limits: ChartLimits = {
          mean: slot(s, 1),
          meanRange: slot(s, 2),
          low: slot(s, 3),
          high: slot(s, 4),
          innerLow: slot(s, 5),
          innerHigh: slot(s, 6),
          basedOn: slot(s, 7),
          screened: slot(s, 8),
          fellBack: slot(s, 9) === 1,
        };
        const signals = ratings.map((_, i) =>
          readSignals(s.slice(HEAD + SESSION * i, HEAD + SESSION * (i + 1))),
        );
        return { status, limits, signals, params: p };
      });
    },
  };
}
