// SPDX-License-Identifier: Apache-2.0
// The newest link of a line and the one before it, while one takes the place of the other: the old one is
// heard and shown until its successor brings a voice, then until its picture. Builds no link itself.

import type { Signal } from '@preact/signals';
import type { Sending } from './call-signal';
import { type Arrived, arrivedIn, type Link } from './link';
import { leading } from './stall';

/** What arrives from the other side. */
export type Remote = { audio: MediaStreamTrack | null; video: MediaStreamTrack | null };

/** The links of one line; all are closed by it. */
export interface Handover {
  /** The newest one; null before the first and after `drop`. */
  readonly link: Link | null;
  /** The one before it, as long as it is heard or seen. */
  readonly old: Link | null;
  /** The newest one stands. */
  readonly stands: boolean;
  /** Since when its voice is the one that is heard; null while it is not. */
  readonly heardMs: number | null;
  /** Whose voice is the one that is heard; null when there is none any more. */
  heard(): Link | null;
  /** The newest one is given up; it is the old one from now on, if it was heard. */
  giveUp(): void;
  /** A new one, which does not stand yet. */
  take(link: Link): void;
  /** The newest one stands: it is heard at once, or beside the old one as soon as it brings a voice. */
  stand(): void;
  /** A track of this one came or went. */
  changed(link: Link): void;
  /** Shows what the newest one brings, or nothing where it may not be shown. */
  show(): void;
  /** Closes all. What was shown stays: the caller knows whether the other is gone. */
  drop(): void;
}

/** A new link that stands is looked at so often until its first voice or picture is there. */
const FIRST_LOOK_MS = 40;
/** Once the voice is there, the old picture stays no longer than this. */
const PICTURE_WAIT_MS = 1500;

/** Makes the pair of none. */
export function createHandover(deps: {
  /** What is heard and shown. */
  remote: Signal<Remote>;
  mayShow(): boolean;
  theirSending(): Sending | null;
  /** The newest link's voice counts from now on. */
  onHeard(): void;
  now(): number;
  every(ms: number, run: () => void): () => void;
}): Handover {
  const { remote } = deps;
  let link: Link | null = null;
  let old: Link | null = null;
  let standsMs: number | null = null;
  let heardMs: number | null = null;
  let stopWaiting: (() => void) | null = null;

  function stopLooking(): void {
    stopWaiting?.();
    stopWaiting = null;
  }

  function dropOld(): void {
    stopLooking();
    old?.close();
    old = null;
  }

  function show(from: Link): void {
    remote.value = deps.mayShow() ? { ...from.remote } : { audio: null, video: null };
  }

  function hear(): void {
    heardMs = deps.now();
    deps.onHeard();
  }

  /** The new link stands beside the old one: its voice is taken when it comes, then its picture. */
  async function lookForFirst(): Promise<void> {
    const seen = link;
    if (seen === null || old === null) return;
    let first: Arrived;
    try {
      first = arrivedIn(await seen.report());
    } catch {
      return;
    }
    if (seen !== link || old === null || standsMs === null) return;
    if (heardMs === null) {
      if (leading(deps.theirSending(), first) === 0) return;
      if (deps.mayShow()) remote.value = { audio: seen.remote.audio, video: remote.value.video };
      hear();
    }
    const waited = deps.now() - standsMs >= PICTURE_WAIT_MS;
    if (deps.theirSending()?.camera === true && first.frames === 0 && !waited) return;
    show(seen);
    dropOld();
  }

  return {
    get link() {
      return link;
    },
    get old() {
      return old;
    },
    get stands() {
      return standsMs !== null;
    },
    get heardMs() {
      return heardMs;
    },
    heard: () => (heardMs === null ? old : link),
    giveUp() {
      stopLooking();
      if (heardMs === null) link?.close();
      else {
        old?.close();
        old = link;
      }
      link = null;
      standsMs = null;
      heardMs = null;
    },
    take(next) {
      link = next;
    },
    stand() {
      if (link === null || standsMs !== null) return;
      standsMs = deps.now();
      if (old === null) {
        show(link);
        hear();
      } else {
        stopWaiting = deps.every(FIRST_LOOK_MS, () => void lookForFirst());
        void lookForFirst();
      }
    },
    changed(of) {
      if (of === link && standsMs !== null && old === null) show(of);
    },
    show() {
      if (link !== null) show(link);
    },
    drop() {
      dropOld();
      link?.close();
      link = null;
      standsMs = null;
      heardMs = null;
    },
  };
}
