// SPDX-License-Identifier: Apache-2.0
import { t } from '../ui/text';
import type { DevicesModel } from './devices-model';

/** Asked once and remembered: seeing oneself all the time helps some people and tires others. */
export function SelfViewQuestion({ devices }: { devices: DevicesModel }) {
  return (
    <div class="room-notice room-ask">
      <p>{t('Do you want to see yourself? You can change it under View.')}</p>
      <div class="room-ask-two">
        <button type="button" class="room-shown-yes" onClick={() => devices.setSelfView(true)}>
          {t('Yes')}
        </button>
        <button type="button" class="room-shown-away" onClick={() => devices.setSelfView(false)}>
          {t('No')}
        </button>
      </div>
    </div>
  );
}
