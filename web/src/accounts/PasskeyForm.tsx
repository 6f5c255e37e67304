// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { t } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import { FactorProblem } from './AppForm';
import type { FactorsModel } from './factors-model';

/** Adding a passkey. */
export function PasskeyForm({ factors }: { factors: FactorsModel }) {
  const [name, setName] = useState('');
  if (!factors.canPasskey)
    return <p>{t('This browser does not know passkeys. Another one of yours may.')}</p>;
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!factors.busy.value) void factors.addPasskey(name).then((done) => done && setName(''));
      }}
    >
      <p>
        {t(
          'A passkey is a key on your phone, computer or a little stick. Your finger, your face or a PIN wakes it.',
        )}
      </p>
      <FactorProblem factors={factors} />
      <Field
        label={t('A name for it')}
        hint={t('So that you know it again: “my phone”, “the blue stick”.')}
        value={name}
        onInput={setName}
        maxLength={80}
        autoComplete="off"
        reads={<WhoReads>{t('Only you.')}</WhoReads>}
      />
      <div class="row">
        <Button type="submit" busy={factors.busy.value}>
          {t('Add a passkey')}
        </Button>
      </div>
    </form>
  );
}
