// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Field } from '../ui/Field';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { AccountForm } from './AccountForm';
import { AccountProblem, fieldProblem } from './AccountProblem';
import type { AccountsModel } from './accounts-model';
import { PassphraseField } from './PassphraseField';

type SignInPageProps = { model: AccountsModel };

/** A login name with a pass phrase, or with the recovery code when the phrase is lost. */
export function SignInPage({ model }: SignInPageProps) {
  const [login, setLogin] = useState('');
  const [secret, setSecret] = useState('');
  const [recovery, setRecovery] = useState(false);
  const submit = () => {
    if (recovery) void model.signInWithRecovery(login, secret);
    else void model.signIn(login, secret);
  };
  return (
    <Page
      title={t('Good to see you. Please sign in.')}
      lead={t('Your pass phrase stays on this device. It opens what is sealed there.')}
    >
      <Card>
        <AccountForm model={model} onSubmit={submit}>
          <AccountProblem model={model} />
          <Field
            label={t('Login name')}
            value={login}
            onInput={setLogin}
            autoComplete="username"
            exact
            required
            error={fieldProblem(model, 'login')}
          />
          {recovery ? (
            <Field
              label={t('Recovery code')}
              hint={t('From your sheet. Spaces, dashes and large or small letters do not matter.')}
              value={secret}
              onInput={setSecret}
              autoComplete="off"
              exact
              required
              error={fieldProblem(model, 'code')}
            />
          ) : (
            <PassphraseField
              value={secret}
              onInput={setSecret}
              error={fieldProblem(model, 'passphrase')}
            />
          )}
          <div class="row">
            <Button kind="next" type="submit" busy={model.busy.value}>
              {model.busy.value ? t('Opening, this takes a moment') : t('Sign in')}
            </Button>
            <Button
              kind="quiet"
              onClick={() => {
                setRecovery(!recovery);
                setSecret('');
              }}
            >
              {recovery ? t('Use my pass phrase') : t('Use my recovery code')}
            </Button>
          </div>
        </AccountForm>
      </Card>
      {model.canPasskey && (
        <Card title={t('Or with a passkey')}>
          <p class="soft">{t('If you have added one that opens by itself.')}</p>
          <div class="row">
            <Button busy={model.busy.value} onClick={() => void model.signInWithPasskey()}>
              {t('Sign in with a passkey')}
            </Button>
          </div>
        </Card>
      )}
      <p class="note">
        {t(
          'Nobody can reset your pass phrase, not even the practice: it is the key to your words. If you have lost both the phrase and the code, ask your therapist for a new invitation.',
        )}
      </p>
    </Page>
  );
}
