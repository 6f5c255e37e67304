// SPDX-License-Identifier: Apache-2.0
import { Button } from '../ui/Button';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import * as paths from './paths';

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <Page
      title={t('There is nothing at this address.')}
      lead={t('Perhaps the link is old. Nothing of yours is lost.')}
    >
      <div class="row">
        <Button kind="next" href={paths.home}>
          {t('Go to the front page')}
        </Button>
      </div>
    </Page>
  );
}
