// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forgetStepsDone, noteStepDone, stepsDone } from '../../../web/src/pages/steps-done';

function shelf(start: Record<string, string> = {}) {
  const kept = new Map(Object.entries(start));
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

test('a step done twice is noted once, and all are forgotten together', () => {
  const place = shelf();
  assert.equal(noteStepDone(place, 'a'), true);
  noteStepDone(place, 'b');
  noteStepDone(place, 'a');
  assert.deepEqual(stepsDone(place), ['a', 'b']);
  forgetStepsDone(place);
  assert.deepEqual(stepsDone(place), []);
});

test('a damaged or forbidden shelf notes nothing and says so', () => {
  assert.deepEqual(stepsDone(shelf({ 'rapport done': '{"a":' })), []);
  const forbidden = {
    ...shelf(),
    setItem: () => {
      throw new Error('no room');
    },
  };
  assert.equal(noteStepDone(forbidden, 'a'), false);
});
