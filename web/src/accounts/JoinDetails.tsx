// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Field } from '../ui/Field';
import { t } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import { AccountForm } from './AccountForm';
import { AccountProblem, fieldProblem } from './AccountProblem';
import type { AccountsModel } from './accounts-model';
import { NewPassphrase } from './NewPassphrase';

type JoinDetailsProps = { model: AccountsModel; therapist: string | null };

/** Name, login name and pass phrase of someone new. */
export function JoinDetails({ model, therapist }: JoinDetailsProps) {
  const [name, setName] = useState('');
  const [login, setLogin] = useState('');
  const [phrase, setPhrase] = useState('');
  const submit = () =>
    void model.signUpMake({ name: name.trim(), login: login.trim(), passphrase: phrase });
  return (
    <Card>
      <AccountForm model={model} onSubmit={submit} class="join-form">
        <AccountProblem model={model} />
        <Field
          label={t('What should we call you?')}
          hint={t('A first name is enough.')}
          value={name}
          onInput={setName}
          autoComplete="given-name"
          maxLength={80}
          required
          error={fieldProblem(model, 'name')}
          reads={
            <WhoReads>
              {therapist === null
                ? t('You, the people you work with, and the practice.')
                : t('You, {therapist} and the practice.', { therapist })}
            </WhoReads>
          }
        />
        <Field
          label={t('Choose a login name')}
          hint={t('3 to 64 small letters, digits or . _ - @. It need not be your name.')}
          value={login}
          onInput={(typed) => setLogin(typed.toLowerCase())}
          autoComplete="username"
          maxLength={64}
          exact
          required
          error={fieldProblem(model, 'login')}
        />
        <NewPassphrase
          label={t('Choose a pass phrase')}
          value={phrase}
          onInput={setPhrase}
          error={fieldProblem(model, 'passphrase')}
        />
        <div class="row">
          <Button kind="next" type="submit" busy={model.busy.value}>
            {model.busy.value ? t('Making your keys, this takes a moment') : t('Go on')}
          </Button>
        </div>
      </AccountForm>
    </Card>
  );
}
