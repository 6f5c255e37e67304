// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import type { FilesModel, Upload } from './files-model';
import { LETTER_MAX } from './letter';
import type { LetterDraft } from './letter-draft';
import { refusalInWords, sizeInWords } from './letter-words';
import type { LettersModel } from './letters-model';

type LetterBoxProps = {
  model: LettersModel;
  draft: LetterDraft;
  files: FilesModel;
  /** Who is written to. */
  name: string;
  /** What can be expected of a message. */
  children?: ComponentChildren;
};

/** Where a letter is written: words, files, who reads it. The draft stays on this device. */
export function LetterBox({ model, draft, files, name, children }: LetterBoxProps) {
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState('');
  const text = draft.text.value;
  const uploads = files.uploads.value;
  const ready = uploads.every((one) => one.state === 'done');
  const something = text.trim() !== '' || uploads.length > 0;

  async function send(): Promise<void> {
    if (!something || !ready) return;
    setProblem('');
    try {
      await model.send(
        text.trim(),
        uploads.map((one) => one.file),
      );
    } catch {
      setProblem(t('This could not be sealed, so it was not sent. It is still here.'));
      return;
    }
    files.release();
    draft.clear();
    box.current?.focus();
  }

  async function choose(list: FileList | null): Promise<void> {
    for (const file of [...(list ?? [])]) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      await files.add(file.name, file.type, bytes);
    }
  }

  return (
    <form
      class="letter-write"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {children}
      <label class="heard" for={`${id}-box`}>
        {t('Write to {name}', { name })}
      </label>
      <textarea
        id={`${id}-box`}
        ref={box}
        class="field-input"
        rows={3}
        maxLength={LETTER_MAX}
        placeholder={t('Write to {name}', { name })}
        aria-describedby={`${id}-reads`}
        value={text}
        onInput={(event) => draft.write(event.currentTarget.value)}
      />
      {uploads.length > 0 && (
        <ul class="letter-uploads">
          {uploads.map((one) => (
            <UploadRow key={one.file.id} upload={one} files={files} />
          ))}
        </ul>
      )}
      {files.refusal.value !== null && (
        <Notice kind="problem">
          <p>{refusalInWords(files.refusal.value)}</p>
        </Notice>
      )}
      {problem !== '' && (
        <Notice kind="problem">
          <p>{problem}</p>
        </Notice>
      )}
      <div class="letter-ways">
        <Button type="submit" icon="send" disabled={!something || !ready}>
          {t('Send')}
        </Button>
        <input
          ref={chooser}
          class="heard"
          type="file"
          multiple
          tabIndex={-1}
          aria-label={t('Choose files')}
          onChange={(event) => {
            void choose(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
        <Button kind="quiet" icon="plus" onClick={() => chooser.current?.click()}>
          {t('Add a file')}
        </Button>
      </div>
      <div id={`${id}-reads`}>
        <WhoReads record>{t('You and {name}. The draft stays on this device.', { name })}</WhoReads>
      </div>
    </form>
  );
}

function UploadRow({ upload, files }: { upload: Upload; files: FilesModel }) {
  const { file, there, of, state } = upload;
  return (
    <li class="letter-upload">
      <p dir="auto">
        {file.name} <span class="note">{sizeInWords(file.size)}</span>
      </p>
      {(state === 'going' || state === 'waiting') && (
        <progress max={of} value={there} aria-label={t('Sending {name}', { name: file.name })} />
      )}
      <p class="note" role="status">
        {uploadInWords(upload)}
      </p>
      <Button
        kind="quiet"
        icon="cross"
        label={t('Take out {name}', { name: file.name })}
        onClick={() => void files.cancel(file.id)}
      >
        {t('Take out')}
      </Button>
    </li>
  );
}

function uploadInWords({ state }: Upload): string {
  switch (state) {
    case 'going':
      return t('On its way');
    case 'waiting':
      return t('Waits for the line, then goes on where it stopped.');
    case 'done':
      return t('Ready to go with your message');
    default:
      return refusalInWords(state);
  }
}
