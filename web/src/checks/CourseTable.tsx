// SPDX-License-Identifier: Apache-2.0
import { Sideways } from '../ui/Sideways';
import { t } from '../ui/text';
import type { AllianceCourse } from './course';
import './course-table.css';
import { type Names, rating } from './course-words';
import { firingName } from './rule-words';

/** The course as a table: the same as the chart, for those who do not see it and those who count. */
export function CourseTable({ course, names }: { course: AllianceCourse; names: Names }) {
  const say = (point: { value: number | null; state: string } | undefined): string => {
    if (point === undefined) return '';
    if (point.value !== null) return rating(point.value);
    return point.state === 'declined' ? t('not today') : t('no answer');
  };
  return (
    <Sideways label={t('The course as a table')}>
      <table class="course-table">
        <thead>
          <tr>
            <th scope="col">{t('Session')}</th>
            <th scope="col">{names.me === 'client' ? t('You') : names.client}</th>
            <th scope="col">{t('Usual range then')}</th>
            <th scope="col">{names.me === 'therapist' ? t('You') : names.therapist}</th>
            <th scope="col">{t('What a rule found')}</th>
          </tr>
        </thead>
        <tbody>
          {course.sessions.map((session, at) => {
            const point = course.views.client.points[at];
            const range = point?.range;
            return (
              <tr key={session.visit}>
                <th scope="row">{session.number}</th>
                <td>{say(point)}</td>
                <td>{range ? `${rating(range.low)} – ${rating(range.high)}` : t('not yet')}</td>
                <td>{say(course.views.therapist.points[at])}</td>
                <td>{point?.fired.map(firingName).join(', ')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Sideways>
  );
}
