// SPDX-License-Identifier: Apache-2.0
// core/contract.h as functions of plain values. Walls are minutes since 1970-01-01 00:00 on the
// therapist's own clock; days count from there, too.

import type { CoreMemory } from './core-memory';
import { IN, known, OUT, slot } from './core-slots';

/** Minutes of the day. */
export type ContractHours = { readonly opens: number; readonly closes: number };

/** When a therapist reads, and how soon an answer comes. */
export type ContractRule = {
  /** Seven days from Monday; null is closed. */
  readonly hours: readonly (ContractHours | null)[];
  /** An answer comes within so many open days after the day of the message. */
  readonly answerDays: number;
  /** First and last day of absence. */
  readonly away: readonly [number, number] | null;
};

/** One letter as the measure sees it. */
export type ContractLetter = {
  readonly atMs: number;
  readonly wall: number;
  readonly isClients: boolean;
};

/** How the promise was kept. */
export type ContractRecord = {
  readonly answered: number;
  readonly inTime: number;
  /** Answered late, or overdue and not answered. */
  readonly late: number;
  /** Not answered and not due yet. */
  readonly waiting: number;
  readonly medianHours: number | null;
};

/** So many letters are measured at once, at most. */
export const CONTRACT_LETTERS_MAX = 500;

/** The functions of this file. */
export interface ContractFace {
  /** By which minute an answer is due, and whether the therapist reads at this one. Null when such a
   * contract cannot be. */
  contractDue(rule: ContractRule, wall: number): { due: number; open: boolean } | null;
  /** Letters in time. Null when they are not, when there are too many, or for no contract at all. */
  contractRecord(
    rule: ContractRule,
    letters: readonly ContractLetter[],
    nowWall: number,
  ): ContractRecord | null;
}

const RULE = 18;

/** The contract over the module's memory. */
export function contractFace(m: CoreMemory): ContractFace {
  const ruleSlots = ({ hours, answerDays, away }: ContractRule): number[] => [
    ...hours.flatMap((day) => (day === null ? [-1, -1] : [day.opens, day.closes])),
    answerDays,
    away === null ? 0 : 1,
    away?.[0] ?? 0,
    away?.[1] ?? 0,
  ];

  return {
    contractDue(rule, wall) {
      m.put(IN, ruleSlots(rule));
      if (m.call('core_contract_due', m.at(IN), wall, m.at(OUT)) !== 0) return null;
      const s = m.get(OUT, 2);
      return { due: slot(s, 0), open: slot(s, 1) === 1 };
    },
    contractRecord(rule, letters, nowWall) {
      if (letters.length > CONTRACT_LETTERS_MAX) return null;
      m.put(IN, [
        ...ruleSlots(rule),
        ...letters.flatMap((one) => [one.atMs, one.wall, one.isClients ? 1 : 0]),
      ]);
      const status = m.call(
        'core_contract_measure',
        m.at(IN),
        m.at(IN + RULE),
        letters.length,
        nowWall,
        m.at(OUT),
      );
      if (status !== 0) return null;
      const s = m.get(OUT, 6);
      return {
        answered: slot(s, 0),
        inTime: slot(s, 1),
        late: slot(s, 2),
        waiting: slot(s, 3),
        medianHours: known(s, 4, 5),
      };
    },
  };
}
