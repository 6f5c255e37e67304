// SPDX-License-Identifier: Apache-2.0
// Route /visit/:id. One session from getting ready to its end; the closing minute is the next page.

import { computed, useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Me } from '../accounts/account';
import type { AlliancesModel, KnownAlliance } from '../alliances/alliances-model';
import { CompareWords } from '../alliances/CompareWords';
import { GivenAgain } from '../alliances/GivenAgain';
import { KeyNotice } from '../alliances/KeyNotice';
import { createMatchModel } from '../alliances/match-model';
import { ArrivalCard } from '../arrivals/ArrivalCard';
import { createArrivalModel } from '../arrivals/arrival-model';
import { createArrivalsApi } from '../arrivals/arrivals-api';
import { BeforeYouGoIn } from '../arrivals/BeforeYouGoIn';
import { ChatPanel } from '../conversations/ChatPanel';
import { createChatApi } from '../conversations/chat-api';
import { createChatModel } from '../conversations/chat-model';
import type { CoreClient } from '../core/core-types';
import { type Http, HttpError } from '../net/http';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { t } from '../ui/text';
import { createBrowserCall, every, onAddressChange, randomId } from '../visits/browser-call';
import { createDevicesModel } from '../visits/devices-model';
import { GetReady } from '../visits/GetReady';
import { createLadderModel } from '../visits/ladder-model';
import { sightOf } from '../visits/prompt-sight';
import { createPromptsModel } from '../visits/prompts-model';
import { Room } from '../visits/Room';
import { createRelayKeeper, fetchRelayPass } from '../visits/relay-api';
import { createRoomModel } from '../visits/room-model';
import { goneOf } from '../visits/room-others';
import { createSignsModel } from '../visits/signs-model';
import { createLevelMeter } from '../visits/sounds';
import { createTalkModel } from '../visits/talk-model';
import { voicesOf } from '../visits/talk-voices';
import type { Tries } from '../visits/tries';
import type { Medium } from '../visits/visit';
import { overWords, refusalWords } from '../visits/visit-words';
import type { VisitsModel } from '../visits/visits-model';
import { WaitingRoom } from '../visits/WaitingRoom';
import type { WaitingAlert } from '../visits/waiting-alert';
import { outcomesWords } from '../visits/waiting-words';

type RoomPageProps = {
  /** The visit. */
  id: string;
  me: Pick<Me, 'account' | 'role'>;
  alliances: AlliancesModel;
  visits: VisitsModel;
  tries: Tries;
  alert: WaitingAlert | null;
  http: Http;
  core: Pick<
    CoreClient,
    | 'visitOpensMs'
    | 'visitLateMs'
    | 'readiness'
    | 'talkStart'
    | 'talkHear'
    | 'talkLook'
    | 'promptChoose'
    | 'ladderStart'
    | 'ladderStep'
    | 'ladderTuning'
  >;
  /** The practice lets its rooms show how the time of talking is shared. */
  talkMirror: boolean;
  /** Server time now, UTC ms. */
  now: () => number;
  /** Goes to another page of the client. */
  go: (path: string) => void;
  /** The person is here: keys stay open while two people talk and touch nothing. */
  stayOpen: () => void;
};

const STAY_OPEN_MS = 60_000;
/** Heard together: a tenth of a second, so that no word falls between two looks. */
const TALK_SAMPLES = 4096;

/** One session, from choosing a camera to the end. */
export function RoomPage(props: RoomPageProps) {
  const { id, alliances, visits } = props;
  const failure = useSignal<unknown>(null);
  // What does not change about it. The rest comes from the room's model, which says when to draw what.
  const visit = useComputed(() => visits.visits.value.find((one) => one.id === id) ?? null);
  const medium = useComputed(() => visit.value?.medium ?? null).value;
  const alliance = useComputed(() => visit.value?.alliance ?? null).value;
  const known = alliance === null ? null : alliances.find(alliance);

  async function read(): Promise<void> {
    failure.value = null;
    try {
      await visits.refresh(id);
    } catch (error) {
      failure.value = error;
    }
  }
  useEffect(() => void read(), [id]);

  if (medium !== null && known !== null) {
    return <Session key={id} {...props} medium={medium} alliance={known} />;
  }
  const lost = medium !== null && alliances.state.value.kind !== 'loading';
  if (failure.value === null && !lost) return <Page title={t('One moment.')} />;
  const error = lost ? new HttpError(404, 'not_found', '') : failure.value;
  return (
    <Page title={t('This session cannot be opened.')}>
      <Notice kind="problem">
        <p>{refusalWords(error)}</p>
        <div class="row">
          <Button onClick={() => void (lost ? alliances.load() : read())}>{t('Try again')}</Button>
          <Button kind="quiet" href="/">
            {t('Go home')}
          </Button>
        </div>
      </Notice>
    </Page>
  );
}

