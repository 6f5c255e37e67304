// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import type { AlliancesModel, InvitationLink, KnownAlliance } from '../alliances/alliances-model';
import { LinkToHandOver } from '../alliances/LinkToHandOver';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { t, tn } from '../ui/text';

const DAYS = 7;

/** Opens a joint space for two people who come together. */
export function CoupleCard({ alliances }: { alliances: AlliancesModel }) {
  const [label, setLabel] = useState('');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  return (
    <Card title={t('Work with a couple')}>
      <form
        class="stack"
        onSubmit={async (event) => {
          event.preventDefault();
          setBusy(true);
          setFailed(false);
          try {
            await alliances.openSpace({ kind: 'couple', label: label.trim() });
            setLabel('');
          } catch {
            setFailed(true);
          }
          setBusy(false);
        }}
      >
        <Field
          label={t('Your own word for the couple')}
          hint={t('Each of them gets a link of their own.')}
          value={label}
          onInput={setLabel}
          autoComplete="off"
          maxLength={80}
        />
        {failed && (
          <Notice kind="problem">
            <p>{t('That did not work. Nothing was changed. Please try again.')}</p>
          </Notice>
        )}
        <div class="row">
          <Button type="submit" busy={busy} icon="people">
            {t('Open a joint space')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

type CoupleLinksProps = { couple: KnownAlliance; alliances: AlliancesModel; nowMs: number };

/** The links of those who are still to come. */
export function CoupleLinks({ couple, alliances, nowMs }: CoupleLinksProps) {
  const [made, setMade] = useState<InvitationLink | null>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const missing = 2 - couple.members.filter(({ role }) => role === 'client').length;
  if (missing <= 0) return null;
  if (made !== null)
    return <LinkToHandOver made={made} nowMs={nowMs} onDone={() => setMade(null)} />;
  const run = async (work: () => Promise<InvitationLink | null>) => {
    setBusy(true);
    setFailed(false);
    try {
      setMade(await work());
    } catch {
      setFailed(true);
    }
    setBusy(false);
  };
  return (
    <div class="stack-tight">
      <p class="note">
        {tn(missing, 'One of them is still to come.', 'Both are still to come.')}{' '}
        {tn(couple.links.length, 'One link is open.', '{n} links are open.')}
      </p>
      {failed && (
        <p class="note" role="alert">
          {t('That did not work. Nothing was changed. Please try again.')}
        </p>
      )}
      <div class="row">
        {couple.links.length < missing && (
          <Button
            icon="link"
            busy={busy}
            onClick={() => void run(() => alliances.invite(couple.id, DAYS))}
          >
            {t('Make a link for one of them')}
          </Button>
        )}
        {couple.links.map((link, at) => (
          <Button
            key={link.id}
            kind="quiet"
            busy={busy}
            onClick={() => void run(() => alliances.revokeLink(link.id).then(() => null))}
          >
            {t('Take back link {n}', { n: at + 1 })}
          </Button>
        ))}
      </div>
    </div>
  );
}
