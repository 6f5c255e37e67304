// SPDX-License-Identifier: Apache-2.0
import { Card } from '../ui/Card';
import { Disclosure } from '../ui/Disclosure';
import { t } from '../ui/text';
import { CourseChart } from './CourseChart';
import { CourseTable } from './CourseTable';
import type { AllianceCourse } from './course';
import { type Names, rating, standing, suggestion } from './course-words';
import { ruleWithNumbers } from './rule-words';
import './course-card.css';

function TwoViewsLine({ course, names }: { course: AllianceCourse; names: Names }) {
  const { clientMean, therapistMean, shared } = course.views.dyad;
  if (shared < 2 || clientMean === null || therapistMean === null) return null;
  const values = { client: rating(clientMean), therapist: rating(therapistMean), n: shared };
  return (
    <p class="note">
      {names.me === 'client'
        ? t('Over {n} sessions you rated {client} on average, {name} {therapist}.', {
            ...values,
            name: names.therapist,
          })
        : t('Over {n} sessions {name} rated {client} on average, you {therapist}.', {
            ...values,
            name: names.client,
          })}
    </p>
  );
}

/** The course of the alliance: picture, sentence, what it cannot say, the rule and a table. */
export function CourseCard({ course, names }: { course: AllianceCourse; names: Names }) {
  const suggests = suggestion(course, names);
  const fired = course.sessions.flatMap((session, at) =>
    (course.views.client.points[at]?.fired ?? []).map((firing) => ({ session, firing })),
  );
  const { params } = course.views.client;
  return (
    <Card title={t('How we have been working together')}>
      <div class="stack">
        {course.sessions.length > 0 && <CourseChart course={course} names={names} />}
        <div class="stack-tight">
          <p class="course-standing">{standing(course, names)}</p>
          {suggests !== '' && <p class="course-suggestion">{suggests}</p>}
          {course.waiting && (
            <p class="note">{t('The last session shows here once you have both answered.')}</p>
          )}
        </div>
        {course.sessions.length > 0 && (
          <>
            <TwoViewsLine course={course} names={names} />
            <p class="note">
              {names.me === 'client'
                ? t(
                    'This shows how you each rated the sessions, held against your own earlier ratings. It cannot say why, and nothing happens by itself.',
                  )
                : t(
                    'This shows how you each rated the sessions, held against {name}’s own earlier ratings. It cannot say why, and nothing happens by itself.',
                    { name: names.client },
                  )}
              {course.unvalidated &&
                ` ${t('The questions are our own and not yet tested in studies.')}`}
            </p>
            <div>
              <Disclosure title={t('The rule and its numbers')}>
                <div class="stack-tight">
                  {fired.length === 0 && <p>{t('No rule has found anything.')}</p>}
                  <ul class="stack-tight">
                    {fired.map(({ session, firing }) => (
                      <li key={`${session.visit}-${firing.kind}-${firing.rule}`}>
                        <strong>{t('Session {number}.', { number: session.number })}</strong>{' '}
                        {ruleWithNumbers(firing, params)}
                      </li>
                    ))}
                  </ul>
                  <p class="note">
                    {t(
                      'A spread is how much the person’s own earlier ratings vary, and at least {between}. A strain is a fall of {strain} spread from the best of the last {back} sessions; a rupture is a fall of {rupture} spreads, or a rating below the usual range. It counts as repaired within {within} of a spread. It needs {least} earlier ratings.',
                      {
                        between: params.between,
                        strain: params.strainAt,
                        rupture: params.ruptureAt,
                        back: params.lookBack,
                        within: params.repairWithin,
                        least: params.baselineLeast,
                      },
                    )}
                  </p>
                </div>
              </Disclosure>
              <Disclosure title={t('As a table')}>
                <CourseTable course={course} names={names} />
              </Disclosure>
            </div>
          </>
        )}
      </div>
    </Card>
  );
}
