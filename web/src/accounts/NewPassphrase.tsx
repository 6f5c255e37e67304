// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { t, tn } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import { suggestPassphrase } from './passphrase';
import './accounts.css';

const LEAST = 15; // the vault refuses shorter ones

type NewPassphraseProps = {
  value: string;
  onInput: (value: string) => void;
  label?: string;
  error?: string | null;
};

function hint(value: string): string {
  if (value === '')
    return t('At least 15 letters. A few words that do not belong together are best.');
  const missing = LEAST - [...value.normalize('NFKC')].length;
  return missing > 0
    ? tn(missing, '{n} more letter, please.', '{n} more letters, please.')
    : t('Long enough.');
}

/** Choosing a pass phrase; six words are offered to whoever wants them. */
export function NewPassphrase({ value, onInput, label, error }: NewPassphraseProps) {
  const [offered, setOffered] = useState('');
  return (
    <div class="stack-tight">
      <Field
        type="password"
        label={label ?? t('Pass phrase')}
        hint={hint(value)}
        value={value}
        onInput={onInput}
        autoComplete="new-password"
        required
        error={error}
        reads={<WhoReads>{t('Only you. It never leaves this device.')}</WhoReads>}
      />
      <div class="offer" aria-live="polite">
        {offered !== '' && offered === value && (
          <p class="offer-words" lang="en" translate={false}>
            {offered}
          </p>
        )}
        <Button
          kind="quiet"
          onClick={() => {
            const words = suggestPassphrase();
            setOffered(words);
            onInput(words);
          }}
        >
          {offered === '' ? t('Suggest six words') : t('Suggest six others')}
        </Button>
      </div>
    </div>
  );
}
