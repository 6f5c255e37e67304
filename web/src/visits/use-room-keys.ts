// SPDX-License-Identifier: Apache-2.0
// The keys of the room: Alt+M and Alt+V, told with the buttons themselves; Escape closes what is open.

import { useEffect } from 'preact/hooks';
import type { DevicesModel } from './devices-model';

/** `sound` and `picture`: which of the two this session has. */
export function useRoomKeys(
  devices: DevicesModel,
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
      if (event.code === 'KeyM' && sound) {
        event.preventDefault();
        devices.setMuted(!devices.choices.peek().muted);
      } else if (event.code === 'KeyV' && picture) {
        event.preventDefault();
        void devices.setCamera(devices.camera.peek().kind !== 'on');
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [devices, sound, picture]);
}
