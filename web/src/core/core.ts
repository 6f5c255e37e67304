// SPDX-License-Identifier: Apache-2.0
// The core as functions of plain values: a typed face over core.wasm. The order of slots is the
// one written in core/wasm/; this folder alone knows it. No rule lives here.

import { changeFace } from './change';
import { chartFace } from './chart';
import { contractFace } from './contract';
import { CoreMemory } from './core-memory';
import { known, OUT, ratingSlots, SLOTS, slot, TENTHS, withMachine, wordsOf } from './core-slots';
import type {
  Core,
  CourseRating,
  Dyad,
  DyadParams,
  DyadWhy,
  Rating,
  RuleParams,
  Scale,
  TwoViews,
} from './core-types';
import { courseFace } from './course';
import { expectedFace } from './expected';
import { goalFace } from './goal';
import { instrumentFace } from './instrument';
import { ladderFace } from './ladder';
import { levelFace } from './level';
import { promptFace } from './prompt';
import { psychometricsFace } from './psychometrics';
import { pulseFace } from './pulse';
import { readinessFace } from './readiness';
import { recoveryFace } from './recovery';
import { simulationFace } from './simulation';
import { surfaceFace } from './surface';
import { talkFace } from './talk';
import { visitFace } from './visit';

/** Makes a core out of the module's bytes. Synchronous: call it in a worker, or in Node. */
export function createCore(bytes: Uint8Array): Core {
  const m = new CoreMemory(bytes, SLOTS);
  const words = wordsOf(m, 'core_name', 15);
  const { word } = words;
  const sights = wordsOf(m, 'core_dyad_name', 2);

  const { course } = courseFace(m, words);

  function flagWords(bits: number): DyadWhy[] {
    return [0, 1].filter((bit) => bits & (1 << bit)).map((bit) => word<DyadWhy>(12, bit));
  }

  function dyadOn(
    scale: Scale,
    client: readonly Rating[],
    therapist: readonly Rating[],
    given: Partial<DyadParams>,
  ): Dyad {
    if (client.length !== therapist.length)
      throw new RangeError('core: two views need the same sessions');
    m.call('core_dyad_defaults', scale.min, scale.max, scale.step, m.at(OUT));
    const d = m.get(OUT, 5);
    const params = [
      given.apart ?? slot(d, 0),
      given.sharedLeast ?? slot(d, 1),
      given.moveLeast ?? slot(d, 2),
      given.oppositeMoves ?? slot(d, 3),
      given.fallLeast ?? slot(d, 4),
    ];
    return withMachine(m, 'core_dyad_new', params, (state) => {
      const fired = client.map((rating, i) => {
        const other = therapist[i] ?? 'missing';
        const bits = m.call('core_dyad_step', state, ...ratingSlots(rating), ...ratingSlots(other));
        if (bits < 0) throw new RangeError(`core: rating ${i} is not a number`);
        return flagWords(bits);
      });
      m.call('core_dyad_fit', state, m.at(OUT));
      const s = m.get(OUT, 25);
      const any = slot(s, 0) > 0;
      return {
        shared: slot(s, 0),
        clientMean: any ? slot(s, 1) : null,
        therapistMean: any ? slot(s, 2) : null,
        b0: any ? slot(s, 3) : null,
        b1: known(s, 4, 5),
        r: known(s, 6, 7),
        b0Error: known(s, 10, 11),
        b1Error: known(s, 10, 12),
        b0T: known(s, 13, 14),
        b1T: known(s, 13, 15),
        b0P: known(s, 13, 22),
        b1P: known(s, 13, 23),
        why: sights.word(1, slot(s, 24)),
        blindness: {
          falls: slot(s, 16),
          unseen: slot(s, 17),
          share: known(s, 18, 19),
          why: sights.word(0, slot(s, 20)),
        },
        unshared: slot(s, 21),
        oppositeMoves: slot(s, 8),
        flags: flagWords(slot(s, 9)),
        fired,
      };
    });
  }

  function dyad(
    client: readonly Rating[],
    therapist: readonly Rating[],
    params: Partial<DyadParams> = {},
  ): Dyad {
    return dyadOn(TENTHS, client, therapist, params);
  }

  function twoViews(
    client: readonly CourseRating[],
    therapist: readonly CourseRating[],
    params: Partial<RuleParams> = {},
  ): TwoViews {
    const values = (ratings: readonly CourseRating[]) => ratings.map((r) => r.value);
    return {
      client: course(client, params),
      therapist: course(therapist, params),
      dyad: dyadOn(params.scale ?? TENTHS, values(client), values(therapist), {}),
    };
  }

  return {
    ...simulationFace(m, words),
    ...instrumentFace(m, words),
    course,
    dyad,
    twoViews,
    ...chartFace(m),
    ...levelFace(m),
    ...psychometricsFace(m),
    ...surfaceFace(m),
    ...expectedFace(m),
    ...changeFace(m),
    ...goalFace(m),
    ...contractFace(m),
    ...readinessFace(m),
    ...recoveryFace(m),
    ...pulseFace(m),
    ...visitFace(m, words),
    ...ladderFace(m),
    ...talkFace(m),
    ...promptFace(m),
  };
}
