// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { t } from '../ui/text';
import { AccountForm } from './AccountForm';
import { AccountProblem, fieldProblem } from './AccountProblem';
import type { AccountsModel } from './accounts-model';
import { PassphraseField } from './PassphraseField';

/** A little less than the ten minutes the server allows. */
const FRESH_MS = 9 * 60_000;

/** What may be changed only by somebody who has just shown who they are: asks for the pass phrase
 * first when that was a while ago. */
export function Fresh({ model, children }: { model: AccountsModel; children: ComponentChildren }) {
  const [phrase, setPhrase] = useState('');
  const [asked, setAsked] = useState(false);
  if (Date.now() - model.shownMs.value < FRESH_MS) return <>{children}</>;
  const submit = () => {
    setAsked(true);
    void model.confirm(phrase);
  };
  return (
    <AccountForm model={model} onSubmit={submit}>
      <p>{t('Give your pass phrase once more, so that nobody else changes this.')}</p>
      {asked && <AccountProblem model={model} />}
      <PassphraseField
        label={t('Your pass phrase')}
        value={phrase}
        onInput={setPhrase}
        error={asked ? fieldProblem(model, 'passphrase') : null}
      />
      <div class="row">
        <Button type="submit" busy={model.busy.value}>
          {t('Go on')}
        </Button>
      </div>
    </AccountForm>
  );
}
