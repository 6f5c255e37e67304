// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { Slider } from '../ui/Slider';
import { t } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import { feelingWord } from './sign-words';
import './signs.css';
import { FEELING_WORDS, type Feeling, isEmpty, OWN_LETTERS } from './signs';
import type { SignsModel } from './signs-model';

type FeelingDialogProps = {
  open: boolean;
  signs: SignsModel;
  /** The other person. */
  name: string;
  onClose: () => void;
};

const nothing: Feeling = { word: null, own: '', degree: null };

/** A word, an own word, a number, or some of them: chosen by the person, shown to the other. */
export function FeelingDialog({ open, signs, name, onClose }: FeelingDialogProps) {
  return (
    <Dialog open={open} title={t('How is it right now?')} onClose={onClose}>
      {open && <FeelingForm signs={signs} name={name} onDone={onClose} />}
    </Dialog>
  );
}

type FeelingFormProps = { signs: SignsModel; name: string; onDone: () => void };

function FeelingForm({ signs, name, onDone }: FeelingFormProps) {
  const shown = signs.feeling.value;
  const [feeling, setFeeling] = useState(shown ?? nothing);
  const change = (part: Partial<Feeling>) => setFeeling({ ...feeling, ...part });
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isEmpty(feeling)) return;
        signs.feel({ ...feeling, own: feeling.own.trim() });
        onDone();
      }}
    >
      <fieldset class="feelings">
        <legend class="heard">{t('A word for it')}</legend>
        {FEELING_WORDS.map((word) => (
          <button
            key={word}
            type="button"
            class="feeling"
            aria-pressed={feeling.word === word}
            onClick={() => change({ word: feeling.word === word ? null : word })}
          >
            {feelingWord(word)}
          </button>
        ))}
      </fieldset>
      <Field
        label={t('Or a word of your own')}
        value={feeling.own}
        maxLength={OWN_LETTERS}
        onInput={(own) => change({ own })}
      />
      <Slider
        label={t('How strong is it?')}
        value={feeling.degree}
        ends={[t('hardly there'), t('as strong as it gets')]}
        onChange={(degree) => change({ degree })}
      />
      <WhoReads>
        {t('{name} sees it for three minutes, or until you take it back. It is not kept.', {
          name,
        })}
      </WhoReads>
      <div class="row">
        <Button kind="next" type="submit" disabled={isEmpty(feeling)}>
          {t('Show it')}
        </Button>
        {shown !== null && (
          <Button
            onClick={() => {
              signs.feel(null);
              onDone();
            }}
          >
            {t('Take it back')}
          </Button>
        )}
      </div>
    </form>
  );
}
