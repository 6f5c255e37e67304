// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answers, Check } from '../../../web/src/checks/check';
import { sharedSessions } from '../../../web/src/checks/course';

const HOUR = 3_600_000;

const answers: Answers = {
  state: 'answered',
  instrument: 'closing-client',
  items: { goal: 5, task: 5, bond: 5, medium: 5, overall: 5 },
  goals: [],
  tasks: [],
  sealed: null,
};

function check(visit: string, role: Check['role']): Check {
  return { visit, number: 1, atMs: 0, account: role, role, answers };
}

const sessions = [
  { visit: 'b', number: 2, atMs: 200 * HOUR, endedMs: 201 * HOUR },
  { visit: 'a', number: 1, atMs: 0, endedMs: HOUR },
];

test('sessions come in their order, whatever order they were listed in', () => {
  const shared = sharedSessions(
    sessions,
    [check('a', 'client'), check('a', 'therapist'), check('b', 'client'), check('b', 'therapist')],
    210 * HOUR,
  );
  assert.deepEqual(
    shared.sessions.map((session) => session.visit),
    ['a', 'b'],
  );
});

test('a session only I have answered is on nobody’s page, and the page says it waits', () => {
  const shared = sharedSessions(
    sessions,
    [check('a', 'client'), check('a', 'therapist'), check('b', 'client')],
    210 * HOUR,
  );
  assert.deepEqual(
    shared.sessions.map((session) => session.visit),
    ['a'],
  );
  assert.equal(shared.waiting, true);
});

test('once the time for answering is over, what is missing counts as missing', () => {
  const shared = sharedSessions(sessions, [check('b', 'client')], 400 * HOUR);
  assert.deepEqual(
    shared.sessions.map((session) => [session.client !== null, session.therapist !== null]),
    [
      [false, false],
      [true, false],
    ],
  );
  assert.equal(shared.waiting, false);
});
