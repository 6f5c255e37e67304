// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  awayInWords,
  dayInWords,
  dayOf,
  daysBetween,
  sentenceCase,
} from '../../../web/src/ui/time';

const HOUR = 3_600_000;
const at = (iso: string) => Date.parse(iso);

test('a day is the day of the zone, not of UTC', () => {
  const late = at('2026-11-22T23:30:00Z');
  assert.equal(dayOf(late, 'UTC'), '2026-11-22');
  assert.equal(dayOf(late, 'Europe/Berlin'), '2026-11-23');
  assert.equal(dayOf(late, 'America/New_York'), '2026-11-22');
});

test('days count midnights, also over the night the clocks change', () => {
  const zone = 'Europe/Berlin';
  const rows: [string, string, number][] = [
    ['2026-11-22T22:59:00Z', '2026-11-22T23:01:00Z', 1], // two minutes over midnight
    ['2026-11-22T08:00:00Z', '2026-11-22T20:00:00Z', 0],
    ['2026-10-24T12:00:00Z', '2026-10-25T13:00:00Z', 1], // 25 hours long
    ['2026-03-28T12:00:00Z', '2026-03-29T11:00:00Z', 1], // 23 hours long
    ['2026-11-22T12:00:00Z', '2026-11-15T12:00:00Z', -7],
  ];
  for (const [from, to, days] of rows)
    assert.equal(daysBetween(at(from), at(to), zone), days, from);
});

test('near days have names, far ones a date', () => {
  const now = at('2026-11-22T12:00:00Z');
  const day = (n: number) => dayInWords(now + n * 24 * HOUR, now, 'UTC');
  assert.deepEqual([day(-1), day(0), day(1)], ['Yesterday', 'Today', 'Tomorrow']);
  assert.equal(day(6), 'Saturday');
  assert.match(day(7), /29/); // Sunday again: the name alone would be this one
});

test('how far away is said in the unit a person would use', () => {
  const now = at('2026-11-22T10:00:00Z');
  const rows: [number, RegExp][] = [
    [20_000, /^now$/],
    [25 * 60_000, /^in 25 minutes$/],
    [-5 * 60_000, /^5 minutes ago$/],
    [48 * HOUR, /^in 2 days$/],
    [24 * HOUR, /^tomorrow$/],
    [21 * 24 * HOUR, /^in 3 weeks$/],
    [92 * 24 * HOUR, /^in 3 months$/],
  ];
  for (const [away, words] of rows) assert.match(awayInWords(now + away, now), words);
});

test('a line starts with a large letter, and an empty one stays empty', () => {
  assert.equal(sentenceCase('in 2 days'), 'In 2 days');
  assert.equal(sentenceCase(''), '');
});
