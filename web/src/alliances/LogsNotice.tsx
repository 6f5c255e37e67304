// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import type { LogsDoubt } from '../vault/vault';
import type { LogsModel } from './logs-model';
import './logs-notice.css';

type LogsNoticeProps = {
  model: LogsModel;
  /** The name of an account; null for me and for somebody nobody knows. */
  nameOf: (account: string) => string | null;
};

/** Plain and unmissable: the server may be showing people two different things. */
export function LogsNotice({ model, nameOf }: LogsNoticeProps) {
  const [busy, setBusy] = useState(false);
  const doubt = model.doubt.value;
  if (doubt === null) return null;
  const trust = () => {
    setBusy(true);
    void model.trustAgain().finally(() => setBusy(false));
  };
  return (
    <div class="logs-notice">
      <Notice kind="problem" title={whatInWords(doubt, nameOf)}>
        <p>
          {t(
            'The server may be showing you two different things. Do not write anything private until you have compared the safety words in a call.',
          )}
        </p>
        <p>
          {t(
            'Until then nothing you write is sent; calls still work. After a restored backup this can happen by itself: ask your practice whether that was so.',
          )}
        </p>
        <div class="row">
          <Button busy={busy} onClick={trust}>
            {t('We compared the words, and they are the same')}
          </Button>
        </div>
      </Notice>
    </div>
  );
}

/** The first sentence. */
export function whatInWords(doubt: LogsDoubt, nameOf: LogsNoticeProps['nameOf']): string {
  const name = doubt.about === null ? null : nameOf(doubt.about);
  switch (doubt.why) {
    case 'split':
      return doubt.log === 'keys'
        ? t("{name}'s device sees another list of keys than this one.", {
            name: name ?? t('Somebody'),
          })
        : t("{name}'s device sees another list of who opened records than this one.", {
            name: name ?? t('Somebody'),
          });
    case 'unlogged':
      return name === null
        ? t('Your own key is not in the list of keys as it should be.')
        : t('The key of {name} is not in the list of keys as it should be.', { name });
    case 'shortened':
    case 'rewritten':
    case 'unsigned':
      return doubt.log === 'keys'
        ? t('The list of keys is not the one that this device has seen before.')
        : t('The list of who opened records is not the one that this device has seen before.');
  }
}
