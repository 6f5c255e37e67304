// SPDX-License-Identifier: Apache-2.0
import { Rehearsal } from '../accounts/Rehearsal';
import { Tidings } from '../accounts/Tidings';
import { WayBackNotice } from '../accounts/WayBackNotice';
import * as paths from './paths';
import type { Services } from './services';

/** Above the home page: what happened to the account, and once a year whether the spare key is there. */
export function AccountNews({ services }: { services: Services }) {
  const { accounts, http, shelf, nowMs } = services;
  return (
    <>
      <WayBackNotice http={http} nowMs={nowMs.value} />
      <Tidings model={accounts} nowMs={nowMs.value} account={paths.account} />
      <Rehearsal model={accounts} shelf={shelf} nowMs={nowMs.value} href={paths.rehearsal} />
    </>
  );
}
