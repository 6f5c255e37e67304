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
  const { dots } = spark([6, null, 8], null, scale);
  assert.deepEqual(
    dots.map(({ index, x }) => [index, x]),
    [
      [0, 0],
      [2, 1],
    ],
  );
});

test('one value stands at the end, and none leaves the drawing empty', () => {
  assert.equal(spark([6], null, scale).dots[0]?.x, 1);
  assert.deepEqual(spark([], { low: 6, high: 8 }, scale).dots, []);
  assert.deepEqual(spark([null, null], null, scale).dots, []);
});

test('the usual range is drawn on the same scale as the values', () => {
  const { dots, band } = spark([6, 9], { low: 6, high: 9 }, scale);
  assert.equal(band?.low, dots[0]?.y);
  assert.equal(band?.high, dots[1]?.y);
});
