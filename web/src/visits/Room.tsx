// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { Dialog } from '../ui/Dialog';
import { t } from '../ui/text';
import { CloseDialog } from './CloseDialog';
import { createChatDoor } from './chat-door';
import type { DevicesModel } from './devices-model';
import { FeelingDialog } from './FeelingDialog';
import { HiddenScreen } from './HiddenScreen';
import { LineNotice } from './LineNotice';
import type { LadderModel } from './ladder-model';
import { RoomAsk } from './RoomAsk';
import { RoomBar } from './RoomBar';
import { RoomNotices } from './RoomNotices';
import { RoomSelf } from './RoomSelf';
import { RoomSigns } from './RoomSigns';
import { RoomStage } from './RoomStage';
import { RoomTop } from './RoomTop';
import { RoomView } from './RoomView';
import './room.css';
import './room-faces.css';
import './room-bar.css';
import './room-chat.css';
import type { PromptsModel } from './prompts-model';
import { PromptChoice, RoomPrompt } from './RoomPrompt';
import type { RoomModel } from './room-model';
import { goneOf, othersOf, type Person, unseenByAll } from './room-others';
import { minutesLeft, type Role, type Stage } from './room-stage';
import {
  changedWords,
  gapWords,
  lineWords,
  lostWords,
  posterWords,
  takenWords,
} from './room-words';
import { SelfViewQuestion } from './SelfViewQuestion';
import { SignsShown } from './SignsShown';
import { StepChoice } from './StepChoice';
import type { SignsModel } from './signs-model';
import { TakenAsk } from './TakenAsk';
import { TalkAsk } from './TalkAsk';
import { TalkChoice } from './TalkChoice';
import { TalkDialog } from './TalkDialog';
import type { TalkModel } from './talk-model';
import { useAwake } from './use-awake';
import { useGap } from './use-gap';
import { useLost } from './use-lost';
import { useQuiet } from './use-quiet';
import { useRoomKeys } from './use-room-keys';
import { refusalWords } from './visit-words';

type RoomProps = {
  stage: Extract<Stage, { kind: 'room' }>;
  model: RoomModel;
  devices: DevicesModel;
  signs: SignsModel;
  /** Null where the practice does not offer it, and in writing. */
  talk: TalkModel | null;
  /** Null but for a therapist who speaks. */
  prompts: PromptsModel | null;
  /** What was shared before the session, drawn by the page; null without it. */
  arrival: ComponentChildren;
  /** Null where there is no call. */
  ladder: LadderModel | null;
  role: Role;
  /** The other person, or the others together. */
  name: string;
  /** The others, each for themselves. */
  people: readonly Person[];
  /** Lines of the chat not seen yet. */
  unseen: number;
  /**
   * The chat, drawn by the page; `close` is absent where it is the whole session. `focus`: a person
   * opened it, so the cursor may go there.
   */
  chat: (close: (() => void) | undefined, focus: boolean) => ComponentChildren;
  /** The safety words, drawn by the page: this is where they are compared. */
  words: ComponentChildren;
};

