// SPDX-License-Identifier: Apache-2.0
// The call of one session: one line to each other member, up to two of them. Every signal goes to the
// line of the account it came from. What the room asks of all lines together is said here once.

import { computed, type ReadonlySignal } from '@preact/signals';
import type { FrameSealer } from '../frames/frame-sealer';
import type { CallSignal, Sending } from './call-signal';
import type { PeerFrames } from './frame-proof';
import type { Remote } from './handover';
import type { Codecs, Tracks } from './link';
import { createPeer, type Peer, type PeerState } from './peer';
import type { PeerLine } from './peer-line';
import type { CallWish } from './room-stage';

/** Where the call as a whole stands: it flows while anybody is heard. */
export type CallState = PeerState;

/** One other member as the call knows them now. */
export type PeerView = {
  account: string;
  state: PeerState;
  /** What arrives from them. */
  remote: Remote;
  /** What they say they send; null before their first hello. */
  theirSending: Sending | null;
  /** The connection in use is the one whose fingerprint their identity key signed. */
  fingerprintHolds: 'checking' | 'yes' | 'no';
  /** Whether each frame is sealed, by what was counted. */
  frames: PeerFrames;
};

/** The call of one session, off until it is told otherwise. */
export interface Call {
  readonly state: ReadonlySignal<CallState>;
  /** Everybody else, always in the order given. */
  readonly peers: ReadonlySignal<readonly PeerView[]>;
  /** For the call ladder; null for somebody who is not in it. */
  lineTo(account: string): PeerLine | null;
  /**
   * What the line to this member should do: `run`, be prepared (`meet`), or be `off`. Safe to say again.
   * After the call went to another device only `off` is heeded, until everybody's is.
   */
  follow(account: string, wish: CallWish): void;
  /** A signal, opened and checked by the vault, of the account that signed it. */
  heard(from: string, signal: CallSignal): void;
  setLocal(tracks: Tracks, sending: Sending): void;
  /** The signalling line is back; what was said meanwhile may be lost, so it is said at once. */
  lineIsBack(): void;
  /** This device may have another address now. */
  addressChanged(): void;
  /** Ends every line. `goodbye` tells the others that it was meant. */
  stop(goodbye: boolean): void;
}

/** Makes the call. `random` gives a fresh id; `send` may reject while the live socket is down. */
export function createCall(deps: {
  me: string;
  others: readonly string[];
  /** The therapist's account; null when nobody is. */
  therapist: string | null;
  /** `sealed`: what is sent on it without a transform never leaves. */
  newConnection(sealed: boolean): RTCPeerConnection;
  codecs: Codecs | null;
  /** Null where this browser cannot seal frames. */
  sealer: FrameSealer | null;
  send(signal: CallSignal): Promise<void>;
  random(): string;
  now(): number;
  every(ms: number, run: () => void): () => void;
}): Call {
  const { me, newConnection, codecs, sealer, send, random, now, every } = deps;
  let device = random();
  const peers = new Map<string, Peer>();
  /** A person is at one place: the call leaves this device with all its lines. */
  const moved = () => {
    for (const peer of peers.values()) peer.yield();
  };
  for (const account of deps.others) {
    const polite = isPolite(me, account, deps.therapist);
    peers.set(
      account,
      createPeer({
        account,
        device: () => device,
        polite,
        newConnection,
        codecs,
        sealer,
        send,
        moved,
        random,
        now,
        every,
      }),
    );
  }

  const views = computed(() => [...peers].map(([account, peer]) => viewOf(account, peer)));

  return {
    state: computed(() => together(views.value.map((view) => view.state))),
    peers: views,
    lineTo: (account) => peers.get(account)?.line ?? null,
    follow(account, wish) {
      const peer = peers.get(account);
      if (peer === undefined) return;
      const { kind } = peer.state.peek();
      if (wish === 'off') {
        if (kind !== 'off') peer.stop(false);
      } else if (kind === 'moved') return;
      else if (wish === 'meet') peer.meet();
      else peer.start();
    },
    heard(from, signal) {
      if (signal.kind === 'hello' && signal.for !== me) return;
      peers.get(from)?.heard(signal);
    },
    setLocal(tracks, sending) {
      for (const peer of peers.values()) peer.setLocal(tracks, sending);
    },
    lineIsBack() {
      for (const peer of peers.values()) peer.lineIsBack();
    },
    addressChanged() {
      for (const peer of peers.values()) peer.addressChanged();
    },
    stop(goodbye) {
      for (const peer of peers.values()) peer.stop(goodbye);
      // Who starts anew may take the call back from whoever has it.
      device = random();
    },
  };
}

/** Exactly one of two gives way: everybody to the therapist, else to the one whose id sorts first. */
function isPolite(me: string, other: string, therapist: string | null): boolean {
  if (me === therapist) return false;
  return other === therapist || other < me;
}

function viewOf(account: string, peer: Peer): PeerView {
  return {
    account,
    state: peer.state.value,
    remote: peer.remote.value,
    theirSending: peer.theirSending.value,
    fingerprintHolds: peer.fingerprintHolds.value,
    frames: peer.frames.value,
  };
}

/** The further along, the more it says of the whole; only a call that moved away says it for all. */
const ORDER: ReadonlyArray<CallState['kind']> = [
  'moved',
  'flowing',
  'lost',
  'connecting',
  'meeting',
];

function together(states: readonly PeerState[]): CallState {
  for (const kind of ORDER) {
    const found = states.find((state) => state.kind === kind);
    if (found !== undefined) return found;
  }
  return { kind: 'off' };
}
