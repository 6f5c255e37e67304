// SPDX-License-Identifier: Apache-2.0
// What may be said and shown of one line, by what was counted on its links: sealed is said of what was
// counted on the link in use, and after a finding the next link has to prove itself before anything of it
// is seen or heard. Pure: time and counts are arguments.

import { type ReadonlySignal, signal } from '@preact/signals';
import type { FrameCounts } from '../frames/frame-engine';
import {
  type BrowserCounts,
  type Expected,
  type FrameVerdict,
  type FrameWatch,
  watchFrom,
  watchStep,
} from '../frames/frame-watch';

/** How frames go on this line; `line` when one of the two browsers cannot seal them. */
export type PeerFrames = FrameVerdict | 'line';

/** After frames were found not to be sealed or opened, a new link is tried; then after twice as long. */
const MEND_MS = 2000;
const MEND_MOST_MS = 30_000;
/** After a finding the next link has to be sealed for so long without a break. */
export const PROOF_MS = 3000;

/** The proof of one line over all its links. */
export interface FrameProof {
  readonly frames: ReadonlySignal<PeerFrames>;
  /** What comes may be seen and heard: what cannot be opened, or came by unsealed, is noise or worse. */
  mayShow(): boolean;
  /** A link stands; `sealing` is false where one of the two cannot. */
  stands(nowMs: number, sealing: boolean): void;
  /** One look at the link in use. True when another should be tried. */
  look(nowMs: number, browser: BrowserCounts, worker: FrameCounts, expected: Expected): boolean;
  /** The worker never runs. */
  fail(): void;
  /** The line is off: whatever comes next begins anew. */
  reset(): void;
}

/** Makes the proof of a line that is off. */
export function createFrameProof(): FrameProof {
  const frames = signal<PeerFrames>('counting');
  let watch: FrameWatch = watchFrom(0);
  let mends = 0;
  let mendMs = 0;
  /** Sealed on this link since. */
  let sealedMs: number | null = null;

  const isDark = () => frames.peek() === 'stuck' || frames.peek() === 'passed_by';

  return {
    frames,
    mayShow: () => !isDark(),
    stands(nowMs, sealing) {
      watch = watchFrom(nowMs);
      sealedMs = null;
      if (!sealing) frames.value = 'line';
      else if (!isDark()) frames.value = 'counting';
    },
    look(nowMs, browser, worker, expected) {
      watch = watchStep(watch, nowMs, browser, worker, expected);
      const { verdict } = watch;
      if (verdict !== 'sealed') sealedMs = null;
      else sealedMs ??= nowMs;
      if (verdict === 'sealed' || verdict === 'counting') {
        const proved = sealedMs !== null && nowMs - sealedMs >= PROOF_MS;
        if (proved) mends = 0;
        if (proved || !isDark()) frames.value = verdict;
        return false;
      }
      frames.value = verdict;
      if (nowMs < mendMs) return false;
      mendMs = nowMs + Math.min(MEND_MS * 2 ** mends, MEND_MOST_MS);
      mends++;
      return true;
    },
    fail() {
      frames.value = 'stuck';
    },
    reset() {
      frames.value = 'counting';
      mends = 0;
    },
  };
}
