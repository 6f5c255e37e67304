// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  areTogether,
  nextVisit,
  type Presence,
  parseVisit,
  parseVisits,
  whoWaits,
} from '../../../web/src/visits/visit';
import { aVisit, chairs } from './fakes';

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
    ['chairs', null],
    ['delay_minutes', '5'],
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

test('a chair out of shape is refused with the field that is wrong', () => {
  const [first] = chairs();
  for (const [field, value] of [
    ['account', 7],
    ['presence', 'here'],
    ['came', 1],
    ['late_minutes', null],
    ['outcome', 'no-show'],
  ] as const) {
    const visit = { ...aVisit(), chairs: [{ ...first, [field]: value }] };
    assert.throws(() => parseVisit(visit), new RegExp(`chair.${field}`));
  }
  const free = { ...aVisit(), chairs: [{ ...first, account: null }] };
  assert.equal(parseVisit(free).chairs[0]?.account, null);
});

test('a call may run only while both are in an open session', () => {
  const run = (state: 'open' | 'ended', client: Presence) =>
    areTogether(aVisit({ state, chairs: chairs(client, 'in') }), 'the-client', 'the-therapist');
  assert.equal(run('open', 'in'), true);
  assert.equal(run('ended', 'in'), false);
  assert.equal(run('open', 'waiting'), false);
  assert.equal(run('open', 'dropped'), false);
});

test('who waits is a client in the waiting room, by name', () => {
  assert.deepEqual(whoWaits(aVisit({ chairs: chairs('waiting', 'in') })), ['the-client']);
  assert.deepEqual(whoWaits(aVisit({ chairs: chairs('dropped', 'in') })), []);
});
