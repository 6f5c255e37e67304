// SPDX-License-Identifier: Apache-2.0
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Button } from '../ui/Button';
import { t } from '../ui/text';
import { dayInWords, dayOf } from '../ui/time';
import type { Vault } from '../vault/vault';
import { LetterItem } from './LetterItem';
import type { Letter } from './letter';
import './letters.css';
import type { FilesApi } from './letters-api';
import type { LettersModel } from './letters-model';

type LettersPanelProps = {
  model: LettersModel;
  /** Account → name. */
  nameOf: (account: string) => string;
  /** Who reads what I write. */
  others: string;
  api: FilesApi;
  vault: Vault;
  nowMs: number;
};

/** The thread: day by day, the newest at the end, older ones when one scrolls up. */
export function LettersPanel(props: LettersPanelProps) {
  const { model, nameOf, others, api, vault, nowMs } = props;
  const log = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const letters = model.letters.value;
  const state = model.state.value;
  const newest = letters.at(-1)?.id;
  const older = model.older.value;

  useEffect(() => {
    if (state === 'ready') model.seen();
  }, [model, state, newest]);
  useLayoutEffect(() => {
    const element = log.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, [newest]);
  useEffect(() => {
    const mark = top.current;
    if (mark === null || !older) return;
    const watch = new IntersectionObserver((seen) => {
      if (seen.some((one) => one.isIntersecting)) void readOlder();
    });
    watch.observe(mark);
    return () => watch.disconnect();
  }, [older, letters.length]);

  /** What one is reading stays where it is. */
  async function readOlder(): Promise<void> {
    const element = log.current;
    const before = element === null ? 0 : element.scrollHeight - element.scrollTop;
    await model.loadOlder().catch(() => undefined);
    requestAnimationFrame(() => {
      if (element !== null) element.scrollTop = element.scrollHeight - before;
    });
  }

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div class="letters-log" ref={log} role="log" aria-label={t('Messages')} tabIndex={0}>
      {state === 'loading' && letters.length === 0 && (
        <p class="note">{t('Reading what was written.')}</p>
      )}
      {state === 'failed' && (
        <div class="stack-tight">
          <p>{t('What was written before could not be read.')}</p>
          <Button kind="quiet" onClick={() => void model.load()}>
            {t('Try again')}
          </Button>
        </div>
      )}
      {state === 'ready' && letters.length === 0 && <p class="note">{t('Nothing written yet.')}</p>}
      <div ref={top} />
      {older && (
        <Button kind="quiet" onClick={() => void readOlder()}>
          {t('Older messages')}
        </Button>
      )}
      {daysOf(letters).map(([day, some]) => (
        <section key={day} class="letters-day" aria-label={dayInWords(some[0]?.at_ms ?? 0, nowMs)}>
          <h2 class="letters-date note">{dayInWords(some[0]?.at_ms ?? 0, nowMs)}</h2>
          <ol class="letters-list">
            {some.map((letter) => [
              ...notesBefore(model, letter.id),
              <LetterItem
                key={letter.id}
                letter={letter}
                model={model}
                name={nameOf(letter.sender)}
                others={others}
                api={api}
                vault={vault}
              />,
            ])}
          </ol>
        </section>
      ))}
      <ol class="letters-list">{notesBefore(model, null)}</ol>
    </div>
  );
}

function notesBefore(model: LettersModel, id: string | null) {
  return model.notes.value
    .filter((note) => note.before === id)
    .map((note) => (
      <li key={`${note.kind}-${note.sender}-${id}`} class="letter">
        <p class="letter-text letter-refused">{note.why}</p>
      </li>
    ));
}

/** Letters of one day, by the reader's own calendar. */
function daysOf(letters: readonly Letter[]): Array<[string, Letter[]]> {
  const days: Array<[string, Letter[]]> = [];
  for (const letter of letters) {
    const day = dayOf(letter.at_ms);
    const last = days.at(-1);
    if (last?.[0] === day) last[1].push(letter);
    else days.push([day, [letter]]);
  }
  return days;
}
