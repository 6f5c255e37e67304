// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpError } from '../../../web/src/net/http';
import { createTries } from '../../../web/src/visits/tries';
import { memory } from './fakes';

const HOUR_MS = 3_600_000;

test('a try that failed outlives the page, and is told once the line is back', async () => {
  const kept = memory();
  createTries(kept, () => 1000).note('visit-1', 1000);
  const tries = createTries(kept, () => 61_000);
  const told: Array<[string, number]> = [];
  let line = false;
  const send = async (visit: string, agoMs: number) => {
    if (!line) throw new HttpError(0, 'line', 'no line');
    told.push([visit, agoMs]);
  };
  await tries.tell(send);
  assert.deepEqual(told, []);
  line = true;
  await tries.tell(send);
  await tries.tell(send);
  assert.deepEqual(told, [['visit-1', 60_000]]);
});

test('the first try of a session counts, and none of who came in after all', async () => {
  const tries = createTries(null, () => 5000);
  tries.note('visit-1', 1000);
  tries.note('visit-1', 4000);
  tries.note('visit-2', 4000);
  tries.forget('visit-2');
  const told: Array<[string, number]> = [];
  await tries.tell(async (visit, agoMs) => told.push([visit, agoMs]));
  assert.deepEqual(told, [['visit-1', 4000]]);
});

test('what the server refuses, or what is too old for it, is not told again', async () => {
  const tries = createTries(null, () => 8 * 24 * HOUR_MS);
  tries.note('old', 0);
  tries.note('refused', 8 * 24 * HOUR_MS - 1);
  const asked: string[] = [];
  const send = async (visit: string) => {
    asked.push(visit);
    throw new HttpError(409, 'conflict', 'no', 'time_is_over');
  };
  await tries.tell(send);
  await tries.tell(send);
  assert.deepEqual(asked, ['refused']);
});

test('what is kept and cannot be read counts as nothing', async () => {
  const kept = memory();
  for (const bad of ['{', '7', '[[1,2],["a"],["b","c"]]']) {
    kept.setItem('rapport.tries', bad);
    let asked = 0;
    await createTries(kept, () => 0).tell(async () => asked++);
    assert.equal(asked, 0, bad);
  }
});
