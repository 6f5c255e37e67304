// SPDX-License-Identifier: Apache-2.0
// The vectors of the digital alliance through WebAssembly and the client's wrapper.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rating } from '../../../web/src/core/core-types';
import type { PulseDue, PulseReading, PulseSheet } from '../../../web/src/core/pulse';
import { loadCore, loadVectors } from './load';
import { alike } from './near';

const core = loadCore();
const vectors = loadVectors<{
  cases: readonly {
    name: string;
    sheets: readonly (readonly Rating[])[];
    counts: readonly (readonly (readonly [number, number])[])[];
    expect: readonly (readonly PulseReading[])[];
  }[];
  due: readonly {
    name: string;
    firstUseMs: number | null;
    lastAskedMs: number | null;
    nowMs: number;
    expect: PulseDue;
  }[];
}>('pulse');

function sheetOf(
  said: readonly Rating[],
  counts: readonly (readonly [number, number])[],
): PulseSheet {
  const [goal = 'missing', task = 'missing', bond = 'missing', use = 'missing', about = 'missing'] =
    said;
  const pair = (i: number) => ({ done: counts[i]?.[0] ?? 0, of: counts[i]?.[1] ?? 0 });
  return {
    said: {
      goal_alignment: goal,
      task_agreement: task,
      bond,
      engagement: use,
      influencing_factors: about,
    },
    done: {
      tasks_completed: pair(0),
      check_ins_returned: pair(1),
      talks_returned_to: pair(2),
      visits_opened: pair(3),
      exercises_finished: pair(4),
    },
  };
}

for (const one of vectors.cases)
  test(`pulse: ${one.name}`, () => {
    const sheets = one.sheets.map((said, i) => sheetOf(said, one.counts[i] ?? []));
    alike(core.pulse(sheets), one.expect, 1e-9, one.name);
  });

for (const one of vectors.due)
  test(`pulse due: ${one.name}`, () => {
    assert.deepEqual(core.pulseIsDue(one.firstUseMs, one.lastAskedMs, one.nowMs), one.expect);
  });

test('a sheet that cannot be is refused', () => {
  assert.throws(() => core.pulse([sheetOf([11], [])]), RangeError);
  assert.throws(() => core.pulse([sheetOf([1], [[2, 1]])]), RangeError);
  assert.throws(() => core.pulse([sheetOf([1], [[0.5, 1]])]), RangeError);
});
