// SPDX-License-Identifier: Apache-2.0
import { useId } from 'preact/hooks';
import { FieldFrame } from '../ui/Field';
import { t } from '../ui/text';
import type { DeviceName } from './devices';

type DeviceSelectProps = {
  label: string;
  devices: readonly DeviceName[];
  /** The remembered choice; one that is not there counts as none. */
  value: string | null;
  onChange: (id: string) => void;
};

/** Which of several devices. One alone needs no choosing and is named. */
export function DeviceSelect({ label, devices, value, onChange }: DeviceSelectProps) {
  const id = useId();
  if (devices.length === 0) return null;
  const known = devices.some((device) => device.id === value);
  return (
    <FieldFrame id={id} label={label} hint={undefined} error={null} reads={undefined}>
      <select
        id={id}
        class="field-input"
        value={known && value !== null ? value : (devices[0]?.id ?? '')}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {devices.map((device, index) => (
          <option key={device.id} value={device.id}>
            {device.label || t('{label} {n}', { label, n: index + 1 })}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}
