// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { AlliancesModel } from '../alliances/alliances-model';
import type { Http } from '../net/http';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import type { SlotKind, Vault } from '../vault/vault';
import { createFormerKeys } from './former-keys';

type FormerKeyCardProps = { http: Http; vault: Vault; alliances: AlliancesModel };

/** For whoever lost everything once: the old sheet or phrase opens what stayed closed. */
export function FormerKeyCard({ http, vault, alliances }: FormerKeyCardProps) {
  const model = useMemo(() => createFormerKeys(http, vault, alliances), [http, vault, alliances]);
  const [kind, setKind] = useState<SlotKind>('recovery');
  const [secret, setSecret] = useState('');
  useEffect(() => void model.load(), [model]);
  if (model.keys.value.length === 0) return null;
  if (model.opened.value)
    return (
      <Card title={t('Your old words open again.')}>
        <Notice kind="ok">
          <p>{t('What your old keys could read, these keys read now, also your own writing.')}</p>
        </Notice>
      </Card>
    );
  const sheet = kind === 'recovery';
  return (
    <Card title={t('Found your old recovery sheet, or remember the phrase?')}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!model.busy.value) void model.open(kind, secret);
        }}
      >
        <p>
          {t(
            'You made new keys because the old ones were lost. With the old sheet or the old pass phrase, what only you could read opens again. Your new ones stay as they are.',
          )}
        </p>
        <Field
          type={sheet ? 'text' : 'password'}
          label={sheet ? t('Your old recovery code') : t('Your old pass phrase')}
          value={secret}
          onInput={setSecret}
          autoComplete="off"
          exact
          required
          error={model.problem.value}
          reads={<WhoReads>{t('Only you. It never leaves this device.')}</WhoReads>}
        />
        <div class="row">
          <Button type="submit" busy={model.busy.value}>
            {t('Open it')}
          </Button>
          <Button
            kind="quiet"
            onClick={() => {
              setKind(sheet ? 'passphrase' : 'recovery');
              setSecret('');
            }}
          >
            {sheet ? t('I remember the phrase instead') : t('I have the sheet instead')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
