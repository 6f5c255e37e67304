// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Http } from '../net/http';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { awayInWords } from '../ui/time';
import { AccountForm } from './AccountForm';
import { AccountProblem, fieldProblem } from './AccountProblem';
import type { AccountsModel } from './accounts-model';
import { KeepCode } from './KeepCode';
import { NewPassphrase } from './NewPassphrase';
import type { WayBackLook } from './way-back';
import { createWayBackApi } from './way-back-api';
import { createWayBackModel, type WayBackModel } from './way-back-model';
import './way-back.css';

type WayBackPageProps = {
  model: AccountsModel;
  http: Http;
  /** What follows `#` in the link. */
  fragment: string;
  nowMs: number;
  /** Where to go when all is done. */
  home: string;
};

/** From a way back to the account: what to expect, a new pass phrase, a new code, in. */
export function WayBackPage({ model, http, fragment, nowMs, home }: WayBackPageProps) {
  const [here] = useState(model.state.value);
  const way = useMemo(() => createWayBackModel(model.forWayBack, createWayBackApi(http)), [model]);
  const inside = here === 'signed_in' || here === 'locked';
  useEffect(() => {
    if (!inside) void way.look(fragment);
  }, [way, fragment, inside]);
  if (inside)
    return (
      <Gone
        title={t('Somebody is signed in here.')}
        why={t(
          '{name} is signed in here. If that is you, you do not need this link: you are in. If not, sign out first, then open the link again.',
          { name: model.me.value?.name ?? '' },
        )}
        home={home}
      />
    );
  const step = way.step.value;
  switch (step.kind) {
    case 'looking':
      return <Page title={t('Looking at your link.')} lead={t('One moment, please.')} />;
    case 'gone':
      return <Gone title={t('This link does not open.')} why={step.why} home={home} />;
    case 'reading':
      return <Reading key="reading" look={step.look} nowMs={nowMs} onGoOn={way.goOn} />;
    case 'choosing':
      return <Choosing key="choosing" model={model} way={way} login={step.look.login} />;
    case 'arrived':
      return model.signUp.value.kind === 'done' ? (
        <Back key="done" home={home} />
      ) : (
        <KeepCode model={model} />
      );
  }
}

function Gone({ title, why, home }: { title: string; why: string; home: string }) {
  return (
    <Page title={title}>
      <Notice kind="problem">
        <p>{why}</p>
      </Notice>
      <p>{t('Nothing was changed. If you need another link, ask whoever gave you this one.')}</p>
      <div class="row">
        <Button href={home}>{t('Go to the front page')}</Button>
      </div>
    </Page>
  );
}

type ReadingProps = { look: WayBackLook; nowMs: number; onGoOn: () => void };

/** Read before anything happens. */
function Reading({ look, nowMs, onGoOn }: ReadingProps) {
  const early = look.opens_ms > nowMs;
  const client = look.role === 'client';
  const giver = look.therapist ?? t('Your practice');
  return (
    <Page
      title={t('{name}, here is a way back in.', { name: look.name })}
      lead={t('{giver} made this link for you. Please read first. Nothing has happened yet.', {
        giver,
      })}
    >
      <Card title={t('Have you looked everywhere?')}>
        <p>
          {t(
            'This is for when pass phrase, recovery code and passkey are all gone. If one of them turns up, use that instead: then nothing is lost.',
          )}
        </p>
      </Card>
      <Card title={t('What you will have again')}>
        <ul class="way-back-list">
          <li>{t('Your account, under the same login name: {login}.', { login: look.login })}</li>
          <li>{t('Your sessions, your ratings and how your days were, at once.')}</li>
          <li>
            {client
              ? t(
                  'What you and your therapist wrote to each other: after your next video session, when you have both compared eight words.',
                )
              : t(
                  'What you and each client wrote to each other: after a video session with each of them, when you have both compared eight words.',
                )}
          </li>
        </ul>
      </Card>
      <Card title={t('What stays closed')}>
        <ul class="way-back-list">
          <li>
            {client
              ? t('Your journal. Only your old keys open it, and nobody else has them.')
              : t('Your process notes. Only your old keys open them, and nobody else has them.')}
          </li>
          <li>
            {t('It is kept. Should your old recovery sheet turn up one day, it opens again.')}
          </li>
          <li>{t('Every device that is signed in now is signed out.')}</li>
        </ul>
      </Card>
      {early ? (
        <Notice title={t('The link opens {when}.', { when: awayInWords(look.opens_ms, nowMs) })}>
          <p>
            {t(
              'Somebody is signed in to this account at the moment. They have a day to say no, so that nobody is robbed. Keep the link and come back then.',
            )}
          </p>
        </Notice>
      ) : (
        <div class="row">
          <Button kind="next" onClick={onGoOn}>
            {t('Make new keys')}
          </Button>
        </div>
      )}
    </Page>
  );
}

function Choosing({
  model,
  way,
  login,
}: {
  model: AccountsModel;
  way: WayBackModel;
  login: string;
}) {
  const [phrase, setPhrase] = useState('');
  return (
    <Page
      title={t('Choose a new pass phrase.')}
      lead={t('You sign in with it from now on, as {login}.', { login })}
    >
      <Card>
        <AccountForm model={model} onSubmit={() => void way.use(phrase)}>
          <AccountProblem model={model} />
          <NewPassphrase
            label={t('Your new pass phrase')}
            value={phrase}
            onInput={setPhrase}
            error={fieldProblem(model, 'passphrase')}
          />
          <div class="row">
            <Button kind="next" type="submit" busy={model.busy.value}>
              {model.busy.value ? t('Making your keys, this takes a moment') : t('Go on')}
            </Button>
          </div>
        </AccountForm>
      </Card>
    </Page>
  );
}

function Back({ home }: { home: string }) {
  return (
    <Page
      title={t('You are back.')}
      lead={t(
        'Everybody you work with is told that your key is new. In your next video session, compare the eight words: then what you wrote together opens again.',
      )}
    >
      <div class="row">
        <Button kind="next" href={home}>
          {t('Go on')}
        </Button>
      </div>
    </Page>
  );
}
