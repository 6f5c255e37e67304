// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/Icon';
import { t, tn } from '../ui/text';
import { CloseDialog } from './CloseDialog';
import type { CallState, Remote } from './call';
import type { DevicesModel } from './devices-model';
import { RemoteSound } from './RemoteSound';
import { RoomBar } from './RoomBar';
import './room.css';
import type { RoomModel } from './room-model';
import { minutesLeft, type Role, type Stage } from './room-stage';
import { SealBadge } from './SealBadge';
import { TrackVideo } from './TrackVideo';
import { useAwake } from './use-awake';
import { useQuiet } from './use-quiet';
import { presenceOf } from './visit';
import { refusalWords } from './visit-words';

type RoomProps = {
  stage: Extract<Stage, { kind: 'room' }>;
  model: RoomModel;
  devices: DevicesModel;
  role: Role;
  /** The other person. */
  name: string;
  /** Lines of the chat not seen yet. */
  unseen: number;
  /** The chat, drawn by the page; `close` is absent where it is the whole session. */
  chat: (close: (() => void) | undefined) => ComponentChildren;
  /** The safety words, drawn by the page: this is where they are compared. */
  words: ComponentChildren;
};

const nothing: Remote = { audio: null, video: null };

/** The other person fills the screen; everything else lies at the edges and steps back. */
export function Room({ stage, model, devices, role, name, unseen, chat, words }: RoomProps) {
  const { visit, knock } = stage;
  const { medium } = visit;
  const inWriting = medium === 'text';
  const [chatOpen, setChatOpen] = useState(false);
  const [closing, setClosing] = useState(false);
  const [comparing, setComparing] = useState(false);
  const call = model.call;
  const remote = call?.remote.value ?? nothing;
  const sending = call?.theirSending.value ?? null;
  const state = call?.state.value ?? null;
  const picture = sending?.camera === true && medium === 'video' ? remote.video : null;
  const theirs = presenceOf(visit, role === 'client' ? 'therapist' : 'client');
  const gapMs = useGap(state);
  const status = lineWords(model, name, theirs === 'in') ?? gapWords(gapMs);
  const quiet = useQuiet(
    picture !== null && !chatOpen && !closing && !comparing && status === null && !knock,
  );
  const camera = devices.camera.value;
  const { muted, selfView, speaker } = devices.choices.value;
  useAwake();
  useKeys(devices, medium !== 'text', medium === 'video', () => setChatOpen(false));

  return (
    <div
      class={`room${chatOpen || inWriting ? ' room-with-chat' : ''}${inWriting ? ' room-in-writing' : ''}${quiet ? ' room-quiet' : ''}`}
    >
      <div class="room-stage">
        <h1 class="heard">{t('In the room with {name}', { name })}</h1>
        {picture !== null ? (
          <TrackVideo track={picture} label={t('{name}, live', { name })} class="room-picture" />
        ) : (
          !inWriting && (
            <Poster name={name} note={posterWords(theirs, state?.kind ?? 'off', sending)} />
          )
        )}
        {remote.audio !== null && <RemoteSound track={remote.audio} speaker={speaker} />}
        <div class="room-top">
          {inWriting && (
            <p class="room-here">
              {name}. {theirs === 'in' ? t('Here') : posterWords(theirs, 'off', null)}
            </p>
          )}
          <SealBadge seal={model.seal.value} name={name} />
          <button type="button" class="room-chip room-words" onClick={() => setComparing(true)}>
            {t('Compare words')}
          </button>
          <TimeLeft minutes={minutesLeft(visit, model.nowMs.value)} />
        </div>
        {medium === 'video' && selfView && camera.kind === 'on' && (
          <div class="room-self">
            <TrackVideo track={camera.track} label={t('Your own picture')} mirror />
            {muted && (
              <span class="room-self-mute">
                <Icon name="micOff" label={t('You are muted')} />
              </span>
            )}
          </div>
        )}
        <div class="room-foot">
          <div class="room-said" role="status">
            {status !== null && <p class="room-notice">{status}</p>}
            {model.problem.value !== null && model.lineUp.value && (
              <p class="room-notice">{refusalWords(model.problem.value)}</p>
            )}
          </div>
          {knock && (
            <div class="room-notice room-knock">
              <p>{t('{name} is in the waiting room.', { name })}</p>
              <button type="button" class="room-let-in" onClick={() => void model.admit()}>
                {t('Let in')}
              </button>
            </div>
          )}
          {state?.kind === 'moved' && (
            <div class="room-notice room-knock">
              <p>{t('The call is in another window of yours.')}</p>
              <button type="button" class="room-let-in" onClick={() => model.callHere()}>
                {t('Bring it here')}
              </button>
            </div>
          )}
          <RoomBar
            devices={devices}
            medium={medium}
            chatOpen={chatOpen}
            unseen={unseen}
            onChat={() => setChatOpen(!chatOpen)}
            onClose={() => setClosing(true)}
            closeWord={role === 'therapist' ? t('End') : t('Go out')}
          />
        </div>
      </div>
      {(chatOpen || inWriting) && (
        <div class="room-chat">{chat(inWriting ? undefined : () => setChatOpen(false))}</div>
      )}
      <Dialog
        open={comparing}
        title={t('Is it really {name}?', { name })}
        onClose={() => setComparing(false)}
      >
        {words}
      </Dialog>
      <CloseDialog
        open={closing}
        model={model}
        role={role}
        name={name}
        theyAreIn={theirs === 'in'}
        onStay={() => setClosing(false)}
      />
    </div>
  );
}

