// SPDX-License-Identifier: Apache-2.0
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { t } from '../ui/text';
import * as paths from './paths';

/** On the account page: the way to the list of who opened my record. */
export function RecordCard() {
  return (
    <Card title={t('Who opened your record')}>
      <p class="soft">
        {t(
          'Everybody who looks at your answers is written down. You can see who it was, and when.',
        )}
      </p>
      <div class="row">
        <Button href={paths.record}>{t('Show the list')}</Button>
      </div>
    </Card>
  );
}
