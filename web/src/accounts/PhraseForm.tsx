// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { t } from '../ui/text';
import { AccountForm } from './AccountForm';
import { AccountProblem, fieldProblem } from './AccountProblem';
import type { AccountsModel } from './accounts-model';
import { PassphraseField } from './PassphraseField';

type PhraseFormProps = {
  model: AccountsModel;
  /** What happens with it; false when it was refused. */
  act: (phrase: string) => Promise<boolean>;
  /** What the button says. */
  button: string;
  /** What is to be known before. */
  children: ComponentChildren;
};

/** The pass phrase once more, for something that asks for it. */
export function PhraseForm({ model, act, button, children }: PhraseFormProps) {
  const [phrase, setPhrase] = useState('');
  const [asked, setAsked] = useState(false);
  const submit = async () => {
    setAsked(true);
    if (!(await act(phrase))) return;
    setAsked(false);
    setPhrase('');
  };
  return (
    <AccountForm model={model} onSubmit={() => void submit()}>
      {children}
      {asked && <AccountProblem model={model} />}
      <PassphraseField
        label={t('Your pass phrase')}
        value={phrase}
        onInput={setPhrase}
        error={asked ? fieldProblem(model, 'passphrase') : null}
      />
      <div class="row">
        <Button type="submit" busy={model.busy.value}>
          {button}
        </Button>
      </div>
    </AccountForm>
  );
}
