// SPDX-License-Identifier: Apache-2.0
import { useMemo, useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { AppForm } from './AppForm';
import type { AccountsModel } from './accounts-model';
import { Fresh } from './Fresh';
import { createFactorsModel } from './factors-model';
import { PasskeyForm } from './PasskeyForm';

/** The practice asks for a second step and this person has none yet: the one thing to do first. */
export function EnrolPage({ model }: { model: AccountsModel }) {
  const [way, setWay] = useState<'app' | 'passkey'>('app');
  const factors = useMemo(() => createFactorsModel(model.forFactors), [model]);
  return (
    <Page
      title={t('One more thing before you begin: a second step.')}
      lead={t(
        'Other people’s words are in your care. With a second step nobody gets in who only knows your pass phrase. It takes two minutes, once.',
      )}
    >
      <Card
        title={way === 'app' ? t('An app with six digits') : t('A passkey')}
        over={t('From now on, when you sign in')}
      >
        <Fresh model={model}>
          {way === 'app' ? <AppForm factors={factors} next /> : <PasskeyForm factors={factors} />}
          <div class="row">
            {way === 'app' && factors.canPasskey && (
              <Button kind="quiet" onClick={() => setWay('passkey')}>
                {t('Use a passkey instead')}
              </Button>
            )}
            {way === 'passkey' && (
              <Button kind="quiet" onClick={() => setWay('app')}>
                {t('Use an app instead')}
              </Button>
            )}
          </div>
        </Fresh>
      </Card>
      <div class="row">
        <Button kind="quiet" onClick={() => void model.signOut()}>
          {t('Sign out and do this later')}
        </Button>
      </div>
    </Page>
  );
}
