// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Disclosure } from '../ui/Disclosure';
import { Notice } from '../ui/Notice';
import { t, tn } from '../ui/text';
import { dayWithYear } from '../ui/time';
import { AccountForm } from './AccountForm';
import { AccountProblem, fieldProblem } from './AccountProblem';
import type { AccountsModel } from './accounts-model';
import type { Erasure } from './erasure';
import type { ErasureModel } from './erasure-model';
import { PassphraseField } from './PassphraseField';

type CloseAccountProps = {
  accounts: AccountsModel;
  model: ErasureModel;
  /** Where a copy of everything is made. */
  copyHref: string;
  /** The account is closed, and this device signed out. */
  onClosed: (done: Erasure) => void;
};

/** For clients: the account goes. Says what goes now and what waits before anything happens. */
export function CloseAccount({ accounts, model, copyHref, onClosed }: CloseAccountProps) {
  return (
    <Card title={t('Close my account')}>
      <p class="soft">
        {t('You can leave at any time. First we show you what goes and what stays for a while.')}
      </p>
      <div>
        <Disclosure title={t('What closing means, and how to do it')}>
          <Steps accounts={accounts} model={model} copyHref={copyHref} onClosed={onClosed} />
        </Disclosure>
      </div>
    </Card>
  );
}

function Steps({ accounts, model, copyHref, onClosed }: CloseAccountProps) {
  useEffect(() => void model.load(), [model]);
  const state = model.state.value;
  if (state.kind === 'loading') return <p class="soft">{t('One moment.')}</p>;
  if (state.kind === 'failed')
    return (
      <div class="stack">
        <Notice kind="problem">
          <p>{t('The server cannot be reached. Please try again in a moment.')}</p>
        </Notice>
        <div class="row">
          <Button onClick={() => void model.load()}>{t('Try again')}</Button>
        </div>
      </div>
    );
  return (
    <div class="stack">
      <Meaning plan={state.plan} />
      <p>
        {t('You cannot take this back. If you want a copy for yourself, make it first.')}{' '}
        <a href={copyHref}>{t('Take a copy of everything')}</a>
      </p>
      <Confirm accounts={accounts} model={model} onClosed={onClosed} />
    </div>
  );
}

function Meaning({ plan }: { plan: Erasure }) {
  if (plan.until_ms === null)
    return (
      <p>
        {t(
          'Nothing has to be kept. All of it goes at once, and then nobody can read it any more, not even in a backup.',
        )}
      </p>
    );
  return (
    <>
      <h3>{t('What goes at once')}</h3>
      <p>
        {t(
          'Your sign-in name and every way to sign in. Your journal. How you said you were, day by day. The list of your devices.',
        )}
      </p>
      <h3>{t('What stays until {day}', { day: dayWithYear(plan.until_ms) })}</h3>
      <p>
        {tn(
          plan.retention_years,
          'The record of your sessions: when they were, what you answered afterwards, your goals, and what you and your therapist wrote to each other. Practices often have to keep it by law. Here that is one year after the last entry.',
          'The record of your sessions: when they were, what you answered afterwards, your goals, and what you and your therapist wrote to each other. Practices often have to keep it by law. Here that is {n} years after the last entry.',
        )}
      </p>
      <p>
        {t(
          'Then it is erased by itself. Its key is destroyed, so nobody can read it any more, not even in a backup.',
        )}
      </p>
    </>
  );
}

function Confirm({ accounts, model, onClosed }: Omit<CloseAccountProps, 'copyHref'>) {
  const [phrase, setPhrase] = useState('');
  const [asked, setAsked] = useState(false);
  const submit = async () => {
    setAsked(true);
    const done = await model.close(phrase);
    if (done !== null) onClosed(done);
  };
  return (
    <AccountForm model={accounts} onSubmit={() => void submit()}>
      {asked && <AccountProblem model={accounts} />}
      {model.failed.value && (
        <Notice kind="problem">
          <p>{t('That did not work. Your account is as it was. Please try again.')}</p>
        </Notice>
      )}
      <PassphraseField
        label={t('Your pass phrase')}
        value={phrase}
        onInput={setPhrase}
        error={asked ? fieldProblem(accounts, 'passphrase') : null}
      />
      <div class="row">
        <Button type="submit" busy={model.busy.value}>
          {t('Close my account for good')}
        </Button>
      </div>
    </AccountForm>
  );
}
