// SPDX-License-Identifier: Apache-2.0
// Route /work/:alliance. Both people see the same page.

import { useEffect, useState } from 'preact/hooks';
import type { AlliancesModel, KnownAlliance } from '../alliances/alliances-model';
import { CompareWords } from '../alliances/CompareWords';
import { KeyNotice } from '../alliances/KeyNotice';
import { CourseCard } from '../checks/CourseCard';
import type { CoursesModel } from '../checks/courses-model';
import type { RulesModel } from '../checks/rules-model';
import { GoalsCard } from '../goals/GoalsCard';
import type { GoalsModel } from '../goals/goals-model';
import { TasksCard } from '../goals/TasksCard';
import type { Http } from '../net/http';
import { LeaveSpace } from '../spaces/LeaveSpace';
import { SharedCard } from '../spaces/SharedCard';
import type { SharedWith } from '../spaces/shared';
import { Button } from '../ui/Button';
import { Disclosure } from '../ui/Disclosure';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import type { VisitsModel } from '../visits/visits-model';
import './our-work.css';
import { goalRatings, namesOf, taskHistory } from './our-work';
import * as paths from './paths';
import { sessionsOf } from './sessions';
import { WayBackCard } from './WayBackCard';

type OurWorkPageProps = {
  alliance: KnownAlliance;
  /** What the other showed from their journal; for therapists. */
  shared: readonly SharedWith[];
  nowMs: number;
  alliances: AlliancesModel;
  me: { account: string; role: 'client' | 'therapist' };
  visits: VisitsModel;
  courses: CoursesModel;
  rules: RulesModel;
  goals: GoalsModel;
  http: Http;
};

/** Goals, tasks and the course of one alliance. */
export function OurWorkPage(props: OurWorkPageProps) {
  const { alliance, alliances, shared, nowMs, me, visits, courses, rules, goals, http } = props;
  const names = namesOf(alliance, me.role);
  const other = me.role === 'client' ? names.therapist : names.client;
  const took = sessionsOf(visits.visits.value, alliance.id);
  const course = courses.of(alliance.id);
  const work = goals.of(alliance.id);
  const [why] = useState(() => location.hash === paths.toWhy);

  useEffect(() => void goals.load(alliance.id), [alliance.id, goals]);
  useEffect(
    () => void courses.load(alliance.id, took),
    [alliance.id, courses, took.length, took.at(-1)?.endedMs],
  );

  const known = course.kind === 'ready' ? course.course : null;
  const failed = course.kind === 'failed' || work.kind === 'failed';
  const retry = () => {
    void goals.load(alliance.id);
    void courses.load(alliance.id, took);
  };
  const next = visits.nextOf(alliance.id);
  return (
    <Page
      wide
      title={me.role === 'client' ? t('Our work') : t('Our work, {name} and you', { name: other })}
      lead={t('You and {name} see the same page.', { name: other })}
    >
      <KeyNotice alliance={alliance} me={me.account} />
      {failed && (
        <Notice kind="problem" title={t('Part of this page could not be read.')}>
          <p>{t('The line or the server did not answer. Nothing was changed.')}</p>
          <div class="row">
            <Button onClick={retry}>{t('Try again')}</Button>
          </div>
        </Notice>
      )}
      <SharedCard shared={shared} name={other} nowMs={nowMs} />
      {known !== null && (
        <CourseCard alliance={alliance.id} course={known} rules={rules} names={names} why={why} />
      )}
      {work.kind === 'ready' && (
        <div class="our-work">
          <GoalsCard
            model={goals}
            alliance={alliance.id}
            goals={work.goals}
            ratings={known === null ? {} : goalRatings(known)}
            me={me.account}
            other={other}
          />
          <TasksCard
            model={goals}
            alliance={alliance.id}
            goals={work.goals}
            tasks={work.tasks}
            history={known === null ? {} : taskHistory(known)}
            me={me.account}
            other={other}
          />
        </div>
      )}
      {me.role === 'therapist' && alliance.other !== null && (
        <div class="row">
          {next !== null && (
            <Button kind="act" href={paths.visit(next.id)}>
              {next.state === 'open' ? t('Go in') : t('Get ready for the next session')}
            </Button>
          )}
          <Button kind={next === null ? 'act' : 'quiet'} href={paths.plan(alliance.id)}>
            {t('Plan a session')}
          </Button>
          <Button kind="quiet" icon="chat" href={paths.letters(alliance.id)}>
            {t('Messages')}
          </Button>
          <Button kind="quiet" icon="lock" href={paths.notes(alliance.id)}>
            {t('Your own notes')}
          </Button>
        </div>
      )}
      {alliance.other !== null && (
        <Disclosure title={t('Safety words')}>
          <CompareWords alliances={alliances} alliance={alliance.id} name={other} />
        </Disclosure>
      )}
      {me.role === 'therapist' &&
        alliance.members
          .filter(({ role, left_ms }) => role === 'client' && left_ms === null)
          .map((member) => (
            <Disclosure
              key={member.account}
              title={t('{name} cannot get in any more', { name: member.name })}
            >
              <WayBackCard
                http={http}
                alliance={alliance.id}
                member={member}
                nowMs={nowMs}
                onChange={() => alliances.load()}
              />
            </Disclosure>
          ))}
      <LeaveSpace space={alliance} me={me} alliances={alliances} />
    </Page>
  );
}
