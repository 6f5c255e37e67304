// SPDX-License-Identifier: Apache-2.0
// The vectors of the response surface through WebAssembly and the client's wrapper.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Surface } from '../../../web/src/core/surface';
import { loadCore, loadVectors } from './load';
import { alike } from './near';

type Case = {
  readonly name: string;
  readonly within?: number;
  readonly client: readonly number[];
  readonly therapist: readonly number[];
  readonly outcome: readonly number[];
  readonly expect: Surface;
};

const core = loadCore();

for (const one of loadVectors<{ cases: readonly Case[] }>('surface').cases)
  test(`surface: ${one.name}`, () => {
    const found = core.surface(one.client, one.therapist, one.outcome);
    alike(found, one.expect, one.within ?? 0, one.name);
  });

test('sides of different length are refused', () => {
  assert.throws(() => core.surface([1, 2], [1], [1, 2]), RangeError);
  assert.throws(() => core.surface([], [], [], { least: 2 }), RangeError);
});
