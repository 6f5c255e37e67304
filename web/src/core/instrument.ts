// SPDX-License-Identifier: Apache-2.0
// Questionnaires: from a key and a sheet of answers to scores and decisions. The order of slots is
// that of core/wasm/instrument.c. No rule lives here.

import type { CoreMemory } from './core-memory';
import { NEVER, ratingSlots, slot, type Words } from './core-slots';
import type { Rating, Scale } from './core-types';

/** Which side of a line is spoken of. */
export type Op = '>=' | '>' | '<=' | '<';

/** One rated item. */
export type InstrumentItem = {
  readonly id: string;
  readonly min: number;
  readonly max: number;
  /** Answers are min + n * step; 0: any number in between. */
  readonly step: number;
  readonly reversed: boolean;
  /** Asked, but part of no score; at the end of a sheet it may be left out. */
  readonly unscored?: boolean;
};

/** A name for the values of a score from here to where the next begins. */
export type Band = { readonly id: string; readonly from: number };

/** One number made from some of the items. */
export type InstrumentScore = {
  readonly id: string;
  readonly how: 'mean' | 'sum';
  readonly items: readonly string[];
  /** So many blanks count as the mean of the rest; with more there is no score. */
  readonly missingMax: number;
  /** The mean or sum times this; 1 unless said. */
  readonly factor?: number;
  readonly bands?: readonly Band[];
};

/** A line on a score: caseness, a place to look twice. */
export type CutOff = {
  readonly id: string;
  readonly score: string;
  readonly op: Op;
  readonly at: number;
};

/** An item that asks for a human at once, from so many points on. */
export type SafetyItem = { readonly id: string; readonly item: string; readonly at: number };

/** Items counted when they reach points of their own; holds when from least to most of them do. */
export type RuleGroup = {
  readonly id: string;
  readonly items: readonly { readonly id: string; readonly at: number }[];
  readonly least: number;
  readonly most: number;
};

/** An algorithm: holds when every group does. */
export type InstrumentRule = { readonly id: string; readonly groups: readonly RuleGroup[] };

/** A questionnaire's key, as read out of its FHIR form. */
export type Instrument = {
  readonly id: string;
  readonly version?: string;
  readonly items: readonly InstrumentItem[];
  /** The first is `total`, the value of the course, unless `noTotal`. */
  readonly scores: readonly InstrumentScore[];
  readonly cutOffs?: readonly CutOff[];
  readonly safety?: readonly SafetyItem[];
  readonly rules?: readonly InstrumentRule[];
  readonly noTotal?: boolean;
  readonly lowerIsBetter?: boolean;
};

/** A score of a sheet. `prorated`: a value although some answers were blank. */
export type ScoreValue = {
  readonly value: Rating;
  readonly answered: number;
  readonly prorated: boolean;
  readonly band: string | null;
};

/** What a rule came to: null where blanks leave it open. */
export type RuleResult = {
  readonly holds: boolean | null;
  /** Items of each group that count, and that might have. */
  readonly groups: Readonly<
    Record<string, { readonly holds: boolean | null; readonly met: number; readonly blank: number }>
  >;
};

/** What a sheet of answers comes to. */
export type ScoreResult =
  | {
      readonly ok: true;
      readonly scores: Readonly<Record<string, ScoreValue>>;
      /** By id; null where there is no score or answer to tell. */
      readonly cutOffs: Readonly<Record<string, boolean | null>>;
      readonly safety: Readonly<Record<string, boolean | null>>;
      readonly rules: Readonly<Record<string, RuleResult>>;
      /** Items of the total answered at their lowest points; none where lower is better. */
      readonly floors: readonly string[];
      /** Of the first score. */
      readonly scale: Scale;
    }
  | {
      readonly ok: false;
      readonly why: 'bad_instrument' | 'wrong_count' | 'out_of_range' | 'off_step';
      readonly item: string | null;
    };

/** The functions of this face. */
export type InstrumentFace = {
  /** Scores one sheet, answers in the order of the items. */
  scoreInstrument(instrument: Instrument, answers: readonly Rating[]): ScoreResult;
};

const OPS: readonly Op[] = ['>=', '>', '<=', '<'];
const REFUSED: ScoreResult = { ok: false, why: 'bad_instrument', item: null };
const flag = (value: boolean | undefined): number => (value ? 1 : 0);
const verdict = (value: number): boolean | null => (value === 2 ? null : value === 1);

