// SPDX-License-Identifier: Apache-2.0
// Times in words, by the reader's own clock unless a zone is given. Pure: now is an argument.

import { locale, t } from './text';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The calendar day of a moment in a zone, as 2026-11-22. */
export function dayOf(atMs: number, zone?: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(atMs);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** How many midnights lie between two moments; 0 is the same day, 1 is tomorrow. */
export function daysBetween(fromMs: number, toMs: number, zone?: string): number {
  const day = (ms: number) => Date.parse(`${dayOf(ms, zone)}T00:00:00Z`);
  return Math.round((day(toMs) - day(fromMs)) / DAY_MS);
}

/** 18:00, or 6:00 pm, as the reader writes it. */
export function clock(atMs: number, zone?: string): string {
  return new Intl.DateTimeFormat(locale(), {
    timeZone: zone,
    hour: 'numeric',
    minute: '2-digit',
  }).format(atMs);
}

/** Tuesday, 24 November. */
export function longDay(atMs: number, zone?: string): string {
  return new Intl.DateTimeFormat(locale(), {
    timeZone: zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  }).format(atMs);
}

/** 24 November. */
export function shortDay(atMs: number, zone?: string): string {
  return new Intl.DateTimeFormat(locale(), {
    timeZone: zone,
    day: 'numeric',
    month: 'long',
  }).format(atMs);
}

/** 24 November 2036. */
export function dayWithYear(atMs: number, zone?: string): string {
  return new Intl.DateTimeFormat(locale(), {
    timeZone: zone,
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(atMs);
}

/** Today, Tomorrow, Yesterday, Thursday (within six days), else Thursday, 3 December. */
export function dayInWords(atMs: number, nowMs: number, zone?: string): string {
  const days = daysBetween(nowMs, atMs, zone);
  if (days === 0) return t('Today');
  if (days === 1) return t('Tomorrow');
  if (days === -1) return t('Yesterday');
  if (days > 1 && days < 7)
    return new Intl.DateTimeFormat(locale(), { timeZone: zone, weekday: 'long' }).format(atMs);
  return longDay(atMs, zone);
}

/** Thursday at 18:00. */
export function whenInWords(atMs: number, nowMs: number, zone?: string): string {
  return t('{day} at\u00a0{clock}', {
    day: dayInWords(atMs, nowMs, zone),
    clock: clock(atMs, zone),
  });
}

/** In 25 minutes, in two days, three weeks ago; "now" within a minute. */
export function awayInWords(atMs: number, nowMs: number): string {
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  const away = atMs - nowMs;
  const size = Math.abs(away);
  if (size < MINUTE_MS) return t('now');
  if (size < 60 * MINUTE_MS) return words.format(Math.round(away / MINUTE_MS), 'minute');
  const days = daysBetween(nowMs, atMs);
  if (days === 0) return words.format(Math.round(away / (60 * MINUTE_MS)), 'hour');
  if (Math.abs(days) < 14) return words.format(days, 'day');
  if (Math.abs(days) < 60) return words.format(Math.round(days / 7), 'week');
  return words.format(Math.round(days / 30.4), 'month');
}

/** Good morning, good afternoon, good evening: by the reader's own clock. */
export function greeting(nowMs: number): string {
  const hour = new Date(nowMs).getHours();
  if (hour >= 4 && hour < 12) return t('Good morning.');
  if (hour >= 12 && hour < 18) return t('Good afternoon.');
  return t('Good evening.');
}

/** The first letter large, for times that start a line. */
export function sentenceCase(words: string): string {
  return words.charAt(0).toLocaleUpperCase(locale()) + words.slice(1);
}

/** The reader's IANA zone. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
