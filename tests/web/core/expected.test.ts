// SPDX-License-Identifier: Apache-2.0
// The vectors of the expected course through WebAssembly and the client's wrapper.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rating } from '../../../web/src/core/core-types';
import type {
  ExpectedCurve,
  ExpectedFit,
  ExpectedFitParams,
  ExpectedParams,
  ExpectedPoint,
  TimedRating,
} from '../../../web/src/core/expected';
import { loadCore, loadVectors } from './load';
import { alike } from './near';

const core = loadCore();

type FitCase = {
  readonly name: string;
  readonly within?: number;
  readonly set: string;
  readonly params: Partial<ExpectedFitParams>;
  readonly expect: ExpectedFit;
};
const fits = loadVectors<{
  sets: Record<string, readonly (readonly TimedRating[])[]>;
  cases: readonly FitCase[];
}>('expected_curve');
for (const one of fits.cases)
  test(`expected curve: ${one.name}`, () => {
    const people = fits.sets[one.set];
    assert.ok(people);
    const found = core.expectedFit(people, one.params);
    for (const [key, value] of Object.entries(one.expect)) {
      const within = typeof value === 'number' ? (one.within ?? 0) * (1 + Math.abs(value)) : 0;
      alike(found[key as keyof ExpectedFit], value, within, `${one.name}: ${key}`);
    }
  });

type CourseCase = {
  readonly name: string;
  readonly params: ExpectedParams;
  readonly curve: ExpectedCurve | null;
  readonly ratings: readonly (readonly [number, Rating])[];
  readonly expect: readonly ExpectedPoint[];
};
const about = {
  method: 'reml',
  spread: 'intercept_and_slope',
  deviance: 0,
  people: 0,
  ratings: 0,
  enough: 0,
} as const;
for (const one of loadVectors<{ cases: readonly CourseCase[] }>('expected').cases)
  test(`expected: ${one.name}`, () => {
    const ratings = one.ratings.map(([t, value]) => ({ t, value }));
    const curve = one.curve && { ...about, ...one.curve };
    alike(core.expectedCourse(ratings, one.params, curve), one.expect, 1e-9, one.name);
  });

test('what cannot be is refused', () => {
  const rating = { t: 0, value: 5 };
  assert.throws(() => core.expectedCourse([rating], { better: 'higher', z: 0 }), RangeError);
  assert.throws(() => core.expectedCourse([{ t: -1, value: 5 }], { better: 'higher' }), RangeError);
  assert.throws(() => core.expectedFit([[[-1, 5]]]), RangeError);
  assert.throws(() => core.expectedFit([], { peopleLeast: 1 }), RangeError);
  assert.equal(core.expectedChange(0, 0.9), null);
  const change = core.expectedChange(10.5, 0.961) ?? 0;
  assert.ok(Math.abs(change - 5.747681) < 5e-7);
});
