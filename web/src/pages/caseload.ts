// SPDX-License-Identifier: Apache-2.0
// The caseload as data: one row a person, who needs the therapist next, and the sentence on top.

import type { KnownAlliance } from '../alliances/alliances-model';
import { t, tn } from '../ui/text';
import { daysBetween } from '../ui/time';
import type { Visit } from '../visits/visit';

/** What the course of one alliance says at a glance; made by the course, never here. */
export type Glance = {
  /** The client's ratings, oldest first. */
  values: readonly (number | null)[];
  /** What was usual at each of them, by the rule; null while too little is known. */
  ranges: readonly ({ readonly low: number; readonly high: number } | null)[];
  scale: { min: number; max: number };
  /** The sessions (places in `values`) a rule fired at. */
  marked: ReadonlySet<number>;
  /** What the line shows, for those who do not see it. */
  label: string;
  /** The ratings come from questions nobody has tested. */
  unvalidated: boolean;
  /** A rule that fired and still stands. */
  word: Word | null;
};

/** Why a person may need a word first. */
export type Word = {
  /** Which rule and since when, in one sentence. */
  sentence: string;
  /** What it suggests to ask. */
  ask: string;
  /** `talk`: something came between. `fine`: it was mended; nothing to do. */
  tone: 'talk' | 'fine';
};

/** One person of the caseload. */
export type CaseRow = {
  alliance: KnownAlliance;
  next: Visit | null;
  glance: Glance | null;
};

/** Why a person stands where they stand; the order is the order of need. */
export type Need = 'now' | 'today' | 'word' | 'later' | 'no_date' | 'not_here';

const needs: readonly Need[] = ['now', 'today', 'word', 'later', 'no_date', 'not_here'];

/** What a row asks of the therapist next. */
export function needOf(row: CaseRow, nowMs: number): Need {
  if (row.next?.state === 'open') return 'now';
  if (row.next !== null && daysBetween(nowMs, row.next.starts_ms) <= 0) return 'today';
  if (row.glance?.word?.tone === 'talk') return 'word';
  if (row.next !== null) return 'later';
  if (row.alliance.kind === 'couple') return 'later';
  return row.alliance.other === null ? 'not_here' : 'no_date';
}

/** Whether the person asks for something that can be done now; if not, the page has no next step. */
export function hasNextStep(row: CaseRow, nowMs: number): boolean {
  return ['now', 'today', 'word', 'no_date'].includes(needOf(row, nowMs));
}

/** By need, then by the next session, then by name. */
export function sortCaseload(rows: readonly CaseRow[], nowMs: number): CaseRow[] {
  const keyed = rows.map((row) => ({ row, need: needs.indexOf(needOf(row, nowMs)) }));
  return keyed
    .sort(
      (a, b) =>
        a.need - b.need ||
        (a.row.next?.starts_ms ?? Number.MAX_SAFE_INTEGER) -
          (b.row.next?.starts_ms ?? Number.MAX_SAFE_INTEGER) ||
        a.row.alliance.title.localeCompare(b.row.alliance.title),
    )
    .map(({ row }) => row);
}

function numberWord(n: number): string {
  const small = [
    t('No'),
    t('One'),
    t('Two'),
    t('Three'),
    t('Four'),
    t('Five'),
    t('Six'),
    t('Seven'),
    t('Eight'),
    t('Nine'),
    t('Ten'),
  ];
  return small[n] ?? String(n);
}

/** "Two sessions today. One person needs a word first." */
export function caseloadSentence(rows: readonly CaseRow[], nowMs: number): string {
  if (rows.length === 0) return t('Nobody is here yet. Invite the first person.');
  const today = rows.filter((row) => ['now', 'today'].includes(needOf(row, nowMs))).length;
  const words = rows.filter((row) => row.glance?.word?.tone === 'talk').length;
  const sessions =
    today === 0
      ? t('No sessions today.')
      : tn(today, 'One session today.', '{count} sessions today.', { count: numberWord(today) });
  if (words === 0) return sessions;
  const first = tn(words, 'One person needs a word first.', '{count} people need a word first.', {
    count: numberWord(words),
  });
  return `${sessions} ${first}`;
}