/** What to say about the line; null when all is well. Pauses are the network, and both are told so. */
function lineWords(model: RoomModel, name: string, theyAreIn: boolean): string | null {
  const call = model.call?.state.value.kind;
  if (call === 'lost') {
    return t('The line dropped. We are connecting again. It is the network, not {name}.', { name });
  }
  if (!model.lineUp.value) {
    return call === 'flowing'
      ? t('You hear each other. Writing waits until the line is whole again.')
      : t('The line is down. We are connecting again. What you wrote is kept.');
  }
  if (call === 'connecting' && theyAreIn) return t('Connecting you with {name}.', { name });
  return null;
}

/** Told afterwards too: two seconds are over before anybody has read why. */
function gapWords(gapMs: number): string | null {
  const seconds = Math.round(gapMs / 1000);
  if (seconds < 1) return null;
  return tn(
    seconds,
    'The line dropped for {n} second. You are connected again.',
    'The line dropped for {n} seconds. You are connected again.',
  );
}

const GAP_SHOWN_MS = 6000;

/** The length of the last gap, for as long as it is worth telling; else 0. */
function useGap(state: CallState | null): number {
  const [gapMs, setGapMs] = useState(0);
  const latest = state?.kind === 'flowing' ? state.gapMs : 0;
  useEffect(() => {
    setGapMs(latest);
    if (latest === 0) return;
    const timer = setTimeout(() => setGapMs(0), GAP_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return gapMs;
}

function posterWords(
  theirs: 'away' | 'waiting' | 'in',
  call: CallState['kind'],
  sending: { microphone: 'none' | 'muted' | 'on'; camera: boolean } | null,
): string {
  if (theirs === 'away') return t('Not in the room. They can come back.');
  if (theirs === 'waiting') return t('In the waiting room');
  if (call !== 'flowing' || sending === null) return t('Here');
  if (sending.microphone === 'none') return t('Here, in writing');
  return sending.microphone === 'muted' ? t('Here, muted') : t('Here, by voice');
}

/** A name in place of a picture. */
function Poster({ name, note }: { name: string; note: string }) {
  return (
    <div class="room-poster">
      <span class="room-initial" aria-hidden="true">
        {[...name.trim()][0]?.toLocaleUpperCase() ?? '·'}
      </span>
      <p class="room-name">{name}</p>
      <p class="room-poster-note">{note}</p>
    </div>
  );
}

/** The agreed time that is left, quietly. */
function TimeLeft({ minutes }: { minutes: number }) {
  return (
    <p class="room-chip room-time">
      {minutes > 0
        ? tn(minutes, '{n} minute left', '{n} minutes left')
        : t('The agreed time is over')}
    </p>
  );
}

/** Alt+M and Alt+V; told with the buttons themselves. Escape closes the chat. */
function useKeys(
  devices: DevicesModel,
  sound: boolean,
  picture: boolean,
  closeChat: () => void,
): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (
        event.key === 'Escape' &&
        !event.defaultPrevented &&
        !document.querySelector('dialog[open]')
      ) {
        closeChat();
        return;
      }
      if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
      if (event.code === 'KeyM' && sound) {
        event.preventDefault();
        devices.setMuted(!devices.choices.peek().muted);
      } else if (event.code === 'KeyV' && picture) {
        event.preventDefault();
        void devices.setCamera(devices.camera.peek().kind !== 'on');
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [devices, sound, picture]);
}
