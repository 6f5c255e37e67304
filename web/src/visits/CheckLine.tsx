// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';

type CheckLineProps = {
  label: string;
  hint?: ComponentChildren;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
};

/** One thing that is on or off, with a line that says what it does. */
export function CheckLine({ label, hint, checked, disabled = false, onChange }: CheckLineProps) {
  return (
    <label class="choice-option">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>
        {label}
        {hint !== undefined && <span class="choice-hint note">{hint}</span>}
      </span>
    </label>
  );
}