/** The key as slots; a name that is not there becomes NEVER, which the core refuses. */
function definitionSlots(i: Instrument): number[] {
  const { items, scores, cutOffs = [], safety = [], rules = [] } = i;
  const item = (id: string) => items.findIndex((one) => one.id === id);
  const score = (id: string) => scores.findIndex((one) => one.id === id);
  return [
    items.length,
    scores.length,
    cutOffs.length,
    safety.length,
    rules.length,
    flag(i.noTotal),
    flag(i.lowerIsBetter),
    ...items.flatMap((one) => [one.min, one.max, one.step, flag(one.reversed), flag(one.unscored)]),
    ...scores.flatMap(({ how, missingMax, factor = 1, items: members, bands = [] }) => [
      how === 'sum' ? 1 : 0,
      missingMax,
      factor,
      members.length,
      ...members.map(item),
      bands.length,
      ...bands.map((band) => band.from),
    ]),
    ...cutOffs.flatMap((cut) => [score(cut.score), OPS.indexOf(cut.op), cut.at]),
    ...safety.flatMap((one) => [item(one.item), one.at]),
    ...rules.flatMap(({ groups }) => [
      groups.length,
      ...groups.flatMap(({ least, most, items: counted }) => [
        least,
        most,
        counted.length,
        ...counted.map(({ id }) => item(id)),
        ...counted.map(({ at }) => at),
      ]),
    ]),
  ];
}

/** Slots the answer takes: see core_score. */
function resultCount({ items, scores, cutOffs = [], safety = [], rules = [] }: Instrument): number {
  const groups = rules.reduce((sum, rule) => sum + 1 + 3 * rule.groups.length, 0);
  return 6 + 5 * scores.length + cutOffs.length + safety.length + groups + items.length;
}

function readResult(i: Instrument, s: readonly number[]): ScoreResult & { ok: true } {
  let at = 5;
  const next = () => slot(s, at++);
  const score = (one: InstrumentScore): ScoreValue => {
    const [kind, value, answered, prorated, band] = [next(), next(), next(), next(), next()];
    return {
      value: kind === 0 ? value : kind === 1 ? 'missing' : 'declined',
      answered,
      prorated: prorated === 1,
      band: one.bands?.[band]?.id ?? null,
    };
  };
  const named = <T extends { readonly id: string }, R>(list: readonly T[], read: (one: T) => R) =>
    Object.fromEntries(list.map((one) => [one.id, read(one)]));
  const told = () => verdict(next());
  return {
    ok: true,
    scale: { min: slot(s, 2), max: slot(s, 3), step: slot(s, 4) },
    scores: named(i.scores, score),
    cutOffs: named(i.cutOffs ?? [], told),
    safety: named(i.safety ?? [], told),
    rules: named(i.rules ?? [], (rule) => ({
      holds: told(),
      groups: named(rule.groups, () => ({ holds: told(), met: next(), blank: next() })),
    })),
    floors: Array.from({ length: next() }, () => i.items[next()]?.id ?? ''),
  };
}

/** Makes the face over a module's memory; `words` of `core_name`, whose list 11 is the statuses. */
export function instrumentFace(m: CoreMemory, words: Words): InstrumentFace {
  return {
    scoreInstrument(instrument, answers) {
      const { items, scores, noTotal } = instrument;
      if (!noTotal && scores[0]?.id !== 'total') return REFUSED;
      if (noTotal && scores.some((one) => one.id === 'total')) return REFUSED;
      if (answers.length > items.length) return { ok: false, why: 'wrong_count', item: null };
      const definition = definitionSlots(instrument);
      const sheet = answers.flatMap(ratingSlots);
      return m.lend([...definition, ...sheet], resultCount(instrument), (at, out, read) => {
        const answersAt = at + 8 * definition.length;
        const room = definition.length;
        const result = m.call('core_score', at, room, answersAt, answers.length, out);
        if (result !== 0) return REFUSED;
        const s = read();
        const why = words.word<'ok' | 'wrong_count' | 'out_of_range' | 'off_step'>(11, slot(s, 0));
        if (why === 'ok') return readResult(instrument, s);
        return {
          ok: false,
          why,
          item: slot(s, 1) === NEVER ? null : (items[slot(s, 1)]?.id ?? null),
        };
      });
    },
  };
}
