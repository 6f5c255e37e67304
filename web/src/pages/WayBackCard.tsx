// SPDX-License-Identifier: Apache-2.0
import { useMemo, useState } from 'preact/hooks';
import type { WayBack } from '../accounts/way-back';
import { createWayBackApi } from '../accounts/way-back-api';
import { LinkToHandOver } from '../alliances/LinkToHandOver';
import { type Http, HttpError } from '../net/http';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { t } from '../ui/text';
import { awayInWords } from '../ui/time';
import { randomBytes, sha256 } from '../vault/boxes';
import { toBase64url } from '../vault/bytes';
import * as paths from './paths';
import './way-back-card.css';

const DAYS = 3;

type WayBackCardProps = {
  http: Http;
  alliance: string;
  member: { account: string; name: string; way_back: WayBack | null };
  nowMs: number;
  /** Reads the alliances again. */
  onChange: () => Promise<void>;
};

type Step =
  | { kind: 'asking' }
  | { kind: 'working' }
  | { kind: 'made'; link: string; way: WayBack }
  | { kind: 'failed'; why: string };

/** For a therapist: a client has lost every way in, and needs a link back to the same account. */
export function WayBackCard({ http, alliance, member, nowMs, onChange }: WayBackCardProps) {
  const api = useMemo(() => createWayBackApi(http), [http]);
  const [step, setStep] = useState<Step>({ kind: 'asking' });
  const { name } = member;
  const run = async (work: () => Promise<Step>) => {
    setStep({ kind: 'working' });
    try {
      setStep(await work());
      await onChange();
    } catch (error) {
      setStep({ kind: 'failed', why: whyNot(error) });
    }
  };
  const make = () =>
    run(async () => {
      const token = randomBytes(32);
      const hash = toBase64url(await sha256(token));
      const way = await api.make(alliance, member.account, hash, DAYS);
      const link = `${location.origin}${paths.wayBack}#${toBase64url(token)}`;
      return { kind: 'made', link, way };
    });
  const stop = (id: string) =>
    run(async () => {
      await api.stop(id);
      return { kind: 'asking' };
    });

  if (step.kind === 'made')
    return (
      <div class="stack">
        <Wait way={step.way} name={name} nowMs={nowMs} />
        <LinkToHandOver
          label={t('The link for {name}', { name })}
          made={{ link: step.link, expires_ms: step.way.expires_ms }}
          nowMs={nowMs}
          onDone={() => setStep({ kind: 'asking' })}
        />
      </div>
    );
  return (
    <div class="stack">
      <p>
        {t(
          'First try the pass phrase, the recovery sheet and the passkey together. If all are gone, a link lets {name} make new keys for the same account.',
          { name },
        )}
      </p>
      <ul class="way-back-rules">
        <li>{t('Make sure it is {name}: see them, or call a number you had before.', { name })}</li>
        <li>
          {t(
            'Your own device will then say that the key has changed, and send nothing. In your next video session you both compare eight words. After that, you both read everything again.',
          )}
        </li>
        <li>{t('The journal of {name} stays closed. You never had its key.', { name })}</li>
        <li>
          {t('{name} sees in their record who made the link and when it was used.', { name })}
        </li>
      </ul>
      {step.kind === 'failed' && (
        <Notice kind="problem">
          <p>{step.why}</p>
        </Notice>
      )}
      {member.way_back !== null && <Open way={member.way_back} name={name} nowMs={nowMs} />}
      <div class="row">
        <Button icon="link" busy={step.kind === 'working'} onClick={() => void make()}>
          {member.way_back === null ? t('Make a link back') : t('Make a new link')}
        </Button>
        {member.way_back !== null && (
          <Button
            kind="quiet"
            busy={step.kind === 'working'}
            onClick={() => void stop(member.way_back?.id ?? '')}
          >
            {t('Stop the link')}
          </Button>
        )}
      </div>
    </div>
  );
}

type AboutWay = { way: WayBack; name: string; nowMs: number };

function Open({ way, name, nowMs }: AboutWay) {
  return (
    <p class="note" role="status">
      {t('There is an open link for {name}. It ends {when}.', {
        name,
        when: awayInWords(way.expires_ms, nowMs),
      })}
    </p>
  );
}

function Wait({ way, name, nowMs }: AboutWay) {
  if (way.opens_ms <= nowMs + 60_000) return null;
  return (
    <Notice title={t('The link opens {when}.', { when: awayInWords(way.opens_ms, nowMs) })}>
      <p>
        {t(
          'Somebody is signed in to the account of {name} at the moment. They are told, and have a day to stop it.',
          { name },
        )}
      </p>
    </Notice>
  );
}

function whyNot(error: unknown): string {
  if (error instanceof HttpError && error.status !== 0) return error.message;
  return t('The line is down. Nothing was changed. Please try again in a moment.');
}
