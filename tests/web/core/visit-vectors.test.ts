// SPDX-License-Identifier: Apache-2.0
// The session's machine, step by step, as the native build runs it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VisitEventKind, VisitRole } from '../../../web/src/core/core-types';
import { loadCore, loadVectors } from './load';

type Step = {
  readonly minute: number;
  readonly event: VisitEventKind;
  readonly role: VisitRole;
  readonly expect: Readonly<Record<string, unknown>>;
};
const vectors = loadVectors<{
  startsMs: number;
  minutes: number;
  cases: readonly { name: string; steps: readonly Step[] }[];
}>('visit');
const core = loadCore();
const plan = { startsMs: vectors.startsMs, minutes: vectors.minutes };

for (const { name, steps } of vectors.cases)
  test(`visit: ${name}`, () => {
    let visit = core.visitStart();
    for (const { minute, event, role, expect } of steps) {
      const nowMs = plan.startsMs + minute * 60_000;
      const found = core.visitStep(plan, visit, { kind: event, role }, nowMs);
      if (!found.ok) {
        assert.deepEqual({ rule: found.rule }, expect, `${event} at ${minute}`);
        continue;
      }
      visit = found.visit;
      const facts = { ...visit, changed: found.changed, tell: found.tell };
      for (const [key, value] of Object.entries(expect))
        assert.deepEqual(facts[key as keyof typeof facts], value, `${event} at ${minute}: ${key}`);
    }
  });

test('due, opening and lateness are read off the plan', () => {
  const visit = core.visitStart();
  assert.equal(core.visitOpensMs(plan), plan.startsMs - 30 * 60_000);
  assert.equal(core.visitDueMs(plan, visit), plan.startsMs + 110 * 60_000);
  assert.equal(core.visitLateMs(plan, visit, 'client', plan.startsMs + 5), 5);
  const event = { kind: 'cancel', role: 'client' } as const;
  const over = core.visitStep(plan, visit, event, plan.startsMs);
  assert.ok(over.ok);
  assert.equal(core.visitDueMs(plan, over.visit), null);
});

test('a session that cannot be is refused as misuse', () => {
  const visit = core.visitStart();
  const inAtOnce = { ...visit, clientPresence: 'in' as const };
  assert.throws(() => core.visitDueMs(plan, inAtOnce), RangeError);
  const event = { kind: 'arrive', role: 'client' } as const;
  assert.throws(() => core.visitStep(plan, inAtOnce, event, plan.startsMs), RangeError);
  assert.throws(() => core.visitOpensMs({ startsMs: -1, minutes: 50 }), RangeError);
  assert.throws(() => core.visitOpensMs({ startsMs: 1e12, minutes: 0 }), RangeError);
});
