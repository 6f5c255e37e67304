// SPDX-License-Identifier: Apache-2.0
// A session's machine: the other side of core/wasm/visit.c. No rule lives here.

import type { CoreMemory } from './core-memory';
import { IN, NEVER, OUT, slot, type Words } from './core-slots';
import type {
  VisitEventKind,
  VisitMachine,
  VisitOutcome,
  VisitPlan,
  VisitRole,
} from './core-types';

/** A session's machine, one event at a time; as in core/visit.h. */
export interface VisitFace {
  visitStart(): VisitMachine;
  visitStep(
    plan: VisitPlan,
    visit: VisitMachine,
    event: { kind: VisitEventKind; role: VisitRole },
    nowMs: number,
  ): VisitOutcome;
  /** When the next tick will change something; null when the visit is over. */
  visitDueMs(plan: VisitPlan, visit: VisitMachine): number | null;
  visitOpensMs(plan: VisitPlan): number;
  visitLateMs(plan: VisitPlan, visit: VisitMachine, role: VisitRole, nowMs: number): number;
}

/** `visitStart` and its like over the module in `m`. */
export function visitFace(m: CoreMemory, { word, number }: Words): VisitFace {
  const timeOf = (ms: number): number | null => (ms === NEVER ? null : ms);
  const flag = (value: boolean): number => (value ? 1 : 0);

  const planSlots = (p: VisitPlan): number[] => [p.startsMs, p.minutes, p.lostMs ?? 0];

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

  /** Plan in three slots, visit in the ten after it. */
  function putVisit(plan: VisitPlan, visit: VisitMachine): void {
    m.put(IN, [...planSlots(plan), ...visitSlots(visit)]);
  }

  function sound(ms: number): number {
    if (Number.isNaN(ms)) throw new RangeError('core: there can be no such session');
    return ms;
  }

  return {
    visitStart() {
      m.call('core_visit_start', m.at(OUT));
      return readVisit(m.get(OUT, 10));
    },
    visitStep(plan, visit, event, nowMs): VisitOutcome {
      putVisit(plan, visit);
      const rule = m.call(
        'core_visit_step',
        m.at(IN),
        m.at(IN + 3),
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
        visit: readVisit(m.get(IN + 3, 10)),
        changed: (['state', 'client', 'therapist'] as const).filter((_, i) => changed & (1 << i)),
        tell: (['client', 'therapist'] as const).filter((_, i) => tell & (1 << i)),
      };
    },
    visitDueMs(plan, visit) {
      putVisit(plan, visit);
      return timeOf(sound(m.call('core_visit_due', m.at(IN), m.at(IN + 3))));
    },
    visitOpensMs(plan) {
      m.put(IN, planSlots(plan));
      return sound(m.call('core_visit_opens', m.at(IN)));
    },
    visitLateMs(plan, visit, role: VisitRole, nowMs) {
      putVisit(plan, visit);
      const who = number(5, role);
      return sound(m.call('core_visit_late', m.at(IN), m.at(IN + 3), who, nowMs));
    },
  };
}
