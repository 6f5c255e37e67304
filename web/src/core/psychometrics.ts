// SPDX-License-Identifier: Apache-2.0
// How well a questionnaire measures here: the face of core/psychometrics.h. No rule lives here.

import type { CoreMemory } from './core-memory';
import { OUT, ratingSlots, slot, wordsOf } from './core-slots';
import type { Rating } from './core-types';
import type { Instrument } from './instrument';

/** Which of a person's sheets counts; several of one person are not independent. */
export type PsychometricsOccasion = 'first' | 'last' | 'all';

/** Why a figure is shown or withheld. */
export type PsychometricsWhy =
  | 'shown'
  | 'too_few'
  | 'too_few_items'
  | 'constant'
  | 'constant_item'
  | 'improper'
  | 'no_convergence'
  | 'no_range'
  | 'needs_alpha';

/** The parameters; each has a default in C, with its reason. */
export type PsychometricsParams = {
  readonly occasion: PsychometricsOccasion;
  /** Of the intervals: 0.95. */
  readonly level: number;
  /** A larger share at one end of the scale is flagged: 0.15. */
  readonly extreme: number;
  /** People below whom no figure is shown at all. */
  readonly leastAny: number;
  readonly leastAlpha: number;
  readonly leastOmega: number;
  /** For the items' correlations with the rest. */
  readonly leastRest: number;
  readonly leastRetest: number;
  /** For floor and ceiling. */
  readonly leastExtremes: number;
  /** Days between the two sheets of a retest. */
  readonly retestDaysLeast: number;
  readonly retestDaysMost: number;
};

/** One sheet of answers, as given, before keying. */
export type PsychometricsSheet = {
  readonly person: string;
  /** Days since any day when `dated`, else the session's number. */
  readonly at: number;
  readonly dated: boolean;
  /** One for each item of the questionnaire. */
  readonly answers: readonly Rating[];
};

/** A figure, or why there is none. */
export type PsychometricsFigure = {
  readonly why: PsychometricsWhy;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Sheets; of a retest, pairs. */
  readonly n: number;
  /** The people they come from. */
  readonly people: number;
  /** How many people there have to be. */
  readonly least: number;
};

/** What the figures say of one item. */
export type PsychometricsItem = {
  readonly id: string;
  readonly mean: PsychometricsFigure;
  readonly sd: PsychometricsFigure;
  /** Share of blanks. */
  readonly missing: PsychometricsFigure;
  /** Correlation with the sum of the other items. */
  readonly rest: PsychometricsFigure;
  /** On the factor, in units of the item; null without omega. */
  readonly loading: number | null;
  readonly uniqueness: number | null;
};

/** How well one score of a questionnaire measures. */
export type Psychometrics = {
  readonly sheets: number;
  readonly people: number;
  readonly mean: PsychometricsFigure;
  readonly sd: PsychometricsFigure;
  /** Standard error of measurement. */
  readonly sem: PsychometricsFigure;
  readonly alpha: PsychometricsFigure;
  readonly omega: PsychometricsFigure;
  /** Omega's standard error; null without omega. */
  readonly omegaError: number | null;
  readonly items: readonly PsychometricsItem[];
  /** Share of sheets without a score. */
  readonly missing: PsychometricsFigure;
  readonly floor: PsychometricsFigure;
  readonly ceiling: PsychometricsFigure;
  /** The scores meant by floor and ceiling; null without a range. */
  readonly floorAt: number | null;
  readonly ceilingAt: number | null;
  readonly floorFlagged: boolean;
  readonly ceilingFlagged: boolean;
  readonly retestR: PsychometricsFigure;
  readonly retestIcc: PsychometricsFigure;
  /** People whose two sheets lie too near or too far apart. */
  readonly retestOutside: number;
  readonly params: PsychometricsParams;
};

/** The functions of this face. */
export interface PsychometricsFace {
  /**
   * The figures of one score. The sheets of a person stand side by side, oldest first; `ranged`
   * false: the items' least and most are not the ends of a scale. Throws a RangeError for sheets
   * that the questionnaire refuses, or that are out of order.
   */
  psychometrics(
    instrument: Instrument,
    score: string,
    sheets: readonly PsychometricsSheet[],
    params?: Partial<PsychometricsParams>,
    ranged?: boolean,
  ): Psychometrics;
}

const PARAMS = 11;
const FIGURE = 8;
const HEAD = 11;
const FIGURES = 10;
const ITEM = 4 * FIGURE + 2;

/** A person's number; one who comes back after another breaks the order. */
function numberPeople(sheets: readonly PsychometricsSheet[]): number[] {
  const numbers = new Map<string, number>();
  return sheets.map(({ person }, i) => {
    const known = numbers.get(person);
    if (known !== undefined && sheets[i - 1]?.person !== person)
      throw new RangeError('core: the sheets of one person have to stand side by side');
    const number = known ?? numbers.size;
    numbers.set(person, number);
    return number;
  });
}

