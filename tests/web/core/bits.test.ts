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
type Vector = {
  readonly seed: number;
  readonly rounds: number;
  readonly sessions: number;
  readonly hash: string;
};
const vector = loadVectors<Vector & { readonly levels: Vector }>('bits');
const core = loadCore();

/** Made-up numbers from a seed, and a hash over the bits of what comes out. */
function mixer(from: number) {
  const view = new DataView(new ArrayBuffer(8));
  let seed = from;
  let hash = 14695981039346656037n;
  const next = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed >>> 8;
  };
  return {
    next,
    makeUp: (): Rating => (next() % 8 === 0 ? 'missing' : (next() % 1001) / 100),
    mix(value: number | null): void {
      if (value === null) return;
      view.setFloat64(0, value, true);
      for (let i = 0; i < 8; i++)
        hash = BigInt.asUintN(64, (hash ^ BigInt(view.getUint8(i))) * 1099511628211n);
    },
    hash: () => hash.toString(16).padStart(16, '0'),
  };
}

test('numbers from WebAssembly have the bits of the vector', () => {
  const { makeUp, mix, hash } = mixer(vector.seed);

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
  assert.equal(hash(), vector.hash);
});

test('levels from WebAssembly have the bits of the vector', () => {
  const { next, makeUp, mix, hash } = mixer(vector.levels.seed);
  const defaults = core.levelDefaults({ sd: 2, reliability: 0.8 });

  for (let round = 0; round < vector.levels.rounds; round++) {
    const errorWeight = round % 4 === 0 ? Number.POSITIVE_INFINITY : defaults.errorWeight;
    const sessions = Array.from({ length: vector.levels.sessions }, () => ({
      gap: (next() % 17) / 4,
      value: makeUp(),
    }));
    for (const p of core.levelCourse(sessions, { ...defaults, errorWeight }))
      for (const x of [p.forecast, p.forecastVar, p.surprise, p.mean, p.var, p.errorVar, p.low])
        mix(x);
  }
  assert.equal(hash(), vector.levels.hash);
});
