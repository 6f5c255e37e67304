// SPDX-License-Identifier: Apache-2.0
// The vectors of the message contract through WebAssembly and the client's wrapper.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContractRecord, ContractRule } from '../../../web/src/core/contract';
import { loadCore, loadVectors } from './load';

type Named = {
  name: string;
  hours: readonly (readonly [number, number] | null)[];
  answerDays: number;
  away: readonly [number, number] | null;
};

const core = loadCore();
const vectors = loadVectors<{
  due: readonly (Named & { wall: number; expect: { due: number; open: boolean } })[];
  measure: readonly (Named & {
    letters: readonly (readonly [number, number, number])[];
    now: number;
    expect: ContractRecord | null;
  })[];
  unsound: readonly Named[];
}>('contract');

const ruleOf = ({ hours, answerDays, away }: Named): ContractRule => ({
  hours: hours.map((day) => day && { opens: day[0], closes: day[1] }),
  answerDays,
  away,
});

for (const one of vectors.due)
  test(`contract: ${one.name}`, () => {
    const found = core.contractDue(ruleOf(one), one.wall);
    assert.deepEqual(found, { due: one.expect.due, open: one.expect.open });
  });

for (const one of vectors.measure)
  test(`contract kept: ${one.name}`, () => {
    const letters = one.letters.map(([atMs, wall, by]) => ({ atMs, wall, isClients: by === 1 }));
    assert.deepEqual(core.contractRecord(ruleOf(one), letters, one.now), one.expect);
  });

for (const one of vectors.unsound)
  test(`no contract: ${one.name}`, () => {
    assert.equal(core.contractDue(ruleOf(one), 0), null);
  });
