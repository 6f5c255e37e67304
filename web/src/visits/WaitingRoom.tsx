// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { clock } from '../ui/time';
import type { DevicesModel } from './devices-model';
import { HowToTell } from './HowToTell';
import { RunningLate } from './RunningLate';
import type { RoomModel } from './room-model';
import type { Person } from './room-others';
import type { Role, Stage } from './room-stage';
import { TrackVideo } from './TrackVideo';
import { therapistPresence } from './visit';
import { refusalWords } from './visit-words';
import type { WaitingAlert } from './waiting-alert';
import { delayWords, lateWords, whereWords } from './waiting-words';
import './waiting.css';

type WaitingRoomProps = {
  stage: Extract<Stage, { kind: 'waiting' }>;
  model: RoomModel;
  devices: DevicesModel;
  role: Role;
  me: string;
  /** The others, each for themselves. */
  people: readonly Person[];
  /** All of them together. */
  name: string;
  /** What the other shared before the session, drawn by the page. */
  arrival?: ComponentChildren;
  /** How a therapist hears that somebody waits; null for clients. */
  alert: WaitingAlert | null;
};

/** Between the door and the room: who is where, truthfully, and one thing to do for each who waits. */
export function WaitingRoom(props: WaitingRoomProps) {
  const { stage, model, devices, role, me, people, name, arrival, alert } = props;
  const { visit, early, knocks } = stage;
  const lineUp = model.lineUp.value;
  const looking = { visit, me, role, isHere: model.isHere };
  const others = people.filter((one) => !knocks.includes(one.account));
  return (
    <Page title={title(stage, role, people, name)}>
      <div class="waiting">
        {people.flatMap((one) =>
          knocks.includes(one.account)
            ? [<Knock key={one.account} model={model} person={one} />]
            : [],
        )}
        {others.length > 0 && (
          <div class="waiting-calm">
            {knocks.length === 0 && <span class="waiting-breath" aria-hidden="true" />}
            <div class="stack-tight" role="status">
              {early && model.opensMs.value !== null ? (
                <p>
                  {t('The room opens at {clock}. You can stay on this page.', {
                    clock: clock(model.opensMs.value),
                  })}
                </p>
              ) : (
                others.map((one) => (
                  <Awaited
                    key={one.account}
                    words={whereWords(one, looking)}
                    late={lateWords(one, model.lateMs.value[one.account] ?? 0, visit)}
                    delay={one.role === 'therapist' ? delayWords(visit, one.name) : null}
                  />
                ))
              )}
            </div>
          </div>
        )}
        {!lineUp && (
          <Notice>
            <p>
              {t('The line is down. We try again by ourselves, and tell {name} then.', { name })}
            </p>
          </Notice>
        )}
        {lineUp && model.problem.value !== null && (
          <Notice kind="problem">
            <p>{refusalWords(model.problem.value)}</p>
          </Notice>
        )}
        {arrival}
        {role === 'therapist' && visit.state === 'planned' && (
          <RunningLate model={model} visit={visit} />
        )}
        {alert !== null && <HowToTell alert={alert} />}
        {visit.medium !== 'text' && <Me devices={devices} medium={visit.medium} />}
        <div class="row">
          <Button kind="quiet" icon="back" onClick={() => void model.leave()}>
            {t('Go out again')}
          </Button>
        </div>
      </div>
    </Page>
  );
}

function title(
  stage: Extract<Stage, { kind: 'waiting' }>,
  role: Role,
  people: readonly Person[],
  name: string,
): string {
  if (stage.early) return t('You are early. That is fine.');
  if (role === 'client') {
    const therapist = people.find((one) => one.role === 'therapist')?.name ?? name;
    return therapistPresence(stage.visit) === 'in'
      ? t('{name} will let you in', { name: therapist })
      : t('You are in the waiting room');
  }
  const here = people.filter((one) => stage.knocks.includes(one.account));
  const [first] = here;
  if (first === undefined) return t('The room is open for {name}', { name });
  return here.length === 1
    ? t('{name} is here', { name: first.name })
    : t('{names} are here', { names: name });
}

/** One of those who are not at the door. */
function Awaited(props: { words: string; late: string | null; delay: string | null }) {
  const { words, late, delay } = props;
  return (
    <>
      <p>{words}</p>
      {delay !== null && <p>{delay}</p>}
      {late !== null && <p class="note">{late}</p>}
    </>
  );
}

function Knock({ model, person }: { model: RoomModel; person: Person }) {
  const { account, name } = person;
  const [later, setLater] = useState(false);
  const busy = model.busy.value;
  return (
    <Card
      {...(later ? {} : { tone: 'next' as const })}
      over={t('In the waiting room')}
      title={t('{name} waits to be let in.', { name })}
    >
      <p>{t('Take the time you need. {name} sees that you have been told.', { name })}</p>
      <div class="row">
        <Button
          kind={later ? 'act' : 'next'}
          busy={busy === 'admit'}
          onClick={() => void model.admit(account)}
        >
          {t('Let in')}
        </Button>
        {!later && (
          <Button kind="quiet" onClick={() => setLater(true)}>
            {t('Not yet')}
          </Button>
        )}
      </div>
    </Card>
  );
}

/** One's own picture and microphone while waiting; nobody else has them yet. */
function Me({ devices, medium }: { devices: DevicesModel; medium: 'video' | 'voice' }) {
  const camera = devices.camera.value;
  const microphone = devices.microphone.value;
  const { muted } = devices.choices.value;
  return (
    <section class="waiting-me" aria-label={t('You')}>
      {medium === 'video' && (
        <div class="waiting-picture">
          {camera.kind === 'on' ? (
            <TrackVideo track={camera.track} label={t('Your own picture')} mirror />
          ) : (
            <p class="note">{t('No picture')}</p>
          )}
        </div>
      )}
      <div class="row">
        {microphone.kind === 'on' && (
          <Button icon={muted ? 'micOff' : 'mic'} onClick={() => devices.setMuted(!muted)}>
            {muted ? t('Unmute') : t('Mute')}
          </Button>
        )}
        {medium === 'video' && (camera.kind === 'on' || camera.kind === 'off') && (
          <Button
            icon={camera.kind === 'on' ? 'camera' : 'cameraOff'}
            onClick={() => void devices.setCamera(camera.kind !== 'on')}
          >
            {camera.kind === 'on' ? t('Camera off') : t('Camera on')}
          </Button>
        )}
      </div>
      <p class="note">{t('Nobody sees or hears you yet.')}</p>
    </section>
  );
}
