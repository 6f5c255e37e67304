// SPDX-License-Identifier: Apache-2.0
import { useEffect } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { awayInWords } from '../ui/time';
import type { AccountsModel } from './accounts-model';
import { JoinDetails } from './JoinDetails';
import { KeepCode } from './KeepCode';

type JoinPageProps = {
  model: AccountsModel;
  /** What follows `#` in the link. */
  fragment: string;
  nowMs: number;
  /** Where to go when all is done. */
  home: string;
};

/** From an invitation to an account: who invites, who are you, keep your code, prove it, in. */
export function JoinPage({ model, fragment, nowMs, home }: JoinPageProps) {
  useEffect(() => {
    if (model.signUp.value.kind === 'none') void model.signUpLook(fragment);
  }, [model, fragment]);
  const step = model.signUp.value;
  switch (step.kind) {
    case 'none':
    case 'looking':
      return <Page title={t('Looking at your invitation.')} lead={t('One moment, please.')} />;
    case 'gone':
      return (
        <Page title={t('This invitation does not open.')}>
          <Notice kind="problem">
            <p>{step.why}</p>
          </Notice>
          <p>
            {t(
              'Ask whoever sent it for a new link. Nothing of yours was lost, and nothing was sent.',
            )}
          </p>
          <div class="row">
            <Button href={home}>{t('Go to the front page')}</Button>
          </div>
        </Page>
      );
    case 'details':
    case 'making':
      return <Details key="details" model={model} nowMs={nowMs} />;
    case 'code':
    case 'proving':
      return <KeepCode model={model} />;
    case 'done':
      return (
        <Page
          key="done"
          title={t('You are in.')}
          lead={t('Your keys are on this device. Your words are sealed here before they leave it.')}
        >
          <div class="row">
            <Button kind="next" href={home}>
              {t('Go on')}
            </Button>
          </div>
        </Page>
      );
  }
}

// The last look stays on show while keys are made, so that nothing typed is lost when that fails.
let lastLook: { therapist: string | null; expires_ms: number } | null = null;

function Details({ model, nowMs }: { model: AccountsModel; nowMs: number }) {
  const step = model.signUp.value;
  if (step.kind === 'details')
    lastLook = { therapist: step.therapist, expires_ms: step.expires_ms };
  const therapist = lastLook?.therapist ?? null;
  const practice = model.hello.value?.practice ?? '';
  return (
    <Page
      title={
        therapist === null
          ? t('Welcome. This house is yours to open.')
          : t('{therapist} invites you to work together.', { therapist })
      }
      lead={
        <>
          {practice !== '' && `${practice}. `}
          {lastLook !== null &&
            t('The invitation is for one person and ends {when}.', {
              when: awayInWords(lastLook.expires_ms, nowMs),
            })}
        </>
      }
    >
      <JoinDetails model={model} therapist={therapist} />
    </Page>
  );
}