type SessionProps = RoomPageProps & { medium: Medium; alliance: KnownAlliance };

/** The models of this one session, alive as long as the page is. */
function useSession(props: SessionProps) {
  const { me, alliances, visits, alliance } = props;
  const here = alliance.members.filter((member) => member.left_ms === null);
  const others = here.map((member) => member.account).filter((account) => account !== me.account);
  const session = useMemo(() => {
    const devices = createDevicesModel({
      media: navigator.mediaDevices,
      secure: isSecureContext,
      keep: storage(() => localStorage),
    });
    const relay = createRelayKeeper({
      fetch: () => fetchRelayPass(props.http, props.id),
      now: props.now,
    });
    const room = createRoomModel({
      visit: props.id,
      alliance: alliance.id,
      me: me.account,
      role: me.role,
      others,
      trust: (account) => alliances.find(alliance.id)?.trust[account] ?? null,
      visits,
      tries: props.tries,
      alliances,
      devices,
      core: props.core,
      makeCall:
        props.medium === 'text'
          ? null
          : (send) =>
              createBrowserCall({
                me: me.account,
                others,
                therapist: here.find((member) => member.role === 'therapist')?.account ?? null,
                iceServers: relay.servers,
                send,
              }),
      memory: storage(() => sessionStorage),
      now: props.now,
      callNow: () => performance.now(),
      every,
      onAddressChange,
    });
    const ladder =
      room.call === null
        ? null
        : createLadderModel({
            call: room.call,
            core: props.core,
            agreed: props.medium === 'video' ? 'video' : 'voice',
            now: () => performance.now(),
            every,
          });
    const chat = createChatModel({
      alliance: alliance.id,
      conversation: alliance.conversation,
      visit: props.id,
      me: me.account,
      api: createChatApi(props.http),
      alliances,
      now: props.now,
    });
    const match = createMatchModel({
      alliance: alliance.id,
      visit: props.id,
      medium: props.medium,
      alliances,
      now: props.now,
    });
    const signs = createSignsModel({
      alliance: alliance.id,
      visit: props.id,
      others,
      alliances,
      hold: devices.hold,
      memory: storage(() => sessionStorage),
      random: randomId,
      now: props.now,
      every,
    });
    const { call } = room;
    const talk =
      props.talkMirror && call !== null
        ? createTalkModel({
            core: props.core,
            wanted: computed(() => signs.mirror.value.all && room.stage.value.kind === 'room'),
            voices: computed(() =>
              voicesOf(
                { audio: devices.tracks.value.audio, sending: devices.sending.value },
                others,
                call.peers.value,
                signs.hidden.value || signs.hiddenOthers.value.length > 0,
              ),
            ),
            listen: (track) => createLevelMeter(track, TALK_SAMPLES),
            now: props.now,
            every,
          })
        : null;
    const prompts =
      me.role === 'therapist' && call !== null
        ? createPromptsModel({
            core: props.core,
            sight: computed(() =>
              sightOf(room.stage.value, call.peers.value, signs, goneOf(ladder?.lines.value ?? [])),
            ),
            keep: storage(() => localStorage),
            now: props.now,
            every,
          })
        : null;
    const arrival = createArrivalModel({
      visit: props.id,
      me: me.account,
      role: me.role,
      spaceOf: (client) => spaceOf(alliances, alliance, client),
      api: createArrivalsApi(props.http),
      alliances,
    });
    return { relay, devices, room, ladder, chat, match, signs, talk, prompts, arrival };
    // The ids say it all: everything else is the same object for the life of the page.
  }, [props.id, alliance.id, others.join(' ')]);
  useEffect(() => {
    // Fetched while the person gets ready: a connection does not wait for it.
    if (props.medium !== 'text') void session.relay.ready();
    void session.room.load();
    void session.chat.load();
    void session.arrival.load();
    return () => {
      session.ladder?.stop();
      session.room.stop();
      session.chat.stop();
      session.match.stop();
      session.talk?.stop();
      session.prompts?.stop();
      session.signs.stop();
      session.arrival.stop();
      session.devices.close();
    };
  }, [session]);
  return { ...session, others };
}

