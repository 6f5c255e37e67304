// SPDX-License-Identifier: Apache-2.0
import { Card } from '../ui/Card';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import type { AccountsModel } from './accounts-model';
import { ProveCode } from './ProveCode';
import { RecoveryCode } from './RecoveryCode';

/** The two steps after keys were made: the code, once, and then typed back from where it was kept. */
export function KeepCode({ model }: { model: AccountsModel }) {
  const step = model.signUp.value;
  if (step.kind === 'code')
    return (
      <Page
        key="code"
        title={t('Keep this code. It is your spare key.')}
        lead={t(
          'If you ever forget your pass phrase, only this code opens your account. We show it once.',
        )}
      >
        <Card>
          <RecoveryCode
            code={step.recovery_code}
            login={model.me.value?.login ?? ''}
            practice={model.hello.value?.practice ?? ''}
            onKept={() => model.signUpCodeKept()}
          />
        </Card>
      </Page>
    );
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
}
