// SPDX-License-Identifier: Apache-2.0
import type { HelpNumber } from '../accounts/account';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { HelpNumbers } from './HelpNumbers';

/** The help numbers as a page of their own; also there without a line. */
export function HelpPage({ numbers }: { numbers: readonly HelpNumber[] }) {
  return (
    <Page title={t('You can talk to someone now.')}>
      <HelpNumbers numbers={numbers} level={2} />
    </Page>
  );
}
