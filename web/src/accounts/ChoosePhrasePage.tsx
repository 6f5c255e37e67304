// SPDX-License-Identifier: Apache-2.0
import { Card } from '../ui/Card';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import type { AccountsModel } from './accounts-model';
import { ChoosePhraseForm } from './SecretForms';

/** The recovery code opened the account; the next step is a pass phrase that is known. */
export function ChoosePhrasePage({ model }: { model: AccountsModel }) {
  return (
    <Page
      title={t('Your code worked. Choose a new pass phrase.')}
      lead={t('The old one stops working, and your other devices are signed out.')}
    >
      <Card>
        <ChoosePhraseForm model={model} />
      </Card>
    </Page>
  );
}
