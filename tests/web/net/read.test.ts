// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Fields,
  fields,
  list,
  object,
  oneOf,
  orNull,
  refuse,
  text,
  whole,
} from '../../../web/src/net/read';

const COLOURS = ['red', 'green'] as const;
const colour = (from: Fields, field: string) => oneOf(from, field, COLOURS);

/** What is said about field `f` of a thing that holds `value` there. */
function said(read: (from: Fields, field: string) => unknown, value: unknown): string {
  try {
    read(fields({ f: value }, 'thing'), 'f');
  } catch (error) {
    assert.ok(error instanceof TypeError);
    return error.message;
  }
  return 'fine';
}

test('a field of the right kind is read as it is', () => {
  const from = fields(
    {
      name: '',
      n: -3,
      most: Number.MAX_SAFE_INTEGER,
      hue: 'green',
      all: [1, null],
      in: { x: 'y' },
    },
    'thing',
  );
  assert.equal(text(from, 'name'), '');
  assert.equal(whole(from, 'n'), -3);
  assert.equal(whole(from, 'most'), Number.MAX_SAFE_INTEGER);
  assert.equal(colour(from, 'hue'), 'green');
  assert.deepEqual(list(from, 'all'), [1, null]);
  assert.equal(text(object(from, 'in'), 'x'), 'y');
});

test('a field of another kind, or none, is refused by its name with what was wanted', () => {
  const cases = [
    [text, 'text', [7, null, ['a'], {}]],
    [whole, 'a whole number', ['1', 1.5, Number.NaN, 2 ** 53, null, true]],
    [colour, 'one of red, green', ['blue', '', 0, null, ['red']]],
    [list, 'a list', ['ab', { length: 0 }, null]],
    [object, 'an object', [[], 'ab', null, 7]],
  ] as const;
  for (const [read, wanted, values] of cases) {
    for (const value of [...values, undefined]) {
      assert.equal(said(read, value), `thing.f: wanted ${wanted}`);
    }
  }
});

test('only an object has fields', () => {
  for (const value of [null, undefined, 'text', 7, []]) {
    assert.throws(() => fields(value, 'visit'), new TypeError('visit: wanted an object'));
  }
});

test('an object within is named after both', () => {
  const inner = object(fields({ therapist: { name: 7 } }, 'invitation'), 'therapist');
  assert.throws(() => text(inner, 'name'), new TypeError('invitation.therapist.name: wanted text'));
});

test('null may stand for nothing, but a missing field may not', () => {
  const from = fields({ none: null, some: 4, odd: '4' }, 'thing');
  assert.equal(orNull(from, 'none', whole), null);
  assert.equal(orNull(from, 'some', whole), 4);
  assert.throws(() => orNull(from, 'odd', whole), /thing\.odd/);
  assert.throws(() => orNull(from, 'missing', whole), /thing\.missing/);
});

test('a reader with its own rule refuses in the same words', () => {
  const from = fields({}, 'thing');
  assert.throws(() => refuse(from, 'f', 'luck'), new TypeError('thing.f: wanted luck'));
});
