// SPDX-License-Identifier: Apache-2.0
// The vectors of the level filter through WebAssembly and the client's wrapper.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rating } from '../../../web/src/core/core-types';
import type { LevelParams, LevelPerson, LevelPoint, LevelSite } from '../../../web/src/core/level';
import { loadCore, loadVectors } from './load';
import { near } from './near';

type Params = { readonly [K in keyof LevelParams]: number | 'infinity' };
type Point = Readonly<Record<string, number | 'infinity' | null>>;
type Case = {
  readonly name: string;
  readonly params: Params;
  readonly ratings: readonly Rating[];
  readonly gaps: readonly number[];
  readonly points: readonly Point[];
};
type Site = {
  readonly name: string;
  readonly peopleLeast: number;
  readonly people: readonly LevelPerson[];
  readonly expect: Readonly<Record<string, number | null>>;
};

const core = loadCore();
const vectors = loadVectors<{ cases: readonly Case[]; sites: readonly Site[] }>('level');

/** Within 1e-12 of the size of the numbers at hand. */
function check(found: LevelPoint | LevelSite, expected: Point, what: string): void {
  for (const [key, wanted] of Object.entries(expected)) {
    const value = (found as unknown as Record<string, number | null>)[key] ?? null;
    if (wanted === 'infinity') assert.equal(value, Number.POSITIVE_INFINITY, `${what}.${key}`);
    else near(value, wanted, 1e-12 * (1 + Math.abs(wanted ?? 0)), `${what}.${key}`);
  }
}

for (const one of vectors.cases)
  test(`level: ${one.name}`, () => {
    const given = Object.entries(one.params).map(([key, value]) => [
      key,
      value === 'infinity' ? Number.POSITIVE_INFINITY : value,
    ]);
    const sessions = one.ratings.map((value, i) => ({ gap: one.gaps[i] ?? Number.NaN, value }));
    const points = core.levelCourse(sessions, Object.fromEntries(given) as LevelParams);
    assert.equal(points.length, one.points.length);
    one.points.forEach((point, i) => {
      check(points[i] as LevelPoint, point, `${one.name}[${i}]`);
    });
  });

for (const one of vectors.sites)
  test(`level of a site: ${one.name}`, () => {
    const found = core.levelSite(one.people, 3, one.peopleLeast);
    assert.equal(found.status, 'ok');
    check(found, one.expect, one.name);
  });

test('the band lies about the level and the forecast', () => {
  const params = core.levelDefaults({ scale: { min: 1, max: 5, step: 0.4 }, sd: 0.8 });
  const [point] = core.levelCourse([{ gap: 0, value: 4 }], params);
  assert.ok(point);
  // qt(.975, 11) and qt(.975, 10), as R prints them.
  near(point.high - point.mean, 2.200985160082949 * Math.sqrt(point.var), 1e-9, 'level');
  near(point.mean - point.low, point.high - point.mean, 1e-9, 'level, below');
  const width = 2.2281388519862739 * Math.sqrt(point.forecastVar);
  near(point.forecastHigh - point.forecast, width, 1e-9, 'forecast');
  near(point.forecast - point.forecastLow, width, 1e-9, 'forecast, below');
});

test('defaults of an instrument nobody described', () => {
  const p = core.levelDefaults();
  near(p.errorVar, 0.8, 1e-12, 'a fifth of the scale, .80 reliable');
  assert.equal(p.errorWeight, 10);
  assert.equal(p.priorMean, 5);
});

test('a site with too few people, or without spread, gives no prior', () => {
  const alike = Array.from({ length: 20 }, () => ({ values: [5, 5], times: [0, 1] }));
  assert.deepEqual(core.levelSite(alike), { status: 'no_spread' });
  assert.deepEqual(core.levelSite(alike.slice(1)), { status: 'too_few' });
  assert.deepEqual(core.levelSite([]), { status: 'too_few' });
});

test('the filter refuses what it cannot mean', () => {
  const p = core.levelDefaults();
  assert.throws(() => core.levelCourse([], { ...p, errorVar: 0 }), /make no sense/);
  assert.throws(() => core.levelCourse([], p, 1), /make no sense/);
  assert.throws(() => core.levelCourse([{ gap: -1, value: 5 }], p), /out of bounds/);
  assert.throws(() => core.levelCourse([{ gap: 1, value: 1e13 }], p), /out of bounds/);
  assert.throws(() => core.levelCourse([{ gap: 1, value: Number.NaN }], p), /out of bounds/);
  assert.throws(() => core.levelSite([{ values: [1], times: [] }]), /its time/);
  assert.throws(() => core.levelSite([{ values: [1, 2], times: [2, 1] }]), /out of bounds/);
  assert.throws(() => core.levelSite([], 1), /make no sense/);
});
