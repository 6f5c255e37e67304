// SPDX-License-Identifier: Apache-2.0
// The vectors of readiness through WebAssembly and the client's wrapper.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Readiness, ReadinessSignals } from '../../../web/src/core/readiness';
import { loadCore, loadVectors } from './load';

const core = loadCore();
type Case = ReadinessSignals & { name: string; expect: Readiness | null };

for (const one of loadVectors<{ cases: readonly Case[] }>('readiness').cases)
  test(`readiness: ${one.name}`, () => {
    assert.deepEqual(core.readiness(one), one.expect);
  });

test('a medium that cannot be agreed on is refused', () => {
  const none = { signs: {}, line: null, call: null };
  assert.throws(() => core.readiness({ ...none, wanted: 'dance' as 'text' }), RangeError);
});
