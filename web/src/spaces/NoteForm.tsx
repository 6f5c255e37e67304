// SPDX-License-Identifier: Apache-2.0
import { useEffect, useId, useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Choice } from '../ui/Choice';
import { Notice } from '../ui/Notice';
import { TextArea } from '../ui/TextArea';
import { t } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import { headings, isBlank, retemplate } from './notes-model';
import { type Note, type NoteTemplate, PAPER_MAX } from './paper';

/** A session a note can be about. */
export type NoteVisit = { id: string; words: string };

type NoteFormProps = {
  start: Note;
  visits: readonly NoteVisit[];
  /** Kept on this device while one writes; absent when an old note is changed. */
  onKeep?: (note: Note) => void;
  /** What it throws is shown, and the words stay. */
  onSave(note: Note): Promise<void>;
  onCancel?: () => void;
};

const KEEP_AFTER_MS = 400;

/** A note under the headings of a template. */
export function NoteForm({ start, visits, onKeep, onSave, onCancel }: NoteFormProps) {
  const id = useId();
  const [note, setNote] = useState(start);
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const names = headings(note.template);

  useEffect(() => {
    if (onKeep === undefined) return;
    const timer = setTimeout(() => onKeep(note), KEEP_AFTER_MS);
    return () => clearTimeout(timer);
  }, [note]);

  async function save() {
    if (isBlank(note)) return setMissing(true);
    setBusy(true);
    setProblem(null);
    try {
      await onSave(note);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Choice<NoteTemplate>
        label={t('Headings')}
        inline
        value={note.template}
        onChange={(template) => setNote(retemplate(note, template))}
        options={[
          { value: 'free', label: t('Free') },
          { value: 'soap', label: 'SOAP' },
          { value: 'dap', label: 'DAP' },
          { value: 'birp', label: 'BIRP' },
        ]}
      />
      {names.map(({ name, hint }, at) => (
        <TextArea
          key={`${note.template} ${name}`}
          label={name}
          hint={hint}
          rows={note.template === 'free' ? 7 : 3}
          maxLength={Math.floor(PAPER_MAX / names.length)}
          value={note.parts[at] ?? ''}
          onInput={(value) => {
            setNote({ ...note, parts: note.parts.map((part, i) => (i === at ? value : part)) });
            setMissing(false);
          }}
          error={missing && at === 0 ? t('Write a few words first.') : null}
          reads={at === names.length - 1 ? <WhoReads>{t('Only you.')}</WhoReads> : undefined}
        />
      ))}
      {visits.length > 0 && (
        <div class="field">
          <label class="field-label" for={id}>
            {t('About which session?')}
          </label>
          <select
            id={id}
            class="field-input"
            value={note.visit ?? ''}
            onChange={({ currentTarget: { value } }) =>
              setNote({ ...note, visit: value === '' ? null : value })
            }
          >
            <option value="">{t('None of them')}</option>
            {visits.map((visit) => (
              <option key={visit.id} value={visit.id}>
                {visit.words}
              </option>
            ))}
          </select>
        </div>
      )}
      {problem !== null && (
        <Notice kind="problem" title={t('This could not be kept.')}>
          <p>{problem}</p>
          <p>{t('Your words are still here. Please try again.')}</p>
        </Notice>
      )}
      <div class="row">
        <Button type="submit" busy={busy}>
          {t('Keep the note')}
        </Button>
        {onCancel !== undefined && (
          <Button kind="quiet" onClick={onCancel}>
            {t('Leave it as it was')}
          </Button>
        )}
      </div>
    </form>
  );
}
