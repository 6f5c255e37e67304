// SPDX-License-Identifier: Apache-2.0
import { t } from '../ui/text';
import type { DevicesModel } from './devices-model';
import { RoomAsk } from './RoomAsk';

type TakenAskProps = {
  devices: DevicesModel;
  /** The other person. */
  name: string;
};

/** A phone call, or another app, has the microphone or the camera: one tap brings it back. */
export function TakenAsk({ devices, name }: TakenAskProps) {
  const taken = devices.taken.value;
  if (taken.includes('microphone')) {
    return (
      <RoomAsk act={t('Take the microphone back')} onAct={() => void devices.again('microphone')}>
        {t('Another app has your microphone. {name} does not hear you now.', { name })}
      </RoomAsk>
    );
  }
  if (taken.includes('camera')) {
    return (
      <RoomAsk act={t('Take the camera back')} onAct={() => void devices.again('camera')}>
        {t('Another app has your camera. {name} does not see you now.', { name })}
      </RoomAsk>
    );
  }
  return null;
}
