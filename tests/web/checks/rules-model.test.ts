// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRulesModel, MADE_UP, METHODS } from '../../../web/src/checks/rules-model';
import { createCore } from '../../../web/src/core/core';
import { CoreMemory } from '../../../web/src/core/core-memory';
import { SLOTS } from '../../../web/src/core/core-slots';
import type { CoreClient, RuptureMethod } from '../../../web/src/core/core-types';
import { wasmBytes } from '../core/load';
import { clientOf, courseOf } from './courses';

const METHOD_NAMES = 13; // the list of core_name
const bytes = wasmBytes();
const core = createCore(bytes);

/** A rupture that was mended, in a person who rates below nine. */
const mended = courseOf(core, [6, 6.75, 7, 7.25, 7, 4, 5.25, 7.25, 7.75, 8.25, 8.25]);

function rowsOf(model: ReturnType<typeof createRulesModel>, alliance = 'a') {
  const state = model.of(alliance);
  assert.equal(state.kind, 'ready');
  return state.kind === 'ready' ? state.rows : [];
}

/** The core, counting what it is asked; `fail` lets a call fail. */
function counting() {
  const asked: string[] = [];
  const failing = new Set<string>();
  const real = clientOf(core);
  const ask = <K extends 'course' | 'simulate'>(name: K): CoreClient[K] =>
    ((...args: unknown[]) => {
      asked.push(name);
      if (failing.has(name)) return Promise.reject(new Error('the worker stopped'));
      return (real[name] as (...args: unknown[]) => Promise<unknown>)(...args);
    }) as CoreClient[K];
  return { asked, failing, client: { course: ask('course'), simulate: ask('simulate') } };
}

test('every rule of the core has its row, and no other', async () => {
  const names = new CoreMemory(bytes, SLOTS).names('core_name', METHOD_NAMES);
  assert.deepEqual([...METHODS], [...names]);
  const model = createRulesModel(clientOf(core));
  await model.load('a', mended);
  assert.deepEqual(
    rowsOf(model).map((row) => row.method),
    [...METHODS],
  );
});

test('a row says what the core says by that rule, session by session', async () => {
  const model = createRulesModel(clientOf(core));
  await model.load('a', mended);
  for (const row of rowsOf(model)) {
    const { points } = core.course(mended.ratings, { method: row.method });
    const at = (kind: string) =>
      points.flatMap((point, i) => (point.fired.some((one) => one.kind === kind) ? [i + 1] : []));
    assert.deepEqual([...row.strains], at('strain'), row.method);
    assert.deepEqual([...row.ruptures], at('rupture'), row.method);
  }
});

test('rules disagree on the same sessions', async () => {
  const model = createRulesModel(clientOf(core));
  await model.load('a', mended);
  const ruptures = Object.fromEntries(rowsOf(model).map((row) => [row.method, [...row.ruptures]]));
  assert.deepEqual(ruptures.surprise, [6]);
  // Who never rates nine is always below a line at nine.
  assert.deepEqual(ruptures.below_cut, [1, 5, 9]);
  // Looks back, so it speaks a session later.
  assert.deepEqual(ruptures.sudden_loss, [7]);
});

test('sessions are called by their numbers, not by their places', async () => {
  const later = {
    ...mended,
    sessions: mended.sessions.map((session) => ({ ...session, number: session.number + 10 })),
  };
  const model = createRulesModel(clientOf(core));
  await model.load('a', later);
  assert.deepEqual([...(rowsOf(model)[0]?.ruptures ?? [])], [16]);
});

test('the rule in use is marked, whichever it is, and its parameters hold for all', async () => {
  for (const method of METHODS) {
    const course = courseOf(core, [7, 7, 7, 7, 5], { params: { method, cut: 4, point: 5 } });
    const model = createRulesModel(clientOf(core));
    await model.load('a', course);
    const rows = rowsOf(model);
    assert.deepEqual(
      rows.filter((row) => row.inUse).map((row) => row.method),
      [method],
    );
    assert.deepEqual([...(rows.find((row) => row.method === 'below_cut')?.ruptures ?? [1])], []);
  }
});

test('rules are measured once, however often somebody looks, and the figures are the core’s', async () => {
  const { client, asked } = counting();
  const model = createRulesModel(client);
  assert.equal(model.figures('surprise'), 'coming');
  await Promise.all([model.load('a', mended), model.load('b', courseOf(core, [7, 7]))]);
  await model.load('a', mended);
  assert.equal(asked.filter((name) => name === 'simulate').length, METHODS.length);
  const { world, courses, seed } = MADE_UP;
  for (const method of METHODS)
    assert.deepEqual(model.figures(method), core.simulate(method, world, courses, seed));
});

test('the made-up courses tell the rules apart', () => {
  const { world, courses, seed } = MADE_UP;
  const of = (method: RuptureMethod) => core.simulate(method, world, courses, seed);
  assert.ok((of('surprise')?.ruptures ?? 0) > 100);
  assert.ok((of('surprise')?.falsePer100 ?? 9) < (of('sd_1')?.falsePer100 ?? 0));
});

test('rules that could not be measured leave the comparison standing, and are tried again', async () => {
  const { client, failing } = counting();
  const model = createRulesModel(client);
  failing.add('simulate');
  await model.load('a', mended);
  assert.equal(rowsOf(model).length, METHODS.length);
  assert.equal(model.figures('chart'), 'unknown');
  failing.clear();
  await model.load('a', mended);
  assert.notEqual(model.figures('chart'), 'unknown');
});

test('a comparison that failed says so, and the next one may do', async () => {
  const { client, failing } = counting();
  const model = createRulesModel(client);
  failing.add('course');
  await model.load('a', mended);
  assert.equal(model.of('a').kind, 'failed');
  failing.clear();
  await model.load('a', mended);
  assert.equal(model.of('a').kind, 'ready');
});

test('an older course never overwrites a newer one', async () => {
  const real = clientOf(core);
  const held: (() => void)[] = [];
  let hold = true;
  const model = createRulesModel({
    simulate: real.simulate,
    course: async (...args) => {
      if (hold) await new Promise<void>((go) => held.push(go));
      return real.course(...args);
    },
  });
  const old = model.load('a', courseOf(core, [7, 7, 7, 7]));
  hold = false;
  await model.load('a', mended);
  for (const go of held) go();
  await old;
  assert.deepEqual([...(rowsOf(model)[0]?.ruptures ?? [])], [6]);
});

test('nothing of a person is kept when the session ends', async () => {
  const model = createRulesModel(clientOf(core));
  await model.load('a', mended);
  model.forget();
  assert.equal(model.of('a').kind, 'loading');
});
