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
