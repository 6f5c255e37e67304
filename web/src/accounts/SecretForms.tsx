// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import { AccountForm } from './AccountForm';
import { AccountProblem, fieldProblem } from './AccountProblem';
import type { AccountsModel } from './accounts-model';
import { NewPassphrase } from './NewPassphrase';
import { PassphraseField } from './PassphraseField';
import { PhraseForm } from './PhraseForm';

type Asked = 'no' | 'yes' | 'done';
type FormProps = { model: AccountsModel };

/** A new pass phrase in place of the old. Ends every other login. */
export function NewPhraseForm({ model }: FormProps) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [asked, setAsked] = useState<Asked>('no');
  const submit = async () => {
    setAsked('yes');
    if (!(await model.changePassphrase(current, next))) return;
    setAsked('done');
    setCurrent('');
    setNext('');
  };
  return (
    <AccountForm model={model} onSubmit={() => void submit()}>
      {asked === 'yes' && <AccountProblem model={model} />}
      {asked === 'done' && (
        <Notice kind="ok">
          <p>{t('Your new pass phrase works from now on. Other devices were signed out.')}</p>
        </Notice>
      )}
      <PassphraseField
        label={t('Your pass phrase now')}
        value={current}
        onInput={setCurrent}
        error={asked === 'yes' ? fieldProblem(model, 'passphrase') : null}
      />
      <NewPassphrase label={t('Your new pass phrase')} value={next} onInput={setNext} />
      <div class="row">
        <Button type="submit" busy={model.busy.value}>
          {t('Change it')}
        </Button>
      </div>
    </AccountForm>
  );
}

/** Giving the same pass phrase anew ends every login but this one. */
export function EndOtherLogins({ model }: FormProps) {
  const [done, setDone] = useState(false);
  const act = async (phrase: string) => {
    const ended = await model.changePassphrase(phrase, phrase);
    setDone(ended);
    return ended;
  };
  return (
    <PhraseForm model={model} act={act} button={t('Sign out everywhere else')}>
      <p>
        {t('All other phones and computers will ask for your pass phrase again. This one stays.')}
      </p>
      {done && (
        <Notice kind="ok">
          <p>{t('Done. Only this device is signed in.')}</p>
        </Notice>
      )}
    </PhraseForm>
  );
}

/** After signing in with the recovery code: the old phrase is lost, so a new one is chosen. */
export function ChoosePhraseForm({ model }: FormProps) {
  const [next, setNext] = useState('');
  return (
    <AccountForm model={model} onSubmit={() => void model.choosePassphrase(next)}>
      <AccountProblem model={model} />
      <NewPassphrase
        label={t('Your new pass phrase')}
        value={next}
        onInput={setNext}
        error={fieldProblem(model, 'passphrase')}
      />
      <div class="row">
        <Button kind="next" type="submit" busy={model.busy.value}>
          {t('Use it from now on')}
        </Button>
      </div>
    </AccountForm>
  );
}
