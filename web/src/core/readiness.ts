// SPDX-License-Identifier: Apache-2.0
// core/readiness.h as a function of plain values.

import type { CoreMemory } from './core-memory';
import { IN, OUT, slot, wordsOf } from './core-slots';

/** What is tried before a session. */
export type ReadinessSign =
  | 'camera_opens'
  | 'camera_shows'
  | 'microphone_opens'
  | 'microphone_hears'
  | 'speaker_heard'
  | 'line'
  | 'call'
  | 'sealed'
  | 'relay_udp'
  | 'relay_tcp'
  | 'relay_tls';

/** What is advised for this device. */
export type ReadinessAdvice = 'video' | 'small_video' | 'voice' | 'text' | 'unknown';

/** What was found; also the reason of the advice. */
export type ReadinessFinding =
  | 'no_line'
  | 'no_microphone'
  | 'microphone_silent'
  | 'speaker_unheard'
  | 'cannot_seal'
  | 'no_call'
  | 'line_too_weak'
  | 'line_loses_much'
  | 'no_camera'
  | 'camera_dark'
  | 'line_weak'
  | 'line_loses'
  | 'line_thin'
  | 'long_delay'
  | 'delay'
  | 'relay_unreachable'
  | 'relay_by_detour'
  | 'partly_checked'
  | 'all_well'
  | 'nothing_checked';

/** One way that was measured; null was not. */
export type ReadinessMeasure = {
  readonly rttMs: number | null;
  /** 0..1, of packets. */
  readonly loss: number | null;
  readonly rateKbit: number | null;
};

/** What a device measured. A sign that is not named was skipped, and so was a way that is null. */
export type ReadinessSignals = {
  readonly wanted: 'video' | 'voice' | 'text';
  readonly signs: { readonly [S in ReadinessSign]?: boolean };
  /** To the practice. */
  readonly line: ReadinessMeasure | null;
  /** With oneself. */
  readonly call: ReadinessMeasure | null;
};

/** The advice, its reason, and all that is to be said, first things first. */
export type Readiness = {
  readonly advice: ReadinessAdvice;
  readonly why: ReadinessFinding;
  readonly findings: readonly ReadinessFinding[];
};

/** The functions of this file. */
export interface ReadinessFace {
  /** Null when a number is none of its range. */
  readiness(signals: ReadinessSignals): Readiness | null;
}

/** Readiness over the module's memory. */
export function readinessFace(m: CoreMemory): ReadinessFace {
  const { word, number } = wordsOf(m, 'core_readiness_name', 3);
  const names = m.names('core_readiness_name', 0) as readonly ReadinessSign[];

  return {
    readiness({ wanted, signs, line, call }) {
      const tried = names.map((name) => {
        const fine = signs[name];
        return fine === undefined ? 0 : fine ? 1 : 2;
      });
      m.put(IN, [number(1, wanted), ...tried, ...measureSlots(line), ...measureSlots(call)]);
      const result = m.call('core_readiness_judge', m.at(IN), m.at(OUT));
      if (result < 0) throw new RangeError('core: these are no signals of a device');
      if (result > 0) return null;
      const [advice, why, count] = m.get(OUT, 3) as [number, number, number];
      const found = m.get(OUT + 3, count);
      return {
        advice: word(1, advice),
        why: word(2, why),
        findings: found.map((_, i) => word<ReadinessFinding>(2, slot(found, i))),
      };
    },
  };
}

function measureSlots(way: ReadinessMeasure | null): [number, number, number] {
  return [way?.rttMs ?? -1, way?.loss ?? -1, way?.rateKbit ?? -1];
}
