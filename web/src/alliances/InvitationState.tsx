// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { t } from '../ui/text';
import { awayInWords } from '../ui/time';
import type { AlliancesModel, InvitationLink, KnownAlliance } from './alliances-model';
import { LinkToHandOver } from './LinkToHandOver';

const DAYS = 7;

type InvitationStateProps = { alliance: KnownAlliance; model: AlliancesModel; nowMs: number };

/** How the invitation of someone who is not here yet stands, and what can be done about it. */
export function InvitationState({ alliance, model, nowMs }: InvitationStateProps) {
  const [made, setMade] = useState<InvitationLink | null>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const invitation = alliance.invitation;
  const open = invitation?.state === 'open' && invitation.expires_ms > nowMs;
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
  if (made !== null)
    return <LinkToHandOver made={made} nowMs={nowMs} onDone={() => setMade(null)} />;
  return (
    <div class="stack-tight">
      <p class="note">
        {open
          ? t('The invitation is open and ends {when}.', {
              when: awayInWords(invitation.expires_ms, nowMs),
            })
          : t('There is no open invitation.')}
      </p>
      {failed && (
        <p class="note" role="alert">
          {t('That did not work. Nothing was changed. Please try again.')}
        </p>
      )}
      <div class="row">
        <Button
          icon="link"
          busy={busy}
          onClick={() => void run(() => model.invite(alliance.id, DAYS))}
        >
          {t('Make a new link')}
        </Button>
        {open && (
          <Button
            kind="quiet"
            busy={busy}
            onClick={() => void run(() => model.revoke(alliance.id).then(() => null))}
          >
            {t('Take it back')}
          </Button>
        )}
      </div>
    </div>
  );
}
