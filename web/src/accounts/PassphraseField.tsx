// SPDX-License-Identifier: Apache-2.0
import { Field } from '../ui/Field';
import { t } from '../ui/text';

type PassphraseFieldProps = {
  value: string;
  onInput: (value: string) => void;
  error: string | null;
  label?: string;
};

/** The pass phrase a person already has; a password keeper may fill it in. */
export function PassphraseField({ value, onInput, error, label }: PassphraseFieldProps) {
  return (
    <Field
      type="password"
      label={label ?? t('Pass phrase')}
      value={value}
      onInput={onInput}
      autoComplete="current-password"
      required
      error={error}
    />
  );
}
