// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bothIn, nextVisit, parseVisit, parseVisits } from '../../../web/src/visits/visit';
import { aVisit } from './fakes';

test('a visit comes off the wire as it went on', () => {
  assert.deepEqual(parseVisit(JSON.parse(JSON.stringify(aVisit()))), aVisit());
});

test('a visit out of shape is refused with the field that is wrong', () => {
  for (const [field, value] of [
    ['id', 7],
    ['starts_ms', '0'],
    ['starts_ms', 1.5],
    ['medium', 'smoke'],
    ['state', 'sleeping'],
    ['client_presence', null],
    ['number', 'one'],
    ['ended_ms', undefined],
  ] as const) {
    assert.throws(() => parseVisit({ ...aVisit(), [field]: value }), new RegExp(`visit.${field}`));
  }
  assert.throws(() => parseVisit(null), TypeError);
  assert.throws(() => parseVisits({ visits: {} }), TypeError);
});

test('the next session is an open one, else the one that starts soonest', () => {
  const soon = aVisit({ id: 'soon', starts_ms: 10 });
  const later = aVisit({ id: 'later', starts_ms: 20 });
  const open = aVisit({ id: 'open', starts_ms: 99, state: 'open' });
  const past = aVisit({ id: 'past', starts_ms: 1, state: 'ended' });
  assert.equal(nextVisit([later, past, soon])?.id, 'soon');
  assert.equal(nextVisit([later, open, soon])?.id, 'open');
  assert.equal(nextVisit([past]), null);
  assert.equal(nextVisit([soon], 'another-alliance'), null);
});

test('a call may run only while both are in an open session', () => {
  const both = { client_presence: 'in', therapist_presence: 'in' } as const;
  assert.equal(bothIn(aVisit({ ...both, state: 'open' })), true);
  assert.equal(bothIn(aVisit({ ...both, state: 'ended' })), false);
  assert.equal(bothIn(aVisit({ ...both, state: 'open', client_presence: 'waiting' })), false);
});
