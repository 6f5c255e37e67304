// SPDX-License-Identifier: Apache-2.0
// Route /visit/:id/closing. One minute about the two of us, after a session.

import { useEffect, useMemo } from 'preact/hooks';
import type { AlliancesModel, KnownAlliance } from '../alliances/alliances-model';
import { ClosingAnswers } from '../checks/ClosingAnswers';
import { type Agreed, ClosingForm } from '../checks/ClosingForm';
import type { ChecksApi } from '../checks/checks-api';
import { createClosingModel, type DraftStore } from '../checks/closing-model';
import type { GoalsModel, KnownGoal, KnownTask } from '../goals/goals-model';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import type { Visit } from '../visits/visit';
import { namesOf } from './our-work';
import * as paths from './paths';
import { forgetStepsDone, stepsDone } from './steps-done';

type ClosingPageProps = {
  visit: Visit;
  alliance: KnownAlliance;
  me: { account: string; role: 'client' | 'therapist' };
  alliances: AlliancesModel;
  goals: GoalsModel;
  api: ChecksApi;
  /** localStorage, in a browser. */
  shelf: DraftStore;
};

function agreed(list: readonly (KnownGoal | KnownTask)[]): Agreed[] {
  return list.flatMap((one) =>
    one.state === 'agreed' && one.words.kind === 'opened'
      ? [{ id: one.id, text: one.words.wording.text }]
      : [],
  );
}

/** The closing minute: asking, kept, waiting for the other, and both answers. */
export function ClosingPage(props: ClosingPageProps) {
  const { visit, alliance, me, alliances, goals, api, shelf } = props;
  const model = useMemo(
    () =>
      createClosingModel({
        api,
        role: me.role,
        seal: (body) => alliances.seal(alliance.id, 'answer', visit.id, body),
        unseal: (sender, sealed) =>
          alliances.unseal(alliance.id, 'answer', visit.id, sender, sealed),
        me: me.account,
        visit: visit.id,
        done: me.role === 'client' ? stepsDone(shelf) : [],
        asked: () => {
          const now = goals.of(alliance.id);
          if (now.kind !== 'ready') return null;
          return new Set([...agreed(now.goals), ...agreed(now.tasks)].map((one) => one.id));
        },
        drafts: shelf,
        onLine: (listener) => alliances.line.subscribe((line) => line === 'open' && listener()),
        after: (ms, then) => {
          const timer = setTimeout(then, ms);
          return () => clearTimeout(timer);
        },
        onChange: (listener) =>
          alliances.onEvent(
            'closing',
            (_, event) => void (event.object === visit.id && listener()),
          ),
      }),
    // The ids say it all: everything else is the same object for the life of the page.
    [visit.id, alliance.id],
  );
  useEffect(() => {
    void model.load();
    void goals.load(alliance.id);
    return () => model.close();
  }, [model, goals, alliance.id]);

  const given = model.stage.value.kind === 'waiting' || model.stage.value.kind === 'open';
  useEffect(() => {
    if (given) forgetStepsDone(shelf);
  }, [given, shelf]);

  const names = namesOf(alliance, me.role);
  const three = alliance.kind === 'couple';
  // Of a couple, what each says is for the therapist alone.
  const others = alliance.members.filter(
    ({ account, role }) => account !== me.account && role !== me.role,
  );
  const other = me.role === 'client' ? names.therapist : three ? alliance.title : names.client;
  const stage = model.stage.value;
  const questionnaire = model.questionnaire.value;
  const work = goals.of(alliance.id);
  const onward = (
    <div class="row">
      <Button kind="next" href={paths.work(alliance.id)}>
        {t('See our work')}
      </Button>
      <Button kind="quiet" href={paths.home}>
        {t('Go home')}
      </Button>
    </div>
  );

  switch (stage.kind) {
    case 'loading':
      return <Page title={t('One moment.')} />;
    case 'failed':
      return (
        <Page title={t('The closing minute could not be opened.')}>
          <Notice kind="problem">
            <p>{t('The line or the server did not answer. Nothing is lost; try again soon.')}</p>
            <div class="row">
              <Button onClick={() => void model.load()}>{t('Try again')}</Button>
            </div>
          </Notice>
        </Page>
      );
    case 'early':
      return (
        <Page
          title={t('This session is not over yet.')}
          lead={t('The closing minute opens when it ends.')}
        >
          <div class="row">
            <Button kind="next" href={paths.visit(visit.id)}>
              {t('Back to the session')}
            </Button>
          </div>
        </Page>
      );
    case 'asking':
      return (
        <Page
          title={t('One minute about us, before you go')}
          lead={t('There are no right answers. You can skip any of them.')}
        >
          <ClosingForm
            model={model}
            goals={work.kind === 'ready' ? agreed(work.goals) : []}
            tasks={work.kind === 'ready' ? agreed(work.tasks) : []}
            other={other}
          />
        </Page>
      );
    case 'kept':
      return (
        <Page title={t('Your answers are safe on this device.')}>
          <Notice kind="info" title={t('The line is down.')}>
            <p>{t('They are sent as soon as it is back, or when you open this page again.')}</p>
          </Notice>
          {onward}
        </Page>
      );
    case 'waiting':
      return (
        <Page
          title={t('Thank you. That is all for today.')}
          lead={
            three
              ? t('The answers open when all of you have answered or passed.')
              : t('Both answers open when {name} has answered or passed too.', { name: other })
          }
        >
          {onward}
        </Page>
      );
    case 'open':
      return (
        <Page
          title={
            stage.mine === null
              ? t('The time for this one is over.')
              : three
                ? t('Thank you. All of you have answered.')
                : t('Thank you. You have both answered.')
          }
          lead={t('If something here surprises you, it is worth a word next time.')}
        >
          {questionnaire !== null && (
            <ClosingAnswers
              questionnaire={questionnaire}
              mine={stage.mine}
              theirs={stage.theirs}
              words={stage.words}
              others={others}
            />
          )}
          {onward}
        </Page>
      );
  }
}
