// SPDX-License-Identifier: Apache-2.0
// The session's machine, step by step, as the native build runs it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VisitChair, VisitEventKind, VisitMachine } from '../../../web/src/core/core-types';
import { loadCore, loadVectors } from './load';

type Expect = {
  readonly rule?: string;
  readonly chairs?: Readonly<Record<string, Partial<VisitChair>>>;
  readonly outcomes?: readonly string[];
  readonly [fact: string]: unknown;
};
type Step = {
  readonly minute: number;
  readonly event: VisitEventKind;
  readonly chair: number;
  readonly whom?: number;
  readonly outage?: readonly [number, number];
  readonly expect: Expect;
};
const vectors = loadVectors<{
  startsMs: number;
  minutes: number;
  cases: readonly { name: string; chairs?: number; steps: readonly Step[] }[];
}>('visit');
const core = loadCore();
const plan = { startsMs: vectors.startsMs, minutes: vectors.minutes };
const at = (minute: number) => plan.startsMs + Math.round(minute * 60_000);

function holds(visit: VisitMachine, { chairs, outcomes, ...facts }: Expect, where: string): void {
  for (const [key, value] of Object.entries(facts))
    assert.deepEqual(visit[key as keyof VisitMachine], value, `${where}: ${key}`);
  for (const [chair, expect] of Object.entries(chairs ?? {}))
    for (const [key, value] of Object.entries(expect))
      assert.equal(
        visit.chairs[Number(chair)]?.[key as keyof VisitChair],
        value,
        `${where}: ${key} of ${chair}`,
      );
  for (const [chair, words] of (outcomes ?? []).entries()) {
    const { kind, why } = core.visitOutcome(plan, visit, chair);
    assert.equal(`${kind} ${why}`, words, `${where}: outcome of ${chair}`);
  }
}

for (const { name, chairs, steps } of vectors.cases)
  test(`visit: ${name}`, () => {
    let visit = core.visitStart(chairs ?? 2);
    for (const { minute, event, chair, whom = 1, outage, expect } of steps) {
      if (outage !== undefined) {
        const after = core.visitOutage(plan, visit, at(outage[0]), at(outage[1]));
        assert.equal(after !== null, expect.outage, `outage from ${outage[0]}`);
        visit = after ?? visit;
        holds(visit, expect, `outage from ${outage[0]}`);
        continue;
      }
      const found = core.visitStep(plan, visit, { kind: event, chair, whom }, at(minute));
      if (!found.ok) {
        assert.deepEqual({ rule: found.rule }, expect, `${event} at ${minute}`);
        continue;
      }
      assert.equal(expect.rule, undefined, `${event} at ${minute}`);
      visit = found.visit;
      holds(visit, expect, `${event} at ${minute}`);
    }
  });

test('due, opening and lateness are read off the plan', () => {
  const visit = core.visitStart(2);
  assert.equal(core.visitOpensMs(plan), plan.startsMs - 30 * 60_000);
  assert.equal(core.visitDueMs(plan, visit), plan.startsMs + 110 * 60_000);
  assert.equal(core.visitLateMs(plan, visit, 1, plan.startsMs + 5), 5);
  const over = core.visitStep(plan, visit, { kind: 'cancel', chair: 1 }, plan.startsMs);
  assert.ok(over.ok);
  assert.equal(core.visitDueMs(plan, over.visit), null);
});

test('a session that cannot be is refused as misuse', () => {
  const visit = core.visitStart(2);
  const [therapist, client] = visit.chairs;
  assert.ok(therapist && client);
  const inAtOnce = { ...visit, chairs: [therapist, { ...client, presence: 'in' as const }] };
  assert.throws(() => core.visitDueMs(plan, inAtOnce), RangeError);
  const event = { kind: 'arrive', chair: 1 } as const;
  assert.throws(() => core.visitStep(plan, inAtOnce, event, plan.startsMs), RangeError);
  assert.throws(
    () => core.visitStep(plan, visit, { ...event, chair: 2 }, plan.startsMs),
    RangeError,
  );
  assert.throws(() => core.visitOutcome(plan, visit, 2), RangeError);
  assert.throws(() => core.visitStart(4), RangeError);
  assert.throws(() => core.visitOpensMs({ startsMs: -1, minutes: 50 }), RangeError);
  assert.throws(() => core.visitOpensMs({ startsMs: 1e12, minutes: 0 }), RangeError);
});
