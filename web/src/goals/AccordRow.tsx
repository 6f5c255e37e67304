// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import './accord-row.css';
import type { Words } from './goals-model';

/** One thing that can be done with a goal or task. */
export type Act = { label: string; kind: 'act' | 'quiet'; run: () => Promise<void> | void };

type AccordRowProps = {
  words: Words;
  /** A quiet line: who agreed, what it serves. */
  note: string;
  /** A picture of how it goes, at the end of the line. */
  aside?: ComponentChildren;
  /** Shown at once: what is asked of me now. */
  first: readonly Act[];
  /** Behind "Change". */
  more: readonly Act[];
  children?: ComponentChildren;
};

/** One goal or task: its words, how it stands, and what can be done. */
export function AccordRow({ words, note, aside, first, more, children }: AccordRowProps) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function run(act: Act) {
    setBusy(true);
    setProblem(null);
    try {
      await act.run();
      setOpen(false);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  const text = words.kind === 'opened' ? words.wording.text : t('These words cannot be shown.');
  const shown = open ? [...first, ...more] : first;
  return (
    <li class="accord">
      <div class="accord-top">
        <div class="accord-words">
          <p class="accord-text">{text}</p>
          {words.kind === 'opened' && words.wording.why !== '' && (
            <p class="accord-why">{words.wording.why}</p>
          )}
          {words.kind === 'refused' && <p class="note">{words.why}</p>}
          <p class="note">{note}</p>
        </div>
        {aside}
      </div>
      {children}
      {(shown.length > 0 || more.length > 0) && (
        <div class="row accord-acts">
          {shown.map((act) => (
            <Button
              key={act.label}
              kind={act.kind}
              busy={busy}
              label={`${act.label}: ${text}`}
              onClick={() => void run(act)}
            >
              {act.label}
            </Button>
          ))}
          {more.length > 0 && (
            <Button
              kind="quiet"
              expanded={open}
              label={`${open ? t('Leave it') : t('Change')}: ${text}`}
              onClick={() => setOpen(!open)}
            >
              {open ? t('Leave it') : t('Change')}
            </Button>
          )}
        </div>
      )}
      {problem !== null && (
        <Notice kind="problem">
          <p>{problem}</p>
        </Notice>
      )}
    </li>
  );
}
