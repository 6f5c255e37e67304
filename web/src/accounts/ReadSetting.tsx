// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Card } from '../ui/Card';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import type { AccountsModel } from './accounts-model';

/** Whether others see that I have read what they wrote. */
export function ReadSetting({ model }: { model: AccountsModel }) {
  const [failed, setFailed] = useState(false);
  const shows = model.me.value?.shows_read === true;
  return (
    <Card title={t('Messages you have read')}>
      <label class="check-line">
        <input
          type="checkbox"
          checked={shows}
          onChange={(event) => {
            setFailed(false);
            model.setShowsRead(event.currentTarget.checked).catch(() => setFailed(true));
          }}
        />
        <span>{t('Show others that I have read')}</span>
      </label>
      <p class="soft">{t('When this is off, you do not see it of others either.')}</p>
      {failed && (
        <Notice kind="problem">
          <p>{t('The line or the server did not answer. Nothing was changed.')}</p>
        </Notice>
      )}
    </Card>
  );
}
