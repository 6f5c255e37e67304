// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Http } from '../net/http';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import { awayInWords } from '../ui/time';
import type { WayBack } from './way-back';
import { createWayBackApi } from './way-back-api';

type State =
  | { kind: 'none' }
  | { kind: 'open'; way: WayBack; failed: boolean }
  | { kind: 'stopped' };

/** Somebody could be given this account: whoever is signed in can stop it with one press. */
export function WayBackNotice({ http, nowMs }: { http: Http; nowMs: number }) {
  const api = useMemo(() => createWayBackApi(http), [http]);
  const [state, setState] = useState<State>({ kind: 'none' });
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    api.mine().then(
      (way) => way !== null && setState({ kind: 'open', way, failed: false }),
      () => undefined, // Next time; the link waits a day for this.
    );
  }, [api]);

  if (state.kind === 'none') return null;
  if (state.kind === 'stopped')
    return (
      <Notice title={t('It is stopped.')}>
        <p>{t('The link opens nothing any more. Your account and your keys are as they were.')}</p>
      </Notice>
    );
  const { way } = state;
  const stop = async () => {
    setBusy(true);
    await api.stop(way.id).then(
      () => setState({ kind: 'stopped' }),
      () => setState({ kind: 'open', way, failed: true }),
    );
    setBusy(false);
  };
  return (
    <Notice kind="problem" title={t('Somebody may be about to take over your account.')}>
      <p>
        {t('A link was made for somebody who cannot get in to your account any more.')}{' '}
        {way.opens_ms > nowMs
          ? t('It can be used {when}.', { when: awayInWords(way.opens_ms, nowMs) })
          : t('It can be used now.')}{' '}
        {t(
          'Then you are signed out here, and your journal closes. You are in: you do not need it.',
        )}
      </p>
      {state.failed && <p>{t('That did not get through. Please press again.')}</p>}
      <div class="row">
        <Button kind="next" busy={busy} onClick={() => void stop()}>
          {t('Stop it')}
        </Button>
      </div>
    </Notice>
  );
}
