// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpError } from '../../../web/src/net/http';
import { createCeremonyModel } from '../../../web/src/recovery/ceremony-model';
import type { RecoveryApi } from '../../../web/src/recovery/recovery-api';

const SHEETS = ['one', 'two', 'three'];
const WORDS = ['calm', 'river'];

function setUp() {
  const sent: Array<{ id: string; public_key: string; notice_days: number }> = [];
  const house = { line: true, finished: 0, done: 0 };
  const model = createCeremonyModel({
    practice: 'River',
    api: {
      register: async (key: (typeof sent)[number]) => {
        sent.push(key);
        if (!house.line) throw new HttpError(0, 'line', 'no line');
      },
    } as unknown as RecoveryApi,
    vault: {
      recoveryBegin: async () => ({ public_key: 'key', sheets: [...SHEETS], words: WORDS }),
      recoveryTyped: async (sheet: number, code: string) => SHEETS[sheet - 1] === code,
      recoveryFinish: async () => ({ public_key: `key ${++house.finished}` }),
    },
    onDone: async () => void house.done++,
  });
  return { model, sent, house };
}

async function keepAll(model: ReturnType<typeof setUp>['model']) {
  await model.begin();
  for (const code of SHEETS) {
    model.kept();
    await model.typed(code);
  }
}

test('each_sheet_is_shown_and_typed_back_before_the_next', async () => {
  const { model, sent } = setUp();
  await model.begin();
  for (const [at, code] of SHEETS.entries()) {
    assert.deepEqual(model.step.value, { kind: 'sheet', sheet: at + 1, code, words: WORDS });
    await model.typed(code); // not yet on paper
    assert.equal(model.step.value.kind, 'sheet');
    model.kept();
    await model.typed(code);
  }
  assert.deepEqual(model.step.value, { kind: 'notice', words: WORDS });
  assert.deepEqual(sent, []);
});

test('what_was_copied_wrongly_is_asked_for_again_and_can_be_looked_at', async () => {
  const { model } = setUp();
  await model.begin();
  model.kept();
  await model.typed('two');
  assert.match(model.problem.value ?? '', /sheet 1/);
  assert.equal(model.step.value.kind, 'typing');
  model.again();
  assert.equal(model.problem.value, null);
  assert.deepEqual(model.step.value, { kind: 'sheet', sheet: 1, code: 'one', words: WORDS });
});

test('a_sheet_that_was_typed_back_is_not_kept_here', async () => {
  const { model } = setUp();
  await model.begin();
  model.kept();
  await model.typed('one');
  model.kept();
  await model.typed('wrong');
  model.again();
  assert.equal(model.step.value.kind === 'sheet' && model.step.value.code, 'two');
  assert.ok(!JSON.stringify(model.step.value).includes('one'));
});

test('a_line_that_broke_registers_the_same_key_again', async () => {
  const { model, sent, house } = setUp();
  await keepAll(model);
  house.line = false;
  await model.register(14);
  assert.equal(model.step.value.kind, 'notice');
  assert.match(model.problem.value ?? '', /line is down/);
  assert.equal(house.done, 0);
  house.line = true;
  await model.register(14);
  assert.deepEqual(model.step.value, { kind: 'done', words: WORDS });
  assert.equal(house.finished, 1, 'a second key was made');
  assert.deepEqual(sent[0], sent[1]);
  assert.equal(sent[0]?.notice_days, 14);
  assert.equal(house.done, 1);
});

test('nothing_is_registered_before_all_three_are_kept', async () => {
  const { model, sent, house } = setUp();
  await model.begin();
  await model.register(0);
  assert.deepEqual(sent, []);
  assert.equal(house.finished, 0);
});
