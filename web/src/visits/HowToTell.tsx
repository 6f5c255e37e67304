// SPDX-License-Identifier: Apache-2.0
import { Disclosure } from '../ui/Disclosure';
import { t } from '../ui/text';
import { CheckLine } from './CheckLine';
import type { WaitingAlert } from './waiting-alert';

/** The therapist chooses how to hear of somebody who waits; asked where one waits for them. */
export function HowToTell({ alert }: { alert: WaitingAlert }) {
  const { sound, notice } = alert.choices.value;
  return (
    <Disclosure title={t('How do you hear that somebody waits?')}>
      <div class="stack-tight">
        <p class="note">{t('The tab shows a dot. More only if you like.')}</p>
        <CheckLine
          label={t('A soft sound')}
          hint={t('You hear it once when you choose it.')}
          checked={sound}
          onChange={alert.setSound}
        />
        {alert.canNotify && (
          <CheckLine
            label={t('A notice of this device, while Rapport is behind something else')}
            hint={
              alert.refused.value
                ? t('This device says no to notices. Its settings for this page can change that.')
                : t('It says that somebody waits, and never who.')
            }
            checked={notice}
            onChange={(on) => void alert.setNotice(on)}
          />
        )}
      </div>
    </Disclosure>
  );
}
