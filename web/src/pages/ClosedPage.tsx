// SPDX-License-Identifier: Apache-2.0
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { dayWithYear } from '../ui/time';

type ClosedPageProps = {
  /** When the record goes; null when nothing was left to wait for. */
  untilMs: number | null;
};

/** After an account was closed: what was done, and that nothing has to be done any more. */
export function ClosedPage({ untilMs }: ClosedPageProps) {
  return (
    <Page
      title={t('Your account is closed.')}
      lead={
        untilMs === null
          ? t('Everything of yours is erased here. Nobody can read it any more.')
          : t('The record of your sessions is kept until {day} and then erased by itself.', {
              day: dayWithYear(untilMs),
            })
      }
    >
      <p>{t('There is nothing more you have to do. You can close this page.')}</p>
    </Page>
  );
}
