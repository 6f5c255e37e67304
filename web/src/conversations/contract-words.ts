// SPDX-License-Identifier: Apache-2.0
// The message contract in sentences. Walls are written as if they were UTC: no zone moves them again.

import type { ContractRecord } from '../core/contract';
import { locale, t } from '../ui/text';
import type { NewContract } from './contract';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** 1970-01-05 was a Monday. */
const MONDAY = 4;

function weekday(index: number, width: 'short' | 'long'): string {
  return new Intl.DateTimeFormat(locale(), { weekday: width, timeZone: 'UTC' }).format(
    (MONDAY + index) * DAY_MINUTES * MINUTE_MS,
  );
}

/** The name of a day, 0 is Monday. */
export const longWeekday = (index: number): string => weekday(index, 'long');

function hour(minute: number): string {
  const whole = minute % 60 === 0;
  return new Intl.DateTimeFormat(locale(), {
    hour: 'numeric',
    ...(whole ? {} : { minute: '2-digit' }),
    timeZone: 'UTC',
  }).format(minute * MINUTE_MS);
}

type Run = { first: number; last: number; opens: number; closes: number };

/** Days in a row with the same hours. */
function runsOf(hours: NewContract['hours']): Run[] {
  const runs: Run[] = [];
  hours.forEach((day, index) => {
    if (day === null) return;
    const before = runs.at(-1);
    const goesOn =
      before?.last === index - 1 && before.opens === day.opens && before.closes === day.closes;
    if (goesOn && before) before.last = index;
    else runs.push({ first: index, last: index, ...day });
  });
  return runs;
}

function runInWords({ first, last, opens, closes }: Run): string {
  const from = hour(opens);
  const to = hour(closes);
  if (first === last) return t('{day}, {from} to {to}', { day: weekday(first, 'short'), from, to });
  return t('{first} to {last}, {from} to {to}', {
    first: weekday(first, 'short'),
    last: weekday(last, 'short'),
    from,
    to,
  });
}

/** Anna reads messages Mon to Fri, 9 to 17. */
export function hoursInWords(name: string, { hours }: NewContract): string {
  return t('{name} reads messages {hours}.', {
    name,
    hours: runsOf(hours).map(runInWords).join('; '),
  });
}

/** You can expect an answer by Thursday evening. */
export function dueInWords(dueWall: number, nowWall: number): string {
  const days = Math.floor(dueWall / DAY_MINUTES) - Math.floor(nowWall / DAY_MINUTES);
  const day = new Intl.DateTimeFormat(locale(), {
    timeZone: 'UTC',
    weekday: 'long',
    ...(days < 7 ? {} : { day: 'numeric', month: 'long' }),
  }).format(dueWall * MINUTE_MS);
  const minute = dueWall % DAY_MINUTES;
  if (minute > 16 * 60) return t('You can expect an answer by {day} evening.', { day });
  if (minute > 12 * 60) return t('You can expect an answer by {day} afternoon.', { day });
  return t('You can expect an answer by {day} noon.', { day });
}

/** 18 of 20 answered in time. */
export function recordInWords(record: ContractRecord): string {
  const all = record.inTime + record.late;
  if (all === 0) return t('Nothing to answer yet.');
  return t('{count} of {all} answered in time.', { count: record.inTime, all });
}

/** Half of the answers came within 20 hours. */
export function medianInWords({ medianHours }: ContractRecord): string {
  if (medianHours === null) return '';
  const count = Math.max(1, Math.round(medianHours));
  return count === 1
    ? t('Half of your answers came within an hour.')
    : t('Half of your answers came within {count} hours.', { count });
}
