// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KnownAlliance } from '../../../web/src/alliances/alliances-model';
import {
  type CaseRow,
  caseloadSentence,
  type Glance,
  hasNextStep,
  needOf,
  sortCaseload,
} from '../../../web/src/pages/caseload';
import type { Visit, VisitState } from '../../../web/src/visits/visit';

const HOUR = 3_600_000;
const now = new Date(2026, 10, 24, 12, 0).getTime();

function row(
  title: string,
  {
    at,
    state = 'planned',
    tone = null,
    here = true,
  }: {
    at?: number;
    state?: VisitState;
    tone?: 'talk' | 'fine' | null;
    here?: boolean;
  } = {},
): CaseRow {
  const next = at === undefined ? null : ({ id: title, starts_ms: at, state } as Visit);
  const glance: Glance = {
    values: [7],
    ranges: [null],
    scale: { min: 0, max: 10 },
    marked: new Set(),
    label: '',
    unvalidated: true,
    word: tone === null ? null : { sentence: 's', ask: 'a', tone },
  };
  const alliance = { id: title, title, other: here ? title : null } as KnownAlliance;
  return { alliance, next, glance };
}

test('who is in a session comes first, then today, then who needs a word, then the rest', () => {
  const rows = [
    row('invited', { here: false }),
    row('no date'),
    row('next week', { at: now + 7 * 24 * HOUR }),
    row('needs a word', { tone: 'talk' }),
    row('this evening', { at: now + 6 * HOUR }),
    row('soon', { at: now + HOUR }),
    row('running', { at: now - HOUR, state: 'open' }),
  ];
  assert.deepEqual(
    sortCaseload(rows, now).map((one) => one.alliance.title),
    ['running', 'soon', 'this evening', 'needs a word', 'next week', 'no date', 'invited'],
  );
});

test('a session that should have begun and was never opened is still today’s', () => {
  assert.equal(needOf(row('late', { at: now - 2 * HOUR }), now), 'today');
});

test('what was mended asks for nothing', () => {
  const mended = row('mended', { at: now + 48 * HOUR, tone: 'fine' });
  assert.equal(needOf(mended, now), 'later');
  assert.equal(hasNextStep(mended, now), false);
  assert.equal(caseloadSentence([mended], now), 'No sessions today.');
});

test('the sentence counts in words, and says only what is there', () => {
  const today = (name: string) => row(name, { at: now + HOUR });
  const word = (name: string) => row(name, { tone: 'talk' });
  const rows: [CaseRow[], string][] = [
    [[], 'Nobody is here yet. Invite the first person.'],
    [[today('a')], 'One session today.'],
    [[today('a'), today('b')], 'Two sessions today.'],
    [[today('a'), word('b')], 'One session today. One person needs a word first.'],
    [[word('a'), word('b')], 'No sessions today. Two people need a word first.'],
    [Array.from({ length: 12 }, (_, n) => today(`p${n}`)), '12 sessions today.'],
  ];
  for (const [given, sentence] of rows) assert.equal(caseloadSentence(given, now), sentence);
});

test('a person who needs a word and comes today is counted in both sentences, listed once', () => {
  const both = row('both', { at: now + HOUR, tone: 'talk' });
  assert.equal(caseloadSentence([both], now), 'One session today. One person needs a word first.');
  assert.equal(sortCaseload([both], now).length, 1);
});
