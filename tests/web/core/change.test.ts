// SPDX-License-Identifier: Apache-2.0
// The vectors of change and of recovery through WebAssembly and the client's wrapper.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  ChangeDirection,
  ChangeGroups,
  ChangeMethod,
  ChangeNorms,
} from '../../../web/src/core/change';
import type { RecoveryScores } from '../../../web/src/core/recovery';
import { loadCore, loadVectors } from './load';
import { alike } from './near';

type Case = { readonly name: string; readonly within?: number; readonly expect: object | null };
type Pair = { readonly pre: number; readonly post: number };

const core = loadCore();
const CLOSE_ENOUGH = 1e-9;
const vectors = loadVectors<{
  bits: { seed: number; rounds: number; hash: string };
  cases: readonly (Case & Pair & { method: ChangeMethod; norms: ChangeNorms; critical?: number })[];
  cutoffs: readonly (Case & { groups: ChangeGroups; better: ChangeDirection })[];
  verdicts: readonly (Case &
    Pair & { better: ChangeDirection; way: -1 | 0 | 1; cutoff: number | null })[];
  percents: readonly (Pair & { name: string; zero: number; expect: number | null })[];
}>('change');

/** The vector's status as the wrapper says it. */
function outcome(expect: object | null): object {
  const { status, ...rest } = expect as { status: string };
  return status === 'ok' ? { ok: true, ...rest } : { ok: false, why: status };
}

for (const one of vectors.cases)
  test(`change: ${one.name}`, () => {
    const found = core.changeIndex(one.method, one.norms, one.pre, one.post, one.critical);
    alike(found, outcome(one.expect), one.within ?? CLOSE_ENOUGH, one.name);
  });

for (const one of vectors.cutoffs)
  test(`cut-offs: ${one.name}`, () => {
    const found = core.changeCutoffs(one.groups, one.better);
    alike(found, outcome(one.expect), one.within ?? CLOSE_ENOUGH, one.name);
  });

for (const one of vectors.verdicts)
  test(`verdict: ${one.name}`, () => {
    const found = core.changeVerdict(one.better, one.way, one.cutoff, one.pre, one.post);
    assert.deepEqual(found, one.expect);
  });

for (const one of vectors.percents)
  test(`percentage: ${one.name}`, () => {
    alike(core.changePercent(one.pre, one.post, one.zero), one.expect, CLOSE_ENOUGH, one.name);
  });

for (const one of loadVectors<{ cases: readonly (Case & RecoveryScores)[] }>('recovery').cases)
  test(`recovery: ${one.name}`, () => {
    alike(core.recovery(one), one.expect, 0, one.name);
  });

test('critical values are those of the methods, and can be given', () => {
  assert.equal(core.changeCritical('jt'), 1.96);
  assert.equal(core.changeCritical('en'), 2);
  assert.equal(core.changeCritical('ha'), 1.65);
  assert.throws(() => core.changeCritical('xx' as ChangeMethod), RangeError);
  const norms = { sd: 7.5, reliability: 0.8 };
  const [own, given] = [
    core.changeIndex('jt', norms, 40, 50),
    core.changeIndex('jt', norms, 40, 50, 2.58),
  ];
  assert.ok(own.ok && own.way === 1 && own.critical === 1.96);
  assert.ok(given.ok && given.way === 0 && given.critical === 2.58);
});

test('what is no number, and thresholds that make no sense, are refused', () => {
  assert.throws(() => core.changePercent(Number.NaN, 3), RangeError);
  assert.throws(() => core.changeVerdict('lower', 1, 10, Number.NaN, 3), Error);
  const scores = { phqBefore: 12, phqAfter: 3, gadBefore: 9, gadAfter: 2 };
  assert.throws(() => core.recovery(scores, { phqPoints: 0 }), RangeError);
  assert.equal(core.recovery(scores, { phqCase: 13, gadCase: 10 })?.why, 'was_no_case');
});

test('numbers from WebAssembly have the bits of the vector', () => {
  const methods = ['jt', 'gln', 'hll', 'en', 'nk', 'ha'] as const;
  const view = new DataView(new ArrayBuffer(8));
  let seed = vectors.bits.seed;
  let hash = 14695981039346656037n;

  const makeUp = (least: number, most: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const share = ((seed >>> 8) % 10001) / 10000;
    return least + (most - least) * share;
  };
  const mix = (value: number): void => {
    view.setFloat64(0, value, true);
    for (let i = 0; i < 8; i++)
      hash = BigInt.asUintN(64, (hash ^ BigInt(view.getUint8(i))) * 1099511628211n);
  };

  for (let round = 0; round < vectors.bits.rounds; round++) {
    // Drawn in this order, as in tests/core/change_vectors_test.c.
    const norms = {
      sd: makeUp(4, 12),
      mean: makeUp(-10, 40),
      sdPost: makeUp(4, 12),
      meanPost: makeUp(-10, 40),
      reliability: makeUp(0.7, 0.98),
      reliabilityPost: makeUp(0.5, 0.98),
      correlation: makeUp(-0.5, 0.4),
    };
    const pre = makeUp(0, 40);
    const post = makeUp(0, 40);
    for (const method of methods) {
      const x = core.changeIndex(method, norms, pre, post);
      assert.ok(x.ok);
      for (const value of [x.index, x.expected, x.error, x.low, x.high]) mix(value);
    }
  }
  assert.equal(hash.toString(16).padStart(16, '0'), vectors.bits.hash);
});
