// SPDX-License-Identifier: Apache-2.0
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Button } from '../ui/Button';
import { t } from '../ui/text';
import { clock } from '../ui/time';
import { WhoReads } from '../ui/WhoReads';
import { type ChatLine, TEXT_MAX } from './chat';
import './chat.css';
import type { ChatModel } from './chat-model';

type ChatPanelProps = {
  model: ChatModel;
  /** The other person's name. */
  name: string;
  /** The live socket works; without it lines wait on this device. */
  lineUp: boolean;
  /** Absent where the chat is the whole session. */
  onClose?: () => void;
  /** Put the cursor into the box at once. */
  focus?: boolean;
  /** What has to be known before writing, drawn by the page. */
  notice?: ComponentChildren;
};

/** What both write during a session. New lines are spoken; Enter sends, Shift and Enter makes a new line. */
export function ChatPanel({ model, name, lineUp, onClose, focus, notice }: ChatPanelProps) {
  const id = useId();
  const draft = useSignal('');
  const box = useRef<HTMLTextAreaElement>(null);
  const log = useRef<HTMLDivElement>(null);
  const lines = model.lines.value;
  const state = model.state.value;

  useEffect(() => {
    if (focus) box.current?.focus();
  }, [focus]);
  useEffect(() => model.seen(), [model, lines.length]);
  useLayoutEffect(() => {
    const element = log.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, [lines.length]);

  function notesBefore(key: string | null) {
    return model.notes.value
      .filter((note) => note.before === key)
      .map((note) => (
        <li key={`${note.kind}-${note.sender}-${key}`} class="chat-line chat-gap">
          <p class="chat-text chat-refused">{note.why}</p>
        </li>
      ));
  }

  function send(): void {
    if (draft.value.trim() === '') return;
    void model.send(draft.value);
    draft.value = '';
    box.current?.focus();
  }

  return (
    <section class="chat" aria-labelledby={`${id}-title`}>
      <header class="chat-head">
        <h2 id={`${id}-title`}>{t('In writing')}</h2>
        {onClose !== undefined && (
          <Button kind="quiet" icon="cross" label={t('Close the chat')} onClick={onClose}>
            {t('Close')}
          </Button>
        )}
      </header>
      {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div
        class="chat-log"
        ref={log}
        role="log"
        aria-live="polite"
        aria-label={t('What was written')}
        tabIndex={0}
      >
        {state.kind === 'loading' && lines.length === 0 && (
          <p class="note">{t('Reading what was written.')}</p>
        )}
        {state.kind === 'failed' && (
          <div class="stack-tight">
            <p>{t('What was written before could not be read.')}</p>
            <Button kind="quiet" onClick={() => void model.load()}>
              {t('Try again')}
            </Button>
          </div>
        )}
        {state.kind === 'ready' && lines.length === 0 && (
          <p class="note chat-empty">{t('Nothing written yet.')}</p>
        )}
        <ol class="chat-lines">
          {lines.map((line) => [
            ...notesBefore(line.key),
            <Line
              key={line.key}
              line={line}
              name={name}
              onAgain={() => void model.resend(line.key)}
            />,
          ])}
          {notesBefore(null)}
        </ol>
      </div>
      {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      {notice}
      <form
        class="chat-write"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <label class="heard" for={`${id}-box`}>
          {t('Write to {name}', { name })}
        </label>
        <div class="chat-box">
          <textarea
            id={`${id}-box`}
            ref={box}
            class="field-input"
            rows={1}
            maxLength={TEXT_MAX}
            placeholder={t('Write to {name}', { name })}
            aria-describedby={`${id}-reads`}
            value={draft.value}
            onInput={(event) => {
              draft.value = event.currentTarget.value;
            }}
            onKeyDown={(event) => {
              // A word being composed (Japanese, Chinese, accents) is finished with Enter too.
              if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
              event.preventDefault();
              send();
            }}
          />
          <Button type="submit" icon="send" disabled={draft.value.trim() === ''}>
            {t('Send')}
          </Button>
        </div>
        <div id={`${id}-reads`} class="chat-reads">
          <WhoReads record>{t('You and {name}.', { name })}</WhoReads>
          {!lineUp && (
            <p class="note" role="status">
              {t('The line is down. What you send waits on this device.')}
            </p>
          )}
        </div>
      </form>
    </section>
  );
}

function Line(props: { line: ChatLine; name: string; onAgain: () => void }) {
  const { line, name } = props;
  const who = line.mine ? t('You') : name;
  return (
    <li class={`chat-line${line.mine ? ' chat-mine' : ''}`}>
      <p class="chat-who note">
        <span>{who}</span>{' '}
        <time dateTime={new Date(line.at_ms).toISOString()}>{clock(line.at_ms)}</time>
      </p>
      {line.content.kind === 'text' ? (
        <p class="chat-text" dir="auto">
          {line.content.text}
        </p>
      ) : (
        <p class="chat-text chat-refused">
          {t('This line was not shown. It is not what it claims to be.')} {line.content.why}
        </p>
      )}
      {line.delivery === 'sending' && <p class="note">{t('On its way')}</p>}
      {line.delivery === 'failed' && (
        <p class="note chat-failed">
          {t('Not sent. It is still here.')}{' '}
          <button type="button" class="chat-again" onClick={props.onAgain}>
            {t('Send again')}
          </button>
        </p>
      )}
    </li>
  );
}
