// SPDX-License-Identifier: Apache-2.0
import { Button } from '../ui/Button';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import * as paths from './paths';
import { TwoChairs } from './TwoChairs';
import './welcome.css';

/** For whoever is not signed in: what this is, and the way in. */
export function WelcomePage({ practice }: { practice: string }) {
  return (
    <Page
      title={
        practice === '' ? t('A quiet room for two.') : t('Welcome to {practice}.', { practice })
      }
      lead={t(
        'Meet, write, and see how you work together. What you say stays between the two of you.',
      )}
    >
      <TwoChairs />
      <div class="row">
        <Button kind="next" href={paths.signIn}>
          {t('Sign in')}
        </Button>
      </div>
      <p class="soft">
        {t(
          'Are you new? Open the link your therapist gave you. It leads you in, one step at a time.',
        )}
      </p>
    </Page>
  );
}
