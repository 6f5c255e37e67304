// SPDX-License-Identifier: Apache-2.0
// core/talk.h as functions of plain values.

import type { CoreMemory } from './core-memory';
import { IN, OUT, slot, wordsOf } from './core-slots';

/** Why there is something to see, or not yet. */
export type TalkWhy = 'shown' | 'too_little' | 'nobody_spoke';

/** The share that is nearest to the one counted. */
export type TalkPart =
  | 'hardly'
  | 'tenth'
  | 'quarter'
  | 'third'
  | 'half'
  | 'two_thirds'
  | 'three_quarters'
  | 'nine_tenths'
  | 'nearly_all';

/** What the listening remembers from look to look; only the core reads it. */
export type TalkEars = readonly number[];

/** How loud everybody is at one moment, dB below full scale, -100 for nothing at all. */
export type TalkLoudness = { readonly atMs: number; readonly levelsDb: readonly number[] };

/** Who spoke from one moment to the next: bit i stands for person i, 0 for a silence. */
export type TalkSpan = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly speaking: number;
};

/** Of the time that was heard. */
export type TalkShare = { readonly permille: number; readonly part: TalkPart };

/** The shares of the last five minutes; all are 0 unless `why` is `shown`. */
export type TalkMirror = {
  readonly why: TalkWhy;
  readonly heardMs: number;
  readonly people: readonly TalkShare[];
  readonly together: TalkShare;
  readonly silent: TalkShare;
};

/** The functions of this file. */
export interface TalkFace {
  /** Two or three people, nothing heard yet. */
  talkStart(people: number): TalkEars;
  talkHear(
    ears: TalkEars,
    looks: readonly TalkLoudness[],
  ): { readonly ears: TalkEars; readonly spans: readonly TalkSpan[] };
  talkLook(spans: readonly TalkSpan[], people: number, nowMs: number): TalkMirror;
}

const EARS = 8;
const PEOPLE_MOST = 3;

/** The mirror over the module's memory. */
export function talkFace(m: CoreMemory): TalkFace {
  const { word } = wordsOf(m, 'core_talk_name', 2);

  function sound(status: number): void {
    if (status < 0) throw new RangeError('core: nobody can have talked like this');
  }

  return {
    talkStart(people) {
      sound(m.call('core_talk_start', people, m.at(OUT)));
      return m.get(OUT, EARS);
    },
    talkHear(ears, looks) {
      const spans: TalkSpan[] = [];
      m.put(IN, ears);
      for (const { atMs, levelsDb } of looks) {
        if (levelsDb.length !== ears[0]) throw new RangeError('core: a level for each person');
        m.put(IN + EARS, levelsDb);
        sound(m.call('core_talk_hear', m.at(IN), atMs, m.at(IN + EARS), m.at(OUT)));
        const [fromMs, toMs, speaking] = m.get(OUT, 3) as [number, number, number];
        spans.push({ fromMs, toMs, speaking });
      }
      return { ears: m.get(IN, EARS), spans };
    },
    talkLook(spans, people, nowMs) {
      const flat = spans.flatMap(({ fromMs, toMs, speaking }) => [fromMs, toMs, speaking]);
      return m.lend(flat, 6 + 2 * PEOPLE_MOST, (at, out, read) => {
        sound(m.call('core_talk_look', at, spans.length, people, nowMs, out));
        const s = read();
        const share = (from: number): TalkShare => ({
          permille: slot(s, from),
          part: word(1, slot(s, from + 1)),
        });
        return {
          why: word(0, slot(s, 0)),
          heardMs: slot(s, 1),
          people: Array.from({ length: people }, (_, i) => share(2 + 2 * i)),
          together: share(2 + 2 * PEOPLE_MOST),
          silent: share(4 + 2 * PEOPLE_MOST),
        };
      });
    },
  };
}
