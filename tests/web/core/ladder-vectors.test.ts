// SPDX-License-Identifier: Apache-2.0
// The call ladder, look by look, as the native build runs it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  LadderCeiling,
  LadderRung,
  LadderSignals,
  LadderTuning,
} from '../../../web/src/core/ladder';
import { loadCore, loadVectors } from './load';

const LOOK_MS = 500;
const OPEN: LadderCeiling = { here: 'video', there: 'video', agreed: 'video' };
const UNKNOWN: LadderSignals = {
  availableKbit: null,
  sentKbit: null,
  lossPermille: null,
  concealedPermille: null,
  concealedNowPermille: null,
  silentMs: null,
  roundTripMs: null,
  bufferMs: null,
  receivedThereKbit: null,
  concealedTherePermille: null,
  silentThereMs: null,
  oneWayThereMs: null,
};

type Step = {
  readonly untilMs: number;
  readonly signals: Partial<LadderSignals>;
  readonly ceiling?: LadderCeiling;
  readonly expect: Readonly<Record<string, unknown>>;
};
type Case = {
  readonly name: string;
  readonly start?: LadderCeiling;
  readonly steps: readonly Step[];
};
type Tuning = {
  readonly name: string;
  readonly rung: LadderRung;
  readonly held?: boolean;
  readonly connectionMs: number;
  readonly expect: LadderTuning;
};
const vectors = loadVectors<{ cases: readonly Case[]; tunings: readonly Tuning[] }>('ladder');
const core = loadCore();

for (const { name, start, steps } of vectors.cases)
  test(`ladder: ${name}`, () => {
    let nowMs = 0;
    let ladder = core.ladderStart(start ?? OPEN, nowMs);
    for (const { untilMs, signals, ceiling, expect } of steps) {
      let facts: Record<string, unknown> = {};
      while (nowMs < untilMs) {
        nowMs += LOOK_MS;
        const step = core.ladderStep(ladder, { ...UNKNOWN, ...signals }, ceiling ?? OPEN, nowMs);
        ladder = step.ladder;
        facts = { ...ladder, changed: step.changed, oneWayMs: step.oneWayMs };
      }
      for (const [key, value] of Object.entries(expect))
        assert.deepEqual(facts[key], value, `${key} at ${untilMs}`);
    }
  });

for (const { name, rung, held, connectionMs, expect } of vectors.tunings)
  test(`ladder, encoders: ${name}`, () => {
    const ladder = { rung, holdMs: held ? 0 : null };
    assert.deepEqual(core.ladderTuning(ladder, connectionMs), expect);
  });

test('a call that cannot be is refused as misuse', () => {
  const ladder = core.ladderStart(OPEN, 1000);
  assert.throws(() => core.ladderStart(OPEN, -1), RangeError);
  assert.throws(() => core.ladderStep(ladder, UNKNOWN, OPEN, 999), RangeError);
  assert.throws(
    () => core.ladderStep({ ...ladder, waitMs: 13_000 }, UNKNOWN, OPEN, 2000),
    RangeError,
  );
  assert.throws(() => core.ladderTuning(ladder, -1), RangeError);
  const lower = { ...UNKNOWN, silentMs: -2 };
  assert.throws(() => core.ladderStep(ladder, lower, OPEN, 2000), RangeError);
});
