// SPDX-License-Identifier: Apache-2.0
// How the time of talking is shared, heard on this device alone: nothing of it is sent or kept. Listens
// only while everybody said yes, and forgets all of it when one takes that back.

import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { CoreClient } from '../core/core-types';
import type { TalkEars, TalkLoudness, TalkMirror, TalkSpan } from '../core/talk';
import type { LevelMeter } from './sounds';

/** One who is listened to; the first is the person here. Null: the line to them is away. */
export type Voice = MediaStreamTrack | 'silent' | null;

/** What there is to see. */
export interface TalkModel {
  /** Null before the first look, and while somebody did not say yes. */
  readonly mirror: ReadonlySignal<TalkMirror | null>;
  stop(): void;
}

/** Looks at how loud everybody is. */
export const HEAR_MS = 100;
/** Heard together, so that the core is asked once a second. */
const HEARD_TOGETHER = 10;
/** The shares are counted anew; more often would make them restless. */
export const MIRROR_MS = 5_000;
/** As in core/talk.h: what is older is forgotten. */
const WINDOW_MS = 300_000;

/** Makes the model; it listens when `wanted` says so. */
export function createTalkModel(deps: {
  core: Pick<CoreClient, 'talkStart' | 'talkHear' | 'talkLook'>;
  /** Everybody said yes. */
  wanted: ReadonlySignal<boolean>;
  voices: ReadonlySignal<readonly Voice[]>;
  listen(track: MediaStreamTrack): Pick<LevelMeter, 'decibels' | 'stop'>;
  now(): number;
  every(ms: number, run: () => void): () => void;
}): TalkModel {
  const { core, voices, now } = deps;
  const mirror = signal<TalkMirror | null>(null);
  const meters = new Map<MediaStreamTrack, Pick<LevelMeter, 'decibels' | 'stop'>>();
  let ears: TalkEars | null = null;
  let spans: TalkSpan[] = [];
  let looks: TalkLoudness[] = [];
  let lookedMs = 0;
  let busy = false;
  /** Counts up whenever all is forgotten, so that a late answer brings nothing back. */
  let turn = 0;
  let stopHearing: (() => void) | null = null;

  function levelOf(voice: MediaStreamTrack | 'silent'): number {
    if (voice === 'silent') return -100;
    const meter = meters.get(voice) ?? deps.listen(voice);
    meters.set(voice, meter);
    return meter.decibels();
  }

  function hear(): void {
    const all = voices.peek();
    for (const [track, meter] of meters)
      if (!all.includes(track)) {
        meter.stop();
        meters.delete(track);
      }
    // A pause of the network is nobody's silence.
    if (!all.includes(null))
      looks.push({ atMs: Math.round(now()), levelsDb: all.map((one) => levelOf(one ?? 'silent')) });
    if (looks.length >= HEARD_TOGETHER && !busy) void look();
  }

  async function look(): Promise<void> {
    const mine = turn;
    const fresh = looks;
    looks = [];
    busy = true;
    try {
      const people = fresh[0]?.levelsDb.length ?? 0;
      const heard = await core.talkHear(ears ?? (await core.talkStart(people)), fresh);
      if (mine !== turn) return;
      ears = heard.ears;
      const nowMs = fresh.at(-1)?.atMs ?? 0;
      for (const span of heard.spans) spans = joined(spans, span);
      spans = spans.filter(({ toMs }) => toMs > nowMs - WINDOW_MS);
      if (nowMs - lookedMs < MIRROR_MS) return;
      lookedMs = nowMs;
      const found = await core.talkLook(spans, people, nowMs);
      if (mine === turn) mirror.value = found;
    } catch {
      // A clock that was set back, or no core: it begins anew.
      if (mine === turn) forget();
    } finally {
      if (mine === turn) busy = false;
    }
  }

  function forget(): void {
    turn++;
    ears = null;
    spans = [];
    looks = [];
    lookedMs = 0;
    busy = false;
    mirror.value = null;
    for (const meter of meters.values()) meter.stop();
    meters.clear();
  }

  function rest(): void {
    stopHearing?.();
    stopHearing = null;
    forget();
  }

  const stop = effect(() => {
    if (!deps.wanted.value) rest();
    else stopHearing ??= deps.every(HEAR_MS, hear);
  });

  return {
    mirror,
    stop() {
      stop();
      rest();
    },
  };
}

/** Equal neighbours become one. */
function joined(spans: TalkSpan[], next: TalkSpan): TalkSpan[] {
  const last = spans.at(-1);
  if (next.toMs === next.fromMs) return spans;
  if (last === undefined || last.toMs !== next.fromMs || last.speaking !== next.speaking)
    return [...spans, next];
  return [...spans.slice(0, -1), { ...last, toMs: next.toMs }];
}
