// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRecordLines } from '../../../web/src/pages/record-lines';

const blob = (...lines: unknown[]) =>
  new Blob([lines.map((line) => `${JSON.stringify(line)}\n`).join('')]);

test('the record comes first, each chunk is found by file and number', async () => {
  const long = 'x'.repeat(3 * 1024 * 1024);
  const { record, chunk } = await readRecordLines(
    blob(
      { format: 'rapport-record', long },
      { file: 'a', n: 0, sealed: 'AAA' },
      { file: 'a', n: 1, sealed: long },
      { file: 'b', n: 0, sealed: 'BBB' },
    ),
  );
  assert.deepEqual(record, { format: 'rapport-record', long });
  assert.equal(await chunk('a', 0), 'AAA');
  assert.equal(await chunk('a', 1), long);
  assert.equal(await chunk('b', 0), 'BBB');
  assert.equal(await chunk('b', 1), '');
});

test('a last line without an end counts, an empty one does not', async () => {
  const text = '{"format":"rapport-record"}\n\n{"file":"a","n":0,"sealed":"é"}';
  const { chunk } = await readRecordLines(new Blob([text]));
  assert.equal(await chunk('a', 0), 'é');
});

test('what is no export is refused', async () => {
  await assert.rejects(readRecordLines(new Blob(['%PDF-1.7\n'])), SyntaxError);
  await assert.rejects(readRecordLines(blob({}, { file: 'a' })), TypeError);
  await assert.rejects(readRecordLines(new Blob(['{}\n{"file":"a","n":0,"sea'])), SyntaxError);
});
