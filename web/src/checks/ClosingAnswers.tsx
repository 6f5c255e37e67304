// SPDX-License-Identifier: Apache-2.0

import { Card } from '../ui/Card';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import type { Opened } from '../vault/vault';
import type { Answers, Item } from './check';
import type { Theirs } from './closing-model';
import './closing-answers.css';
import type { Questionnaire } from './questionnaire';
import { untested } from './untested';

type ClosingAnswersProps = {
  questionnaire: Questionnaire;
  mine: Answers | null;
  /** Of those who answered. */
  theirs: readonly Theirs[];
  /** My open answer. */
  words: string;
  /** Everybody whose answers I may read. */
  others: readonly { account: string; name: string }[];
};

function say(answers: Answers | null, item: Item): string {
  if (answers === null) return t('no answer');
  if (answers.state === 'declined') return t('not today');
  const value = answers.items[item];
  return value === null ? t('skipped') : String(value);
}

/** My answers and those of the others, side by side. */
export function ClosingAnswers(props: ClosingAnswersProps) {
  const { questionnaire, mine, theirs, words, others } = props;
  const of = (account: string) => theirs.find((one) => one.account === account) ?? null;
  return (
    <Card title={others.length > 1 ? t('What each of you said') : t('What you both said')}>
      <div class="stack">
        <div class="closing-table">
          <table class="closing-answers">
            <thead>
              <tr>
                <td />
                <th scope="col">{t('You')}</th>
                {others.map(({ account, name }) => (
                  <th key={account} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {questionnaire.questions.map((question) => (
                <tr key={question.id}>
                  <th scope="row">{t(question.text)}</th>
                  <td>{say(mine, question.id as Item)}</td>
                  {others.map(({ account }) => (
                    <td key={account}>{say(of(account)?.answers ?? null, question.id as Item)}</td>
                  ))}
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
        {others.map(({ account, name }) => (
          <TheirWords key={account} words={of(account)?.words ?? null} name={name} />
        ))}
      </div>
    </Card>
  );
}

function TheirWords({ words, name }: { words: Opened | null; name: string }) {
  if (words?.kind === 'refused') {
    return (
      <Notice kind="problem" title={t('What {name} wrote cannot be shown.', { name })}>
        <p>{words.why}</p>
      </Notice>
    );
  }
  const said = (words?.kind === 'opened' ? words.body : null) as { text?: unknown } | null;
  if (typeof said?.text !== 'string') return null;
  return (
    <figure class="closing-words">
      <figcaption class="note">{t('{name} wrote', { name })}</figcaption>
      <blockquote>{said.text}</blockquote>
    </figure>
  );
}
