// SPDX-License-Identifier: Apache-2.0
// The vectors of tests/vectors/psychometrics.json through WebAssembly, and what the wrapper refuses.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rating } from '../../../web/src/core/core-types';
import type { Instrument } from '../../../web/src/core/instrument';
import type {
  Psychometrics,
  PsychometricsParams,
  PsychometricsSheet,
} from '../../../web/src/core/psychometrics';
import { loadCore, loadVectors } from './load';

const core = loadCore();

type Case = {
  readonly name: string;
  readonly within: number;
  readonly items: readonly { min: number; max: number; step: number; reversed: boolean }[];
  readonly how: 'mean' | 'sum';
  readonly missingMax: number;
  readonly dated: boolean;
  readonly ranged: boolean;
  readonly params: Partial<PsychometricsParams>;
  readonly sheets: readonly { person: number; at: number; answers: readonly Rating[] }[];
  readonly expect: Partial<Psychometrics>;
};

function instrumentOf(one: Pick<Case, 'items' | 'how' | 'missingMax'>): Instrument {
  const items = one.items.map((item, i) => ({ id: `i${i + 1}`, ...item }));
  const { how, missingMax } = one;
  return {
    id: 'case',
    items,
    scores: [{ id: 'total', how, items: items.map(({ id }) => id), missingMax }],
  };
}

/** What is expected is there; numbers may differ by `within`. */
function alike(found: unknown, expected: unknown, within: number, what: string): void {
  if (typeof expected === 'number')
    assert.ok(Math.abs((found as number) - expected) <= within, `${what}: ${found}, ${expected}`);
  else if (expected !== null && typeof expected === 'object')
    for (const [key, one] of Object.entries(expected))
      alike((found as Record<string, unknown>)[key], one, within, `${what}.${key}`);
  else assert.equal(found, expected, what);
}

const vectors = loadVectors<{ hash: string; cases: readonly Case[] }>('psychometrics');
const view = new DataView(new ArrayBuffer(8));
let hash = 14695981039346656037n;

function mix(value: number | null): void {
  if (value === null) return;
  view.setFloat64(0, value, true);
  for (let i = 0; i < 8; i++)
    hash = BigInt.asUintN(64, (hash ^ BigInt(view.getUint8(i))) * 1099511628211n);
}

function mixAll(found: Psychometrics): void {
  const { sd, sem, alpha, omega, floor, retestR, retestIcc, items } = found;
  const figures = [sd, sem, alpha, omega, floor, retestR, retestIcc, ...items.map((i) => i.rest)];
  for (const { value, low, high } of figures) [value, low, high].forEach(mix);
}

for (const one of vectors.cases)
  test(`psychometrics: ${one.name}`, () => {
    const sheets = one.sheets.map((s) => ({ ...s, person: `p${s.person}`, dated: one.dated }));
    const { how, missingMax, items, params, ranged } = one;
    const instrument = instrumentOf({ how, missingMax, items });
    const found = core.psychometrics(instrument, 'total', sheets, params, ranged);
    alike(found, one.expect, one.within, one.name);
    assert.equal(found.floorAt === null, !ranged);
    mixAll(found);
  });

test('numbers from WebAssembly have the bits of the native build', () => {
  assert.equal(hash.toString(16).padStart(16, '0'), vectors.hash);
});

const item = { min: 0, max: 4, step: 1, reversed: false };
const three = instrumentOf({ items: [item, item, item], how: 'sum', missingMax: 0 });
const sheet: PsychometricsSheet = { person: 'a', at: 1, dated: false, answers: [1, 2, 3] };

test('sheets out of order or off the scale throw, and the core goes on', () => {
  const refused: readonly (readonly PsychometricsSheet[])[] = [
    [sheet, { ...sheet, person: 'b' }, { ...sheet, at: 2 }],
    [sheet, { ...sheet, at: 0 }],
    [{ ...sheet, answers: [1, 2] }],
    [{ ...sheet, answers: [1, 2, 5] }],
    [{ ...sheet, answers: [1, 2, Number.NaN] }],
    [{ ...sheet, at: Number.NaN }],
  ];
  for (const sheets of refused)
    assert.throws(() => core.psychometrics(three, 'total', sheets), RangeError);
  assert.throws(() => core.psychometrics(three, 'part', [sheet]), RangeError);
  assert.throws(() => core.psychometrics(three, 'total', [sheet], { level: 1 }), RangeError);
  assert.throws(() => core.psychometrics(three, 'total', [sheet], { leastAny: 1 }), RangeError);
  assert.equal(core.psychometrics(three, 'total', [sheet]).people, 1);
});

test('thousands of sheets fit and leave no memory behind', () => {
  const many = Array.from({ length: 5_000 }, (_, i) => ({
    ...sheet,
    person: `p${i}`,
    answers: [i % 5, (i + (i % 3)) % 5, (i * 7) % 5],
  }));
  const found = core.psychometrics(three, 'total', many);
  assert.equal(found.alpha.n, 5_000);
  const before = process.memoryUsage().external;
  for (let i = 0; i < 20; i++) core.psychometrics(three, 'total', many);
  assert.ok(process.memoryUsage().external - before < 64 * 1024 * 16);
});