/** Makes the face over the module's memory. */
export function psychometricsFace(m: CoreMemory): PsychometricsFace {
  const { word, number } = wordsOf(m, 'core_psychometrics_name', 2);

  function settle(given: Partial<PsychometricsParams>): PsychometricsParams {
    m.call('core_psychometrics_defaults', m.at(OUT));
    const s = m.get(OUT, PARAMS);
    return {
      occasion: word(1, slot(s, 0)),
      level: slot(s, 1),
      extreme: slot(s, 2),
      leastAny: slot(s, 3),
      leastAlpha: slot(s, 4),
      leastOmega: slot(s, 5),
      leastRest: slot(s, 6),
      leastRetest: slot(s, 7),
      leastExtremes: slot(s, 8),
      retestDaysLeast: slot(s, 9),
      retestDaysMost: slot(s, 10),
      ...given,
    };
  }

  function paramSlots(p: PsychometricsParams): number[] {
    return [
      number(1, p.occasion),
      p.level,
      p.extreme,
      p.leastAny,
      p.leastAlpha,
      p.leastOmega,
      p.leastRest,
      p.leastRetest,
      p.leastExtremes,
      p.retestDaysLeast,
      p.retestDaysMost,
    ];
  }

  function readFigure(s: readonly number[], at: number): PsychometricsFigure {
    const why = word<PsychometricsWhy>(0, slot(s, at));
    const bounded = slot(s, at + 2) === 1;
    return {
      why,
      value: why === 'shown' ? slot(s, at + 1) : null,
      low: bounded ? slot(s, at + 3) : null,
      high: bounded ? slot(s, at + 4) : null,
      n: slot(s, at + 5),
      people: slot(s, at + 6),
      least: slot(s, at + 7),
    };
  }

  function psychometrics(
    instrument: Instrument,
    score: string,
    sheets: readonly PsychometricsSheet[],
    given: Partial<PsychometricsParams> = {},
    ranged = true,
  ): Psychometrics {
    const params = settle(given);
    const wanted = instrument.scores.find(({ id }) => id === score);
    if (wanted === undefined) throw new RangeError(`core: there is no score ${score}`);
    const places = wanted.items.map((id) => instrument.items.findIndex((item) => item.id === id));
    const items = places.flatMap((place) => instrument.items[place] ?? []);
    const people = numberPeople(sheets);
    const slots = [
      ...paramSlots(params),
      ranged ? 1 : 0,
      items.length,
      wanted.how === 'sum' ? 1 : 0,
      wanted.missingMax,
    ];
    for (const i of items) slots.push(i.min, i.max, i.step, i.reversed ? 1 : 0);
    slots.push(sheets.length);
    sheets.forEach(({ at, dated, answers }, i) => {
      if (answers.length !== instrument.items.length)
        throw new RangeError('core: a sheet needs one answer for each item');
      slots.push(people[i] ?? 0, dated ? 1 : 0, at);
      for (const place of places) slots.push(...ratingSlots(answers[place] ?? 'missing'));
    });

    const itemsAt = HEAD + FIGURE * FIGURES;
    return m.lend(slots, itemsAt + ITEM * items.length, (at, out, read) => {
      if (m.call('core_psychometrics', at, out) !== 0)
        throw new RangeError('core: there can be no such sheets or parameters');
      const s = read();
      const figure = (index: number) => readFigure(s, HEAD + FIGURE * index);
      const omega = figure(4);
      const hasFactor = omega.why === 'shown';
      return {
        sheets: slot(s, 2),
        people: slot(s, 3),
        mean: figure(0),
        sd: figure(1),
        sem: figure(2),
        alpha: figure(3),
        omega,
        omegaError: hasFactor ? slot(s, 9) : null,
        items: items.map(({ id }, i) => {
          const from = itemsAt + ITEM * i;
          return {
            id,
            mean: readFigure(s, from),
            sd: readFigure(s, from + FIGURE),
            missing: readFigure(s, from + 2 * FIGURE),
            rest: readFigure(s, from + 3 * FIGURE),
            loading: hasFactor ? slot(s, from + 4 * FIGURE) : null,
            uniqueness: hasFactor ? slot(s, from + 4 * FIGURE + 1) : null,
          };
        }),
        missing: figure(5),
        floor: figure(6),
        ceiling: figure(7),
        floorAt: ranged ? slot(s, 4) : null,
        ceilingAt: ranged ? slot(s, 5) : null,
        floorFlagged: slot(s, 6) === 1,
        ceilingFlagged: slot(s, 7) === 1,
        retestR: figure(8),
        retestIcc: figure(9),
        retestOutside: slot(s, 8),
        params,
      };
    });
  }

  return { psychometrics };
}
