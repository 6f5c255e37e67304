// SPDX-License-Identifier: Apache-2.0
// What the features believe is on the wire is what docs/openapi.json says is there. The comparisons
// are made by the compiler: `npm run check` fails where the two have drifted apart.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { Hello, Me } from '../../../web/src/accounts/account';
import type { Alliance, Member } from '../../../web/src/alliances/alliance';
import type { Answers } from '../../../web/src/checks/check';
import type { Goal, Task } from '../../../web/src/goals/goal';
import type * as api from '../../../web/src/net/api-types';
import type { LiveEvent } from '../../../web/src/net/live';
import type { Visit, VisitEvent, VisitPlan } from '../../../web/src/visits/visit';

declare const __ROOT__: string;

/** Each can stand for the other. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

const same: {
  hello: Same<api.Hello, Hello>;
  me: Same<api.Me, Me>;
  visit: Same<api.Visit, Visit>;
  visitEvent: Same<api.VisitEvent, VisitEvent>;
  newVisit: Same<api.NewVisit, VisitPlan>;
  answers: Same<api.Answers, Answers>;
  goal: Same<api.Goal, Goal>;
  task: Same<api.Task, Task>;
  member: Same<api.Member, Member>;
  alliance: Same<api.Alliance, Alliance>;
  event: Same<api.StoredEvent, LiveEvent>;
} = {
  hello: true,
  me: true,
  visit: true,
  visitEvent: true,
  newVisit: true,
  answers: true,
  goal: true,
  task: true,
  member: true,
  alliance: true,
  event: true,
};

test('the types of the calls are made from the present description', () => {
  const run = spawnSync(process.execPath, ['scripts/api-types.mjs', '--check'], {
    cwd: __ROOT__,
    encoding: 'utf8',
  });
  assert.equal(run.stderr, '');
  assert.equal(run.status, 0);
});

test('no comparison of types was dropped', () => {
  assert.equal(Object.values(same).filter(Boolean).length, 11);
});
