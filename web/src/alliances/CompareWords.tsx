// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import { longDay } from '../ui/time';
import type { SafetyWords } from '../vault/vault';
import type { AlliancesModel } from './alliances-model';
import './compare-words.css';

type CompareWordsProps = {
  alliances: Pick<AlliancesModel, 'safetyWords' | 'compared'>;
  alliance: string;
  /** The other person's name. */
  name: string;
  /** In a session: tells the other's device that they match. */
  onMatch?: () => Promise<void>;
  children?: ComponentChildren;
};

type State =
  | { kind: 'loading' }
  | { kind: 'ready'; words: SafetyWords }
  | { kind: 'differ' }
  | { kind: 'failed' };

/** Eight words that both read aloud in a call: the same on both sides when nobody stands between. */
export function CompareWords({ alliances, alliance, name, onMatch, children }: CompareWordsProps) {
  const [state, setState] = useState<State>({ kind: 'loading' });
  const [busy, setBusy] = useState(false);

  const read = async () => {
    try {
      setState({ kind: 'ready', words: await alliances.safetyWords(alliance) });
    } catch {
      setState({ kind: 'failed' });
    }
  };
  useEffect(() => void read(), [alliance]);

  const say = async (words: string[], same: boolean) => {
    setBusy(true);
    try {
      await alliances.compared(alliance, words, same);
      if (same) {
        await read();
        await onMatch?.();
      }
      if (!same) setState({ kind: 'differ' });
    } catch {
      setState({ kind: 'failed' });
    }
    setBusy(false);
  };

  if (state.kind === 'loading') return <p class="note">{t('One moment.')}</p>;
  if (state.kind === 'failed') {
    return (
      <Notice kind="problem" title={t('The words have changed or could not be read.')}>
        <div class="row">
          <Button onClick={() => void read()}>{t('Show them again')}</Button>
        </div>
      </Notice>
    );
  }
  if (state.kind === 'differ') {
    return (
      <Notice kind="problem" title={t('The words are not the same.')}>
        <p>
          {t(
            'Somebody may stand between you and {name}. Nothing you write here is sent any more. Tell your practice in another way.',
            { name },
          )}
        </p>
        <div class="row">
          <Button kind="quiet" onClick={() => void read()}>
            {t('Compare again')}
          </Button>
        </div>
      </Notice>
    );
  }
  const { words, compared_ms } = state.words;
  if (words.length === 0) return null;
  return (
    <div class="stack">
      <p>
        {t(
          'In a call, you and {name} read the words aloud, one each in turn. Both of you must have all eight, in this order.',
          { name },
        )}
      </p>
      <ol class="safety-words">
        {words.map((word) => (
          <li key={word}>{word}</li>
        ))}
      </ol>
      <p class="note" role="status">
        {compared_ms === null
          ? t('Not compared yet.')
          : t('Compared on {day}.', { day: longDay(compared_ms) })}
      </p>
      <div class="row">
        <Button busy={busy} onClick={() => void say(words, true)}>
          {t('They match')}
        </Button>
        <Button kind="quiet" busy={busy} onClick={() => void say(words, false)}>
          {t('They do not match')}
        </Button>
      </div>
      {children}
    </div>
  );
}
