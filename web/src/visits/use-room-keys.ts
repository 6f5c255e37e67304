// SPDX-License-Identifier: Apache-2.0
// The keys of the room: Alt and a letter, told with the buttons themselves; Escape closes what is open.

import { useEffect } from 'preact/hooks';
import type { DevicesModel } from './devices-model';
import type { SignWord } from './signs';
import type { SignsModel } from './signs-model';

const SIGNS: Partial<Record<string, SignWord>> = { KeyS: 'slower', KeyP: 'pause', KeyA: 'again' };

/** `sound` and `picture`: which of the two this session has. */
export function useRoomKeys(
  devices: DevicesModel,
  signs: SignsModel,
  sound: boolean,
  picture: boolean,
  onEscape: () => void,
): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (
        event.key === 'Escape' &&
        !event.defaultPrevented &&
        !document.querySelector('dialog[open]')
      ) {
        onEscape();
        return;
      }
      if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
      const word = SIGNS[event.code];
      if (word !== undefined) {
        event.preventDefault();
        if (!signs.hidden.peek()) signs.say(word);
      } else if (event.code === 'KeyN') {
        event.preventDefault();
        signs.setHidden(!signs.hidden.peek());
      } else if (event.code === 'KeyM' && sound) {
        event.preventDefault();
        devices.setMuted(!devices.choices.peek().muted);
      } else if (event.code === 'KeyV' && picture) {
        event.preventDefault();
        void devices.setCamera(devices.camera.peek().kind !== 'on');
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [devices, signs, sound, picture]);
}
