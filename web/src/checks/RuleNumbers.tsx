// SPDX-License-Identifier: Apache-2.0
import { t } from '../ui/text';
import type { AllianceCourse } from './course';
import { rating } from './course-words';
import { methodWords, ruleParts } from './method-words';
import { comparedWhy, ruleWithNumbers } from './rule-words';
import './rule-numbers.css';

/** Everything that fired, with its numbers; then the rule in force, part by part. */
export function RuleNumbers({ course }: { course: AllianceCourse }) {
  const { points, params } = course.views.client;
  const fired = course.sessions.flatMap((session, at) =>
    (points[at]?.fired ?? []).map((firing) => ({ session, firing })),
  );
  const compared = comparedWhy(course.views.dyad);
  const usual = points.at(-1)?.usual ?? null;
  return (
    <div class="stack">
      {fired.length === 0 && compared.length === 0 ? (
        <p>{t('No rule has found anything.')}</p>
      ) : (
        <ul class="stack-tight">
          {fired.map(({ session, firing }) => (
            <li key={`${session.visit}-${firing.kind}-${firing.rule}`}>
              <p>
                <strong>{t('Session {number}.', { number: session.number })}</strong>{' '}
                {ruleWithNumbers(firing, params)}
              </p>
            </li>
          ))}
          {compared.map((why) => (
            <li key={why}>
              <p>{why}</p>
            </li>
          ))}
        </ul>
      )}
      <div class="rule-in-use">
        <h3>{t('The rule in use: “{rule}”', { rule: methodWords(params.method, params).name })}</h3>
        <dl class="rule-parts">
          {ruleParts(params).map(({ term, text }) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
        {usual !== null && (
          <p class="note">
            {t(
              'A control chart draws the usual range another way, from the first {n} ratings: {low} to {high}.',
              { n: usual.basedOn, low: rating(usual.low), high: rating(usual.high) },
            )}
          </p>
        )}
        <p class="note">
          {t('No number here is a published limit. There is none that all agree on.')}
        </p>
      </div>
    </div>
  );
}
