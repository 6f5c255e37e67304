// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CoreClient } from '../core/core-types';
import type { Readiness, ReadinessAdvice, ReadinessSignals } from '../core/readiness';
import { Button } from '../ui/Button';
import { t } from '../ui/text';
import { WhoReads } from '../ui/WhoReads';
import { checkDevice, type DeviceCheckDeps } from './device-check';
import { adviceWords, findingWords } from './readiness-words';
import { playTestTone } from './sounds';

/** What a check needs from the page. */
export type DeviceCheckParts = Omit<DeviceCheckDeps, 'progress' | 'stopped'> & {
  core: Pick<CoreClient, 'readiness'>;
  /** Who is told what it came to, and nothing else of it; null: nobody. */
  told: { name: string; tell(advice: ReadinessAdvice): void } | null;
};

/** A few seconds that end in one sentence for this device. */
export function DeviceCheck({ parts }: { parts: DeviceCheckParts }) {
  const { told } = parts;
  const [done, setDone] = useState<number | null>(null);
  const [found, setFound] = useState<Readiness | null>(null);
  /** What the speaker's question is about; null while there is none. */
  const [asks, setAsks] = useState<ReadinessSignals | null>(null);
  const gone = useRef(false);
  const turn = useRef(0);
  useEffect(
    () => () => {
      gone.current = true;
    },
    [],
  );
  async function judge(signals: ReadinessSignals, stopped: () => boolean): Promise<void> {
    const result = await parts.core.readiness(signals).catch(() => null);
    if (stopped()) return;
    setFound(result);
    setDone(null);
    if (result !== null) told?.tell(result.advice);
  }
  async function run(): Promise<void> {
    const mine = ++turn.current;
    const stopped = () => gone.current || mine !== turn.current;
    setFound(null);
    setAsks(null);
    setDone(0);
    const signals = await checkDevice({
      ...parts,
      stopped,
      progress: (part) => {
        if (!stopped()) setDone(part);
      },
    }).catch(() => null);
    if (stopped()) return;
    if (signals === null) {
      setDone(null);
      return;
    }
    await judge(signals, stopped);
    if (stopped() || parts.medium === 'text') return;
    // Only now: the microphone would have heard it, too.
    setAsks(signals);
    await playTestTone(parts.devices.choices.peek().speaker);
  }
  function answer(heard: boolean): void {
    const mine = turn.current;
    if (asks === null) return;
    setAsks(null);
    const signs = { ...asks.signs, speaker_heard: heard };
    void judge({ ...asks, signs }, () => gone.current || mine !== turn.current);
  }
  function skip(): void {
    turn.current++;
    setDone(null);
  }
  const said = found?.findings.map(findingWords).filter((words) => words !== '') ?? [];
  return (
    <section class="ready-part" aria-label={t('Check this device')}>
      <div class="row">
        <Button busy={done !== null} onClick={() => void run()}>
          {t('Check this device')}
        </Button>
        {done !== null && (
          <Button kind="quiet" onClick={skip}>
            {t('Skip')}
          </Button>
        )}
      </div>
      {told !== null && (
        <WhoReads>
          {t('{name} is told what it comes to, in one sentence. Nothing else of it leaves.', {
            name: told.name,
          })}
        </WhoReads>
      )}
      {done !== null && <progress value={done} max={1} aria-label={t('How far the check is')} />}
      <div role="status" class="stack-tight">
        {done !== null && <p class="note">{t('Say a few words. This takes a few seconds.')}</p>}
        {found !== null && <p class="ready-advice">{adviceWords(found)}</p>}
        {said.map((words) => (
          <p class="note" key={words}>
            {words}
          </p>
        ))}
        {asks !== null && <p>{t('A sound was played just now. Did you hear it?')}</p>}
      </div>
      {asks !== null && (
        <div class="row">
          <Button onClick={() => answer(true)}>{t('Yes')}</Button>
          <Button onClick={() => answer(false)}>{t('No')}</Button>
        </div>
      )}
    </section>
  );
}
