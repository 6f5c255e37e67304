// SPDX-License-Identifier: Apache-2.0
// The core as functions of plain values: a typed face over core.wasm. The order of slots is the
// one written in core/wasm/; this folder alone knows it. No rule lives here.

import { changeFace } from './change';
import { chartFace } from './chart';
import { CoreMemory } from './core-memory';
import {
  IN,
  known,
  NEVER,
  OUT,
  ratingSlots,
  SLOTS,
  slot,
  TENTHS,
  withMachine,
  wordsOf,
} from './core-slots';
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
  VisitMachine,
  VisitOutcome,
  VisitPlan,
  VisitRole,
} from './core-types';
import { courseFace } from './course';
import { expectedFace } from './expected';
import { goalFace } from './goal';
import { instrumentFace } from './instrument';
import { levelFace } from './level';
import { psychometricsFace } from './psychometrics';
import { pulseFace } from './pulse';
import { recoveryFace } from './recovery';
import { simulationFace } from './simulation';
import { surfaceFace } from './surface';

/** Makes a core out of the module's bytes. Synchronous: call it in a worker, or in Node. */
export function createCore(bytes: Uint8Array): Core {
  const m = new CoreMemory(bytes, SLOTS);
  const words = wordsOf(m, 'core_name', 14);
  const { word, number } = words;
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

  const timeOf = (ms: number): number | null => (ms === NEVER ? null : ms);
  const flag = (value: boolean): number => (value ? 1 : 0);

  function visitSlots(v: VisitMachine): number[] {
    return [
      number(0, v.state),
      number(1, v.clientPresence),
      number(1, v.therapistPresence),
      flag(v.clientCame),
      flag(v.therapistCame),
      flag(v.admitted),
      v.startedMs ?? NEVER,
      v.endedMs ?? NEVER,
      v.emptyMs ?? NEVER,
      number(3, v.why),
    ];
  }

  function readVisit(s: readonly number[]): VisitMachine {
    return {
      state: word(0, slot(s, 0)),
      clientPresence: word(1, slot(s, 1)),
      therapistPresence: word(1, slot(s, 2)),
      clientCame: slot(s, 3) === 1,
      therapistCame: slot(s, 4) === 1,
      admitted: slot(s, 5) === 1,
      startedMs: timeOf(slot(s, 6)),
      endedMs: timeOf(slot(s, 7)),
      emptyMs: timeOf(slot(s, 8)),
      why: word(3, slot(s, 9)),
    };
  }

  /** Plan in two slots, visit in the ten after it. */
  function putVisit(plan: VisitPlan, visit: VisitMachine): void {
    m.put(IN, [plan.startsMs, plan.minutes, ...visitSlots(visit)]);
  }

  function sound(ms: number): number {
    if (Number.isNaN(ms)) throw new RangeError('core: there can be no such session');
    return ms;
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
    ...recoveryFace(m),
    ...pulseFace(m),
    visitStart() {
      m.call('core_visit_start', m.at(OUT));
      return readVisit(m.get(OUT, 10));
    },
    visitStep(plan, visit, event, nowMs): VisitOutcome {
      putVisit(plan, visit);
      const rule = m.call(
        'core_visit_step',
        m.at(IN),
        m.at(IN + 2),
        number(2, event.kind),
        number(5, event.role),
        nowMs,
        m.at(OUT),
      );
      if (rule < 0) throw new RangeError('core: there can be no such session');
      if (rule > 0) return { ok: false, rule: word(4, rule) };
      const [changed = 0, tell = 0] = m.get(OUT, 2);
      return {
        ok: true,
        visit: readVisit(m.get(IN + 2, 10)),
        changed: (['state', 'client', 'therapist'] as const).filter((_, i) => changed & (1 << i)),
        tell: (['client', 'therapist'] as const).filter((_, i) => tell & (1 << i)),
      };
    },
    visitDueMs(plan, visit) {
      putVisit(plan, visit);
      return timeOf(sound(m.call('core_visit_due', m.at(IN), m.at(IN + 2))));
    },
    visitOpensMs(plan) {
      m.put(IN, [plan.startsMs, plan.minutes]);
      return sound(m.call('core_visit_opens', m.at(IN)));
    },
    visitLateMs(plan, visit, role: VisitRole, nowMs) {
      putVisit(plan, visit);
      const who = number(5, role);
      return sound(m.call('core_visit_late', m.at(IN), m.at(IN + 2), who, nowMs));
    },
  };
}