function Session(props: SessionProps) {
  const { id, me, alliance, alliances } = props;
  const { relay, devices, room, ladder, chat, match, signs, talk, prompts, arrival, others } =
    useSession(props);
  const stage = room.stage.value;
  const name = alliance.title === '' ? t('the other person') : alliance.title;
  const nameOf = (account: string) =>
    alliance.members.find((member) => member.account === account)?.name ?? name;
  const therapist = alliance.members.find((member) => member.role === 'therapist')?.name ?? name;
  const inside = stage.kind !== 'over' && stage.kind !== 'loading' && stage.kind !== 'failed';
  const people = alliance.members.filter((one) => others.includes(one.account));

  // Opened when the page opens, so that going in costs no time.
  useEffect(() => {
    if (inside) void devices.open(props.medium);
  }, [inside, devices]);
  useEffect(() => {
    if (stage.kind !== 'room' && stage.kind !== 'waiting') return;
    props.stayOpen();
    return every(STAY_OPEN_MS, props.stayOpen);
  }, [stage.kind]);
  // Whoever comes into the room, or comes back to it, tells how things stand and asks.
  const lineUp = room.lineUp.value;
  useEffect(() => {
    if (stage.kind === 'room' && lineUp) signs.arrive();
  }, [stage.kind, lineUp, signs]);
  useEffect(() => {
    if (stage.kind === 'over') devices.close();
  }, [stage.kind, devices]);
  useEffect(() => {
    if (stage.kind === 'over' && stage.visit.state === 'ended') props.go(`/visit/${id}/closing`);
  }, [stage.kind, id]);

  switch (stage.kind) {
    case 'loading':
      return <Page title={t('One moment.')} />;
    case 'failed':
      return (
        <Page title={t('This session cannot be opened.')}>
          <Notice kind="problem">
            <p>{refusalWords(stage.error)}</p>
          </Notice>
        </Page>
      );
    case 'ready':
      return (
        <GetReady
          visit={stage.visit}
          name={name}
          devices={devices}
          nowMs={room.nowMs.value}
          onEnter={() => void room.enter()}
          check={{
            medium: stage.visit.medium,
            devices,
            core: props.core,
            ask: () => props.http.get('/api/hello'),
            servers: () => relay.ready(),
            now: props.now,
            told:
              me.role === 'client' && spaceOf(alliances, alliance, me.account) !== null
                ? { name: therapist, tell: (advice) => void arrival.tellDevice(advice) }
                : null,
          }}
          before={
            me.role === 'client' && spaceOf(alliances, alliance, me.account) !== null ? (
              <BeforeYouGoIn model={arrival} name={therapist} />
            ) : (
              <ArrivalCard theirs={arrival.theirs.value} nameOf={nameOf} />
            )
          }
        />
      );
    case 'waiting':
      return (
        <WaitingRoom
          stage={stage}
          model={room}
          devices={devices}
          role={me.role}
          me={me.account}
          people={people}
          name={name}
          arrival={<ArrivalCard theirs={arrival.theirs.value} nameOf={nameOf} />}
          alert={props.alert}
        />
      );
    case 'room':
      return (
        <Room
          stage={stage}
          model={room}
          devices={devices}
          signs={signs}
          talk={talk}
          prompts={prompts}
          arrival={
            arrival.theirs.value.length === 0 ? null : (
              <ArrivalCard theirs={arrival.theirs.value} nameOf={nameOf} />
            )
          }
          ladder={ladder}
          role={me.role}
          name={name}
          people={people}
          unseen={chat.unseen.value}
          words={
            <CompareWords
              alliances={alliances}
              alliance={alliance.id}
              name={name}
              onMatch={match.say}
            >
              <GivenAgain
                alliance={alliance}
                state={match.state.value}
                me={me.account}
                name={name}
              />
            </CompareWords>
          }
          chat={(close, focus) => (
            <ChatPanel
              model={chat}
              name={name}
              lineUp={room.lineUp.value}
              focus={focus}
              notice={<KeyNotice alliance={alliance} me={me.account} />}
              {...(close === undefined ? {} : { onClose: close })}
            />
          )}
        />
      );
    case 'over':
      return (
        <Page title={overWords(stage.visit)}>
          {outcomesWords(stage.visit, me.account, nameOf).map((words) => (
            <p key={words}>{words}</p>
          ))}
          <div class="row">
            <Button kind="next" href="/">
              {t('Go home')}
            </Button>
          </div>
        </Page>
      );
  }
}

/** Where a client and the therapist are alone: in a couple's session, the client's own space with them. */
function spaceOf(alliances: AlliancesModel, alliance: KnownAlliance, client: string) {
  if (alliance.kind === 'pair') return alliance.id;
  const own = alliances.alliances.value.find(
    (one) =>
      one.kind === 'pair' &&
      one.about === alliance.id &&
      one.members.some((member) => member.account === client),
  );
  return own?.id ?? null;
}

/** Storage throws where a browser forbids it; the room works without. */
function storage(open: () => Storage): Storage | null {
  try {
    return open();
  } catch {
    return null;
  }
}
