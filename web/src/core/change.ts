// SPDX-License-Identifier: Apache-2.0
// core/change.h as functions of plain values.

import type { CoreMemory } from './core-memory';
import { IN, OUT, slot, wordsOf } from './core-slots';

/** Jacobson-Truax, Gulliksen-Lord-Novick, Hsu-Linn-Lord, Edwards-Nunnally, Nunnally-Kotsch, Hageman-Arrindell. */
export type ChangeMethod = 'jt' | 'gln' | 'hll' | 'en' | 'nk' | 'ha';

/** What is known of people in general on a form; what is not known is left out. */
export type ChangeNorms = {
  /** SD and mean of the ratings before. */
  readonly sd?: number;
  readonly mean?: number;
  /** SD and mean of the ratings after. */
  readonly sdPost?: number;
  readonly meanPost?: number;
  /** Above 0, below 1. */
  readonly reliability?: number;
  readonly reliabilityPost?: number;
  /** Of before and after. */
  readonly correlation?: number;
};

/** Why there is no index: a number that is missing, or one that makes no sense. */
export type ChangeWhy =
  | 'needs_reliability'
  | 'needs_sd'
  | 'needs_mean'
  | 'needs_sd_post'
  | 'needs_mean_post'
  | 'needs_reliability_post'
  | 'needs_correlation'
  | 'bad_reliability'
  | 'bad_sd'
  | 'bad_mean'
  | 'bad_sd_post'
  | 'bad_mean_post'
  | 'bad_reliability_post'
  | 'bad_correlation'
  | 'bad_critical'
  | 'bad_value'
  | 'difference_is_all_error';

/** The reliable-change index of two ratings and everything it was made of. */
export type ChangeIndex =
  | {
      readonly ok: true;
      readonly critical: number;
      readonly sem: number;
      readonly sdiff: number;
      /** Reliability of the difference; only with `ha`. */
      readonly rdd: number | null;
      /** What the rating after would be without true change. */
      readonly expected: number;
      /** Its standard error. */
      readonly error: number;
      /** The RCI; positive when the rating after is higher. */
      readonly index: number;
      /** Further than so many points from `expected` is reliable. */
      readonly points: number;
      readonly low: number;
      readonly high: number;
      /** Reliable and lower, not reliable, reliable and higher. */
      readonly way: -1 | 0 | 1;
    }
  | { readonly ok: false; readonly why: ChangeWhy };

/** Which end of the scale is the better one. */
export type ChangeDirection = 'lower' | 'higher';

/** Two groups of people; what is not known is left out. */
export type ChangeGroups = {
  readonly meanClinical?: number;
  readonly sdClinical?: number;
  readonly meanFunctional?: number;
  readonly sdFunctional?: number;
};

/** Cut-offs between the groups (null: not to be known), and the one to take: c, else b, else a. */
export type ChangeCutoffs =
  | {
      readonly ok: true;
      readonly a: number | null;
      readonly b: number | null;
      readonly c: number | null;
      readonly best: 'none' | 'a' | 'b' | 'c';
      readonly value: number | null;
    }
  | {
      readonly ok: false;
      readonly why:
        | 'bad_mean_clinical'
        | 'bad_sd_clinical'
        | 'bad_mean_functional'
        | 'bad_sd_functional'
        | 'groups_swapped';
    };

/** What became of a person, and why it is called so. */
export type ChangeVerdict = {
  readonly verdict: 'recovered' | 'improved' | 'unchanged' | 'deteriorated' | 'harmed';
  readonly why:
    | 'reliably_better_and_now_functional'
    | 'reliably_better'
    | 'within_error'
    | 'reliably_worse'
    | 'reliably_worse_and_now_clinical';
};

