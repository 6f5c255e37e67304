// SPDX-License-Identifier: Apache-2.0
// The wrapper itself: what it asks of the module, and what misuse comes to.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCore } from '../../../web/src/core/core';
import { createCoreClient } from '../../../web/src/core/core-client';
import type { CoreAnswer, CoreCall } from '../../../web/src/core/core-worker';
import type { Instrument } from '../../../web/src/core/instrument';
import { wasmBytes } from './load';

const bytes = wasmBytes();
const core = createCore(bytes);
const two: Instrument = {
  id: 'two',
  items: [
    { id: 'a', min: 0, max: 10, step: 1, reversed: false },
    { id: 'b', min: 0, max: 10, step: 1, reversed: true },
  ],
  scores: [{ id: 'total', how: 'mean', items: ['a', 'b'], missingMax: 1 }],
};

test('the module imports nothing', () => {
  const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
  assert.deepEqual(WebAssembly.Module.imports(module), []);
});

test('an empty course knows too little and has its defaults', () => {
  const { points, status, usual, params } = core.course([]);
  assert.deepEqual([points, status, usual], [[], 'too_few', null]);
  assert.equal(params.spread, 2.66);
  assert.equal(params.between, 1);
});

test('two views put both courses and the dyad side by side', () => {
  const rate = (values: readonly number[]) => values.map((value) => ({ value }));
  const found = core.twoViews(rate([8, 8, 8, 8, 8]), rate([6, 6, 6, 6, 6]));
  assert.equal(found.client.status, 'steady');
  assert.equal(found.therapist.points.length, 5);
  assert.deepEqual(found.dyad.flags, ['far_apart']);
  assert.deepEqual(found.dyad.fired[3], ['far_apart']);
});

test('misuse throws and the core goes on working', () => {
  assert.throws(() => core.course([{ value: 11 }]), RangeError);
  assert.throws(() => core.course([{ value: Number.NaN }]), RangeError);
  assert.throws(() => core.course([{ value: 5 }], { lookBack: 0 }), RangeError);
  assert.throws(() => core.course([{ value: 5 }], { patience: 1.5 }), RangeError);
  assert.throws(() => core.dyad([5], [5, 6]), RangeError);
  assert.equal(core.course([{ value: 5 }]).points.length, 1);
});

test('a questionnaire with an impossible key is refused, not scored', () => {
  const bad: readonly Instrument[] = [
    { ...two, scores: [] },
    { ...two, items: [] },
    { ...two, scores: [{ id: 'sum', how: 'sum', items: ['a'], missingMax: 0 }] },
    { ...two, scores: [{ id: 'total', how: 'sum', items: ['c'], missingMax: 0 }] },
    { ...two, scores: [{ id: 'total', how: 'sum', items: ['a', 'a'], missingMax: 0 }] },
    { ...two, scores: [{ id: 'total', how: 'sum', items: ['a'], missingMax: 1 }] },
    { ...two, items: two.items.map((item) => ({ ...item, max: -1 })) },
    { ...two, noTotal: true },
    { ...two, scores: two.scores.map((one) => ({ ...one, factor: 0 })) },
    { ...two, scores: two.scores.map((one) => ({ ...one, bands: [{ id: 'low', from: 1 }] })) },
    { ...two, cutOffs: [{ id: 'line', score: 'total', op: '>=', at: 11 }] },
    { ...two, cutOffs: [{ id: 'line', score: 'other', op: '>=', at: 5 }] },
    { ...two, safety: [{ id: 'ask', item: 'c', at: 1 }] },
    { ...two, rules: [{ id: 'all', groups: [] }] },
    {
      ...two,
      rules: [{ id: 'r', groups: [{ id: 'g', items: [{ id: 'a', at: 1 }], least: 2, most: 2 }] }],
    },
  ];
  for (const instrument of bad) {
    const answers = instrument.items.map(() => 5);
    const found = core.scoreInstrument(instrument, answers);
    assert.deepEqual(found, { ok: false, why: 'bad_instrument', item: null });
  }
});

test('thousands of courses leave no memory behind', () => {
  const ratings = [8, 8, 8, 8, 5, 5, 8].map((value) => ({ value }));
  const grow = () => {
    for (let i = 0; i < 2_000; i++) core.course(ratings);
    for (let i = 0; i < 2_000; i++) core.scoreInstrument(two, [5, 5]);
  };
  grow();
  const before = process.memoryUsage().external;
  grow();
  assert.ok(process.memoryUsage().external - before < 64 * 1024 * 16);
});

/** A worker that answers out of order when told to. */
function fakePort() {
  const calls: CoreCall[] = [];
  let heard: (event: { data: CoreAnswer }) => void = () => {};
  let failed: (event: unknown) => void = () => {};
  return {
    calls,
    answer: (data: CoreAnswer) => heard({ data }),
    fail: () => failed({}),
    postMessage: (call: CoreCall) => {
      calls.push(call);
    },
    addEventListener(type: 'message' | 'error', listener: (event: never) => void) {
      if (type === 'message') heard = listener as typeof heard;
      else failed = listener as typeof failed;
    },
  };
}

test('answers find their calls, in whatever order they come', async () => {
  const port = fakePort();
  const client = createCoreClient(port);
  const first = client.visitStart(2);
  const second = client.visitOpensMs({ startsMs: 1, minutes: 50 });
  assert.deepEqual(
    port.calls.map((call) => call.name),
    ['visitStart', 'visitOpensMs'],
  );
  port.answer({ id: 2, value: 7 });
  port.answer({ id: 99, value: 'nobody asked' });
  port.answer({ id: 1, error: 'no' });
  assert.equal(await second, 7);
  await assert.rejects(first, /no/);
});

test('when the worker stops, every call rejects, open and later ones', async () => {
  const port = fakePort();
  const client = createCoreClient(port);
  const open = client.course([]);
  port.fail();
  await assert.rejects(open, /stopped/);
  await assert.rejects(client.visitStart(2), /stopped/);
});

test('every function of the core is there over the worker', () => {
  assert.deepEqual(Object.keys(createCoreClient(fakePort())).sort(), Object.keys(core).sort());
});
