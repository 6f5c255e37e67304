// SPDX-License-Identifier: Apache-2.0
// How a therapist hears that somebody waits, on whatever page they are: a mark in the tab always; a soft
// sound and a notice of the device when chosen. No name is in any of it, and no other host is asked.

import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Keep } from './device-choices';
import { isOver, type Visit, whoWaits } from './visit';

/** What the person chose on this device. */
export type AlertChoices = { sound: boolean; notice: boolean };

/** What a browser gives to show a notice; null where it has none. */
export type Notices = {
  permission(): NotificationPermission;
  ask(): Promise<NotificationPermission>;
  show(): void;
};

/** The choices, and telling. */
export interface WaitingAlert {
  readonly choices: ReadonlySignal<AlertChoices>;
  /** The device says no to notices, and only its settings can change that. */
  readonly refused: ReadonlySignal<boolean>;
  /** False where this browser shows none. */
  readonly canNotify: boolean;
  setSound(on: boolean): void;
  /** Asks the device first, when it has not been asked. */
  setNotice(on: boolean): Promise<void>;
  stop(): void;
}

const KEY = 'rapport.waiting';

/** Watches the sessions and tells once for each who comes to wait. */
export function createWaitingAlert(deps: {
  visits: ReadonlySignal<readonly Visit[]>;
  keep: Keep | null;
  notices: Notices | null;
  /** The page is behind another one, or the screen is off. */
  hidden(): boolean;
  chime(): void;
  mark(on: boolean): void;
}): WaitingAlert {
  const { keep, notices } = deps;
  const choices = signal(read(keep));
  const refused = signal(notices?.permission() === 'denied');
  let known: ReadonlySet<string> = new Set();

  function choose(next: Partial<AlertChoices>): void {
    choices.value = { ...choices.peek(), ...next };
    try {
      keep?.setItem(KEY, JSON.stringify(choices.peek()));
    } catch {
      // Without room the choice holds as long as the page.
    }
  }

  const stop = effect(() => {
    const waiting = new Set<string>();
    for (const visit of deps.visits.value) {
      if (!isOver(visit)) for (const who of whoWaits(visit)) waiting.add(`${visit.id} ${who}`);
    }
    const isNew = [...waiting].some((one) => !known.has(one));
    deps.mark(waiting.size > 0);
    known = waiting;
    if (!isNew) return;
    const { sound, notice } = choices.peek();
    if (sound) deps.chime();
    if (notice && deps.hidden() && notices?.permission() === 'granted') notices.show();
  });

  return {
    choices,
    refused,
    canNotify: notices !== null,
    setSound(on) {
      choose({ sound: on });
      if (on) deps.chime();
    },
    async setNotice(on) {
      if (!on || notices === null) return choose({ notice: false });
      const said = notices.permission() === 'default' ? await notices.ask() : notices.permission();
      refused.value = said === 'denied';
      choose({ notice: said === 'granted' });
    },
    stop() {
      stop();
      deps.mark(false);
    },
  };
}

function read(keep: Keep | null): AlertChoices {
  try {
    const kept = JSON.parse(keep?.getItem(KEY) ?? '{}') as Partial<AlertChoices> | null;
    return { sound: kept?.sound === true, notice: kept?.notice === true };
  } catch {
    return { sound: false, notice: false };
  }
}
