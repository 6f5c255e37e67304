// SPDX-License-Identifier: Apache-2.0
// The message contract: when a therapist reads, by when they answer, who is there meanwhile. The rule
// for the due time is core/contract.h; here are its shape on the wire and the clock on the wall.

import type { ContractRule } from '../core/contract';
import { fields, list, object, orNull, refuse, text, whole } from '../net/read';

/** Who is there while the therapist is away, from the first to the last day. */
export type Cover = { text: string; from: string; until: string };

/** What a therapist sets. Hours are minutes of the day in `zone`, seven days from Monday. */
export type NewContract = {
  zone: string;
  hours: Array<{ opens: number; closes: number } | null>;
  answer_days: number;
  cover: Cover | null;
};

/** As the server keeps it. */
export type Contract = NewContract & { account: string; changed_ms: number };

/** What a practice that never thought about it starts from. */
export function usualContract(zone: string): NewContract {
  const office = { opens: 9 * 60, closes: 17 * 60 };
  return {
    zone,
    hours: [office, office, office, office, office, null, null],
    answer_days: 2,
    cover: null,
  };
}

/** Reads `{contracts}`. Throws TypeError naming the first field that is not as agreed. */
export function parseContracts(value: unknown): Contract[] {
  return list(fields(value, 'answer'), 'contracts').map((entry) => {
    const from = fields(entry, 'contract');
    const hours = list(from, 'hours').map((day) => {
      if (day === null) return null;
      const one = fields(day, 'contract.hours');
      return { opens: whole(one, 'opens'), closes: whole(one, 'closes') };
    });
    if (hours.length !== 7) refuse(from, 'hours', 'seven days');
    const cover = orNull(from, 'cover', object);
    return {
      account: text(from, 'account'),
      zone: text(from, 'zone'),
      hours,
      answer_days: whole(from, 'answer_days'),
      cover: cover && {
        text: text(cover, 'text'),
        from: text(cover, 'from'),
        until: text(cover, 'until'),
      },
      changed_ms: whole(from, 'changed_ms'),
    };
  });
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The day of `2026-12-20` since 1970. */
export function dayNumber(date: string): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
}

/** What the clock on the wall of `zone` shows, in minutes since 1970. */
export function wallOf(atMs: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(atMs);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const utc = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  return Math.floor(utc / MINUTE_MS);
}

/** The contract as the core reads it. */
export function ruleOf({ hours, answer_days, cover }: NewContract): ContractRule {
  const away = cover && ([dayNumber(cover.from), dayNumber(cover.until)] as const);
  return { hours, answerDays: answer_days, away };
}

/** True while the therapist is away, by the calendar in their zone. */
export function isAway({ cover, zone }: NewContract, nowMs: number): boolean {
  if (cover === null) return false;
  const today = Math.floor(wallOf(nowMs, zone) / (24 * 60));
  return today >= dayNumber(cover.from) && today <= dayNumber(cover.until);
}
