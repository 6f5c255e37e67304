// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import { clock } from '../ui/time';
import type { Vault } from '../vault/vault';
import { LetterFiles } from './LetterFiles';
import { LETTER_MAX, type Letter } from './letter';
import { stageInWords } from './letter-words';
import type { FilesApi } from './letters-api';
import type { LettersModel } from './letters-model';

type LetterItemProps = {
  letter: Letter;
  model: LettersModel;
  /** Who wrote it. */
  name: string;
  /** Who reads mine. */
  others: string;
  api: FilesApi;
  vault: Vault;
};

/** One letter: who, when, the words, how far it got, and for my own what can be done with it. */
export function LetterItem({ letter, model, name, others, api, vault }: LetterItemProps) {
  const [doing, setDoing] = useState<'nothing' | 'editing' | 'deleting'>('nothing');
  const { content, mine } = letter;
  const mayChange = mine && letter.delivery === 'sent' && content.kind === 'text';
  const rest = () => setDoing('nothing');
  return (
    <li class={`letter${mine ? ' letter-mine' : ''}`}>
      <p class="letter-who note">
        <span>{mine ? t('You') : name}</span>{' '}
        <time dateTime={new Date(letter.at_ms).toISOString()}>{clock(letter.at_ms)}</time>
        {letter.edited_ms !== null && content.kind === 'text' && <span> · {t('changed')}</span>}
      </p>
      {doing === 'editing' && content.kind === 'text' ? (
        <EditForm letter={letter} text={content.text} model={model} onDone={rest} />
      ) : (
        <Content letter={letter} api={api} vault={vault} />
      )}
      {mine && doing === 'nothing' && (
        <p class="letter-foot note">
          <span>
            {letter.delivery === 'kept'
              ? t('Kept on this device. Will be sent when the line is back.')
              : stageInWords(model.stageOf(letter))}
          </span>
          {mayChange && (
            <>
              <button type="button" class="letter-do" onClick={() => setDoing('editing')}>
                {t('Change')}
              </button>
              <button type="button" class="letter-do" onClick={() => setDoing('deleting')}>
                {t('Delete')}
              </button>
            </>
          )}
        </p>
      )}
      {doing === 'deleting' && (
        <DeleteQuestion letter={letter} model={model} others={others} onDone={rest} />
      )}
    </li>
  );
}

function Content({ letter, api, vault }: Pick<LetterItemProps, 'letter' | 'api' | 'vault'>) {
  const { content } = letter;
  switch (content.kind) {
    case 'text':
      return (
        <div class="letter-body">
          {content.text !== '' && (
            <p class="letter-text" dir="auto">
              {content.text}
            </p>
          )}
          <LetterFiles files={content.files} api={api} vault={vault} />
        </div>
      );
    case 'deleted':
      return <p class="letter-text letter-gone">{t('This message was deleted.')}</p>;
    case 'refused':
      return (
        <p class="letter-text letter-refused">
          {t('This message was not shown. It is not what it claims to be.')} {content.why}
        </p>
      );
  }
}

type DoingProps = { letter: Letter; model: LettersModel; onDone: () => void };

const failed = () => t('The line or the server did not answer. Nothing was changed.');

function EditForm(props: DoingProps & { text: string }) {
  const { letter, model, onDone } = props;
  const [text, setText] = useState(props.text);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => box.current?.focus(), []);

  async function save(): Promise<void> {
    if (text.trim() === '') return;
    setBusy(true);
    setProblem('');
    try {
      if (text.trim() !== props.text) await model.edit(letter.id, text.trim());
      onDone();
    } catch {
      setProblem(failed());
      setBusy(false);
    }
  }

  return (
    <form
      class="letter-edit"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label class="heard" for={`edit-${letter.id}`}>
        {t('Change your message')}
      </label>
      <textarea
        id={`edit-${letter.id}`}
        ref={box}
        class="field-input"
        rows={3}
        maxLength={LETTER_MAX}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone();
        }}
      />
      {problem !== '' && (
        <Notice kind="problem">
          <p>{problem}</p>
        </Notice>
      )}
      <div class="row">
        <Button type="submit" busy={busy} disabled={text.trim() === ''}>
          {t('Save')}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {t('Leave it')}
        </Button>
      </div>
    </form>
  );
}

function DeleteQuestion({ letter, model, others, onDone }: DoingProps & { others: string }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const question = useRef<HTMLElement>(null);
  useEffect(() => question.current?.focus(), []);

  async function remove(): Promise<void> {
    setBusy(true);
    setProblem('');
    try {
      await model.remove(letter.id);
      onDone();
    } catch {
      setProblem(failed());
      setBusy(false);
    }
  }

  return (
    <section
      class="letter-delete"
      aria-label={t('Delete this message')}
      ref={question}
      tabIndex={-1}
    >
      <p>
        {t(
          'The text and its files are removed from the server and from {name}’s screen. {name} may have read it.',
          { name: others },
        )}
      </p>
      {problem !== '' && (
        <Notice kind="problem">
          <p>{problem}</p>
        </Notice>
      )}
      <div class="row">
        <Button busy={busy} onClick={() => void remove()}>
          {t('Delete it')}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {t('Keep it')}
        </Button>
      </div>
    </section>
  );
}
