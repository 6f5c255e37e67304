// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import type { AccountsModel } from '../accounts/accounts-model';
import { Button } from '../ui/Button';
import { Page } from '../ui/Page';
import { t } from '../ui/text';

const AGAIN_MS = 10_000;

/** Before the server has said who is here: a moment, or the words for a line that is down. */
export function NoLineYet({ accounts }: { accounts: AccountsModel }) {
  const why = accounts.problem.value;
  // Trying again clears the reason for a moment; the page stays as it is meanwhile.
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (why !== null) setSaid(why);
  }, [why]);
  const down = said !== null;
  useEffect(() => {
    if (!down) return;
    const again = () => void accounts.start();
    const timer = setInterval(again, AGAIN_MS);
    addEventListener('online', again);
    return () => {
      clearInterval(timer);
      removeEventListener('online', again);
    };
  }, [down, accounts]);
  if (!down) return <Page title={t('One moment.')} />;
  return (
    <Page
      key="down"
      title={t('There is no line to the practice.')}
      lead={t(
        'We try again by ourselves. Nothing of yours is lost. “Help now” works without a line.',
      )}
    >
      <p class="soft" role="status">
        {said}
      </p>
      <div class="row">
        <Button onClick={() => void accounts.start()}>{t('Try again now')}</Button>
      </div>
    </Page>
  );
}
