// SPDX-License-Identifier: Apache-2.0
import type { AlliancesModel, KnownAlliance } from '../alliances/alliances-model';
import { InviteCard } from '../alliances/InviteCard';
import type { CoursesModel } from '../checks/courses-model';
import { untested } from '../checks/untested';
import { CoupleCard } from '../spaces/CoupleCard';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import type { Visit } from '../visits/visit';
import type { VisitsModel } from '../visits/visits-model';
import './caseload.css';
import { type CaseRow, caseloadSentence, type Glance, hasNextStep, sortCaseload } from './caseload';
import { glanceOf } from './glance';
import { namesOf } from './our-work';
import { PersonRow } from './PersonRow';

type CaseloadPageProps = {
  alliances: AlliancesModel;
  visits: VisitsModel;
  courses: Pick<CoursesModel, 'of'>;
  /** A session whose closing minute I have not given. Reactive. */
  due: (alliance: string) => Visit | null;
  /** Messages I have not read. Reactive. */
  unread: (alliance: string) => number;
  /** Whether somebody would like to talk about something they wrote. Reactive. */
  bring: (alliance: string) => boolean;
  nowMs: number;
};

/** The course of an alliance at a glance; null while it is not known. Reactive. */
function glance(alliance: KnownAlliance, courses: Pick<CoursesModel, 'of'>): Glance | null {
  const known = courses.of(alliance.id);
  return known.kind === 'ready' ? glanceOf(known.course, namesOf(alliance, 'therapist')) : null;
}

/** The therapist's home: who needs me next. */
export function CaseloadPage(props: CaseloadPageProps) {
  const { alliances, visits, courses, due, unread, bring, nowMs } = props;
  const state = alliances.state.value;
  const list = alliances.people.value;
  if (state.kind === 'loading' && list.length === 0)
    return <Page wide title={t('Your people, in a moment.')} />;
  if (state.kind === 'failed' && list.length === 0)
    return (
      <Page wide title={t('The list could not be read.')}>
        <Notice kind="problem">
          <p>{t('The line or the server did not answer. Nothing was changed.')}</p>
          <div class="row">
            <Button onClick={() => void alliances.load()}>{t('Try again')}</Button>
          </div>
        </Notice>
      </Page>
    );
  const rows = sortCaseload(
    list.map((alliance) => ({
      alliance,
      next: visits.nextOf(alliance.id),
      glance: glance(alliance, courses),
    })),
    nowMs,
  );
  return (
    <Page wide title={caseloadSentence(rows, nowMs)} lead={lead(rows)}>
      <div class={rows.length === 0 ? 'caseload caseload-empty' : 'caseload'}>
        {rows.length > 0 && (
          <ul class="caseload-people">
            {rows.map((row, at) => (
              <PersonRow
                key={row.alliance.id}
                row={row}
                first={at === 0 && hasNextStep(row, nowMs)}
                due={due(row.alliance.id)}
                unread={unread(row.alliance.id)}
                bring={bring(row.alliance.id)}
                alliances={alliances}
                nowMs={nowMs}
              />
            ))}
          </ul>
        )}
        <aside class="caseload-side" aria-label={t('Someone new')}>
          <InviteCard model={alliances} nowMs={nowMs} first={rows.length === 0} />
          <CoupleCard alliances={alliances} />
        </aside>
      </div>
    </Page>
  );
}

/** Says how the list is sorted and how the lines are drawn, once there are any. */
function lead(rows: readonly CaseRow[]): string | undefined {
  if (rows.length === 0)
    return t('You open an alliance and get a link. It works once, for one person.');
  const drawn = rows.flatMap(({ glance }) =>
    glance !== null && glance.values.length > 1 ? [glance] : [],
  );
  if (drawn.length > 0) {
    const lines = t(
      'Sorted by who needs you next. Each line shows a person against their own usual range, drawn over the part of the scale they move in.',
    );
    return drawn.some((glance) => glance.unvalidated) ? `${lines} ${untested()}` : lines;
  }
  return rows.length > 1 ? t('Sorted by who needs you next.') : undefined;
}
