// SPDX-License-Identifier: Apache-2.0
// The vectors of the therapist's prompts through WebAssembly and the client's wrapper.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PromptChoice, PromptFacts } from '../../../web/src/core/prompt';
import { loadCore, loadVectors } from './load';

type Case = {
  name: string;
  nowMs: number;
  facts: PromptFacts;
  expect: PromptChoice | { refused: true } | null;
};
const core = loadCore();

for (const { name, nowMs, facts, expect } of loadVectors<{ cases: readonly Case[] }>('prompt')
  .cases)
  test(`prompt: ${name}`, () => {
    if (expect !== null && 'refused' in expect)
      assert.throws(() => core.promptChoose(facts, nowMs), RangeError);
    else assert.deepEqual(core.promptChoose(facts, nowMs), expect);
  });
