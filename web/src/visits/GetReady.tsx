// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../ui/Button';
import { Disclosure } from '../ui/Disclosure';
import { Icon } from '../ui/Icon';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { ownZone, whenInWords } from '../ui/time';
import { CheckLine } from './CheckLine';
import { DeviceCheck, type DeviceCheckParts } from './DeviceCheck';
import { DeviceProblemNotice } from './DeviceProblemNotice';
import { DeviceSelect } from './DeviceSelect';
import type { DevicesModel } from './devices-model';
import { FramingGuide } from './FramingGuide';
import './get-ready.css';
import { LevelBar } from './LevelBar';
import { SoundCareChoice } from './SoundCareChoice';
import { playTestTone } from './sounds';
import { TrackVideo } from './TrackVideo';
import type { Medium, Visit } from './visit';
import { bothZones, lengthWords } from './visit-words';

type GetReadyProps = {
  visit: Visit;
  /** The other person. */
  name: string;
  devices: DevicesModel;
  nowMs: number;
  onEnter: () => void;
  /** What may be said before going in, drawn by the page. */
  before?: ComponentChildren;
  /** What a check of this device needs. */
  check: DeviceCheckParts;
};

/** Before going in: see and hear oneself, choose, and go. Nothing leaves the device here. */
export function GetReady({ visit, name, devices, nowMs, onEnter, before, check }: GetReadyProps) {
  const { medium } = visit;
  const zones = bothZones(visit.starts_ms, visit.zone, ownZone());
  const when =
    visit.state === 'open' ? '' : t('{when}.', { when: whenInWords(visit.starts_ms, nowMs) });
  return (
    <Page
      wide={medium === 'video'}
      title={titleOf(visit, name)}
      lead={
        <>
          {when} {lengthWords(visit.minutes, medium)} {zones}
        </>
      }
    >
      <div class={`ready ready-${medium}`}>
        {medium === 'video' && <Picture devices={devices} />}
        <div class="ready-side">
          {medium !== 'text' && <Sound devices={devices} />}
          {medium === 'text' && (
            <p>{t('You meet in writing. No camera and no microphone are used.')}</p>
          )}
          <div class="ready-go">
            <Button kind="next" onClick={onEnter} icon="arrow">
              {t('Go in')}
            </Button>
            <p class="note">
              {medium === 'text'
                ? t('{name} sees that you are here once you go in.', { name })
                : t('Nobody sees or hears you before you go in.')}
            </p>
          </div>
          <DeviceCheck parts={check} />
          {before}
          {medium !== 'text' && <Choices devices={devices} medium={medium} />}
        </div>
      </div>
    </Page>
  );
}

function titleOf(visit: Visit, name: string): string {
  if (visit.state === 'open') return t('The session with {name} is open', { name });
  return visit.medium === 'text'
    ? t('Writing with {name}', { name })
    : t('Get ready for {name}', { name });
}

/** The own picture, large enough to see what the other will see. */
function Picture({ devices }: { devices: DevicesModel }) {
  const camera = devices.camera.value;
  const { guide, blur } = devices.choices.value;
  return (
    <section class="ready-part" aria-label={t('Your picture')}>
      <div class="ready-frame">
        {camera.kind === 'on' ? (
          <>
            <TrackVideo track={camera.track} label={t('Your own picture')} mirror />
            {guide && <FramingGuide />}
          </>
        ) : (
          <p class="ready-blank">
            {camera.kind === 'asking'
              ? t('The browser may ask you now. Choose Allow.')
              : t('No picture. The other sees your name.')}
          </p>
        )}
        {(camera.kind === 'on' || camera.kind === 'off') && (
          <button
            type="button"
            class="ready-switch"
            onClick={() => void devices.setCamera(camera.kind !== 'on')}
          >
            <Icon name={camera.kind === 'on' ? 'camera' : 'cameraOff'} />
            {camera.kind === 'on' ? t('Camera off') : t('Camera on')}
          </button>
        )}
      </div>
      {camera.kind === 'on' && (
        <CheckLine
          label={t('Help me sit in the picture')}
          checked={guide}
          onChange={(on) => devices.setView({ guide: on })}
        />
      )}
      {devices.canBlur.value && (
        <CheckLine
          label={t('Blur what is behind me')}
          hint={t('Your own camera does it, on this device.')}
          checked={blur}
          onChange={(on) => devices.setView({ blur: on })}
        />
      )}
      {camera.kind === 'problem' && (
        <DeviceProblemNotice
          kind="camera"
          problem={camera.problem}
          onAgain={() => void devices.again('camera')}
        />
      )}
    </section>
  );
}

/** The microphone with its level, and a tone to hear whether the other will be heard. */
function Sound({ devices }: { devices: DevicesModel }) {
  const [playing, setPlaying] = useState(false);
  const microphone = devices.microphone.value;
  const { muted, speaker } = devices.choices.value;
  async function tone(): Promise<void> {
    setPlaying(true);
    await playTestTone(speaker);
    setPlaying(false);
  }
  return (
    <section class="ready-part" aria-label={t('Your sound')}>
      {microphone.kind === 'on' && <LevelBar track={microphone.track} muted={muted} />}
      {microphone.kind === 'asking' && (
        <p class="note">{t('The browser may ask you now. Choose Allow.')}</p>
      )}
      {microphone.kind === 'problem' && (
        <DeviceProblemNotice
          kind="microphone"
          problem={microphone.problem}
          onAgain={() => void devices.again('microphone')}
        />
      )}
      <div class="row">
        {microphone.kind === 'on' && (
          <Button icon={muted ? 'micOff' : 'mic'} onClick={() => devices.setMuted(!muted)}>
            {muted ? t('Unmute') : t('Mute')}
          </Button>
        )}
        <Button icon="speaker" busy={playing} onClick={() => void tone()}>
          {t('Play a sound')}
        </Button>
      </div>
    </section>
  );
}

/** Which camera, microphone and speaker; most people have one of each and never open this. */
function Choices({ devices, medium }: { devices: DevicesModel; medium: Medium }) {
  const choices = devices.choices.value;
  return (
    <Disclosure
      title={medium === 'video' ? t('Camera, microphone, speaker') : t('Microphone, speaker')}
    >
      {medium === 'video' && (
        <DeviceSelect
          label={t('Camera')}
          devices={devices.cameras.value}
          value={choices.camera}
          onChange={(id) => void devices.choose('camera', id)}
        />
      )}
      <DeviceSelect
        label={t('Microphone')}
        devices={devices.microphones.value}
        value={choices.microphone}
        onChange={(id) => void devices.choose('microphone', id)}
      />
      {canChooseSpeaker() ? (
        <DeviceSelect
          label={t('Speaker')}
          devices={devices.speakers.value}
          value={choices.speaker}
          onChange={(id) => void devices.choose('speaker', id)}
        />
      ) : (
        <p class="note">{t('This device chooses the speaker in its own settings.')}</p>
      )}
      <SoundCareChoice devices={devices} />
    </Disclosure>
  );
}

/** Safari and phones leave the speaker to the system. */
function canChooseSpeaker(): boolean {
  return 'setSinkId' in HTMLMediaElement.prototype;
}
