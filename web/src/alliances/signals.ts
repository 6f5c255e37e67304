// SPDX-License-Identifier: Apache-2.0
// Signals of the sessions that are open on this device: opened one after the other, as an answer must not
// overtake its offer, and handed to whoever listens to that session.

import type { LiveSignal } from '../net/live';
import type { Opened } from '../vault/vault';

/** Signals as they come. */
export interface Signals {
  /** One that came on the live socket. What does not open is dropped, and only told to `refused`. */
  heard(one: LiveSignal): void;
  /** Opened signals of one session. */
  on(
    visit: string,
    listener: (from: string, body: unknown) => void,
    refused?: (from: string) => void,
  ): () => void;
}

type Listener = {
  opens(from: string, body: unknown): void;
  refuses: ((from: string) => void) | undefined;
};

/** `open` opens and checks one; a refusal is a value. */
export function createSignals(open: (one: LiveSignal) => Promise<Opened>): Signals {
  const listeners = new Map<string, Set<Listener>>();
  let queue: Promise<void> = Promise.resolve();

  async function passOn(one: LiveSignal): Promise<void> {
    const listening = listeners.get(one.visit);
    if (listening === undefined || listening.size === 0) return;
    const opened = await open(one);
    for (const { opens, refuses } of [...listening]) {
      if (opened.kind === 'refused') refuses?.(one.from);
      else opens(one.from, opened.body);
    }
  }

  return {
    heard(one) {
      queue = queue.then(() => passOn(one)).catch(() => undefined);
    },
    on(visit, opens, refuses) {
      const set = listeners.get(visit) ?? new Set();
      const listener = { opens, refuses };
      listeners.set(visit, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0 && listeners.get(visit) === set) listeners.delete(visit);
      };
    },
  };
}
