// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Disclosure } from '../ui/Disclosure';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import type { AccountsModel } from './accounts-model';
import { DevicesCard } from './DevicesCard';
import { FactorsCard } from './FactorsCard';
import { createFactorsModel } from './factors-model';
import { PhraseForm } from './PhraseForm';
import { ProveCode } from './ProveCode';
import { RecoveryCode } from './RecoveryCode';
import { EndOtherLogins, NewPhraseForm } from './SecretForms';
import { WaysInCard } from './WaysInCard';

type AccountPageProps = {
  model: AccountsModel;
  nowMs: number;
  /** Settings that belong to other parts of the house. */
  children?: ComponentChildren;
};

/** Who am I, my pass phrase, my spare key, this device. */
export function AccountPage({ model, nowMs, children }: AccountPageProps) {
  const factors = useMemo(() => createFactorsModel(model.forFactors), [model]);
  const me = model.me.value;
  if (me === null) return null;
  const step = model.signUp.value;
  if (step.kind === 'code')
    return (
      <Page
        key="code"
        title={t('Keep this new code. The old one no longer works.')}
        lead={t(
          'If you ever forget your pass phrase, only this code opens your account. We show it once.',
        )}
      >
        <Card>
          <RecoveryCode
            code={step.recovery_code}
            login={me.login}
            practice={model.hello.value?.practice ?? ''}
            onKept={() => model.signUpCodeKept()}
          />
        </Card>
      </Page>
    );
  if (step.kind === 'proving')
    return (
      <Page
        key="proving"
        title={t('Now type the code from where you kept it.')}
        lead={t('This makes sure it will be there on the day you need it.')}
      >
        <Card>
          <ProveCode model={model} onAgain={() => model.signUpCodeAgain()} />
        </Card>
      </Page>
    );
  return (
    <Page
      key="account"
      title={t('You are signed in as {name}.', { name: me.name })}
      lead={
        me.role === 'therapist'
          ? t('Login name {login}. You are here as a therapist.', { login: me.login })
          : t('Login name {login}.', { login: me.login })
      }
    >
      <WaysInCard me={me}>
        {model.needsProof.value && (
          <Disclosure title={t('Type my recovery code')} open>
            <ProveCode model={model} />
          </Disclosure>
        )}
      </WaysInCard>
      <Card title={t('Leave Rapport on this device')}>
        <p class="soft">
          {t(
            'Closing keeps you signed in, but your pass phrase is asked again. Signing out forgets you here.',
          )}
        </p>
        <div class="row">
          <Button icon="lock" onClick={() => void model.lock()}>
            {t('Close on this device')}
          </Button>
          <Button kind="quiet" onClick={() => void model.signOut()}>
            {t('Sign out')}
          </Button>
        </div>
      </Card>
      <Card title={t('Your keys')}>
        <div>
          <Disclosure title={t('Change my pass phrase')}>
            <NewPhraseForm model={model} />
          </Disclosure>
          <Disclosure title={t('Make a new recovery code')}>
            <RenewCode model={model} />
          </Disclosure>
          <Disclosure title={t('Sign out everywhere else')}>
            <EndOtherLogins model={model} />
          </Disclosure>
        </div>
      </Card>
      <FactorsCard model={model} factors={factors} me={me} />
      <DevicesCard factors={factors} nowMs={nowMs} />
      {children}
    </Page>
  );
}

function RenewCode({ model }: { model: AccountsModel }) {
  return (
    <PhraseForm model={model} act={model.renewRecovery} button={t('Make a new code')}>
      <p>
        {t(
          'The old code stops working at once. Have paper, a printer or your password keeper ready.',
        )}
      </p>
    </PhraseForm>
  );
}
