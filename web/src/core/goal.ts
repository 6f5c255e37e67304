// SPDX-License-Identifier: Apache-2.0
// core/goal.h as functions of plain values.

import type { CoreMemory } from './core-memory';
import { IN, OUT, ratingSlots, slot, wordsOf } from './core-slots';
import type { Rating } from './core-types';

/** The parameters of goal attainment scaling; each has a default in C. */
export type GoalParams = {
  /** How far goals are expected to go together. */
  readonly rho: number;
  /** Levels, from much less than expected to much more. */
  readonly least: number;
  readonly most: number;
  /** 1: whole levels; 0.5 allows halves. */
  readonly step: number;
};

/** T over a person's goals and the sums it was made of. */
export type GoalAttainment =
  | {
      readonly ok: true;
      /** 50: as expected on the whole. */
      readonly t: number;
      /** Goals that have a level. */
      readonly counted: number;
      readonly sumWeights: number;
      readonly sumSquares: number;
      readonly sumLevels: number;
      readonly spread: number;
    }
  | {
      readonly ok: false;
      readonly why: 'no_goals' | 'too_many_goals' | 'out_of_range' | 'off_step' | 'bad_weight';
      /** Index of the goal concerned, if one is. */
      readonly bad: number | null;
    };

/** Change of one goal against its own first rating and against the one before. */
export type GoalChange = { readonly sinceFirst: number; readonly sinceLast: number };

/** The functions of this file. */
export interface GoalFace {
  /** Goal attainment scaling; without weights every goal weighs 1. */
  goalAttainment(
    levels: readonly Rating[],
    weights?: readonly number[] | null,
    params?: Partial<GoalParams>,
  ): GoalAttainment;
  /** Change at each session of one goal (or of T); null where there is none to tell. */
  goalChanges(ratings: readonly Rating[]): readonly (GoalChange | null)[];
  /** Mean over goals; null when nothing was rated. */
  goalMean(ratings: readonly Rating[]): number | null;
}

/** Goals over the module's memory. */
export function goalFace(m: CoreMemory): GoalFace {
  const { word } = wordsOf(m, 'core_goal_name', 1);

  return {
    goalAttainment(levels, weights = null, params = {}) {
      if (weights !== null && weights.length !== levels.length)
        throw new RangeError('core: one weight for each goal, or none at all');
      m.call('core_goal_defaults', m.at(OUT));
      const d = m.get(OUT, 4);
      const goals = levels.flatMap((level, i) => [...ratingSlots(level), weights?.[i] ?? 1]);
      m.put(IN, [
        params.rho ?? slot(d, 0),
        params.least ?? slot(d, 1),
        params.most ?? slot(d, 2),
        params.step ?? slot(d, 3),
        ...goals,
      ]);
      const result = m.call(
        'core_goal_attainment',
        m.at(IN),
        m.at(IN + 4),
        levels.length,
        m.at(OUT),
      );
      if (result < 0) throw new RangeError('core: these parameters make no sense');
      const s = m.get(OUT, 7);
      const status = word<'ok' | Extract<GoalAttainment, { ok: false }>['why']>(0, result);
      if (status !== 'ok')
        return { ok: false, why: status, bad: slot(s, 0) < 0 ? null : slot(s, 0) };
      return {
        ok: true,
        t: slot(s, 1),
        counted: slot(s, 2),
        sumWeights: slot(s, 3),
        sumSquares: slot(s, 4),
        sumLevels: slot(s, 5),
        spread: slot(s, 6),
      };
    },
    goalChanges(ratings) {
      m.put(IN, [0, 0, 0]);
      return ratings.map((rating, i) => {
        const [kind, value] = ratingSlots(rating);
        if (m.call('core_goal_step', m.at(IN), kind, value, m.at(OUT)) !== 0)
          throw new RangeError(`core: rating ${i} is not a number`);
        const s = m.get(OUT, 3);
        return slot(s, 0) === 1 ? { sinceFirst: slot(s, 1), sinceLast: slot(s, 2) } : null;
      });
    },
    goalMean(ratings) {
      m.put(IN, ratings.flatMap(ratingSlots));
      const result = m.call('core_goal_mean', m.at(IN), ratings.length, m.at(OUT));
      if (result < 0) throw new RangeError('core: these are no ratings of goals');
      return result === 0 ? slot(m.get(OUT, 1), 0) : null;
    },
  };
}
