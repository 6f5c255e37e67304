// SPDX-License-Identifier: Apache-2.0
// The core as functions of plain values: a typed face over core.wasm. The order of slots is the
// one written in core/wasm/; this folder alone knows it. No rule lives here.

import { CoreMemory } from './core-memory';
import { IN, known, NEVER, OUT, ratingSlots, SLOTS, slot, wordsOf } from './core-slots';
import type {
  Core,
  Course,
  CoursePoint,
  CourseRating,
  CourseStatus,
  Dyad,
  DyadParams,
  DyadWhy,
  Firing,
  Instrument,
  Rating,
  RuleParams,
  Scale,
  ScoreResult,
  TwoViews,
  UsualRange,
  VisitMachine,
  VisitOutcome,
  VisitPlan,
  VisitRole,
} from './core-types';
import { expectedFace } from './expected';
import { surfaceFace } from './surface';

const TENTHS: Scale = { min: 0, max: 10, step: 1 };

function paramSlots(p: RuleParams): number[] {
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
  ];
}

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

/** Makes a core out of the module's bytes. Synchronous: call it in a worker, or in Node. */
export function createCore(bytes: Uint8Array): Core {
  const m = new CoreMemory(bytes, SLOTS);
  const { word, number } = wordsOf(m, 'core_name', 13);
  const sights = wordsOf(m, 'core_dyad_name', 2);

  /** Runs with a machine of the module's heap, which is freed whatever happens. */
  function withMachine<T>(make: string, params: readonly number[], use: (state: number) => T): T {
    m.put(IN, params);
    const state = m.call(make, m.at(IN));
    if (state === 0) throw new RangeError('core: these parameters make no sense');
    try {
      return use(state);
    } finally {
      m.call('core_free', state);
    }
  }

  function ruleParams(given: Partial<RuleParams>): RuleParams {
    const scale = given.scale ?? TENTHS;
    m.call('core_rule_defaults', scale.min, scale.max, scale.step, m.at(OUT));
    const s = m.get(OUT, 14);
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
    };
    return { ...defaults, ...given };
  }

  function readFiring(s: readonly number[]): Firing {
    const has = slot(s, 2);
    const part = (bit: number, index: number) => (has & bit ? slot(s, index) : null);
    return {
      kind: word(7, slot(s, 0)),
      rule: word(8, slot(s, 1)),
      why: word(9, slot(s, 1)),
      of: slot(s, 3) === 1 ? word(7, slot(s, 4)) : null,
      x: part(1, 5),
      ref: part(2, 6),
      drop: (has & 3) === 3 ? slot(s, 7) : null,
      s: part(4, 8),
      limit: part(8, 9),
      length: slot(s, 10),
      earlier: slot(s, 11),
    };
  }

  function readPoint(): CoursePoint {
    const s = m.get(OUT, 16 + 12 * 4);
    const fired = Array.from({ length: slot(s, 15) }, (_, i) =>
      readFiring(s.slice(16 + 12 * i, 28 + 12 * i)),
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
      fired,
    };
  }

  function course(
    ratings: readonly CourseRating[],
    given: Partial<RuleParams> = {},
    closed = false,
  ): Course {
    const params = ruleParams(given);
    return withMachine('core_course_new', paramSlots(params), (state) => {
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
      return { points, status, usual: readUsual(m.get(OUT, 6)), params };
    });
  }

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
    return withMachine('core_dyad_new', params, (state) => {
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

  function scoreInstrument(instrument: Instrument, answers: readonly Rating[]): ScoreResult {
    const { items, scores } = instrument;
    const refused = (why: 'bad_instrument'): ScoreResult => ({ ok: false, why, item: null });
    const indexes = new Map(items.map((item, i) => [item.id, i]));
    const definition = [items.length, scores.length];
    for (const i of items) definition.push(i.min, i.max, i.step, i.reversed ? 1 : 0);
    for (const score of scores) {
      const members = score.items.map((id) => indexes.get(id) ?? NEVER);
      definition.push(score.how === 'sum' ? 1 : 0, score.missingMax, members.length, ...members);
    }
    if (scores[0]?.id !== 'total' || definition.includes(NEVER, 2 + 4 * items.length))
      return refused('bad_instrument');
    if (answers.length > items.length) return { ok: false, why: 'wrong_count', item: null };
    const sheet = answers.flatMap(ratingSlots);
    m.put(IN, [...definition, ...sheet]);
    const answersAt = m.at(IN + definition.length);
    const result = m.call('core_score', m.at(IN), answersAt, answers.length, m.at(OUT));
    if (result !== 0) return refused('bad_instrument');

    const s = m.get(OUT, 6 + 3 * scores.length + items.length);
    const status = word<'ok' | 'wrong_count' | 'out_of_range' | 'off_step'>(11, slot(s, 0));
    if (status !== 'ok') return { ok: false, why: status, item: items[slot(s, 1)]?.id ?? null };
    const floorsAt = 5 + 3 * scores.length;
    const floors = s.slice(floorsAt + 1, floorsAt + 1 + slot(s, floorsAt));
    return {
      ok: true,
      scores: Object.fromEntries(
        scores.map((score, i) => {
          const [kind = 1, value = 0, answered = 0] = s.slice(5 + 3 * i, 8 + 3 * i);
          const rating: Rating = kind === 0 ? value : kind === 1 ? 'missing' : 'declined';
          return [score.id, { value: rating, answered }];
        }),
      ),
      floors: floors.map((i) => items[i]?.id ?? ''),
      scale: { min: slot(s, 2), max: slot(s, 3), step: slot(s, 4) },
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
    scoreInstrument,
    course,
    dyad,
    twoViews,
    ...surfaceFace(m),
    ...expectedFace(m),
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
