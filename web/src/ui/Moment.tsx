// SPDX-License-Identifier: Apache-2.0
import { awayInWords, clock, dayInWords, longDay, whenInWords } from './time';

type MomentProps = {
  /** UTC milliseconds. */
  ms: number;
  nowMs: number;
  /** `when`: Thursday at 18:00. `away`: in two days. `day`: Thursday. `clock`: 18:00. `long`: Thursday, 3 December. */
  as?: 'when' | 'away' | 'day' | 'clock' | 'long';
  /** IANA zone; the reader's own without it. */
  zone?: string;
};

/** A moment in words, with the exact one for machines. */
export function Moment({ ms, nowMs, as = 'when', zone }: MomentProps) {
  const words = {
    when: () => whenInWords(ms, nowMs, zone),
    away: () => awayInWords(ms, nowMs),
    day: () => dayInWords(ms, nowMs, zone),
    clock: () => clock(ms, zone),
    long: () => longDay(ms, zone),
  };
  return <time dateTime={new Date(ms).toISOString()}>{words[as]()}</time>;
}
