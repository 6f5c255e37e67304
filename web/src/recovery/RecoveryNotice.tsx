// SPDX-License-Identifier: Apache-2.0
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import { shortDay } from '../ui/time';
import type { RecoveryModel } from './recovery-model';

type RecoveryNoticeProps = {
  model: RecoveryModel;
  role: 'client' | 'therapist';
  /** Where more is said. */
  more: string;
};

/** Once, above every page: there is a recovery key, or another one than this device knew. */
export function RecoveryNotice({ model, role, more }: RecoveryNoticeProps) {
  const key = model.key.value;
  if (key === null || key.trust === 'confirmed' || key.trust === 'known') return null;
  const title =
    key.trust === 'changed'
      ? t('The practice has a new recovery key.')
      : t('The practice has a recovery key.');
  const day = shortDay(key.applies_ms);
  return (
    <Notice title={title}>
      <p>
        {role === 'client'
          ? t(
              'From {day} on, your record here can also be opened with it, should your therapist’s own key be lost. It lies on three sheets of paper with three people, and two of them are needed. It never opens a journal.',
              { day },
            )
          : t(
              'It holds from {day} on. Your records are sealed to it only after you compared its words with a printed sheet.',
              { day },
            )}
      </p>
      <div class="row">
        {role === 'client' ? (
          <Button onClick={() => void model.noticed()}>{t('I have read this')}</Button>
        ) : (
          <Button href={more}>{t('Compare the words')}</Button>
        )}
        {role === 'client' && (
          <Button kind="quiet" href={more}>
            {t('What this is')}
          </Button>
        )}
      </div>
    </Notice>
  );
}
