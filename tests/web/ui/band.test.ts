// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bandPath, runsOf } from '../../../web/src/ui/band';

const run = [
  { x: 20, top: 10, bottom: 50 },
  { x: 40, top: 14, bottom: 46 },
  { x: 60, top: 14, bottom: 60 },
];

/** Every number pair of a path. */
function points(path: string): [number, number][] {
  const numbers = [...path.matchAll(/-?\d+(?:\.\d+)?/g)].map(([found]) => Number(found));
  return Array.from({ length: numbers.length / 2 }, (_, i) => [
    numbers[2 * i] ?? Number.NaN,
    numbers[2 * i + 1] ?? Number.NaN,
  ]);
}

test('at each place the band is exactly as wide as the range', () => {
  const drawn = points(bandPath(run, 8, 4)).map(([x, y]) => `${x} ${y}`);
  for (const { x, top, bottom } of run) {
    assert.ok(drawn.includes(`${x} ${top}`), `${x} ${top}`);
    assert.ok(drawn.includes(`${x} ${bottom}`), `${x} ${bottom}`);
  }
});

test('it never overshoots: not above, not below, not further out than asked', () => {
  for (const [x, y] of points(bandPath(run, 8, 4))) {
    assert.ok(x >= 12 && x <= 68, `x ${x}`);
    assert.ok(y >= 10 && y <= 60, `y ${y}`);
  }
});

test('corners are rounded no further than the band is high, or goes on', () => {
  const flat = points(bandPath([{ x: 20, top: 10, bottom: 13 }], 2, 40));
  for (const [x, y] of flat) assert.ok(x >= 18 && x <= 22 && y >= 10 && y <= 13, `${x} ${y}`);
});

test('places without a range part the band, and none leaves nothing', () => {
  const [a, b, c] = run;
  assert.deepEqual(runsOf([null, a ?? null, b ?? null, null, c ?? null]), [[a, b], [c]]);
  assert.deepEqual(runsOf([null, null]), []);
  assert.deepEqual(runsOf([]), []);
  assert.equal(bandPath([], 8), '');
});
