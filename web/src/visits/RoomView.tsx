// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { Choice } from '../ui/Choice';
import { Dialog } from '../ui/Dialog';
import { t } from '../ui/text';
import { CheckLine } from './CheckLine';
import type { DevicesModel } from './devices-model';
import { SoundCareChoice } from './SoundCareChoice';
import type { Medium } from './visit';

type RoomViewProps = {
  open: boolean;
  devices: DevicesModel;
  medium: Medium;
  onClose: () => void;
  /** What matters most, above the rest: how much picture. */
  first: ComponentChildren;
  /** More to choose: the mirror, what is read along. */
  children?: ComponentChildren;
};

/** How this person sees and is heard. Remembered on this device; the other is told nothing of it. */
export function RoomView({ open, devices, medium, onClose, first, children }: RoomViewProps) {
  const { selfView, guide, faceAt, blur } = devices.choices.value;
  return (
    <Dialog open={open} title={t('How you see and hear')} onClose={onClose}>
      {first}
      {medium === 'video' && (
        <div class="stack-tight">
          <CheckLine
            label={t('Show me my own picture')}
            hint={t('It helps some people and tires others.')}
            checked={selfView === true}
            onChange={devices.setSelfView}
          />
          <CheckLine
            label={t('Help me sit in the picture')}
            hint={t('An outline over your own picture: head and shoulders.')}
            checked={guide && selfView === true}
            onChange={(on) => {
              devices.setView({ guide: on });
              if (on) devices.setSelfView(true);
            }}
          />
          {devices.canBlur.value && (
            <CheckLine
              label={t('Blur what is behind me')}
              hint={t('Your own camera does it, on this device.')}
              checked={blur}
              onChange={(on) => devices.setView({ blur: on })}
            />
          )}
        </div>
      )}
      {medium === 'video' && (
        <Choice
          inline
          label={t('Where is their face in the picture?')}
          hint={t('So that it is never what is cut off.')}
          options={[
            { value: 'high', label: t('High') },
            { value: 'middle', label: t('Middle') },
            { value: 'low', label: t('Low') },
          ]}
          value={faceAt}
          onChange={(at) => devices.setView({ faceAt: at })}
        />
      )}
      {medium !== 'text' && <SoundCareChoice devices={devices} />}
      {children}
    </Dialog>
  );
}
