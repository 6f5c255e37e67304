// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Disclosure } from '../ui/Disclosure';
import { Field } from '../ui/Field';
import { t } from '../ui/text';
import { dayWithYear } from '../ui/time';
import { AppForm, FactorProblem } from './AppForm';
import type { Me, Passkey } from './account';
import type { AccountsModel } from './accounts-model';
import { Fresh } from './Fresh';
import type { FactorsModel } from './factors-model';
import './factors.css';
import { PasskeyForm } from './PasskeyForm';

type FactorsCardProps = { model: AccountsModel; factors: FactorsModel; me: Me };

/** The second step of signing in: an app, passkeys. */
export function FactorsCard({ model, factors, me }: FactorsCardProps) {
  const required = me.second_factor === 'required';
  return (
    <Card title={t('A second step when you sign in')}>
      <p class="soft">
        {required
          ? t('The practice asks for one. It keeps others out even if they learn your pass phrase.')
          : t('If you like. It keeps others out even if they learn your pass phrase.')}
      </p>
      <div>
        <Disclosure
          title={t('An app with six digits')}
          state={me.totp_ms === null ? t('none') : t('in use')}
        >
          <Fresh model={model}>
            {me.totp_ms === null ? (
              <AppForm factors={factors} />
            ) : (
              <div class="stack">
                <p>{t('Since {day}.', { day: dayWithYear(me.totp_ms) })}</p>
                <FactorProblem factors={factors} />
                <div class="row">
                  <Button busy={factors.busy.value} onClick={() => void factors.removeApp()}>
                    {t('Take the app away')}
                  </Button>
                </div>
              </div>
            )}
          </Fresh>
        </Disclosure>
        <Disclosure
          title={t('Passkeys')}
          state={me.passkeys.length === 0 ? t('none') : String(me.passkeys.length)}
        >
          <Fresh model={model}>
            <div class="stack">
              {me.passkeys.length > 0 && (
                <ul class="kept-list">
                  {me.passkeys.map((passkey) => (
                    <PasskeyRow key={passkey.id} factors={factors} passkey={passkey} />
                  ))}
                </ul>
              )}
              <PasskeyForm factors={factors} />
            </div>
          </Fresh>
        </Disclosure>
      </div>
    </Card>
  );
}

function PasskeyRow({ factors, passkey }: { factors: FactorsModel; passkey: Passkey }) {
  const [naming, setNaming] = useState<string | null>(null);
  const { name } = passkey;
  if (naming !== null)
    return (
      <li>
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void factors.renamePasskey(passkey.id, naming).then((done) => done && setNaming(null));
          }}
        >
          <Field label={t('A name for it')} value={naming} onInput={setNaming} maxLength={80} />
          <div class="row">
            <Button type="submit" busy={factors.busy.value}>
              {t('Keep this name')}
            </Button>
            <Button kind="quiet" onClick={() => setNaming(null)}>
              {t('Back')}
            </Button>
          </div>
        </form>
      </li>
    );
  return (
    <li>
      <div>
        <p>{name}</p>
        <p class="note">{passkeyState(passkey)}</p>
      </div>
      <div class="row">
        <Button
          kind="quiet"
          label={t('Name anew: {name}', { name })}
          onClick={() => setNaming(name)}
        >
          {t('Name anew')}
        </Button>
        <Button
          kind="quiet"
          label={t('Take away: {name}', { name })}
          busy={factors.busy.value}
          onClick={() => void factors.removePasskey(passkey.id)}
        >
          {t('Take away')}
        </Button>
      </div>
    </li>
  );
}

function passkeyState({ wrapped, used_ms, created_ms }: Passkey): string {
  const what =
    wrapped === null
      ? t('Second step only: it cannot open your words by itself.')
      : t('Opens your account by itself.');
  const when =
    used_ms === null
      ? t('Added on {day}.', { day: dayWithYear(created_ms) })
      : t('Last used on {day}.', { day: dayWithYear(used_ms) });
  return `${what} ${when}`;
}
