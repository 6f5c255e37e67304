// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEmpty, parseSign } from '../../../web/src/visits/signs';

const feeling = { word: 'sad', own: '', degree: 6 };

test('what one device says another reads, and nothing besides', () => {
  const said = [
    { kind: 'sign', id: 'a', word: 'slower' },
    { kind: 'sign_answer', to: 'a', answer: 'yes' },
    { kind: 'feeling', id: 'b', feeling },
    { kind: 'feeling', id: 'b', feeling: null },
    { kind: 'standing', hidden: true, mirror: false, ask: true },
  ];
  for (const one of said) assert.deepEqual(parseSign({ ...one, extra: 1 }), one);
});

test('what is no sign is nothing', () => {
  const wrong: unknown[] = [
    null,
    'sign',
    { kind: 'hello', from: 'a' },
    { kind: 'sign', id: 'a', word: 'louder' },
    { kind: 'sign', id: '', word: 'slower' },
    { kind: 'sign', id: 'x'.repeat(65), word: 'slower' },
    { kind: 'sign_answer', to: 'a', answer: 'no' },
    { kind: 'feeling', id: 'a', feeling: { ...feeling, word: 'furious' } },
    { kind: 'feeling', id: 'a', feeling: { ...feeling, degree: 11 } },
    { kind: 'feeling', id: 'a', feeling: { ...feeling, degree: 5.5 } },
    { kind: 'feeling', id: 'a', feeling: { ...feeling, degree: '6' } },
    { kind: 'feeling', id: 'a', feeling: { ...feeling, own: 'x'.repeat(41) } },
    { kind: 'feeling', id: 'a', feeling: { word: null, own: '  ', degree: null } },
    { kind: 'feeling', id: 'a' },
    { kind: 'standing', hidden: 1, mirror: false, ask: false },
    { kind: 'standing', hidden: true, mirror: false },
  ];
  for (const one of wrong) assert.equal(parseSign(one), null, JSON.stringify(one));
});

test('a number alone says something; blanks do not', () => {
  assert.equal(isEmpty({ word: null, own: '', degree: 0 }), false);
  assert.equal(isEmpty({ word: null, own: ' ', degree: null }), true);
});
