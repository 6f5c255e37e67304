// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { AccountForm } from '../accounts/AccountForm';
import { AccountProblem, fieldProblem } from '../accounts/AccountProblem';
import { faultInWords } from '../accounts/account-words';
import type { AccountsModel } from '../accounts/accounts-model';
import { NewPassphrase } from '../accounts/NewPassphrase';
import { PassphraseField } from '../accounts/PassphraseField';
import { judgePassphrase } from '../accounts/passphrase-rules';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Choice } from '../ui/Choice';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import { CopyState } from './CopyState';
import type { CopyKind, CopyModel } from './copy-model';

type CopyPageProps = {
  accounts: AccountsModel;
  model: CopyModel;
  /** Where "Back" leads. */
  back: string;
  /** What else is to be said about what goes into it. */
  children?: ComponentChildren;
};

/** “Take a copy of everything”: choose the kind, give the pass phrase, wait, keep the file. */
export function CopyPage({ accounts, model, back, children }: CopyPageProps) {
  useEffect(() => () => model.reset(), [model]);
  const state = model.state.value;
  return (
    <Page
      title={t('Take a copy of everything.')}
      lead={t(
        'All you may read here, as one file: your sessions, what was written, goals, tasks, answers and days. It is made on this device; the practice does not see it.',
      )}
    >
      <Card>
        {state.kind === 'choosing' && <Choose accounts={accounts} model={model} />}
        {state.kind !== 'choosing' && <CopyState model={model} />}
      </Card>
      {state.kind === 'choosing' && children}
      <p>
        <a href={back}>{t('Back to your account')}</a>
      </p>
    </Page>
  );
}

function Choose({ accounts, model }: Pick<CopyPageProps, 'accounts' | 'model'>) {
  const [kind, setKind] = useState<CopyKind>('readable');
  const [phrase, setPhrase] = useState('');
  const [lock, setLock] = useState('');
  const [asked, setAsked] = useState(false);
  const fault = kind === 'sealed' ? judgePassphrase(lock) : null;
  const submit = async () => {
    setAsked(true);
    if (fault !== null) return;
    if (await accounts.confirm(phrase)) await model.make(kind, lock);
  };
  return (
    <AccountForm model={accounts} onSubmit={() => void submit()}>
      <Choice<CopyKind>
        label={t('What kind of copy?')}
        value={kind}
        onChange={setKind}
        options={[
          {
            value: 'readable',
            label: t('To read'),
            hint: t('Opens in any browser, also without a line, and prints well.'),
          },
          {
            value: 'sealed',
            label: t('Sealed, for OpenPGP programs'),
            hint: t('Every message as it is kept, with signatures. For gpg or sq.'),
          },
        ]}
      />
      {kind === 'readable' ? (
        <WhoReads>{t('Whoever gets hold of the file. Keep it in a safe place.')}</WhoReads>
      ) : (
        <NewPassphrase
          label={t('A pass phrase for the copy')}
          value={lock}
          onInput={setLock}
          error={asked && fault !== null ? faultInWords(fault) : null}
        />
      )}
      {asked && <AccountProblem model={accounts} />}
      <PassphraseField
        label={t('Your pass phrase now, to be sure it is you')}
        value={phrase}
        onInput={setPhrase}
        error={asked ? fieldProblem(accounts, 'passphrase') : null}
      />
      <div class="row">
        <Button kind="next" type="submit" busy={accounts.busy.value}>
          {t('Make the copy')}
        </Button>
      </div>
    </AccountForm>
  );
}
