// SPDX-License-Identifier: Apache-2.0
import { Card } from '../ui/Card';
import { Disclosure } from '../ui/Disclosure';
import { t } from '../ui/text';
import { CourseChart } from './CourseChart';
import { CourseTable } from './CourseTable';
import type { AllianceCourse } from './course';
import { type Names, rating, standing, suggestion } from './course-words';
import { RuleNumbers } from './RuleNumbers';
import { OtherRules } from './RulesTable';
import type { RulesModel } from './rules-model';
import { untested } from './untested';
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

type CourseCardProps = {
  alliance: string;
  course: AllianceCourse;
  rules: RulesModel;
  names: Names;
  /** Somebody came to read why a rule fired. */
  why: boolean;
};

/** The course of the alliance: picture, sentence, what it cannot say, the rules and a table. */
export function CourseCard({ alliance, course, rules, names, why }: CourseCardProps) {
  const suggests = suggestion(course, names);
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
              {course.unvalidated && ` ${untested()}`}
            </p>
            <div>
              <Disclosure title={t('The rule and its numbers')} sought={why}>
                <RuleNumbers course={course} />
              </Disclosure>
              <OtherRules rules={rules} alliance={alliance} course={course} />
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
