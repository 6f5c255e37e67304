// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import { clock } from '../ui/time';
import { WhoReads } from '../ui/WhoReads';
import { EntryForm } from './EntryForm';
import type { JournalModel, KnownEntry } from './journal-model';

/** Where an entry can be shown. */
export type Reader = { alliance: string; name: string };

type EntryRowProps = { entry: KnownEntry; journal: JournalModel; readers: readonly Reader[] };

/** One entry: read it, change it, show it, take it back, delete it. */
export function EntryRow({ entry, journal, readers }: EntryRowProps) {
  const [doing, setDoing] = useState<'nothing' | 'changing' | 'showing' | 'deleting'>('nothing');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { paper, shown } = entry;

  async function run(work: Promise<void>) {
    setBusy(true);
    setProblem(null);
    try {
      await work;
      setDoing('nothing');
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  if (doing === 'changing')
    return (
      <li class="card entry">
        <EntryForm
          start={paper}
          known={[]}
          onSave={async (next) => {
            await journal.change(entry.id, next);
            setDoing('nothing');
          }}
          onCancel={() => setDoing('nothing')}
        />
      </li>
    );
  return (
    <li class="card entry">
      <div class="entry-head">
        <p class="note">
          {clock(entry.at_ms)}
          {entry.revised_ms !== null && ` · ${t('changed later')}`}
          {entry.delivery !== 'sent' && ` · ${t('on this device, waiting for a line')}`}
        </p>
        {paper.mood !== null && <p class="entry-mood">{t('{mood} of 10', { mood: paper.mood })}</p>}
      </div>
      {paper.text !== '' && (
        <p class="entry-text" dir="auto">
          {paper.text}
        </p>
      )}
      {paper.tags.length > 0 && (
        <ul class="entry-tags" aria-label={t('Tags')}>
          {paper.tags.map((tag) => (
            <li key={tag}>{tag}</li>
          ))}
        </ul>
      )}
      {shown.map((one) => (
        <div key={one.id} class="entry-shown">
          <p class="note">
            {one.words
              ? t('{name} can read this entry.', { name: nameOf(readers, one.alliance) })
              : t('{name} knows that you would like to talk about it, without the words.', {
                  name: nameOf(readers, one.alliance),
                })}
          </p>
          <Button kind="quiet" busy={busy} onClick={() => void run(journal.takeBack(one))}>
            {t('Take it back')}
          </Button>
        </div>
      ))}
      {problem !== null && (
        <Notice kind="problem" title={t('That did not work. Nothing was changed.')}>
          <p>{problem}</p>
        </Notice>
      )}
      <div class="row">
        {readers.length > 0 && shown.length === 0 && entry.delivery === 'sent' && (
          <Button icon="eye" onClick={() => setDoing('showing')}>
            {t('Show it')}
          </Button>
        )}
        <Button
          kind="quiet"
          disabled={entry.delivery !== 'sent'}
          onClick={() => setDoing('changing')}
        >
          {t('Change')}
        </Button>
        <Button
          kind="quiet"
          disabled={entry.delivery !== 'sent'}
          onClick={() => setDoing('deleting')}
        >
          {t('Delete')}
        </Button>
      </div>
      <Dialog
        open={doing === 'showing'}
        title={t('Show this entry')}
        close={t('Do not show it')}
        onClose={() => setDoing('nothing')}
      >
        {readers.map(({ alliance, name }) => (
          <div key={alliance} class="stack">
            <blockquote class="entry-quote" dir="auto">
              <p>{paper.text === '' ? t('{mood} of 10', { mood: paper.mood ?? 0 }) : paper.text}</p>
            </blockquote>
            <WhoReads>{t('You and {name}. Nobody else.', { name })}</WhoReads>
            <div class="row">
              <Button
                busy={busy}
                onClick={() =>
                  void run(journal.show(entry, alliance, { words: true, bring: false }))
                }
              >
                {t('Show it to {name}', { name })}
              </Button>
              <Button
                busy={busy}
                onClick={() =>
                  void run(journal.show(entry, alliance, { words: true, bring: true }))
                }
              >
                {t('Show it and bring it to our next session')}
              </Button>
              <Button
                kind="quiet"
                busy={busy}
                onClick={() =>
                  void run(journal.show(entry, alliance, { words: false, bring: true }))
                }
              >
                {t('Only say that I want to talk about something')}
              </Button>
            </div>
          </div>
        ))}
        <p class="note">
          {t('You can take it back later. Then it is deleted, but it may have been read by then.')}
        </p>
        {problem !== null && (
          <Notice kind="problem">
            <p>{problem}</p>
          </Notice>
        )}
      </Dialog>
      <Dialog
        open={doing === 'deleting'}
        title={t('Delete this entry?')}
        close={t('Keep it')}
        onClose={() => setDoing('nothing')}
      >
        <p>{t('The words are wiped from the server and cannot be brought back.')}</p>
        {shown.some((one) => one.words) && (
          <p>{t('What you showed of it is taken back, too. It may have been read.')}</p>
        )}
        <div class="row">
          <Button busy={busy} onClick={() => void run(journal.remove(entry))}>
            {t('Delete it for good')}
          </Button>
        </div>
      </Dialog>
    </li>
  );
}

function nameOf(readers: readonly Reader[], alliance: string): string {
  return readers.find((one) => one.alliance === alliance)?.name ?? t('your therapist');
}
