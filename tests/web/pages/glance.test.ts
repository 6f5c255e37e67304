// SPDX-License-Identifier: Apache-2.0
// The row of the caseload, on the sample practice: what its README promises must be what fires.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { COURSES, type Course, type Said } from '../../../scripts/sample/practice';
import type { Answers, Check } from '../../../web/src/checks/check';
import { computeCourse, type SessionRef } from '../../../web/src/checks/course';
import type { Names } from '../../../web/src/checks/course-words';
import { parseQuestionnaire } from '../../../web/src/checks/questionnaire';
import { glanceOf } from '../../../web/src/pages/glance';
import { clientOf } from '../checks/courses';
import { loadCore } from '../core/load';

declare const __ROOT__: string;

const core = clientOf(loadCore());
const questionnaires = ['closing-client', 'closing-therapist'].map((id) =>
  parseQuestionnaire(
    JSON.parse(readFileSync(join(__ROOT__, `content/instruments/${id}.json`), 'utf8')),
  ),
);
const DAY_MS = 86_400_000;

function answers(said: Said): Answers | null {
  if (said === 'silent') return null;
  const nothing = { instrument: '', goals: [], tasks: [], sealed: null };
  const none = { goal: null, task: null, bond: null, medium: null, overall: null };
  if (said === 'declined') return { ...nothing, state: 'declined', items: none };
  const [goal, task, bond, medium, overall] = said.ratings;
  return { ...nothing, state: 'answered', items: { goal, task, bond, medium, overall } };
}

/** A course of the sample, as the page computes it some weeks later. */
function told(login: string, sessions = Number.POSITIVE_INFINITY) {
  const course = COURSES.find((one) => one.login === login) as Course;
  const past = course.sessions.slice(0, sessions);
  const refs: SessionRef[] = past.map((_, at) => ({
    visit: `v${at}`,
    number: at + 1,
    atMs: 7 * at * DAY_MS,
    endedMs: 7 * at * DAY_MS + 1,
  }));
  const checks: Check[] = past.flatMap((session, at) =>
    (['client', 'therapist'] as const).flatMap((role) => {
      const given = answers(session[role]);
      const about = { visit: `v${at}`, number: at + 1, atMs: 0, account: role, role };
      return given === null ? [] : [{ ...about, answers: given }];
    }),
  );
  return computeCourse(core, questionnaires, { sessions: refs, checks, nowMs: 1000 * DAY_MS });
}

function namesOf(login: string): Names {
  const client = COURSES.find((one) => one.login === login)?.name ?? '';
  return { me: 'therapist', client, therapist: 'Mara' };
}

async function rowOf(login: string, sessions?: number) {
  const row = glanceOf(await told(login, sessions), namesOf(login));
  assert.ok(row !== null);
  return row;
}

test('the steady course marks nothing and asks for nothing', async () => {
  const row = await rowOf('elin');
  assert.equal(row.marked.size, 0);
  assert.equal(row.word, null);
});

test('the rupture that was mended is marked, and the row says when it was', async () => {
  const now = await rowOf('tomas');
  assert.deepEqual([...now.marked], [5]);
  assert.equal(now.word, null);
  const then = await rowOf('tomas', 8);
  assert.deepEqual(then.word, { sentence: 'Mended by session 8.', ask: '', tone: 'fine' });
  const before = await rowOf('tomas', 7);
  assert.match(before.word?.sentence ?? '', /^Much lower than usual since session 6, /);
});

test('the rupture that was not mended asks for a word, and says by which rule', async () => {
  const row = await rowOf('noor');
  assert.deepEqual([...row.marked], [5]);
  assert.equal(row.word?.tone, 'talk');
  assert.match(row.word?.sentence ?? '', /since session 6, .*surprising fall.*not mended yet/);
  assert.notEqual(row.word?.ask, '');
});

test('a marked dot of the sample lies below the band that is drawn', async () => {
  for (const { login } of COURSES) {
    const row = await rowOf(login);
    const { points } = (await told(login)).views.client;
    assert.deepEqual(
      row.ranges,
      points.map((point) => point.range),
    );
    for (const at of row.marked)
      assert.ok((row.values[at] ?? 10) < (row.ranges[at]?.low ?? 0), `${login} ${at + 1}`);
  }
});

test('the row says to those who listen what it draws, and that nobody tested the questions', async () => {
  const row = await rowOf('noor');
  assert.match(row.label, /^8 ratings, the last 4\.3 of 10\. .* usual range was 5\.8 to 8\.6\.$/);
  assert.equal(row.unvalidated, true);
});
