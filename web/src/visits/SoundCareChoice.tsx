// SPDX-License-Identifier: Apache-2.0
import { Choice } from '../ui/Choice';
import { t } from '../ui/text';
import type { SoundCare } from './device-choices';
import type { DevicesModel } from './devices-model';

/** What is done against noise around this person, and what that costs. */
export function SoundCareChoice({ devices }: { devices: DevicesModel }) {
  const options: { value: SoundCare; label: string; hint: string }[] = [
    {
      value: 'keep',
      label: t('Keep everything'),
      hint: t('Quiet speech, sighs and crying are heard. So is the room around you.'),
    },
    {
      value: 'browser',
      label: t('Take steady noise away'),
      hint: t('Good against a fan. It may swallow whispering.'),
    },
  ];
  return (
    <Choice
      label={t('Noise around you')}
      options={options}
      value={devices.choices.value.noise}
      onChange={(noise) => devices.setView({ noise })}
    />
  );
}
