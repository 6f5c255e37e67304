// SPDX-License-Identifier: Apache-2.0
// The call ladder at work: looks at the line to each other member, asks the core what it can carry,
// sets the encoders by it, and tells the other side, so that both read the same. Decides nothing itself.

import { type ReadonlySignal, signal } from '@preact/signals';
import type { CoreClient } from '../core/core-types';
import type {
  LadderDelay,
  LadderMachine,
  LadderRung,
  LadderSignals,
  LadderWhy,
} from '../core/ladder';
import type { Call } from './call';
import { countsOf, type LineCounts, type LineMeasure, measureBetween } from './line-measure';
import type { PeerLine, ToldLine } from './peer-line';

/** The line to one other member, for the words in the room. */
export type LineView = {
  account: string;
  /** What goes to them, and why not more. */
  rung: LadderRung;
  why: LadderWhy;
  /** What they send, as they tell it; null before they told. */
  theirs: Pick<ToldLine, 'rung' | 'why'> | null;
  delay: LadderDelay;
};

/** The ladder of one call. */
export interface LadderModel {
  /** Everybody heard at the moment. */
  readonly lines: ReadonlySignal<readonly LineView[]>;
  /** The most this person wants. */
  readonly pin: ReadonlySignal<LadderRung>;
  setPin(rung: LadderRung): void;
  stop(): void;
}

/** Who sends no picture now, as they tell it: their last one is no face. */
export function withoutPicture(lines: readonly LineView[]): ReadonlySet<string> {
  const none = lines.filter(({ theirs }) => theirs?.rung === 'voice' || theirs?.rung === 'text');
  return new Set(none.map(({ account }) => account));
}

/** How often the line is looked at. */
export const LINE_LOOK_MS = 200;
/** Signals are over about this long, and those of now over this. */
const WINDOW_MS = 1000;
const NOW_MS = 400;
/** The first sounds of a connection are made up while the buffer fills: what is made up counts when the
 * voice was whole for a second, and everything after this. */
const SETTLE_MS = 2500;
const WHOLE_PERMILLE = 30;
/** What the other told is the truth for this long. */
const TOLD_GOOD_MS = 5000;
/** What the other told to have received was sent within this before they told it. */
const UNDERWAY_MS = 3000;
/** While something is wrong, it is told anew after this. */
const TELL_AGAIN_MS = 1500;
/** A signal is sealed and signed, so what is heard is told when it crosses one of these. */
const HEARD_STEPS = [30, 80, 100, 250];
const SILENT_STEPS = [1500, 6000];
const LATE_STEPS = [120, 150, 320, 400];

type Core = Pick<CoreClient, 'ladderStart' | 'ladderStep' | 'ladderTuning'>;

/** Makes the model; it works until `stop`. `now` runs evenly and from zero up. */
export function createLadderModel(deps: {
  call: Call;
  core: Core;
  /** A session by voice never sends a picture. */
  agreed: 'video' | 'voice';
  now(): number;
  every(ms: number, run: () => void): () => void;
}): LadderModel {
  const { call, core } = deps;
  const lines = signal<readonly LineView[]>([]);
  const pin = signal<LadderRung>('video');
  const climbers = new Map<string, Climber>();

  function climber(account: string, line: PeerLine): Climber {
    let found = climbers.get(account);
    if (found === undefined) {
      found = createClimber(account, line, core, deps.agreed);
      climbers.set(account, found);
    }
    return found;
  }

  async function look(): Promise<void> {
    const seen: LineView[] = [];
    for (const { account, state, theirSending } of call.peers.peek()) {
      const line = call.lineTo(account);
      if (line === null || (state.kind !== 'flowing' && state.kind !== 'lost')) {
        climbers.delete(account);
        continue;
      }
      const speaks = theirSending !== null && theirSending.microphone !== 'none';
      seen.push(await climber(account, line).look(deps.now(), pin.peek(), speaks));
    }
    if (JSON.stringify(seen) !== JSON.stringify(lines.peek())) lines.value = seen;
  }

  let looking = false;
  const stopLooking = deps.every(LINE_LOOK_MS, () => {
    if (looking) return;
    looking = true;
    look()
      .catch(() => {
        // A connection closed under our hands, or no core: the call goes on as it is.
      })
      .finally(() => {
        looking = false;
      });
  });

  return {
    lines,
    pin,
    setPin(rung) {
      pin.value = rung;
    },
    stop: stopLooking,
  };
}

type Climber = {
  look(nowMs: number, pin: LadderRung, speaks: boolean): Promise<LineView>;
};

