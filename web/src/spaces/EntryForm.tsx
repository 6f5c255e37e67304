// SPDX-License-Identifier: Apache-2.0
import { useEffect, useId, useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { Slider } from '../ui/Slider';
import { TextArea } from '../ui/TextArea';
import { t } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import { type Entry, PAPER_MAX, splitTags } from './paper';
import './journal.css';

type EntryFormProps = {
  start: Entry;
  /** Tags used before, to choose instead of typing. */
  known: readonly string[];
  /** Kept on this device while one writes; absent when an old entry is changed. */
  onKeep?: (entry: Entry) => void;
  /** What it throws is shown, and the words stay. */
  onSave(entry: Entry): Promise<void>;
  onCancel?: () => void;
};

const KEEP_AFTER_MS = 400;

/** A large calm place to write, with how one feels and a few tags, all of which can be skipped. */
export function EntryForm({ start, known, onKeep, onSave, onCancel }: EntryFormProps) {
  const id = useId();
  const [text, setText] = useState(start.text);
  const [mood, setMood] = useState(start.mood);
  const [typed, setTyped] = useState(start.tags.join(', '));
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const entry: Entry = { kind: 'entry', text: text.trim(), mood, tags: splitTags(typed) };

  useEffect(() => {
    if (onKeep === undefined) return;
    const timer = setTimeout(() => onKeep({ ...entry, text }), KEEP_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, mood, typed]);

  async function save() {
    if (entry.text === '' && mood === null) return setMissing(true);
    setBusy(true);
    setProblem(null);
    try {
      await onSave(entry);
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
      <div class="journal-paper">
        <TextArea
          label={t('What is on your mind?')}
          value={text}
          rows={7}
          maxLength={PAPER_MAX}
          onInput={(value) => {
            setText(value);
            setMissing(false);
          }}
          error={missing ? t('Write a few words first, or say how you feel.') : null}
          reads={<WhoReads>{t('Only you.')}</WhoReads>}
        />
      </div>
      <Slider
        label={<span class="field-label">{t('How do you feel right now?')}</span>}
        hint={t('You can skip this.')}
        value={mood}
        onChange={setMood}
        ends={[t('heavy'), t('light')]}
      />
      <Field
        id={id}
        label={t('Tags')}
        hint={t('A few words to find it again, with commas between. You can skip this.')}
        value={typed}
        onInput={setTyped}
        maxLength={300}
      />
      {known.length > 0 && (
        <fieldset class="journal-tags" aria-label={t('Tags you used before')}>
          {known.slice(0, 8).map((tag) => (
            <Button
              key={tag}
              kind="quiet"
              pressed={entry.tags.includes(tag)}
              onClick={() =>
                setTyped(
                  (entry.tags.includes(tag)
                    ? entry.tags.filter((one) => one !== tag)
                    : [...entry.tags, tag]
                  ).join(', '),
                )
              }
            >
              {tag}
            </Button>
          ))}
        </fieldset>
      )}
      {problem !== null && (
        <Notice kind="problem" title={t('This could not be kept.')}>
          <p>{problem}</p>
          <p>{t('Your words are still here. Please try again.')}</p>
        </Notice>
      )}
      <div class="row">
        <Button kind={onCancel === undefined ? 'next' : 'act'} type="submit" busy={busy}>
          {t('Keep it')}
        </Button>
        {onCancel !== undefined && (
          <Button kind="quiet" onClick={onCancel}>
            {t('Leave it as it was')}
          </Button>
        )}
        {onKeep !== undefined && text !== '' && (
          <p class="note">{t('What you have not kept yet is saved on this device, locked.')}</p>
        )}
      </div>
    </form>
  );
}
