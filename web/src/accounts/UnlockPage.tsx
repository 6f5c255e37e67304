// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { AccountForm } from './AccountForm';
import { AccountProblem, fieldProblem } from './AccountProblem';
import type { AccountsModel } from './accounts-model';
import { PassphraseField } from './PassphraseField';

/** This device knows the person, but the keys are closed. */
export function UnlockPage({ model }: { model: AccountsModel }) {
  const [phrase, setPhrase] = useState('');
  const me = model.me.value;
  const opening = me?.passkeys.some((passkey) => passkey.wrapped !== null) === true;
  return (
    <Page
      title={t('Welcome back, {name}.', { name: me?.name ?? '' })}
      lead={t('Rapport is closed on this device. Your pass phrase opens it.')}
    >
      <Card>
        <AccountForm model={model} onSubmit={() => void model.unlock(phrase)}>
          <AccountProblem model={model} />
          <input
            class="heard"
            type="text"
            autoComplete="username"
            value={me?.login ?? ''}
            readOnly
            tabIndex={-1}
            aria-hidden="true"
          />
          <PassphraseField
            value={phrase}
            onInput={setPhrase}
            error={fieldProblem(model, 'passphrase')}
          />
          <div class="row">
            <Button kind="next" type="submit" busy={model.busy.value}>
              {model.busy.value ? t('Opening, this takes a moment') : t('Open')}
            </Button>
            {opening && (
              <Button busy={model.busy.value} onClick={() => void model.signInWithPasskey()}>
                {t('Use my passkey')}
              </Button>
            )}
            <Button kind="quiet" onClick={() => void model.signOut()}>
              {t('This is not me')}
            </Button>
          </div>
        </AccountForm>
      </Card>
    </Page>
  );
}