/** The machine of the line to one other member and what it remembers between two looks. */
function createClimber(
  account: string,
  line: PeerLine,
  core: Core,
  agreed: 'video' | 'voice',
): Climber {
  let ladder: LadderMachine | null = null;
  let connection: string | null = null;
  let sinceMs = 0;
  let looks: LineCounts[] = [];
  let sends: { atMs: number; kbit: number }[] = [];
  let grewMs = 0;
  let packets = -1;
  let whole = false;
  let said = '';
  let saidMs = 0;

  async function measure(
    nowMs: number,
  ): Promise<(LineMeasure & { concealedNowPermille: number | null }) | null> {
    const report = await line.report();
    if (report === null) return null;
    if (report.connection !== connection) {
      connection = report.connection;
      sinceMs = nowMs;
      looks = [];
      sends = [];
      packets = -1;
      whole = false;
      said = '';
    }
    const counts = countsOf(report.stats, nowMs);
    if (counts.voicePackets !== packets) {
      packets = counts.voicePackets;
      grewMs = nowMs;
    }
    looks.push(counts);
    while (looks.length > 2 && nowMs - (looks[1]?.atMs ?? nowMs) >= WINDOW_MS) looks.shift();
    const [first] = looks;
    if (first === undefined || first === counts) return null;
    const measured = measureBetween(first, counts);
    const recent = looks.findLast(({ atMs }) => nowMs - atMs >= NOW_MS) ?? first;
    const { concealedPermille } = measured;
    whole ||=
      counts.atMs - first.atMs >= WINDOW_MS &&
      concealedPermille !== null &&
      concealedPermille < WHOLE_PERMILLE;
    sends.push({ atMs: nowMs, kbit: measured.sentKbit });
    while (nowMs - (sends[0]?.atMs ?? nowMs) > TOLD_GOOD_MS + UNDERWAY_MS) sends.shift();
    return { ...measured, concealedNowPermille: measureBetween(recent, counts).concealedPermille };
  }

  /**
   * What was sent when they counted what they told; null when that is not known. A picture that began
   * since then has not had the time to arrive.
   */
  function sentFor(toldMs: number): number | null {
    const then = sends.filter(({ atMs }) => atMs <= toldMs && atMs > toldMs - UNDERWAY_MS);
    return then.length === 0 ? null : Math.min(...then.map(({ kbit }) => kbit));
  }

  return {
    async look(nowMs, pin, speaks) {
      if (grewMs === 0 || !speaks) grewMs = nowMs;
      const measured = await measure(nowMs);
      const settled = connection !== null && nowMs - sinceMs >= SETTLE_MS;
      const told = line.told.peek();
      const fresh = told !== null && nowMs - told.atMs < TOLD_GOOD_MS ? told.line : null;
      const hears = speaks && (settled || whole);
      const heard: Heard = {
        concealedPermille: hears ? (measured?.concealedPermille ?? null) : null,
        silentMs: speaks ? nowMs - grewMs : null,
        receivedKbit: settled ? (measured?.receivedKbit ?? null) : null,
      };
      const signals: LadderSignals = {
        availableKbit: settled ? (measured?.availableKbit ?? null) : null,
        sentKbit: told === null || fresh === null ? null : sentFor(told.atMs),
        lossPermille: measured?.lossPermille ?? null,
        concealedPermille: heard.concealedPermille,
        // A picture is held for the sake of the voice beside it.
        concealedNowPermille:
          hears && line.speaks() ? (measured?.concealedNowPermille ?? null) : null,
        silentMs: heard.silentMs,
        roundTripMs: measured?.roundTripMs ?? null,
        bufferMs: measured?.bufferMs ?? null,
        receivedThereKbit: fresh?.receivedKbit ?? null,
        concealedTherePermille: fresh?.concealedPermille ?? null,
        silentThereMs: fresh?.silentMs ?? null,
        oneWayThereMs: fresh?.oneWayMs ?? null,
      };
      const ceiling = { here: pin, there: told?.line.pin ?? 'video', agreed };
      ladder ??= await core.ladderStart(ceiling, Math.floor(nowMs));
      const step = await core.ladderStep(ladder, signals, ceiling, Math.floor(nowMs));
      ladder = step.ladder;
      await line.tune(await core.ladderTuning(ladder, nowMs - sinceMs));
      tell(nowMs, ladder, pin, heard, step.oneWayMs);
      const { rung, why, delay } = ladder;
      const theirs = told === null ? null : { rung: told.line.rung, why: told.line.why };
      return { account, rung, why, theirs, delay };
    },
  };

  function tell(
    nowMs: number,
    { rung, why }: LadderMachine,
    pin: LadderRung,
    heard: Heard,
    oneWayMs: number | null,
  ): void {
    if (connection === null) return;
    const steps = [
      stepsOver(heard.concealedPermille, HEARD_STEPS),
      stepsOver(heard.silentMs, SILENT_STEPS),
      stepsOver(oneWayMs, LATE_STEPS),
    ];
    const now = [rung, why, pin, ...steps].join(' ');
    const wrong = steps.some((one) => one > 0);
    if (now === said && !(wrong && nowMs - saidMs >= TELL_AGAIN_MS)) return;
    said = now;
    saidMs = nowMs;
    const whole = (value: number | null) => (value === null ? null : Math.round(value));
    line.tell({
      rung,
      why,
      pin,
      concealedPermille: whole(heard.concealedPermille),
      silentMs: whole(heard.silentMs),
      receivedKbit: whole(heard.receivedKbit),
      oneWayMs: whole(oneWayMs),
    });
  }
}

type Heard = Pick<ToldLine, 'concealedPermille' | 'silentMs' | 'receivedKbit'>;

const stepsOver = (value: number | null, steps: readonly number[]): number =>
  value === null ? 0 : steps.filter((step) => value >= step).length;
