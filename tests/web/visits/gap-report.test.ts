// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGapReport, type Gap } from '../../../web/src/visits/gap-report';
import { memory, settle } from './fakes';

/** The clock of the call is another one than that of the report. */
const CALL_BEHIND_MS = 1_000_000;

function aReport(kept = memory(), atMs = 2_000_000, visit = 'one') {
  const told: Gap[][] = [];
  const line = { up: true };
  const clock = { nowMs: atMs };
  const report = createGapReport({
    visit,
    memory: kept,
    now: () => clock.nowMs,
    callNow: () => clock.nowMs - CALL_BEHIND_MS,
    async send(gaps) {
      if (!line.up) throw new Error('the line is down');
      told.push(gaps);
    },
  });
  const flows = (gapMs = 0) => report.see('ann', { kind: 'flowing', gapMs });
  /** Time passes, a second at a time as in the room. */
  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      clock.nowMs += 1000;
      report.turn();
      await settle();
    }
  }
  const loses = (silentMs: number) =>
    report.see('ann', { kind: 'lost', sinceMs: clock.nowMs - CALL_BEHIND_MS - silentMs });
  return { report, told, line, clock, kept, flows, loses, pass };
}

test('a gap is told when the line flows again, from the last that was heard', async () => {
  const { told, flows, loses, pass } = aReport();
  flows();
  await pass(1);
  loses(1200);
  await pass(4);
  assert.deepEqual(told, []);
  flows(5200);
  await pass(2);
  assert.deepEqual(told, [[{ from_ms: 1_999_800, until_ms: 2_005_000 }]]);
});

test('a gap that goes on is told again and again, and each time it is the same one', async () => {
  const { told, flows, loses, pass } = aReport();
  flows();
  loses(0);
  await pass(25);
  assert.deepEqual(told.flat(), [
    { from_ms: 2_000_000, until_ms: 2_010_000 },
    { from_ms: 2_000_000, until_ms: 2_020_000 },
  ]);
});

test('a line that is lost until the other leaves is told, and the time after that is not', async () => {
  const { report, told, flows, loses, pass } = aReport();
  flows();
  loses(0);
  await pass(3);
  report.see('ann', { kind: 'meeting' });
  await pass(60);
  flows();
  await pass(2);
  assert.deepEqual(told.flat(), [{ from_ms: 2_000_000, until_ms: 2_003_000 }]);
});

test('a reload is a gap, from the last second before it', async () => {
  const before = aReport();
  before.flows();
  await before.pass(5);
  const after = aReport(before.kept, 2_009_000);
  after.report.see('ann', { kind: 'connecting' });
  await after.pass(1);
  after.flows();
  await settle();
  assert.deepEqual(after.told, [[{ from_ms: 2_005_000, until_ms: 2_010_000 }]]);
});

test('what another session left, and a room that was left on purpose, are no gap', async () => {
  const before = aReport();
  before.flows();
  await before.pass(5);
  const other = aReport(before.kept, 2_009_000, 'two');
  other.flows();
  await settle();
  assert.deepEqual(other.told, []);

  const again = aReport(memory());
  again.flows();
  await again.pass(5);
  again.report.forget();
  const back = aReport(again.kept, 2_090_000);
  back.flows();
  await settle();
  assert.deepEqual(back.told, []);
});

test('what could not be told is told later, once, as long as it had become', async () => {
  const { told, line, flows, loses, pass } = aReport();
  line.up = false;
  flows();
  loses(0);
  await pass(12);
  flows();
  await settle();
  line.up = true;
  await pass(2);
  assert.deepEqual(told, [[{ from_ms: 2_000_000, until_ms: 2_012_000 }]]);
});

test('less than a second is not worth a word, and over half an hour is no gap of a line', async () => {
  const { told, clock, flows, loses } = aReport();
  flows();
  loses(0);
  clock.nowMs += 999;
  flows();
  loses(0);
  clock.nowMs += 1_800_001;
  flows();
  await settle();
  assert.deepEqual(told, []);
});

test('a memory that holds something else is no memory', async () => {
  for (const text of ['', '{', '{"visit":"one"}', '{"visit":"one","heard":[["ann","x"],3]}']) {
    const kept = memory();
    kept.setItem('rapport.heard', text);
    const { told, flows } = aReport(kept);
    flows();
    await settle();
    assert.deepEqual(told, []);
  }
});
