// SPDX-License-Identifier: Apache-2.0
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { t } from '../ui/text';
import * as paths from './paths';

/** On the account page: what is here is yours to take along. */
export function CopyCard() {
  return (
    <Card title={t('What you wrote is yours')}>
      <p class="soft">
        {t(
          'Take everything you may read along as one file. You can read it without Rapport, also in ten years.',
        )}
      </p>
      <div class="row">
        <Button href={paths.copy}>{t('Take a copy of everything')}</Button>
      </div>
    </Card>
  );
}
