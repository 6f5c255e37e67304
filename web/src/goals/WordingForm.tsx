// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import { TEXT_MAX, WHY_MAX, type Wording } from './goal';

type WordingFormProps = {
  /** What is to be written: the labels of the two fields. */
  label: string;
  whyLabel: string;
  start?: Wording;
  /** Which goals a task can serve; absent for goals. */
  goals?: readonly { id: string; text: string }[];
  goal?: string | null;
  other: string;
  /** Resolves when it is stored; what it throws is shown and the words stay. */
  onSave(wording: Wording, goal: string | null): Promise<void>;
  onCancel(): void;
};

/** A few words and their why. */
export function WordingForm(props: WordingFormProps) {
  const [text, setText] = useState(props.start?.text ?? '');
  const [why, setWhy] = useState(props.start?.why ?? '');
  const [goal, setGoal] = useState(props.goal ?? props.goals?.[0]?.id ?? '');
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function save() {
    if (text.trim() === '') {
      setMissing(true);
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await props.onSave({ text, why }, goal === '' ? null : goal);
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
      <Field
        label={props.label}
        value={text}
        maxLength={TEXT_MAX}
        onInput={(value) => {
          setText(value);
          setMissing(false);
        }}
        error={missing ? t('Write a few words first.') : null}
      />
      {props.goals !== undefined && props.goals.length > 0 && (
        <div class="field">
          <label class="field-label" for="wording-goal">
            {t('For which goal?')}
          </label>
          <select
            id="wording-goal"
            class="field-input"
            value={goal}
            onChange={(event) => setGoal(event.currentTarget.value)}
          >
            {props.goals.map((one) => (
              <option key={one.id} value={one.id}>
                {one.text}
              </option>
            ))}
            <option value="">{t('None of these')}</option>
          </select>
        </div>
      )}
      <Field
        label={props.whyLabel}
        value={why}
        maxLength={WHY_MAX}
        onInput={setWhy}
        reads={<WhoReads record>{t('You and {name}.', { name: props.other })}</WhoReads>}
      />
      {problem !== null && (
        <Notice kind="problem" title={t('This could not be saved.')}>
          <p>{problem}</p>
          <p>{t('Your words are still here. Please try again.')}</p>
        </Notice>
      )}
      <div class="row">
        <Button kind="act" type="submit" busy={busy}>
          {t('Save')}
        </Button>
        <Button kind="quiet" onClick={props.onCancel}>
          {t('Leave it')}
        </Button>
      </div>
    </form>
  );
}
