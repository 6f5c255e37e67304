// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Readiness } from '../core/readiness';
import { Button } from '../ui/Button';
import { t } from '../ui/text';
import { checkDevice, type DeviceCheckDeps } from './device-check';
import { adviceWords, findingWords } from './readiness-words';

/** What a check needs from the page. */
export type DeviceCheckParts = Omit<DeviceCheckDeps, 'progress' | 'stopped'>;

/** A few seconds that end in one sentence for this device. Nobody else sees or hears any of it. */
export function DeviceCheck({ parts }: { parts: DeviceCheckParts }) {
  const [done, setDone] = useState<number | null>(null);
  const [found, setFound] = useState<Readiness | null>(null);
  const gone = useRef(false);
  const turn = useRef(0);
  useEffect(
    () => () => {
      gone.current = true;
    },
    [],
  );
  async function run(): Promise<void> {
    const mine = ++turn.current;
    const stopped = () => gone.current || mine !== turn.current;
    setFound(null);
    setDone(0);
    const result = await checkDevice({
      ...parts,
      stopped,
      progress: (part) => {
        if (!stopped()) setDone(part);
      },
    }).catch(() => null);
    if (stopped()) return;
    setFound(result);
    setDone(null);
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
      {done !== null && <progress value={done} max={1} aria-label={t('How far the check is')} />}
      <div role="status" class="stack-tight">
        {done !== null && <p class="note">{t('Say a few words. This takes a few seconds.')}</p>}
        {found !== null && <p>{adviceWords(found)}</p>}
        {said.map((words) => (
          <p class="note" key={words}>
            {words}
          </p>
        ))}
      </div>
    </section>
  );
}
