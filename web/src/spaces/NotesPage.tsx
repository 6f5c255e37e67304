// SPDX-License-Identifier: Apache-2.0
// Route /notes/:alliance, for therapists.

import { useEffect, useMemo, useState } from 'preact/hooks';
import type { AlliancesModel } from '../alliances/alliances-model';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Disclosure } from '../ui/Disclosure';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { sentenceCase, whenInWords } from '../ui/time';
import { NoteForm, type NoteVisit } from './NoteForm';
import {
  createNotesModel,
  emptyNote,
  headings,
  type KnownNote,
  type NotesModel,
} from './notes-model';
import type { Note } from './paper';
import type { PapersModel } from './papers-model';
import './journal.css';

type NotesPageProps = {
  alliances: AlliancesModel;
  papers: PapersModel;
  /** Beside whom. */
  about: string;
  name: string;
  visits: readonly NoteVisit[];
  nowMs: number;
};

/** Process notes beside one alliance. */
export function NotesPage(props: NotesPageProps) {
  const { alliances, papers, about, name, visits, nowMs } = props;
  const notes = useMemo(() => createNotesModel({ alliances, papers }), [alliances, papers]);
  const [wanted, setWanted] = useState('');
  const place = notes.placeOf(about)?.id;
  useEffect(() => void notes.load(about), [notes, about, place]);
  const found = notes.notes(about, wanted);
  return (
    <Page
      title={t('Your notes beside {name}', { name })}
      lead={t('Only you. Not part of the record.')}
    >
      <Disclosure title={t('What belongs here, and what does not')}>
        <p>
          {t(
            'These are process notes: what you think, wonder and feel about the work. In the United States the law calls them psychotherapy notes and keeps them apart from the record (45 CFR 164.501).',
          )}
        </p>
        <p>
          {t(
            'Diagnosis, medicines, times, results, the plan and how things go belong in the record, where the people who may see it can find them.',
          )}
        </p>
        <p>
          {t('Nobody can open these notes for you: not the practice, and no recovery key of it.')}
        </p>
      </Disclosure>
      {notes.stateOf(about) === 'failed' && (
        <Notice kind="problem" title={t('Your notes could not be read.')}>
          <p>{t('The line or the server did not answer. Nothing was changed.')}</p>
          <div class="row">
            <Button onClick={() => void notes.load(about)}>{t('Try again')}</Button>
          </div>
        </Notice>
      )}
      <Write notes={notes} about={about} visits={visits} />
      <section class="stack" aria-label={t('Earlier notes')}>
        <search>
          <Field
            label={t('Find something')}
            hint={t('You search on this device; nobody is told what for.')}
            value={wanted}
            onInput={setWanted}
          />
        </search>
        <ul class="journal-entries">
          {found.map((note) => (
            <NoteRow
              key={note.id}
              note={note}
              notes={notes}
              about={about}
              visits={visits}
              nowMs={nowMs}
            />
          ))}
        </ul>
      </section>
    </Page>
  );
}

type WriteProps = Pick<NotesPageProps, 'about' | 'visits'> & { notes: NotesModel };

function Write({ notes, about, visits }: WriteProps) {
  const [turn, setTurn] = useState(0);
  const [start, setStart] = useState<Note | null>(null);
  useEffect(
    () => void notes.draft(about).then((draft) => setStart(draft ?? emptyNote())),
    [notes, about],
  );
  if (start === null) return null;
  return (
    <section class="card" aria-label={t('Write')}>
      <NoteForm
        key={turn}
        start={start}
        visits={visits}
        onKeep={(note) => void notes.keepDraft(about, note).catch(() => undefined)}
        onSave={async (note) => {
          await notes.write(about, note);
          await notes.keepDraft(about, null);
          setStart(emptyNote(note.template));
          setTurn(turn + 1);
        }}
      />
      {turn > 0 && (
        <p class="note" role="status">
          {t('The note is kept.')}
        </p>
      )}
    </section>
  );
}

function NoteRow(props: {
  note: KnownNote;
  notes: NotesModel;
  about: string;
  visits: readonly NoteVisit[];
  nowMs: number;
}) {
  const { note, notes, about, visits, nowMs } = props;
  const [doing, setDoing] = useState<'nothing' | 'changing' | 'deleting'>('nothing');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const { paper } = note;
  const names = headings(paper.template);
  const visit = visits.find((one) => one.id === paper.visit);
  const waits = note.delivery !== 'sent';
  if (doing === 'changing')
    return (
      <li class="card entry">
        <NoteForm
          start={paper}
          visits={visits}
          onSave={async (next) => {
            await notes.change(about, note.id, next);
            setDoing('nothing');
          }}
          onCancel={() => setDoing('nothing')}
        />
      </li>
    );
  return (
    <li class="card entry">
      <p class="note">
        {sentenceCase(whenInWords(note.at_ms, nowMs))}
        {visit !== undefined && ` · ${visit.words}`}
        {note.revised_ms !== null && ` · ${t('changed later')}`}
        {waits && ` · ${t('on this device, waiting for a line')}`}
      </p>
      {paper.parts.map(
        (part, at) =>
          part.trim() !== '' && (
            <div key={names[at]?.name}>
              {paper.template !== 'free' && <h2 class="entry-heading">{names[at]?.name}</h2>}
              <p class="entry-text" dir="auto">
                {part}
              </p>
            </div>
          ),
      )}
      <div class="row">
        <Button kind="quiet" disabled={waits} onClick={() => setDoing('changing')}>
          {t('Change')}
        </Button>
        <Button kind="quiet" disabled={waits} onClick={() => setDoing('deleting')}>
          {t('Delete')}
        </Button>
      </div>
      <Dialog
        open={doing === 'deleting'}
        title={t('Delete this note?')}
        close={t('Keep it')}
        onClose={() => setDoing('nothing')}
      >
        <p>{t('The words are wiped from the server and cannot be brought back.')}</p>
        {failed && (
          <Notice kind="problem">
            <p>{t('That did not work. Nothing was changed. Please try again.')}</p>
          </Notice>
        )}
        <div class="row">
          <Button
            busy={busy}
            onClick={async () => {
              setBusy(true);
              setFailed(false);
              await notes.remove(about, note.id).catch(() => setFailed(true));
              setBusy(false);
            }}
          >
            {t('Delete it for good')}
          </Button>
        </div>
      </Dialog>
    </li>
  );
}
