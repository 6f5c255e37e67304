// SPDX-License-Identifier: Apache-2.0
// Route /journal.

import { useEffect, useMemo, useState } from 'preact/hooks';
import type { AlliancesModel } from '../alliances/alliances-model';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { t, tn } from '../ui/text';
import { dayInWords, dayOf, sentenceCase } from '../ui/time';
import { EntryForm } from './EntryForm';
import { EntryRow, type Reader } from './EntryRow';
import { byDay, createJournalModel, type JournalModel } from './journal-model';
import type { Entry } from './paper';
import type { PapersModel } from './papers-model';
import './journal.css';

type JournalPageProps = {
  alliances: AlliancesModel;
  papers: PapersModel;
  readers: readonly Reader[];
  /** Two ways in work: without a second one, everything could be lost with the first. */
  hasTwoWays: boolean;
  /** Where the second way is made ready. */
  waysHref: string;
  nowMs: number;
};

const EMPTY: Entry = { kind: 'entry', text: '', mood: null, tags: [] };

/** Writing for oneself. */
export function JournalPage(props: JournalPageProps) {
  const { alliances, papers, hasTwoWays } = props;
  const journal = useMemo(() => createJournalModel({ alliances, papers }), [alliances, papers]);
  const state = journal.state.value;
  useEffect(() => void journal.load(), [journal, journal.place.value?.id]);
  const blank = state === 'ready' && journal.count.value === 0;
  return (
    <Page title={t('Your journal')} lead={t('Only you can read it. Not your therapist, not us.')}>
      {state === 'failed' && (
        <Notice kind="problem" title={t('Your journal could not be read.')}>
          <p>{t('The line or the server did not answer. Nothing was changed.')}</p>
          <div class="row">
            <Button onClick={() => void journal.load()}>{t('Try again')}</Button>
          </div>
        </Notice>
      )}
      {journal.closed.value.length > 0 && (
        <Notice title={t('Some of your journal is closed.')}>
          {journal.closed.value.map((why) => (
            <p key={why}>{why}</p>
          ))}
          <p>
            {t('If you made new keys and find your old recovery sheet, your account opens it.')}
          </p>
          <div class="row">
            <Button kind="quiet" href={props.waysHref}>
              {t('Go to my account')}
            </Button>
          </div>
        </Notice>
      )}
      {blank && !hasTwoWays ? <SecondWay href={props.waysHref} /> : <Write journal={journal} />}
      {!blank && state !== 'failed' && <Entries {...props} journal={journal} />}
    </Page>
  );
}

function SecondWay({ href }: { href: string }) {
  return (
    <Card tone="next" title={t('First, a second way in.')}>
      <p>
        {t(
          'Nobody but you can open your journal, so nobody can open it for you. If you forget your pass phrase, your recovery code is the second way in.',
        )}
      </p>
      <p>{t('Type the code from your sheet once, to see that it works. Then you can write.')}</p>
      <div class="row">
        <Button kind="next" href={href}>
          {t('Try my recovery code')}
        </Button>
      </div>
    </Card>
  );
}

function Write({ journal }: { journal: JournalModel }) {
  // Counts up after an entry was kept, so that the form begins anew.
  const [turn, setTurn] = useState(0);
  const [start, setStart] = useState<Entry | null>(null);
  useEffect(() => void journal.draft().then((draft) => setStart(draft ?? EMPTY)), [journal]);
  if (start === null) return null;
  return (
    <section class="card" aria-label={t('Write')}>
      <EntryForm
        key={turn}
        start={start}
        known={journal.tags.value}
        onKeep={(entry) => void journal.keepDraft(entry).catch(() => undefined)}
        onSave={async (entry) => {
          await journal.write(entry);
          await journal.keepDraft(null);
          setStart(EMPTY);
          setTurn(turn + 1);
        }}
      />
      {turn > 0 && (
        <p class="note" role="status">
          {t('Kept in your journal.')}
        </p>
      )}
    </section>
  );
}

type EntriesProps = Pick<JournalPageProps, 'readers' | 'nowMs'> & { journal: JournalModel };

function Entries({ journal, readers, nowMs }: EntriesProps) {
  const entries = journal.entries.value;
  const looking = journal.wanted.value.trim() !== '';
  return (
    <section class="stack" aria-label={t('What you wrote')}>
      <search>
        <Field
          label={t('Find something')}
          hint={t('Words, or #tag. You search on this device; nobody is told what for.')}
          value={journal.wanted.value}
          onInput={journal.search}
        />
      </search>
      {looking && (
        <p class="note" role="status">
          {tn(entries.length, 'One entry found.', '{n} entries found.')}
        </p>
      )}
      {byDay(entries, dayOf).map(({ day, entries: of }) => (
        <section key={day} class="stack-tight">
          <h2 class="journal-day">{sentenceCase(dayInWords(of[0]?.at_ms ?? nowMs, nowMs))}</h2>
          <ul class="journal-entries">
            {of.map((entry) => (
              <EntryRow key={entry.id} entry={entry} journal={journal} readers={readers} />
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}
