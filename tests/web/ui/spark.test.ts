// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spark, usefulPart } from '../../../web/src/ui/spark';

const scale = { min: 0, max: 10 };

test('the drawn part is around the values, never less than four tenths of the scale', () => {
  assert.deepEqual(usefulPart([7, 7.5], scale), [5.25, 9.25]);
  assert.deepEqual(usefulPart([1, 9], scale), [1, 9]);
});

test('the drawn part stays on the scale at both ends', () => {
  assert.deepEqual(usefulPart([10, 10], scale), [6, 10]);
  assert.deepEqual(usefulPart([0], scale), [0, 4]);
  assert.deepEqual(usefulPart([], scale), [0, 10]);
  assert.deepEqual(usefulPart([-3, 14], scale), [0, 10]);
});

test('a missing value is a gap in time, not a dot', () => {
  const { dots } = spark([6, null, 8], [], scale);
  assert.deepEqual(
    dots.map(({ index, x }) => [index, x]),
    [
      [0, 0],
      [2, 1],
    ],
  );
});

test('one value stands at the end, and none leaves the drawing empty', () => {
  assert.equal(spark([6], [null], scale).dots[0]?.x, 1);
  assert.deepEqual(spark([], [{ low: 6, high: 8 }], scale).dots, []);
  assert.deepEqual(spark([null, null], [null, null], scale).dots, []);
});

test('the usual range is drawn on the same scale as the values, at each of them', () => {
  const { dots, band } = spark([6, 9], [null, { low: 6, high: 9 }], scale);
  assert.equal(band[0], null);
  assert.deepEqual(band[1], { x: 1, low: dots[0]?.y, high: dots[1]?.y });
});

test('a session without a rating still has its usual range', () => {
  const range = { low: 5, high: 9 };
  const { dots, band } = spark([6, null, 8], [null, range, range], scale);
  assert.equal(dots.length, 2);
  assert.deepEqual(
    band.map((one) => one?.x ?? null),
    [null, 0.5, 1],
  );
});

test('a range wider than the values is part of what is drawn', () => {
  const { band } = spark([6, 6], [null, { low: 1, high: 9 }], scale);
  assert.deepEqual(band[1], { x: 1, low: 0, high: 1 });
});
