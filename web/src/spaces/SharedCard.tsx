// SPDX-License-Identifier: Apache-2.0
import { Card } from '../ui/Card';
import { t } from '../ui/text';
import { sentenceCase, whenInWords } from '../ui/time';
import type { SharedWith } from './shared';
import './journal.css';

type SharedCardProps = { shared: readonly SharedWith[]; name: string; nowMs: number };

/** What somebody showed from their journal. */
export function SharedCard({ shared, name, nowMs }: SharedCardProps) {
  if (shared.length === 0) return null;
  return (
    <Card title={t('From {name}’s journal', { name })}>
      <ul class="journal-entries">
        {shared.map((one) => (
          <li key={one.id} class="stack-tight">
            <p class="note">
              {one.paper.kind === 'shared_entry'
                ? sentenceCase(
                    t('written {when}', { when: whenInWords(one.paper.written_ms, nowMs) }),
                  )
                : sentenceCase(whenInWords(one.at_ms, nowMs))}
              {one.paper.kind === 'shared_entry' &&
                one.paper.mood !== null &&
                ` · ${t('felt {mood} of 10', { mood: one.paper.mood })}`}
            </p>
            {one.paper.kind === 'shared_entry' && one.paper.text !== '' && (
              <blockquote class="entry-quote" dir="auto">
                <p class="entry-text">{one.paper.text}</p>
              </blockquote>
            )}
            {one.bring && (
              <p>{t('{name} would like to talk about something they wrote.', { name })}</p>
            )}
          </li>
        ))}
      </ul>
      <p class="note">{t('{name} can take this back at any time.', { name })}</p>
    </Card>
  );
}
