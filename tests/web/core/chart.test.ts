// SPDX-License-Identifier: Apache-2.0
// The vectors of the control chart through WebAssembly and the client's wrapper.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Chart, ChartLimits, ChartParams, ChartSignal } from '../../../web/src/core/chart';
import type { Rating } from '../../../web/src/core/core-types';
import { loadCore, loadVectors } from './load';
import { alike } from './near';

type Case = {
  readonly name: string;
  readonly within?: number;
  readonly params: Partial<ChartParams>;
  readonly ratings: readonly Rating[];
  readonly expect: ChartLimits & { readonly status: Chart['status'] };
  readonly signals: readonly (ChartSignal & { readonly session: number })[];
};

const core = loadCore();

for (const one of loadVectors<{ cases: readonly Case[] }>('chart').cases)
  test(`chart: ${one.name}`, () => {
    const { status, limits, signals } = core.chart(one.ratings, one.params);
    const { status: wanted, ...expected } = one.expect;
    assert.equal(status, wanted);
    alike(limits, status === 'ok' ? expected : null, one.within ?? 1e-9, one.name);
    assert.equal(signals.length, one.ratings.length);
    const found = signals.flatMap((all, session) => all.map((s) => ({ session, ...s })));
    alike(found, one.signals, one.within ?? 1e-9, `${one.name}: signals`);
  });

test('a chart refuses ratings off the scale and parameters without meaning', () => {
  assert.throws(() => core.chart([11]), /does not lie on the scale/);
  assert.throws(() => core.chart([Number.NaN]), /does not lie on the scale/);
  assert.throws(() => core.chart([1], { spread: 0 }), /make no sense/);
  assert.throws(() => core.chart([1], { baseline: 2.5 }), /make no sense/);
});

test('a long series fits', () => {
  const ratings = Array.from({ length: 10_000 }, (_, i) => i % 10);
  assert.equal(core.chart(ratings).limits?.basedOn, 10_000);
});
