// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import { AccountProblem } from './AccountProblem';
import type { AccountsModel } from './accounts-model';
import { NewPassphrase } from './NewPassphrase';

type Asked = 'no' | 'yes' | 'done';
type FormProps = { model: AccountsModel };

/** A new pass phrase in place of the old. Ends every other login. */
export function NewPhraseForm({ model }: FormProps) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [asked, setAsked] = useState<Asked>('no');
  const wrong = asked === 'yes' && model.problemField.value === 'passphrase';
  const submit = async () => {
    setAsked('yes');
    if (!(await model.changePassphrase(current, next))) return;
    setAsked('done');
    setCurrent('');
    setNext('');
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!model.busy.value) void submit();
      }}
    >
      {asked === 'yes' && <AccountProblem model={model} />}
      {asked === 'done' && (
        <Notice kind="ok">
          <p>{t('Your new pass phrase works from now on. Other devices were signed out.')}</p>
        </Notice>
      )}
      <Field
        type="password"
        label={t('Your pass phrase now')}
        value={current}
        onInput={setCurrent}
        autoComplete="current-password"
        required
        error={wrong ? model.problem.value : null}
      />
      <NewPassphrase label={t('Your new pass phrase')} value={next} onInput={setNext} />
      <div class="row">
        <Button type="submit" busy={model.busy.value}>
          {t('Change it')}
        </Button>
      </div>
    </form>
  );
}

/** Giving the same pass phrase anew ends every login but this one. */
export function EndOtherLogins({ model }: FormProps) {
  const [phrase, setPhrase] = useState('');
  const [asked, setAsked] = useState<Asked>('no');
  const submit = async () => {
    setAsked('yes');
    if (!(await model.changePassphrase(phrase, phrase))) return;
    setAsked('done');
    setPhrase('');
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!model.busy.value) void submit();
      }}
    >
      <p>
        {t('All other phones and computers will ask for your pass phrase again. This one stays.')}
      </p>
      {asked === 'yes' && <AccountProblem model={model} />}
      {asked === 'done' && (
        <Notice kind="ok">
          <p>{t('Done. Only this device is signed in.')}</p>
        </Notice>
      )}
      <Field
        type="password"
        label={t('Your pass phrase')}
        value={phrase}
        onInput={setPhrase}
        autoComplete="current-password"
        required
        error={
          asked === 'yes' && model.problemField.value === 'passphrase' ? model.problem.value : null
        }
      />
      <div class="row">
        <Button type="submit" busy={model.busy.value}>
          {t('Sign out everywhere else')}
        </Button>
      </div>
    </form>
  );
}

/** After signing in with the recovery code: the old phrase is lost, so a new one is chosen. */
export function ChoosePhraseForm({ model }: FormProps) {
  const [next, setNext] = useState('');
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!model.busy.value) void model.choosePassphrase(next);
      }}
    >
      <AccountProblem model={model} />
      <NewPassphrase
        label={t('Your new pass phrase')}
        value={next}
        onInput={setNext}
        error={model.problemField.value === 'passphrase' ? model.problem.value : null}
      />
      <div class="row">
        <Button kind="next" type="submit" busy={model.busy.value}>
          {t('Use it from now on')}
        </Button>
      </div>
    </form>
  );
}
