// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import type { AlliancesModel, KnownAlliance } from '../alliances/alliances-model';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';

type LeaveSpaceProps = {
  space: KnownAlliance;
  me: { account: string; role: 'client' | 'therapist' };
  alliances: Pick<AlliancesModel, 'leave' | 'removeMember'>;
};

/** Ending: in two taps, with what it means said in between. */
export function LeaveSpace({ space, me, alliances }: LeaveSpaceProps) {
  /** Whose place ends; null while nobody asks. */
  const [who, setWho] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const partners = space.members.filter(
    ({ role, left_ms }) =>
      space.kind === 'couple' && me.role === 'therapist' && role === 'client' && left_ms === null,
  );
  const name = space.members.find(({ account }) => account === who)?.name ?? '';
  const self = who === me.account;
  async function end() {
    if (who === null) return;
    setBusy(true);
    setFailed(false);
    try {
      await (self ? alliances.leave(space.id) : alliances.removeMember(space.id, who));
      setWho(null);
    } catch {
      setFailed(true);
    }
    setBusy(false);
  }
  return (
    <section class="row" aria-label={t('Ending')}>
      <Button kind="quiet" icon="leave" onClick={() => setWho(me.account)}>
        {t('End my part in this')}
      </Button>
      {partners.map((one) => (
        <Button key={one.account} kind="quiet" onClick={() => setWho(one.account)}>
          {t('Take {name} out', { name: one.name })}
        </Button>
      ))}
      <Dialog
        open={who !== null}
        title={self ? t('End your part in this?') : t('Take {name} out?', { name })}
        close={t('Stay as we are')}
        onClose={() => setWho(null)}
      >
        <p>
          {self
            ? t('From then on you cannot read what was written and agreed here, nor write to it.')
            : t('From then on {name} cannot read what was written here, nor write to it.', {
                name,
              })}
        </p>
        {space.kind === 'couple' && (
          <p>{t('The private space beside it ends as well. The partner’s does not.')}</p>
        )}
        <p>
          {t(
            'What was written stays with those who remain. It cannot be undone. To keep a copy, make one first, on the page of your account.',
          )}
        </p>
        {failed && (
          <Notice kind="problem">
            <p>{t('That did not work. Nothing was changed. Please try again.')}</p>
          </Notice>
        )}
        <div class="row">
          <Button busy={busy} onClick={() => void end()}>
            {self ? t('End it') : t('Take {name} out now', { name })}
          </Button>
        </div>
      </Dialog>
    </section>
  );
}
