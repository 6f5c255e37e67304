// SPDX-License-Identifier: Apache-2.0
// Route /account: the account page with what other features put on it.

import { AccountPage } from '../accounts/AccountPage';
import { ReadSetting } from '../accounts/ReadSetting';
import { RecoveryCard } from '../recovery/RecoveryCard';
import { CloseCard } from './CloseCard';
import { CopyCard } from './CopyCard';
import { FormerKeyCard } from './FormerKeyCard';
import { LeaveSetting } from './LeaveSetting';
import * as paths from './paths';
import { RecordCard } from './RecordCard';
import type { Services } from './services';
import type { Session } from './session';

type MyAccountPageProps = { services: Services; session: Session };

/** Everything about one's own account. */
export function MyAccountPage({ services, session }: MyAccountPageProps) {
  const { accounts, http, shelf, vault } = services;
  return (
    <AccountPage model={accounts} nowMs={services.nowMs.value}>
      <FormerKeyCard http={http} vault={vault} alliances={session.alliances} />
      <CopyCard />
      <RecordCard />
      <RecoveryCard model={session.recovery} more={paths.recoveryKey} />
      <ReadSetting model={accounts} />
      <LeaveSetting shelf={shelf} />
      {accounts.me.value?.role === 'client' && <CloseCard services={services} />}
    </AccountPage>
  );
}
