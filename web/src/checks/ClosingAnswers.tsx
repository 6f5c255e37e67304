// SPDX-License-Identifier: Apache-2.0

import { Card } from '../ui/Card';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import type { Opened } from '../vault/vault';
import type { Answers, Item } from './check';
import './closing-answers.css';
import type { Questionnaire } from './questionnaire';
import { untested } from './untested';

type ClosingAnswersProps = {
  questionnaire: Questionnaire;
  mine: Answers | null;
  /** null while they are not open, or when there are none. */
  theirs: Answers | null;
  /** My open answer. */
  words: string;
  theirWords: Opened | null;
  other: string;
};

function say(answers: Answers | null, item: Item): string {
  if (answers === null) return t('no answer');
  if (answers.state === 'declined') return t('not today');
  const value = answers.items[item];
  return value === null ? t('skipped') : String(value);
}

/** Both people's answers, side by side. */
export function ClosingAnswers(props: ClosingAnswersProps) {
  const { questionnaire, mine, theirs, words, theirWords, other } = props;
  const theirText = theirWords?.kind === 'opened' ? theirWords.body : null;
  const said = (theirText as { text?: unknown } | null)?.text;
  return (
    <Card title={t('What you both said')}>
      <div class="stack">
        <div class="closing-table">
          <table class="closing-answers">
            <thead>
              <tr>
                <td />
                <th scope="col">{t('You')}</th>
                <th scope="col">{other}</th>
              </tr>
            </thead>
            <tbody>
              {questionnaire.questions.map((question) => (
                <tr key={question.id}>
                  <th scope="row">{t(question.text)}</th>
                  <td>{say(mine, question.id as Item)}</td>
                  <td>{say(theirs, question.id as Item)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {questionnaire.unvalidated && <p class="note">{untested()}</p>}
        {words !== '' && (
          <figure class="closing-words">
            <figcaption class="note">{t('You wrote')}</figcaption>
            <blockquote>{words}</blockquote>
          </figure>
        )}
        {typeof said === 'string' && (
          <figure class="closing-words">
            <figcaption class="note">{t('{name} wrote', { name: other })}</figcaption>
            <blockquote>{said}</blockquote>
          </figure>
        )}
        {theirWords?.kind === 'refused' && (
          <Notice kind="problem" title={t('What {name} wrote cannot be shown.', { name: other })}>
            <p>{theirWords.why}</p>
          </Notice>
        )}
      </div>
    </Card>
  );
}
