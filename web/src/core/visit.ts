// SPDX-License-Identifier: Apache-2.0
// A session's machine: the other side of core/wasm/visit.c. No rule lives here.

import type { CoreMemory } from './core-memory';
import { IN, NEVER, OUT, slot, type Words } from './core-slots';
import type {
  VisitChair,
  VisitEvent,
  VisitMachine,
  VisitOutcome,
  VisitPlan,
  VisitStep,
} from './core-types';

/** A session's machine, one event at a time; as in core/visit.h. */
export interface VisitFace {
  /** Planned, nobody there; two chairs or three. */
  visitStart(chairs: number): VisitMachine;
  visitStep(plan: VisitPlan, visit: VisitMachine, event: VisitEvent, nowMs: number): VisitStep;
  /** The house was away; null when that does not count for this session. */
  visitOutage(
    plan: VisitPlan,
    visit: VisitMachine,
    fromMs: number,
    untilMs: number,
  ): VisitMachine | null;
  visitOutcome(plan: VisitPlan, visit: VisitMachine, chair: number): VisitOutcome;
  /** When the next tick will change something; null when the visit is over. */
  visitDueMs(plan: VisitPlan, visit: VisitMachine): number | null;
  visitOpensMs(plan: VisitPlan): number;
  visitLateMs(plan: VisitPlan, visit: VisitMachine, chair: number, nowMs: number): number;
}

const PLAN = 3;
const HEAD = 7;
const CHAIR = 6;
const CHAIRS = 3;

/** `visitStart` and its like over the module in `m`. */
export function visitFace(m: CoreMemory, { word, number }: Words): VisitFace {
  const timeOf = (ms: number): number | null => (ms === NEVER ? null : ms);
  const flag = (value: boolean): number => (value ? 1 : 0);

  const planSlots = (p: VisitPlan): number[] => [p.startsMs, p.minutes, p.lostMs ?? 0];

  const chairSlots = (c: VisitChair): number[] => [
    number(1, c.presence),
    flag(c.came),
    flag(c.admitted),
    flag(c.met),
    flag(c.trouble),
    c.lateMinutes,
  ];

  function readVisit(s: readonly number[]): VisitMachine {
    const chairs = Array.from({ length: slot(s, 1) }, (_, i): VisitChair => {
      const at = HEAD + i * CHAIR;
      return {
        presence: word(1, slot(s, at)),
        came: slot(s, at + 1) === 1,
        admitted: slot(s, at + 2) === 1,
        met: slot(s, at + 3) === 1,
        trouble: slot(s, at + 4) === 1,
        lateMinutes: slot(s, at + 5),
      };
    });
    return {
      state: word(0, slot(s, 0)),
      chairs,
      outage: slot(s, 2) === 1,
      startedMs: timeOf(slot(s, 3)),
      endedMs: timeOf(slot(s, 4)),
      emptyMs: timeOf(slot(s, 5)),
      why: word(3, slot(s, 6)),
    };
  }

  /** Plan, then visit. */
  function put(plan: VisitPlan, v: VisitMachine): void {
    const head = [
      number(0, v.state),
      v.chairs.length,
      flag(v.outage),
      v.startedMs ?? NEVER,
      v.endedMs ?? NEVER,
      v.emptyMs ?? NEVER,
      number(3, v.why),
    ];
    m.put(IN, [...planSlots(plan), ...head, ...v.chairs.slice(0, CHAIRS).flatMap(chairSlots)]);
  }

  const changed = (): VisitMachine => readVisit(m.get(IN + PLAN, HEAD + CHAIRS * CHAIR));

  function sound(found: number): number {
    if (Number.isNaN(found) || found < NEVER) throw new RangeError('core: no such session');
    return found;
  }

  /** For the calls that answer misuse with a number below 0. */
  function allowed(found: number): number {
    if (found < 0) throw new RangeError('core: no such session');
    return found;
  }

  return {
    visitStart(chairs) {
      allowed(m.call('core_visit_start', chairs, m.at(OUT)));
      return readVisit(m.get(OUT, HEAD + CHAIRS * CHAIR));
    },
    visitStep(plan, visit, event, nowMs): VisitStep {
      put(plan, visit);
      const rule = allowed(
        m.call(
          'core_visit_step',
          m.at(IN),
          m.at(IN + PLAN),
          number(2, event.kind),
          event.chair,
          event.whom ?? 1,
          nowMs,
        ),
      );
      return rule > 0 ? { ok: false, rule: word(4, rule) } : { ok: true, visit: changed() };
    },
    visitOutage(plan, visit, fromMs, untilMs) {
      put(plan, visit);
      const at = [m.at(IN), m.at(IN + PLAN)] as const;
      return allowed(m.call('core_visit_outage', ...at, fromMs, untilMs)) === 1 ? changed() : null;
    },
    visitOutcome(plan, visit, chair): VisitOutcome {
      put(plan, visit);
      allowed(m.call('core_visit_outcome', m.at(IN), m.at(IN + PLAN), chair, m.at(OUT)));
      const [kind = 0, why = 0] = m.get(OUT, 2);
      return { kind: word(5, kind), why: word(14, why) };
    },
    visitDueMs(plan, visit) {
      put(plan, visit);
      return timeOf(sound(m.call('core_visit_due', m.at(IN), m.at(IN + PLAN))));
    },
    visitOpensMs(plan) {
      m.put(IN, planSlots(plan));
      return sound(m.call('core_visit_opens', m.at(IN)));
    },
    visitLateMs(plan, visit, chair, nowMs) {
      put(plan, visit);
      return sound(m.call('core_visit_late', m.at(IN), m.at(IN + PLAN), chair, nowMs));
    },
  };
}
