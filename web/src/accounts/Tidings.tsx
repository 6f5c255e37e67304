// SPDX-License-Identifier: Apache-2.0
import { useMemo } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Moment } from '../ui/Moment';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import type { Tiding } from './account';
import type { AccountsModel } from './accounts-model';
import { createFactorsModel } from './factors-model';

type TidingsProps = { model: AccountsModel; nowMs: number; account: string };

/** What happened to the account elsewhere, until the person has seen it. */
export function Tidings({ model, nowMs, account }: TidingsProps) {
  const factors = useMemo(() => createFactorsModel(model.forFactors), [model]);
  const tidings = model.me.value?.tidings ?? [];
  if (tidings.length === 0) return null;
  return (
    <Notice title={t('Something about your account')}>
      <ul>
        {tidings.map((tiding) => (
          <li key={`${tiding.kind} ${tiding.at_ms}`}>
            {inWords(tiding)} <Moment ms={tiding.at_ms} nowMs={nowMs} as="when" />
          </li>
        ))}
      </ul>
      <p>{t('Was this not you? Change your pass phrase and sign out everywhere else.')}</p>
      <div class="row">
        <Button busy={factors.busy.value} onClick={() => void factors.tidingsSeen()}>
          {t('I know about this')}
        </Button>
        <Button kind="quiet" href={account}>
          {t('Go to my account')}
        </Button>
      </div>
    </Notice>
  );
}

function inWords({ kind, device }: Tiding): string {
  const where = device === null || device === '' ? t('another device') : device;
  switch (kind) {
    case 'device':
      return t('A new device signed in: {where}.', { where });
    case 'passphrase':
      return t('Your pass phrase was changed on {where}.', { where });
    case 'recovery':
      return t('A new recovery code was made on {where}.', { where });
    case 'totp_added':
      return t('An app for your second step was added on {where}.', { where });
    case 'totp_removed':
      return t('The app for your second step was taken away on {where}.', { where });
    case 'passkey_added':
      return t('A passkey was added on {where}.', { where });
    case 'passkey_removed':
      return t('A passkey was taken away on {where}.', { where });
    case 'factor_reset':
      return t('The practice took your second step away, because it was asked to.');
    case 'wrong_second':
      return t('Somebody gave your right pass phrase and then wrong second steps.');
    case 'way_back':
      return t('A link was made that can give your account a new key.');
  }
}
