// SPDX-License-Identifier: Apache-2.0
// The vectors of tests/vectors through WebAssembly and the client's wrapper.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  CoursePoint,
  DyadWhy,
  Firing,
  Instrument,
  Rating,
  RuleParams,
  ScoreResult,
  UsualRange,
} from '../../../web/src/core/core-types';
import { loadCore, loadVectors } from './load';
import { alike } from './near';

const core = loadCore();
const CLOSE_ENOUGH = 1e-9;

type Case = { readonly name: string; readonly source: string; readonly within?: number };

type InstrumentCase = Case & {
  readonly instrument: string;
  readonly answers: readonly Rating[];
  readonly expect: ScoreResult;
};
const sheets = loadVectors<{
  instruments: Record<string, Instrument>;
  cases: readonly InstrumentCase[];
}>('instrument');
for (const one of sheets.cases)
  test(`instrument: ${one.name}`, () => {
    const instrument = sheets.instruments[one.instrument];
    assert.ok(instrument);
    alike(core.scoreInstrument(instrument, one.answers), one.expect, CLOSE_ENOUGH, one.name);
  });

type CourseCase = Case & {
  readonly ratings: readonly Rating[];
  readonly params: Partial<RuleParams>;
  readonly expect: UsualRange | null;
};
for (const one of loadVectors<{ cases: readonly CourseCase[] }>('course').cases)
  test(`course: ${one.name}`, () => {
    const ratings = one.ratings.map((value) => ({ value }));
    const { usual } = core.course(ratings, one.params);
    alike(usual, one.expect, one.within ?? CLOSE_ENOUGH, one.name);
  });

type RuptureCase = Case & {
  readonly ratings: readonly Rating[];
  readonly params: Partial<RuleParams>;
  readonly floors?: readonly number[];
  readonly closed?: boolean;
  readonly expect: { status: string; points: readonly Partial<CoursePoint>[] };
};
const firing: Partial<Firing> = { of: null, x: null, ref: null, drop: null, s: null, limit: null };
for (const one of loadVectors<{ cases: readonly RuptureCase[] }>('rupture').cases)
  test(`rupture: ${one.name}`, () => {
    const ratings = one.ratings.map((value, i) => ({
      value,
      floor: one.floors?.includes(i) ?? false,
    }));
    const found = core.course(ratings, one.params, one.closed);
    assert.equal(found.status, one.expect.status);
    assert.equal(found.points.length, one.expect.points.length);
    one.expect.points.forEach((point, i) => {
      const fired = point.fired?.map((f) => ({ ...firing, ...f }));
      const whole = { change: null, usual: null, ...point, fired };
      alike(found.points[i], whole, CLOSE_ENOUGH, `${one.name}[${i}]`);
    });
  });

type DyadCase = Case & {
  readonly client: readonly Rating[];
  readonly therapist: readonly Rating[];
  readonly expect: {
    shared: number;
    b0: number | null;
    b1: number | null;
    r: number | null;
    flags: readonly DyadWhy[];
    fired: readonly (readonly DyadWhy[])[];
  };
};
for (const one of loadVectors<{ cases: readonly DyadCase[] }>('dyad').cases)
  test(`dyad: ${one.name}`, () => {
    const found = core.dyad(one.client, one.therapist);
    alike(found, one.expect, one.within ?? CLOSE_ENOUGH, one.name);
  });
