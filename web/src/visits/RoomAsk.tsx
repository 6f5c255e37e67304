// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';

type RoomAskProps = {
  /** What is so. */
  children: ComponentChildren;
  /** The one thing to do about it. */
  act: string;
  onAct: () => void;
};

/** A sentence with one answer: somebody knocks, the call is elsewhere, a sound was interrupted. */
export function RoomAsk({ children, act, onAct }: RoomAskProps) {
  return (
    <div class="room-notice room-ask">
      <p>{children}</p>
      <button type="button" class="room-ask-act" onClick={onAct}>
        {act}
      </button>
    </div>
  );
}
