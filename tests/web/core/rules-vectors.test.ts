// SPDX-License-Identifier: Apache-2.0
// Every rule of rupture through WebAssembly and the client's wrapper, with all the numbers it used.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  CoursePoint,
  Firing,
  Rating,
  RuleParams,
  SurpriseParams,
} from '../../../web/src/core/core-types';
import { loadCore, loadVectors } from './load';
import { alike } from './near';

const core = loadCore();
const CLOSE_ENOUGH = 1e-9;

type RuleCase = {
  readonly name: string;
  readonly ratings: readonly Rating[];
  readonly params: Partial<Omit<RuleParams, 'surprise'>> & {
    readonly surprise?: Partial<SurpriseParams>;
  };
  readonly floors?: readonly number[];
  readonly closed?: boolean;
  readonly expect: { status: string; points: readonly Partial<CoursePoint>[] };
};

/** What a firing does not have is null. */
const firing: Partial<Firing> = {
  of: null,
  x: null,
  ref: null,
  drop: null,
  s: null,
  limit: null,
  held: null,
  depth: null,
};

/** The case's parameters; those of `surprise` that it leaves out are the defaults. */
function paramsOf({ params }: RuleCase): Partial<RuleParams> {
  const { surprise, ...rest } = params;
  if (!surprise) return rest;
  return { ...rest, surprise: { ...core.course([], rest).params.surprise, ...surprise } };
}

for (const file of ['rupture', 'rules'])
  for (const one of loadVectors<{ cases: readonly RuleCase[] }>(file).cases)
    test(`${file}: ${one.name}`, () => {
      const ratings = one.ratings.map((value, i) => ({
        value,
        floor: one.floors?.includes(i) ?? false,
      }));
      const found = core.course(ratings, paramsOf(one), one.closed);
      assert.equal(found.status, one.expect.status);
      assert.equal(found.points.length, one.expect.points.length);
      one.expect.points.forEach((point, i) => {
        const fired = point.fired?.map((f) => ({ ...firing, ...f }));
        const place = point.place ? { change: null, usual: null } : {};
        const whole = { range: null, ...place, ...point, fired };
        alike(found.points[i], whole, CLOSE_ENOUGH, `${one.name}[${i}]`);
      });
    });

test('before each session the range is known that it is then held against', () => {
  const ratings = [8, 8.5, 7, 8, 7.5, 8, 4, 5, 8].map((value) => ({ value }));
  for (const method of ['surprise', 'own_spread', 'sd_2', 'chart'] as const)
    for (let i = 0; i + 1 < ratings.length; i++) {
      const { range } = core.course(ratings.slice(0, i), { method });
      const { points } = core.course(ratings.slice(0, i + 1), { method });
      assert.deepEqual(range, points[i]?.range);
    }
});
