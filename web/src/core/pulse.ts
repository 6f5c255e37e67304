// SPDX-License-Identifier: Apache-2.0
// core/pulse.h as functions of plain values. The elements are never added up, and no rating between
// people has a place here.

import type { CoreMemory } from './core-memory';
import { IN, known, NEVER, OUT, ratingSlots, slot, wordsOf } from './core-slots';
import type { Rating } from './core-types';

/** The elements of the digital alliance. */
export type PulseElement =
  | 'goal_alignment'
  | 'task_agreement'
  | 'bond'
  | 'engagement'
  | 'influencing_factors';

/** What is counted: what was agreed, offered or begun, and came about. */
export type PulseSignal =
  | 'tasks_completed'
  | 'check_ins_returned'
  | 'talks_returned_to'
  | 'visits_opened'
  | 'exercises_finished';

/** One sheet of the program's own questions, 0 to 10 each, and the counts since the last. */
export type PulseSheet = {
  readonly said: Readonly<Record<PulseElement, Rating>>;
  readonly done: Readonly<Record<PulseSignal, { readonly done: number; readonly of: number }>>;
};

/** One element: what the person says, and beside it what the person did. */
export type PulseReading = {
  readonly element: PulseElement;
  readonly value: number | null;
  /** From earlier sheets only. */
  readonly usual: {
    readonly low: number;
    readonly high: number;
    readonly mean: number;
    readonly basedOn: number;
  } | null;
  readonly change: number | null;
  readonly fromUsual: number | null;
  readonly why: 'no_rating' | 'too_few' | 'below_usual' | 'within_usual' | 'above_usual';
  readonly done: readonly {
    readonly signal: PulseSignal;
    readonly done: number;
    readonly of: number;
    readonly share: number | null;
  }[];
};

/** Whether to ask now, and why. */
export type PulseDue = {
  readonly due: boolean;
  readonly why:
    | 'not_used_yet'
    | 'before_third_week'
    | 'asked_lately'
    | 'third_week_reached'
    | 'long_since_asked';
  readonly fromMs: number | null;
};

/** The functions of this file. */
export interface PulseFace {
  /** One person's sheets in time; for each the five elements. */
  pulse(sheets: readonly PulseSheet[]): readonly (readonly PulseReading[])[];
  pulseIsDue(firstUseMs: number | null, lastAskedMs: number | null, nowMs: number): PulseDue;
}

const READING = 38;

/** The digital alliance over the module's memory. */
export function pulseFace(m: CoreMemory): PulseFace {
  const { word } = wordsOf(m, 'core_pulse_name', 5);
  const elements = m.names('core_pulse_name', 0) as readonly PulseElement[];
  const signals = m.names('core_pulse_name', 1) as readonly PulseSignal[];

  const readReading = (element: PulseElement, s: readonly number[]): PulseReading => ({
    element,
    value: slot(s, 1) === 0 ? slot(s, 2) : null,
    usual:
      slot(s, 3) === 1
        ? { low: slot(s, 4), high: slot(s, 5), mean: slot(s, 6), basedOn: slot(s, 7) }
        : null,
    change: known(s, 8, 9),
    fromUsual: known(s, 10, 11),
    why: word(2, slot(s, 0)),
    done: Array.from({ length: slot(s, 12) }, (_, i) => ({
      signal: word<PulseSignal>(1, slot(s, 13 + 5 * i)),
      done: slot(s, 14 + 5 * i),
      of: slot(s, 15 + 5 * i),
      share: known(s, 16 + 5 * i, 17 + 5 * i),
    })),
  });

  return {
    pulse(sheets) {
      const state = m.call('core_pulse_new');
      if (state === 0) throw new RangeError('core: out of memory');
      try {
        return sheets.map(({ said, done }) => {
          m.put(IN, [
            ...elements.flatMap((element) => ratingSlots(said[element])),
            ...signals.flatMap((signal) => [done[signal].done, done[signal].of]),
          ]);
          const status = m.call('core_pulse_step', state, m.at(IN), m.at(OUT));
          if (status !== 0) throw new RangeError('core: there can be no such sheet');
          return elements.map((element, i) =>
            readReading(element, m.get(OUT + READING * i, READING)),
          );
        });
      } finally {
        m.call('core_free', state);
      }
    },
    pulseIsDue(firstUseMs, lastAskedMs, nowMs) {
      const first = firstUseMs ?? NEVER;
      if (m.call('core_pulse_due', first, lastAskedMs ?? NEVER, nowMs, m.at(OUT)) !== 0)
        throw new RangeError('core: there can be no such time');
      const s = m.get(OUT, 3);
      const fromMs = slot(s, 2);
      return {
        due: slot(s, 0) === 1,
        why: word(3, slot(s, 1)),
        fromMs: fromMs === NEVER ? null : fromMs,
      };
    },
  };
}
