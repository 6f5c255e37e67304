// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGapReport, type Gap } from '../../../web/src/visits/gap-report';
import { settle } from './fakes';

function aReport() {
  const told: Gap[][] = [];
  const line = { up: true };
  const report = createGapReport({
    now: () => 100_000,
    async send(gaps) {
      if (!line.up) throw new Error('the line is down');
      told.push(gaps);
    },
  });
  return { report, told, line };
}

test('a gap is told once, when the line flows again', async () => {
  const { report, told } = aReport();
  report.see('ann', { kind: 'flowing', gapMs: 0 });
  report.see('ann', { kind: 'lost', sinceMs: 60_000 });
  assert.deepEqual(told, []);
  const back = { kind: 'flowing', gapMs: 40_000 } as const;
  report.see('ann', back);
  report.see('ann', back);
  await settle();
  await report.tell();
  assert.deepEqual(told, [[{ from_ms: 60_000, until_ms: 100_000 }]]);
});

test('what could not be told is told later, and is the same', async () => {
  const { report, told, line } = aReport();
  line.up = false;
  report.see('ann', { kind: 'flowing', gapMs: 40_000 });
  await settle();
  line.up = true;
  await report.tell();
  await report.tell();
  assert.deepEqual(told, [[{ from_ms: 60_000, until_ms: 100_000 }]]);
});

test('less than a second is not worth a word', async () => {
  const { report, told } = aReport();
  report.see('ann', { kind: 'flowing', gapMs: 999 });
  await settle();
  assert.deepEqual(told, []);
});
