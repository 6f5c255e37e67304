// SPDX-License-Identifier: Apache-2.0
// core/recovery.h as a function of plain values.

import type { CoreMemory } from './core-memory';
import { IN, OUT, slot, wordsOf } from './core-slots';

/** PHQ-9 and GAD-7 of one person, before and after. */
export type RecoveryScores = {
  readonly phqBefore: number;
  readonly phqAfter: number;
  readonly gadBefore: number;
  readonly gadAfter: number;
};

/** The thresholds of the rule; each has a default in C. */
export type RecoveryParams = {
  /** From here on a case. */
  readonly phqCase: number;
  readonly gadCase: number;
  /** So many points are a reliable change. */
  readonly phqPoints: number;
  readonly gadPoints: number;
};

/** A form, or both together, moved reliably or did not. */
export type RecoveryChange = 'improved' | 'unchanged' | 'deteriorated';

/** Recovery by the NHS Talking Therapies rule; null where it has no meaning. */
export type Recovery = {
  readonly phq: RecoveryChange;
  readonly gad: RecoveryChange;
  readonly change: RecoveryChange;
  readonly caseBefore: boolean;
  readonly caseAfter: boolean;
  /** Null for a person who was no case. */
  readonly recovered: boolean | null;
  readonly reliably: boolean | null;
  readonly why: 'was_no_case' | 'still_a_case' | 'below_both_not_reliably' | 'below_both_reliably';
};

/** The functions of this file. */
export interface RecoveryFace {
  /** Null when a score is off its scale. */
  recovery(scores: RecoveryScores, params?: Partial<RecoveryParams>): Recovery | null;
}

/** Recovery over the module's memory. */
export function recoveryFace(m: CoreMemory): RecoveryFace {
  const { word } = wordsOf(m, 'core_recovery_name', 2);

  return {
    recovery(scores, params = {}) {
      m.call('core_recovery_defaults', m.at(OUT));
      const d = m.get(OUT, 4);
      m.put(IN, [
        params.phqCase ?? slot(d, 0),
        params.gadCase ?? slot(d, 1),
        params.phqPoints ?? slot(d, 2),
        params.gadPoints ?? slot(d, 3),
        scores.phqBefore,
        scores.phqAfter,
        scores.gadBefore,
        scores.gadAfter,
      ]);
      const result = m.call('core_recovery_judge', m.at(IN), m.at(IN + 4), m.at(OUT));
      if (result < 0) throw new RangeError('core: these parameters make no sense');
      if (result > 0) return null;
      const s = m.get(OUT, 8);
      const caseBefore = slot(s, 3) === 1;
      return {
        phq: word(0, slot(s, 0)),
        gad: word(0, slot(s, 1)),
        change: word(0, slot(s, 2)),
        caseBefore,
        caseAfter: slot(s, 4) === 1,
        recovered: caseBefore ? slot(s, 5) === 1 : null,
        reliably: caseBefore ? slot(s, 6) === 1 : null,
        why: word(1, slot(s, 7)),
      };
    },
  };
}
