// SPDX-License-Identifier: Apache-2.0
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { t } from '../ui/text';
import type { RecoveryModel } from './recovery-model';
import { stateInWords } from './recovery-words';

/** On the account page: whether a recovery key can open one's record. */
export function RecoveryCard({ model, more }: { model: RecoveryModel; more: string }) {
  const recovery = model.recovery.value;
  if (recovery === null || (model.key.value === null && !recovery.owner)) return null;
  return (
    <Card title={t('The practice’s recovery key')}>
      <p class="soft">{stateInWords(recovery)}</p>
      <div class="row">
        <Button href={more}>{t('What this is')}</Button>
      </div>
    </Card>
  );
}