/** The other person fills the screen; everything else lies at the edges and steps back. */
export function Room(props: RoomProps) {
  const {
    stage,
    model,
    devices,
    signs,
    talk,
    prompts,
    ladder,
    role,
    name,
    people,
    unseen,
    chat,
    words,
  } = props;
  const { visit, knocks } = stage;
  const { medium } = visit;
  const inWriting = medium === 'text';
  const door = useMemo(() => createChatDoor(() => performance.now()), []);
  const chatOpen = door.open.value;
  const [closing, setClosing] = useState(false);
  const [comparing, setComparing] = useState(false);
  const [feeling, setFeeling] = useState(false);
  const [viewing, setViewing] = useState(false);
  const [mirroring, setMirroring] = useState(false);
  const [reading, setReading] = useState(false);
  const state = model.call?.state.value ?? null;
  const lines = ladder?.lines.value ?? [];
  const gone = goneOf(lines);
  const others = othersOf(visit, people, model.call?.peers.value ?? [], gone);
  const theyAreIn = others.some((one) => one.presence === 'in');
  const nameOf = (account: string) => people.find((one) => one.account === account)?.name ?? name;
  const refused = model.lineUp.value ? model.problem.value : null;
  // Everything the room may have to say, the most important first; only the first is said.
  const changed = model.changed.value;
  const notices = [
    changedWords(changed === null ? null : nameOf(changed)),
    lineWords(state?.kind ?? null, model.lineUp.value, name, theyAreIn),
    takenWords(others),
    lostWords(useLost(visit.lost_ms)),
    gapWords(useGap(state)),
    refused === null ? null : refusalWords(refused),
  ];
  const { muted, selfView, guide, faceAt, speaker } = devices.choices.value;
  const camera = devices.camera.value;
  const hidden = signs.hidden.value;
  const seesMyself = selfView === true && camera.kind === 'on' && !unseenByAll(lines);
  const [notAlone] = signs.hiddenOthers.value;
  const covered = notAlone === undefined ? null : nameOf(notAlone);
  const quiet = useQuiet(
    others.some((one) => one.picture !== null) &&
      !(
        chatOpen ||
        closing ||
        comparing ||
        feeling ||
        viewing ||
        mirroring ||
        reading ||
        knocks.length > 0
      ) &&
      signs.shown.value.length === 0 &&
      (prompts?.prompt.value ?? null) === null &&
      notices.every((one) => one === null),
  );
  useAwake();
  useRoomKeys(devices, signs, !inWriting, medium === 'video', door.close);

  return (
    <div class={lookOf({ chat: chatOpen || inWriting, inWriting, quiet })}>
      <div class="room-stage">
        <h1 class="heard">{t('In the room with {name}', { name })}</h1>
        <RoomStage
          others={others}
          speaker={speaker}
          faceAt={faceAt}
          inWriting={inWriting}
          covered={covered}
          silent={hidden}
        />
        <RoomTop
          seal={model.seal.value}
          name={name}
          minutes={minutesLeft(visit, model.nowMs.value)}
          here={inWriting ? others.map(posterWords).join(' ') : null}
          onCompare={() => setComparing(true)}
          onTalk={talk !== null && signs.mirror.value.all ? () => setMirroring(true) : null}
          onArrival={props.arrival === null ? null : () => setReading(true)}
        />
        {medium === 'video' && seesMyself && covered === null && (
          <RoomSelf track={camera.track} muted={muted} guide={guide} />
        )}
        <div class="room-foot">
          <RoomNotices words={notices} />
          {ladder !== null && covered === null && (
            <LineNotice
              ladder={ladder}
              medium={medium}
              nameOf={nameOf}
              onMustWrite={door.openByItself}
            />
          )}
          {covered === null && <SignsShown signs={signs} nameOf={nameOf} />}
          {knocks.map((account) => (
            <RoomAsk key={account} act={t('Let in')} onAct={() => void model.admit(account)}>
              {t('{name} is in the waiting room.', { name: nameOf(account) })}
            </RoomAsk>
          ))}
          {!inWriting && <TakenAsk devices={devices} name={name} />}
          {state?.kind === 'moved' && (
            <RoomAsk act={t('Bring it here')} onAct={() => model.callHere()}>
              {t('The call is in another window of yours.')}
            </RoomAsk>
          )}
          {medium === 'video' && selfView === null && camera.kind === 'on' && (
            <SelfViewQuestion devices={devices} />
          )}
          {talk !== null && covered === null && <TalkAsk signs={signs} nameOf={nameOf} />}
          {prompts !== null && covered === null && <RoomPrompt prompts={prompts} name={name} />}
          <RoomSigns signs={signs} onFeeling={() => setFeeling(true)} />
          <RoomBar
            devices={devices}
            medium={medium}
            chatOpen={chatOpen}
            unseen={unseen}
            onView={() => setViewing(true)}
            onChat={door.press}
            onClose={() => setClosing(true)}
            closeWord={role === 'therapist' ? t('End') : t('Go out')}
          />
        </div>
      </div>
      {(chatOpen || inWriting) && (
        <div class="room-chat" hidden={covered !== null}>
          {chat(inWriting ? undefined : door.close, !door.byItself.value)}
        </div>
      )}
      <Dialog
        open={comparing}
        title={t('Is it really {name}?', { name })}
        onClose={() => setComparing(false)}
      >
        {words}
      </Dialog>
      <FeelingDialog open={feeling} signs={signs} name={name} onClose={() => setFeeling(false)} />
      <RoomView
        open={viewing}
        devices={devices}
        medium={medium}
        onClose={() => setViewing(false)}
        first={ladder !== null && medium === 'video' && <StepChoice ladder={ladder} />}
      >
        {talk !== null && <TalkChoice signs={signs} name={name} />}
        {prompts !== null && <PromptChoice prompts={prompts} />}
      </RoomView>
      {talk !== null && (
        <TalkDialog
          open={mirroring && signs.mirror.value.all}
          talk={talk}
          signs={signs}
          names={people.map((one) => one.name)}
          onClose={() => setMirroring(false)}
        />
      )}
      <Dialog
        open={reading && props.arrival !== null}
        title={t('Shared for today')}
        onClose={() => setReading(false)}
      >
        {props.arrival}
      </Dialog>
      {hidden && <HiddenScreen signs={signs} />}
      <CloseDialog
        open={closing}
        model={model}
        role={role}
        others={others}
        onStay={() => setClosing(false)}
      />
    </div>
  );
}

function lookOf(is: { chat: boolean; inWriting: boolean; quiet: boolean }): string {
  const look = ['room', is.chat && 'room-with-chat', is.inWriting && 'room-in-writing'];
  return [...look, is.quiet && 'room-quiet'].filter(Boolean).join(' ');
}
