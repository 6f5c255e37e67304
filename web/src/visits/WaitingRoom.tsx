// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Card } from '../ui/Card';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { t, tn } from '../ui/text';
import { clock } from '../ui/time';
import type { DevicesModel } from './devices-model';
import type { RoomModel } from './room-model';
import type { Role, Stage } from './room-stage';
import { TrackVideo } from './TrackVideo';
import { presenceOf, type Visit } from './visit';
import { refusalWords } from './visit-words';
import './waiting.css';

type WaitingRoomProps = {
  stage: Extract<Stage, { kind: 'waiting' }>;
  model: RoomModel;
  devices: DevicesModel;
  role: Role;
  /** The other person. */
  name: string;
  /** What the other shared before the session, drawn by the page. */
  arrival?: ComponentChildren;
};

/** Between the door and the room: who is where, truthfully, and one thing to do. */
export function WaitingRoom({ stage, model, devices, role, name, arrival }: WaitingRoomProps) {
  const { visit, early, knock } = stage;
  const lineUp = model.lineUp.value;
  return (
    <Page title={title(stage, role, name)}>
      <div class="waiting">
        {role === 'therapist' && knock ? (
          <Knock model={model} name={name} />
        ) : (
          <div class="waiting-calm">
            <span class="waiting-breath" aria-hidden="true" />
            <div class="stack-tight" role="status">
              <p>
                {early && model.opensMs.value !== null
                  ? t('The room opens at {clock}. You can stay on this page.', {
                      clock: clock(model.opensMs.value),
                    })
                  : whereTheyAre(visit, role, name, model.otherHere.value)}
              </p>
              <Late ms={model.otherLateMs.value} name={name} early={early} />
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

function title(stage: Extract<Stage, { kind: 'waiting' }>, role: Role, name: string): string {
  if (stage.early) return t('You are early. That is fine.');
  if (role === 'client') {
    return stage.visit.therapist_presence === 'in'
      ? t('{name} will let you in', { name })
      : t('You are in the waiting room');
  }
  return stage.knock ? t('{name} is here', { name }) : t('The room is open for {name}', { name });
}

/** What is known about the other, and nothing more. */
function whereTheyAre(visit: Visit, role: Role, name: string, here: boolean): string {
  if (role === 'therapist') {
    return here
      ? t('{name} has Rapport open, but is not at the door yet.', { name })
      : t('{name} is not here yet. You hear a soft sound when they arrive.', { name });
  }
  if (presenceOf(visit, 'client') === 'away')
    return t('One moment. We are telling {name} that you are here.', { name });
  if (visit.therapist_presence === 'in')
    return t('{name} has been told that you are here.', { name });
  return here
    ? t('{name} has been told that you are here, but is not in the room yet.', { name })
    : t('{name} is not here yet, and will see you waiting on arrival.', { name });
}

function Late({ ms, name, early }: { ms: number; name: string; early: boolean }) {
  const minutes = Math.floor(ms / 60_000);
  if (early || minutes < 1) return null;
  return (
    <p class="note">
      {tn(
        minutes,
        'The session was to begin {n} minute ago. {name} has not come yet.',
        'The session was to begin {n} minutes ago. {name} has not come yet.',
        { name },
      )}
    </p>
  );
}

function Knock({ model, name }: { model: RoomModel; name: string }) {
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
          onClick={() => void model.admit()}
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
