// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { t } from '../ui/text';
import { dayWithYear } from '../ui/time';
import './accounts.css';

type RecoveryCodeProps = {
  code: string;
  login: string;
  practice: string;
  /** "I have kept it." */
  onKept: () => void;
};

type Copied = 'not_yet' | 'yes' | 'refused';

/** The code, once: to write down, print or copy. Printing gives a sheet with nothing else on it. */
export function RecoveryCode({ code, login, practice, onKept }: RecoveryCodeProps) {
  const [copied, setCopied] = useState<Copied>('not_yet');
  const copy = () =>
    navigator.clipboard.writeText(code).then(
      () => setCopied('yes'),
      () => setCopied('refused'),
    );
  return (
    <div class="stack">
      <div class="sheet">
        <p class="sheet-print">{t('Recovery code for Rapport')}</p>
        <p class="sheet-code" translate={false}>
          {code.split('-').map((group, at) => (
            <span key={`${at} ${group}`}>{group}</span>
          ))}
        </p>
        <p class="note">
          {practice === ''
            ? t('Login name: {login}', { login })
            : t('Login name: {login}. Practice: {practice}', { login, practice })}
        </p>
        <div class="sheet-print stack">
          <p>{t('Made on {day}.', { day: dayWithYear(Date.now()) })}</p>
          <p>
            {t(
              'Keep this sheet where you keep important papers. Whoever has it can open your account.',
            )}
          </p>
          <p>
            {t(
              'To use it: open Rapport, choose “Sign in”, then “Use my recovery code”. Type your login name and the code; spaces do not matter. You then choose a new pass phrase.',
            )}
          </p>
          <p>{t('Notes, for instance where the spare phone is:')}</p>
          <div class="sheet-lines" />
        </div>
      </div>
      <div class="row">
        <Button icon="print" onClick={() => globalThis.print()}>
          {t('Print the sheet')}
        </Button>
        <Button kind="quiet" icon={copied === 'yes' ? 'check' : 'copy'} onClick={() => void copy()}>
          {copied === 'yes' ? t('Copied') : t('Copy')}
        </Button>
      </div>
      <p class="note" role="status">
        {copied === 'yes' && t('Put it into your password keeper, not into a message.')}
        {copied === 'refused' && t('This browser does not copy. Please write the code down.')}
      </p>
      <div class="row">
        <Button kind="next" onClick={onKept}>
          {t('I have kept it')}
        </Button>
      </div>
    </div>
  );
}
