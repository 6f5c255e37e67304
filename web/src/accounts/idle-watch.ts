// SPDX-License-Identifier: Apache-2.0
// Notices when nobody has done anything for a while.

const CHECK_MS = 20_000;

/** Watches one person's quiet. */
export interface IdleWatch {
  /** Starts, or starts anew. */
  start(): void;
  stop(): void;
  /** The person did something. */
  touch(): void;
}

/** Calls `onIdle` once, when `idleMs` have passed without a touch; a sleeping device counts. */
export function createIdleWatch(idleMs: number, now: () => number, onIdle: () => void): IdleWatch {
  let touchedMs = now();
  let waiting: ReturnType<typeof setTimeout> | null = null;

  function look(): void {
    waiting = null;
    if (now() - touchedMs >= idleMs) onIdle();
    else wait();
  }

  function wait(): void {
    waiting = setTimeout(look, Math.min(CHECK_MS, idleMs));
    // A program outside of a browser may end while this waits.
    (waiting as { unref?: () => void }).unref?.();
  }

  function stop(): void {
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
  }

  return {
    start() {
      stop();
      touchedMs = now();
      wait();
    },
    stop,
    touch() {
      touchedMs = now();
    },
  };
}
