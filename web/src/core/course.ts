// SPDX-License-Identifier: Apache-2.0
// The course and its ruptures: the other side of core/wasm/course.c. No rule lives here.

import type { CoreMemory } from './core-memory';
import { known, OUT, ratingSlots, slot, TENTHS, type Words, withMachine } from './core-slots';
import type {
  Course,
  CoursePoint,
  CourseRating,
  CourseStatus,
  Firing,
  RuleParams,
  RuleRange,
  UsualRange,
} from './core-types';

const PARAM_SLOTS = 34;
const POINT_SLOTS = 21;
const FIRING_SLOTS = 14;
const FIRINGS_MOST = 4;
const HAS = { x: 1, ref: 2, s: 4, limit: 8, held: 16, depth: 32 } as const;
const METHODS = 13; // the list of their names

function readUsual(s: readonly number[]): UsualRange | null {
  if (slot(s, 0) !== 1) return null;
  return {
    low: slot(s, 1),
    high: slot(s, 2),
    mean: slot(s, 3),
    meanRange: slot(s, 4),
    basedOn: slot(s, 5),
  };
}

function readRange(s: readonly number[]): RuleRange | null {
  if (slot(s, 0) !== 1) return null;
  return { low: slot(s, 1), high: slot(s, 2), mid: slot(s, 3), basedOn: slot(s, 4) };
}

/** `course` over the module in `m`. */
export function courseFace(m: CoreMemory, { word, number }: Words) {
  function paramSlots(p: RuleParams): number[] {
    const u = p.surprise;
    return [
      p.scale.min,
      p.scale.max,
      p.scale.step,
      p.baselineMost,
      p.baselineLeast,
      p.spread,
      p.fallback,
      p.between,
      p.lookBack,
      p.strainAt,
      p.ruptureAt,
      p.repairWithin,
      p.patience,
      p.earlyFall,
      number(METHODS, p.method),
      p.backWithin,
      p.cut,
      p.cutAt ? 1 : 0,
      p.point,
      p.pointAt ? 1 : 0,
      p.lossCutoff,
      p.lossShare,
      u.errorVar,
      u.errorWeight,
      u.driftVar,
      u.priorMean,
      u.priorVar,
      u.chance,
      u.fallLeast,
      u.sure,
      u.lookBack,
      u.least,
      u.pullMost,
      u.weightMost,
    ];
  }

  function ruleParams(given: Partial<RuleParams>): RuleParams {
    const scale = given.scale ?? TENTHS;
    m.call('core_rule_defaults', scale.min, scale.max, scale.step, m.at(OUT));
    const s = m.get(OUT, PARAM_SLOTS);
    const defaults: RuleParams = {
      scale,
      baselineMost: slot(s, 3),
      baselineLeast: slot(s, 4),
      spread: slot(s, 5),
      fallback: slot(s, 6),
      between: slot(s, 7),
      lookBack: slot(s, 8),
      strainAt: slot(s, 9),
      ruptureAt: slot(s, 10),
      repairWithin: slot(s, 11),
      patience: slot(s, 12),
      earlyFall: slot(s, 13),
      method: word(METHODS, slot(s, 14)),
      backWithin: slot(s, 15),
      cut: slot(s, 16),
      cutAt: slot(s, 17) === 1,
      point: slot(s, 18),
      pointAt: slot(s, 19) === 1,
      lossCutoff: slot(s, 20),
      lossShare: slot(s, 21),
      surprise: {
        errorVar: slot(s, 22),
        errorWeight: slot(s, 23),
        driftVar: slot(s, 24),
        priorMean: slot(s, 25),
        priorVar: slot(s, 26),
        chance: slot(s, 27),
        fallLeast: slot(s, 28),
        sure: slot(s, 29),
        lookBack: slot(s, 30),
        least: slot(s, 31),
        pullMost: slot(s, 32),
        weightMost: slot(s, 33),
      },
    };
    return { ...defaults, ...given };
  }

  function readFiring(s: readonly number[]): Firing {
    const has = slot(s, 2);
    const part = (bits: number, index: number) => ((has & bits) === bits ? slot(s, index) : null);
    return {
      kind: word(7, slot(s, 0)),
      rule: word(8, slot(s, 1)),
      why: word(9, slot(s, 1)),
      of: slot(s, 3) === 1 ? word(7, slot(s, 4)) : null,
      x: part(HAS.x, 5),
      ref: part(HAS.ref, 6),
      drop: part(HAS.x | HAS.ref, 7),
      s: part(HAS.s, 8),
      limit: part(HAS.limit, 9),
      held: part(HAS.held, 10),
      depth: part(HAS.depth, 11),
      length: slot(s, 12),
      earlier: slot(s, 13),
    };
  }

  function readPoint(): CoursePoint {
    const s = m.get(OUT, POINT_SLOTS + FIRING_SLOTS * FIRINGS_MOST);
    const fired = Array.from({ length: slot(s, 20) }, (_, i) =>
      readFiring(s.slice(POINT_SLOTS + FIRING_SLOTS * i, POINT_SLOTS + FIRING_SLOTS * (i + 1))),
    );
    const state = (['given', 'missing', 'declined'] as const)[slot(s, 0)] ?? 'missing';
    return {
      value: state === 'given' ? slot(s, 1) : null,
      state,
      usual: readUsual(s.slice(2, 8)),
      place: word(10, slot(s, 8)),
      change: known(s, 9, 10),
      fromUsual: known(s, 11, 12),
      status: word(6, slot(s, 13)),
      range: readRange(s.slice(15, 20)),
      fired,
    };
  }

  function course(
    ratings: readonly CourseRating[],
    given: Partial<RuleParams> = {},
    closed = false,
  ): Course {
    const params = ruleParams(given);
    return withMachine(m, 'core_course_new', paramSlots(params), (state) => {
      const points = ratings.map(({ value, floor }, index) => {
        const [kind, x] = ratingSlots(value);
        const answer = m.call('core_course_step', state, kind, x, floor ? 1 : 0, m.at(OUT));
        if (answer !== 0) throw new RangeError(`core: rating ${index} does not lie on the scale`);
        return readPoint();
      });
      let status: CourseStatus = points.at(-1)?.status ?? 'too_few';
      if (closed) {
        m.call('core_course_close', state, m.at(OUT));
        const end = readPoint();
        const last = points.at(-1);
        status = end.status;
        if (last) points.splice(-1, 1, { ...last, status, fired: [...last.fired, ...end.fired] });
      }
      m.call('core_course_usual', state, m.at(OUT));
      const usual = readUsual(m.get(OUT, 6));
      m.call('core_course_expect', state, m.at(OUT));
      return { points, status, usual, range: readRange(m.get(OUT, 5)), params };
    });
  }

  return { course };
}
