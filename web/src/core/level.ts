// SPDX-License-Identifier: Apache-2.0
// The level filter as functions of plain values: core/level.h, core/level_prior.h. No rule here.

import type { CoreMemory } from './core-memory';
import { known, OUT, ratingSlots, slot, wordsOf } from './core-slots';
import type { Rating, Scale } from './core-types';

/** The parameters of the filter. Variances are in points squared. */
export type LevelParams = {
  /** Of one rating about the level: SD squared times (1 - reliability). */
  readonly errorVar: number;
  /** Sessions that `errorVar` is worth; Infinity: it is known and never learnt. */
  readonly errorWeight: number;
  /** Of the level, per unit of time. */
  readonly driftVar: number;
  readonly priorMean: number;
  readonly priorVar: number;
};

/** What the defaults are made of; what is left out has a default in C. */
export type LevelInstrument = {
  readonly scale?: Scale;
  /** Between ratings of different people. */
  readonly sd?: number;
  readonly reliability?: number;
};

/** One session: the time since the last one, in the unit of `driftVar`, and the rating. */
export type LevelSession = { readonly gap: number; readonly value: Rating };

/** What a session was expected to be, and what is known after it. */
export type LevelPoint = {
  readonly forecast: number;
  readonly forecastVar: number;
  /** Of the level alone, before the rating. */
  readonly forecastLevelVar: number;
  readonly forecastLow: number;
  readonly forecastHigh: number;
  /** Degrees of freedom of the forecast; Infinity: normal. */
  readonly df: number;
  /** In SDs of the forecast; null without a rating. */
  readonly surprise: number | null;
  readonly mean: number;
  readonly var: number;
  readonly low: number;
  readonly high: number;
  readonly errorVar: number;
  readonly weight: number;
  readonly given: number;
};

/** One person's given ratings, oldest first, and their times. */
export type LevelPerson = { readonly values: readonly number[]; readonly times: readonly number[] };

/** What a site's ratings say; null where they do not. */
export type LevelSite =
  | {
      readonly status: 'ok';
      readonly people: number;
      readonly ratings: number;
      readonly mean: number;
      readonly betweenVar: number;
      readonly withinVar: number;
      readonly driftVar: number | null;
      readonly errorVar: number | null;
    }
  | { readonly status: 'too_few' | 'no_spread' };

/** What the filter offers. */
export interface LevelFace {
  levelDefaults(instrument?: LevelInstrument): LevelParams;
  /** The filter over one person's sessions; bands hold `share` (0.95). Throws on misuse. */
  levelCourse(
    sessions: readonly LevelSession[],
    params: LevelParams,
    share?: number,
  ): readonly LevelPoint[];
  /** A site's own prior, from the `first` (3) ratings of at least `peopleLeast` (20) people. */
  levelSite(people: readonly LevelPerson[], first?: number, peopleLeast?: number): LevelSite;
}

const POINT = 15;

/** The filter's functions over the module. */
export function levelFace(m: CoreMemory): LevelFace {
  const { word } = wordsOf(m, 'core_level_name', 1);

  function readPoint(s: readonly number[]): LevelPoint {
    return {
      forecast: slot(s, 0),
      forecastLevelVar: slot(s, 1),
      forecastVar: slot(s, 2),
      forecastLow: slot(s, 13),
      forecastHigh: slot(s, 14),
      df: slot(s, 3),
      surprise: known(s, 4, 5),
      mean: slot(s, 6),
      var: slot(s, 7),
      low: slot(s, 11),
      high: slot(s, 12),
      errorVar: slot(s, 8),
      weight: slot(s, 9),
      given: slot(s, 10),
    };
  }

  return {
    levelDefaults({ scale = { min: 0, max: 10, step: 1 }, sd, reliability } = {}) {
      const { min, max, step } = scale;
      const [s, r] = [sd ?? Number.NaN, reliability ?? Number.NaN];
      m.call('core_level_defaults', min, max, step, s, r, m.at(OUT));
      const p = m.get(OUT, 5);
      return {
        errorVar: slot(p, 0),
        errorWeight: slot(p, 1),
        driftVar: slot(p, 2),
        priorMean: slot(p, 3),
        priorVar: slot(p, 4),
      };
    },
    levelCourse(sessions, p, share = 0.95) {
      const params = [p.errorVar, p.errorWeight, p.driftVar, p.priorMean, p.priorVar];
      const rows = sessions.flatMap(({ gap, value }) => [gap, ...ratingSlots(value)]);
      return m.lend([...params, ...rows], POINT * sessions.length, (at, out, read) => {
        const rowsAt = at + 8 * params.length;
        const answer = m.call('core_level_run', at, share, rowsAt, sessions.length, out);
        if (answer > 0) throw new RangeError('core: these parameters make no sense');
        if (answer < 0) throw new RangeError('core: a gap or a rating is out of bounds');
        const s = read();
        return sessions.map((_, i) => readPoint(s.slice(POINT * i, POINT * (i + 1))));
      });
    },
    levelSite(people, first = 3, peopleLeast = 20) {
      const values = people.flatMap((person) => {
        if (person.values.length !== person.times.length)
          throw new RangeError('core: every rating needs its time');
        return [person.values.length, ...person.values, ...person.times];
      });
      return m.lend(values, 9, (at, out, read) => {
        const answer = m.call('core_level_site', first, peopleLeast, at, people.length, out);
        if (answer > 0) throw new RangeError('core: these parameters make no sense');
        if (answer < 0) throw new RangeError('core: a time or a rating is out of bounds');
        const s = read();
        const status = word<LevelSite['status']>(0, slot(s, 0));
        if (status !== 'ok') return { status };
        return {
          status,
          people: slot(s, 1),
          ratings: slot(s, 2),
          mean: slot(s, 3),
          betweenVar: slot(s, 4),
          withinVar: slot(s, 5),
          driftVar: known(s, 6, 7),
          errorVar: known(s, 6, 8),
        };
      });
    },
  };
}
