// SPDX-License-Identifier: Apache-2.0
// WebAssembly and native agree to the last bit: the twin of tests/core/bits_test.c.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rating, RuptureMethod } from '../../../web/src/core/core-types';
import { loadCore, loadVectors } from './load';

const METHODS: readonly RuptureMethod[] = [
  'surprise',
  'own_spread',
  'sd_1',
  'sd_2',
  'chart',
  'below_cut',
  'sudden_loss',
];
const vector = loadVectors<{ seed: number; rounds: number; sessions: number; hash: string }>(
  'bits',
);

test('numbers from WebAssembly have the bits of the vector', () => {
  const core = loadCore();
  const view = new DataView(new ArrayBuffer(8));
  let seed = vector.seed;
  let hash = 14695981039346656037n;

  const next = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed >>> 8;
  };
  const makeUp = (): Rating => (next() % 8 === 0 ? 'missing' : (next() % 1001) / 100);
  const mix = (value: number | null): void => {
    if (value === null) return;
    view.setFloat64(0, value, true);
    for (let i = 0; i < 8; i++)
      hash = BigInt.asUintN(64, (hash ^ BigInt(view.getUint8(i))) * 1099511628211n);
  };

  for (let round = 0; round < vector.rounds; round++) {
    for (const method of METHODS) {
      const ratings = Array.from({ length: vector.sessions }, () => ({ value: makeUp() }));
      for (const { usual, range, fired } of core.course(ratings, { method }).points) {
        if (range) for (const x of [range.low, range.high, range.mid]) mix(x);
        if (usual) for (const x of [usual.low, usual.high, usual.mean, usual.meanRange]) mix(x);
        for (const f of fired)
          for (const x of [f.x, f.ref, f.drop, f.s, f.limit, f.held, f.depth]) mix(x);
      }
    }
    const pairs = Array.from({ length: vector.sessions }, () => [makeUp(), makeUp()] as const);
    const { b0, b1, r } = core.dyad(
      pairs.map(([client]) => client),
      pairs.map(([, therapist]) => therapist),
    );
    for (const x of [b0, b1, r]) mix(x);
  }
  assert.equal(hash.toString(16).padStart(16, '0'), vector.hash);
});
