// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { type CallOutcome, outcomeOf, readCheckLink, verdictOf } from './call-check';
import { runLineTest, syntheticTracks } from './line-test';

const CALL_S = 3;

async function check(fragment: string, progress: (done: number) => void): Promise<CallOutcome> {
  const pass = readCheckLink(fragment, Date.now());
  if (pass === null) return outcomeOf(null);
  const made = syntheticTracks();
  try {
    const { iceServers } = pass;
    const now = () => performance.now();
    return outcomeOf(
      await runLineTest({ iceServers, tracks: made.tracks, seconds: CALL_S, now, progress }),
    );
  } finally {
    made.stop();
  }
}

function verdictWords(outcome: CallOutcome): string {
  switch (verdictOf(outcome)) {
    case 'no_link':
      return t('This link is old, or a part of it is missing. Ask for a new one.');
    case 'no_way':
      return t(
        'No. The relay of this practice cannot be reached from here. Another network may help.',
      );
    case 'nothing_came':
      return t('No. The relay answers, but no picture comes through it.');
    case 'detour':
      return t('Yes, by a slower way. This network does not let UDP through.');
    case 'through':
      return t('Yes. A call gets through from here.');
  }
}

const WAYS = { udp: 'UDP', tcp: 'TCP', tls: 'TLS' } as const;

/** Tries a call through the relay from this device, for whoever runs the practice. No camera, no
 * microphone, no account. */
export function CheckCallPage({ fragment }: { fragment: string }) {
  const [done, setDone] = useState(0);
  const [outcome, setOutcome] = useState<CallOutcome | null>(null);
  useEffect(() => {
    void check(fragment, setDone).then(setOutcome);
  }, [fragment]);
  const ways = (['udp', 'tcp', 'tls'] as const).filter(
    (way) => outcome?.link_good && outcome[way] !== 'none',
  );
  return (
    <Page
      title={t('Does a call get through?')}
      lead={t('A made-up call goes to the relay and back. Camera and microphone stay off.')}
    >
      {outcome === null && <progress value={done} max={1} aria-label={t('How far the check is')} />}
      <div role="status" class="stack-tight">
        {outcome !== null && (
          <div id="check-outcome" class="stack-tight" data-outcome={JSON.stringify(outcome)}>
            <p>{verdictWords(outcome)}</p>
            {ways.map((way) => (
              <p class="note" key={way}>
                {outcome[way] === 'ok'
                  ? t('{way}: the relay answers.', { way: WAYS[way] })
                  : t('{way}: no answer.', { way: WAYS[way] })}
              </p>
            ))}
          </div>
        )}
      </div>
      {outcome?.link_good === false && (
        <div class="row">
          <Button kind="quiet" href="/">
            {t('Go home')}
          </Button>
        </div>
      )}
    </Page>
  );
}
