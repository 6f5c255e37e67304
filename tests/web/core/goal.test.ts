// SPDX-License-Identifier: Apache-2.0
// The vectors of goals through WebAssembly and the client's wrapper.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rating } from '../../../web/src/core/core-types';
import type { GoalChange, GoalParams } from '../../../web/src/core/goal';
import { loadCore, loadVectors } from './load';
import { alike } from './near';

const core = loadCore();
const CLOSE_ENOUGH = 1e-9;
const vectors = loadVectors<{
  cases: readonly {
    name: string;
    within?: number;
    levels: readonly Rating[];
    weights?: readonly number[];
    params?: Partial<GoalParams>;
    expect: { status: string; bad?: number };
  }[];
  courses: readonly {
    name: string;
    ratings: readonly Rating[];
    expect: readonly (GoalChange | null)[];
  }[];
  means: readonly { name: string; ratings: readonly Rating[]; expect: number | null }[];
}>('goal');

for (const one of vectors.cases)
  test(`goal attainment: ${one.name}`, () => {
    const { status, ...rest } = one.expect;
    const expected =
      status === 'ok' ? { ok: true, ...rest } : { ok: false, why: status, bad: rest.bad ?? null };
    const found = core.goalAttainment(one.levels, one.weights, one.params);
    alike(found, expected, one.within ?? CLOSE_ENOUGH, one.name);
  });

for (const one of vectors.courses)
  test(`goal over time: ${one.name}`, () => {
    alike(core.goalChanges(one.ratings), one.expect, CLOSE_ENOUGH, one.name);
  });

for (const one of vectors.means)
  test(`goal mean: ${one.name}`, () => {
    alike(core.goalMean(one.ratings), one.expect, CLOSE_ENOUGH, one.name);
  });

test('what cannot be a goal is refused', () => {
  assert.throws(() => core.goalAttainment([1, 2], [1]), RangeError);
  assert.throws(() => core.goalAttainment([1], null, { rho: 2 }), RangeError);
  assert.throws(() => core.goalChanges([Number.NaN]), RangeError);
  assert.throws(() => core.goalMean([Number.POSITIVE_INFINITY]), RangeError);
});
