// SPDX-License-Identifier: Apache-2.0
// Whether the chat of the room is open. It is opened by a person, or by itself when the voice is gone.

import { type ReadonlySignal, signal } from '@preact/signals';

/** State and actions. */
export interface ChatDoor {
  readonly open: ReadonlySignal<boolean>;
  /** Nobody asked for it, so the cursor stays where it is. */
  readonly byItself: ReadonlySignal<boolean>;
  /** "Write" was pressed: the other way round, but for a press that the chat came before. */
  press(): void;
  openByItself(): void;
  close(): void;
}

/** Whoever presses within this had not seen yet that it is open, ms. */
const SEEN_MS = 1000;

/** Closed at first. */
export function createChatDoor(now: () => number): ChatDoor {
  const open = signal(false);
  const byItself = signal(false);
  let openedMs = 0;
  return {
    open,
    byItself,
    press() {
      const meant = byItself.value && now() - openedMs < SEEN_MS;
      open.value = meant || !open.value;
      byItself.value = false;
    },
    openByItself() {
      if (open.value) return;
      openedMs = now();
      byItself.value = true;
      open.value = true;
    },
    close() {
      open.value = false;
      byItself.value = false;
    },
  };
}
