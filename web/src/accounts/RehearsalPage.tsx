// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { AccountProblem } from './AccountProblem';
import type { AccountsModel } from './accounts-model';
import { ProveCode } from './ProveCode';
import { rehearsedMs, waysIn } from './ways-in';

type RehearsalPageProps = { model: AccountsModel; home: string; account: string };

/** Trying the spare key: type the code from its sheet, or use the passkey. */
export function RehearsalPage({ model, home, account }: RehearsalPageProps) {
  const me = model.me.value;
  const [before] = useState(() => (me === null ? null : rehearsedMs(me)));
  if (me === null) return null;
  if (rehearsedMs(me) !== before)
    return (
      <Page
        key="done"
        title={t('Your spare key works.')}
        lead={t('Nothing to do for a year. Put the sheet back where it was.')}
      >
        <div class="row">
          <Button kind="next" href={home}>
            {t('Go on')}
          </Button>
        </div>
      </Page>
    );
  return (
    <Page
      key="try"
      title={t('Can you still get in?')}
      lead={t('Find your sheet with the recovery code and type it here. Nothing changes by it.')}
    >
      <Card>
        <ProveCode model={model} />
      </Card>
      {waysIn(me).openingPasskeys > 0 && (
        <Card title={t('Or use your passkey')}>
          <AccountProblem model={model} />
          <div class="row">
            <Button busy={model.busy.value} onClick={() => void model.signInWithPasskey()}>
              {t('Use my passkey')}
            </Button>
          </div>
        </Card>
      )}
      <p class="note">
        {t('You do not find it? You are in now, so make a new one: ')}
        <a href={account}>{t('to my account')}</a>
      </p>
    </Page>
  );
}
