// SPDX-License-Identifier: Apache-2.0
import { useMemo, useState } from 'preact/hooks';
import { AccountForm } from '../accounts/AccountForm';
import { AccountProblem, fieldProblem } from '../accounts/AccountProblem';
import type { AccountsModel } from '../accounts/accounts-model';
import { PassphraseField } from '../accounts/PassphraseField';
import { Ceremony } from '../recovery/Ceremony';
import { createCeremonyModel } from '../recovery/ceremony-model';
import { RecoveryPage } from '../recovery/RecoveryPage';
import { createRecoveryApi } from '../recovery/recovery-api';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { t } from '../ui/text';
import { longDay } from '../ui/time';
import * as paths from './paths';
import type { Services } from './services';
import type { Session } from './session';

/** `/practice/recovery-key`, wired to who is here. */
export function PracticeKey({ services, session }: { services: Services; session: Session }) {
  const { accounts, http, vault, now } = services;
  const practice = accounts.hello.value?.practice ?? '';
  const { recovery, me } = session;
  const ceremony = useMemo(
    () =>
      createCeremonyModel({
        api: createRecoveryApi(http),
        vault,
        practice,
        onDone: () => recovery.load(),
      }),
    [http, vault, practice, recovery],
  );
  const owner = recovery.recovery.value?.owner === true;
  const step = ceremony.step.value.kind;
  const making = step === 'sheet' || step === 'typing' || step === 'notice';
  return (
    <RecoveryPage model={recovery} role={me.role} back={paths.account} making={making}>
      {owner && ceremony.step.value.kind === 'ready' && (
        <Card title={recovery.key.value === null ? t('Make the key') : t('Make a new key')}>
          <Begin accounts={accounts} onBegin={() => void ceremony.begin()} />
        </Card>
      )}
      {owner && (
        <Ceremony
          model={ceremony}
          practice={practice}
          day={`${longDay(now())} ${new Date(now()).getFullYear()}`}
        />
      )}
      {me.role === 'therapist' && recovery.applies.value && (
        <Card title={t('When it is needed')}>
          <p class="soft">
            {t(
              'Whoever runs the server writes the record to a file with “rapport record-export”. Two people with their sheets open it, on this page or on any other Rapport.',
            )}
          </p>
          <div class="row">
            <Button kind="quiet" href={paths.openRecord}>
              {t('Open a record with the recovery key')}
            </Button>
          </div>
        </Card>
      )}
    </RecoveryPage>
  );
}

function Begin({ accounts, onBegin }: { accounts: AccountsModel; onBegin: () => void }) {
  const [phrase, setPhrase] = useState('');
  const [asked, setAsked] = useState(false);
  const submit = async () => {
    setAsked(true);
    if (await accounts.confirm(phrase)) onBegin();
  };
  return (
    <AccountForm model={accounts} onSubmit={() => void submit()}>
      <p class="soft">
        {t(
          'Have a printer or three sheets of paper ready, and half an hour with the people who will keep them. Each sheet is typed back once.',
        )}
      </p>
      {asked && <AccountProblem model={accounts} />}
      <PassphraseField
        label={t('Your pass phrase, to be sure it is you')}
        value={phrase}
        onInput={setPhrase}
        error={asked ? fieldProblem(accounts, 'passphrase') : null}
      />
      <div class="row">
        <Button kind="next" type="submit" busy={accounts.busy.value}>
          {t('Begin')}
        </Button>
      </div>
    </AccountForm>
  );
}
