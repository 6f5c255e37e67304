// SPDX-License-Identifier: Apache-2.0
// The call ladder: the other side of core/wasm/ladder.c. No rule lives here.

import type { CoreMemory } from './core-memory';
import { IN, NEVER, OUT, slot, wordsOf } from './core-slots';

/** How much of a call there is, from most to least. */
export type LadderRung = 'video' | 'low_video' | 'voice' | 'text';
/** The reason for the rung as it is. */
export type LadderWhy =
  | 'start'
  | 'rate'
  | 'loss'
  | 'voice_broken'
  | 'heard_broken'
  | 'voice_gone'
  | 'line_gone'
  | 'climbing'
  | 'pinned_here'
  | 'pinned_there';
/** How late a voice comes, as people feel it. */
export type LadderDelay = 'none' | 'felt' | 'long';

/** What was measured, as in core/ladder.h; null where nobody can tell. "There" is told by the other. */
export type LadderSignals = {
  readonly availableKbit: number | null;
  readonly sentKbit: number | null;
  readonly lossPermille: number | null;
  readonly concealedPermille: number | null;
  readonly concealedNowPermille: number | null;
  readonly silentMs: number | null;
  readonly roundTripMs: number | null;
  readonly bufferMs: number | null;
  readonly receivedThereKbit: number | null;
  readonly concealedTherePermille: number | null;
  readonly silentThereMs: number | null;
  readonly oneWayThereMs: number | null;
};

/** The most that is wanted: pinned here, pinned by the other, agreed for the session. */
export type LadderCeiling = {
  readonly here: LadderRung;
  readonly there: LadderRung;
  readonly agreed: LadderRung;
};

/** The machine's memory. */
export type LadderMachine = {
  readonly rung: LadderRung;
  readonly why: LadderWhy;
  readonly delay: LadderDelay;
  readonly trial: boolean;
  readonly waitMs: number;
  readonly changedMs: number;
  readonly badMs: number | null;
  /** Since when the picture of the rung is not sent for now. */
  readonly holdMs: number | null;
  readonly goneMs: number | null;
  readonly goodMs: number | null;
  readonly delayMs: number | null;
};

/** The machine after a step; `changed` when there is something new to tell. */
export type LadderStep = {
  readonly ladder: LadderMachine;
  readonly changed: boolean;
  readonly oneWayMs: number | null;
};

/** What a rung means for the encoders. */
export type LadderTuning = {
  readonly picture: boolean;
  readonly pictureKbit: number;
  readonly pictureHeight: number;
  readonly pictureFps: number;
  readonly voiceKbit: number;
};

/** The ladder of a call, one look at a time; as in core/ladder.h. */
export interface LadderFace {
  ladderStart(ceiling: LadderCeiling, nowMs: number): LadderMachine;
  ladderStep(
    ladder: LadderMachine,
    signals: LadderSignals,
    ceiling: LadderCeiling,
    nowMs: number,
  ): LadderStep;
  /** `connectionMs`: how old the connection is that carries it. */
  ladderTuning(ladder: Pick<LadderMachine, 'rung' | 'holdMs'>, connectionMs: number): LadderTuning;
}

const UNKNOWN = -1;

/** `ladderStart` and its like over the module in `m`. */
export function ladderFace(m: CoreMemory): LadderFace {
  const { word, number } = wordsOf(m, 'core_ladder_name', 3);
  const timeOf = (ms: number): number | null => (ms === NEVER ? null : ms);
  const whole = (value: number | null): number => (value === null ? UNKNOWN : Math.round(value));

  const ceilingSlots = ({ here, there, agreed }: LadderCeiling): number[] =>
    [here, there, agreed].map((rung) => number(0, rung));

  const signalSlots = (s: LadderSignals): number[] =>
    [
      s.availableKbit,
      s.sentKbit,
      s.lossPermille,
      s.concealedPermille,
      s.concealedNowPermille,
      s.silentMs,
      s.roundTripMs,
      s.bufferMs,
      s.receivedThereKbit,
      s.concealedTherePermille,
      s.silentThereMs,
      s.oneWayThereMs,
    ].map(whole);

  const ladderSlots = (l: LadderMachine): number[] => [
    number(0, l.rung),
    number(1, l.why),
    number(2, l.delay),
    l.trial ? 1 : 0,
    l.waitMs,
    l.changedMs,
    l.badMs ?? NEVER,
    l.holdMs ?? NEVER,
    l.goneMs ?? NEVER,
    l.goodMs ?? NEVER,
    l.delayMs ?? NEVER,
  ];

  const readLadder = (s: readonly number[]): LadderMachine => ({
    rung: word(0, slot(s, 0)),
    why: word(1, slot(s, 1)),
    delay: word(2, slot(s, 2)),
    trial: slot(s, 3) === 1,
    waitMs: slot(s, 4),
    changedMs: slot(s, 5),
    badMs: timeOf(slot(s, 6)),
    holdMs: timeOf(slot(s, 7)),
    goneMs: timeOf(slot(s, 8)),
    goodMs: timeOf(slot(s, 9)),
    delayMs: timeOf(slot(s, 10)),
  });

  function sound(status: number): void {
    if (status < 0) throw new RangeError('core: there can be no such call');
  }

  return {
    ladderStart(ceiling, nowMs) {
      m.put(IN, ceilingSlots(ceiling));
      sound(m.call('core_ladder_start', m.at(IN), nowMs, m.at(OUT)));
      return readLadder(m.get(OUT, 11));
    },
    ladderStep(ladder, signals, ceiling, nowMs) {
      m.put(IN, [...ladderSlots(ladder), ...signalSlots(signals), ...ceilingSlots(ceiling)]);
      const at = [m.at(IN), m.at(IN + 11), m.at(IN + 23)];
      sound(m.call('core_ladder_step', ...at, nowMs, m.at(OUT)));
      const [changed = 0, oneWay = UNKNOWN] = m.get(OUT, 2);
      return {
        ladder: readLadder(m.get(IN, 11)),
        changed: changed === 1,
        oneWayMs: oneWay === UNKNOWN ? null : oneWay,
      };
    },
    ladderTuning({ rung, holdMs }, connectionMs) {
      const held = holdMs === null ? 0 : 1;
      const ageMs = Math.floor(connectionMs);
      sound(m.call('core_ladder_tuning', number(0, rung), held, ageMs, m.at(OUT)));
      const s = m.get(OUT, 5);
      return {
        picture: slot(s, 0) === 1,
        pictureKbit: slot(s, 1),
        pictureHeight: slot(s, 2),
        pictureFps: slot(s, 3),
        voiceKbit: slot(s, 4),
      };
    },
  };
}