/** The functions of this file. */
export interface ChangeFace {
  /** The critical value a method has by default. */
  changeCritical(method: ChangeMethod): number;
  /** Whether the difference of two ratings is more than error; `critical` null: the method's own. */
  changeIndex(
    method: ChangeMethod,
    norms: ChangeNorms,
    pre: number,
    post: number,
    critical?: number | null,
  ): ChangeIndex;
  /** Percentage of the way from `zero`; null when there is nothing at the start. */
  changePercent(pre: number, post: number, zero?: number): number | null;
  /** The cut-offs a, b and c. */
  changeCutoffs(groups: ChangeGroups, better: ChangeDirection): ChangeCutoffs;
  /** The verdict over an index's `way`; without a cut-off nobody recovers and nobody is harmed. */
  changeVerdict(
    better: ChangeDirection,
    way: -1 | 0 | 1,
    cutoff: number | null,
    pre: number,
    post: number,
  ): ChangeVerdict;
}

const NORMS = [
  'sd',
  'mean',
  'sdPost',
  'meanPost',
  'reliability',
  'reliabilityPost',
  'correlation',
] as const;
const GROUPS = ['meanClinical', 'sdClinical', 'meanFunctional', 'sdFunctional'] as const;
const METHODS = 0;
const STATUSES = 1;
const DIRECTIONS = 2;
const VERDICTS = 3;
const WHYS = 4;
const CUTOFFS = 5;

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** Change over the module's memory. */
export function changeFace(m: CoreMemory): ChangeFace {
  const { word, number } = wordsOf(m, 'core_change_name', 6);

  return {
    changeCritical: (method) => m.call('core_change_critical', number(METHODS, method)),
    changeIndex(method, norms, pre, post, critical = null) {
      m.put(
        IN,
        NORMS.map((name) => norms[name] ?? Number.NaN),
      );
      const limit = critical ?? Number.NaN;
      const which = number(METHODS, method);
      const status = word<'ok' | ChangeWhy>(
        STATUSES,
        m.call('core_change_index', which, m.at(IN), limit, pre, post, m.at(OUT)),
      );
      if (status !== 'ok') return { ok: false, why: status };
      const s = m.get(OUT, 11);
      return {
        ok: true,
        critical: slot(s, 0),
        sem: slot(s, 1),
        sdiff: slot(s, 2),
        rdd: orNull(slot(s, 3)),
        expected: slot(s, 4),
        error: slot(s, 5),
        index: slot(s, 6),
        points: slot(s, 7),
        low: slot(s, 8),
        high: slot(s, 9),
        way: slot(s, 10) as -1 | 0 | 1,
      };
    },
    changePercent(pre, post, zero = 0) {
      const status = word<string>(
        STATUSES,
        m.call('core_change_percent', pre, post, zero, m.at(OUT)),
      );
      if (status === 'bad_value') throw new RangeError('core: no such rating');
      return status === 'ok' ? slot(m.get(OUT, 1), 0) : null;
    },
    changeCutoffs(groups, better) {
      m.put(
        IN,
        GROUPS.map((name) => groups[name] ?? Number.NaN),
      );
      const which = number(DIRECTIONS, better);
      const status = word<'ok' | Extract<ChangeCutoffs, { ok: false }>['why']>(
        STATUSES,
        m.call('core_change_cutoffs', m.at(IN), which, m.at(OUT)),
      );
      if (status !== 'ok') return { ok: false, why: status };
      const s = m.get(OUT, 5);
      return {
        ok: true,
        a: orNull(slot(s, 0)),
        b: orNull(slot(s, 1)),
        c: orNull(slot(s, 2)),
        best: word(CUTOFFS, slot(s, 3)),
        value: orNull(slot(s, 4)),
      };
    },
    changeVerdict(better, way, cutoff, pre, post) {
      const which = number(DIRECTIONS, better);
      const limit = cutoff ?? Number.NaN;
      const verdict = m.call('core_change_verdict', which, way, limit, pre, post);
      return { verdict: word(VERDICTS, verdict), why: word(WHYS, verdict) };
    },
  };
}
