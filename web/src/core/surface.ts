// SPDX-License-Identifier: Apache-2.0
// core/surface.h as a function of plain values.

import type { CoreMemory } from './core-memory';
import { OUT, slot, wordsOf } from './core-slots';

/** A coefficient of the surface with its standard error, t and two-sided p. */
export type SurfacePart = {
  readonly value: number;
  readonly error: number;
  /** Null where the error is 0. */
  readonly t: number | null;
  readonly p: number | null;
};

/** The parameters of the response surface; each has a default in C. */
export type SurfaceParams = {
  /** Pairs needed. */
  readonly least: number;
  /** Common SDs apart from which on a pair counts as incongruent. */
  readonly incongruent: number;
};

/** Why there is no surface. */
export type SurfaceWhy =
  | 'too_few'
  | 'not_finite'
  | 'client_constant'
  | 'therapist_constant'
  | 'outcome_constant'
  | 'dependent';

/** How an outcome goes with two people's ratings over many pairs. Group research only. */
export type Surface =
  | {
      readonly ok: true;
      readonly pairs: number;
      readonly freedom: number;
      /** Common to both raters, in points. */
      readonly mean: number;
      readonly sd: number;
      readonly incongruent: number;
      /** Of the pairs, the incongruent. */
      readonly share: number;
      readonly rSquared: number;
      /** b0 to b5. */
      readonly b: readonly SurfacePart[];
      /** a1 to a5. */
      readonly a: readonly SurfacePart[];
    }
  | { readonly ok: false; readonly why: SurfaceWhy };

/** The functions of this file. */
export interface SurfaceFace {
  /** Fits the surface over pairs: client, therapist and outcome, one each. */
  surface(
    client: readonly number[],
    therapist: readonly number[],
    outcome: readonly number[],
    params?: Partial<SurfaceParams>,
  ): Surface;
}

const WORK_PER_PAIR = 7;
const PARTS = 11;

/** The response surface over the module's memory. */
export function surfaceFace(m: CoreMemory): SurfaceFace {
  const { word } = wordsOf(m, 'core_surface_name', 1);

  const readPart = (s: readonly number[]): SurfacePart => ({
    value: slot(s, 0),
    error: slot(s, 1),
    t: slot(s, 2) === 1 ? slot(s, 3) : null,
    p: slot(s, 2) === 1 ? slot(s, 4) : null,
  });

  return {
    surface(client, therapist, outcome, params = {}) {
      const pairs = client.length;
      if (therapist.length !== pairs || outcome.length !== pairs)
        throw new RangeError('core: two views need the same sessions');
      m.call('core_surface_defaults', m.at(OUT));
      const [least = 0, incongruent = 0] = m.get(OUT, 2);
      const values = [...client, ...therapist, ...outcome];
      const status = m.lend(values, WORK_PER_PAIR * pairs, (at) =>
        m.call(
          'core_surface_fit',
          at,
          pairs,
          params.least ?? least,
          params.incongruent ?? incongruent,
          m.at(OUT),
        ),
      );
      if (status < 0) throw new RangeError('core: these parameters make no sense');
      if (status > 0) return { ok: false, why: word<SurfaceWhy>(0, status) };
      const s = m.get(OUT, 7 + 5 * PARTS);
      const parts = Array.from({ length: PARTS }, (_, i) =>
        readPart(s.slice(7 + 5 * i, 12 + 5 * i)),
      );
      return {
        ok: true,
        pairs: slot(s, 0),
        freedom: slot(s, 1),
        mean: slot(s, 2),
        sd: slot(s, 3),
        incongruent: slot(s, 4),
        share: slot(s, 5),
        rSquared: slot(s, 6),
        b: parts.slice(0, 6),
        a: parts.slice(6),
      };
    },
  };
}
