// SPDX-License-Identifier: Apache-2.0
// The line to one other member's device: finds it, keeps one link to it, notices when its media stops,
// and builds a new link then. Knows neither sealing nor the page: signals come and go as values.

import { type ReadonlySignal, signal } from '@preact/signals';
import type { CallSignal, Sending } from './call-signal';
import { type Codecs, createLink, type Link, type Tracks } from './link';
import { type Flow, flowFrom, flowStep, hasStalled } from './stall';

/** Where the line to one other stands. */
export type PeerState =
  | { kind: 'off' }
  /** The two devices know of each other and are prepared; nothing flows before `start`. */
  | { kind: 'meeting' }
  /** The first connection is being made. */
  | { kind: 'connecting' }
  /** `gapMs`: for how long nothing had come before; 0 for the first connection. */
  | { kind: 'flowing'; gapMs: number }
  /** It flowed before; nothing has come since `sinceMs`. A new link is being built. */
  | { kind: 'lost'; sinceMs: number }
  /** The person opened this session somewhere else; that device has the call now. */
  | { kind: 'moved' };

/** What arrives from the other side. */
export type Remote = { audio: MediaStreamTrack | null; video: MediaStreamTrack | null };

/** The line to one other member, off until `meet` or `start`. */
export interface Peer {
  readonly state: ReadonlySignal<PeerState>;
  readonly remote: ReadonlySignal<Remote>;
  /** What the other says they send; null before their first hello. */
  readonly theirSending: ReadonlySignal<Sending | null>;
  /** The connection in use is the one whose fingerprint the other's identity key signed. */
  readonly fingerprintHolds: ReadonlySignal<'checking' | 'yes' | 'no'>;
  /** Both are there, but not both in the room: prepare, so that the open door costs no time. Ends a call. */
  meet(): void;
  /** Both are in the room: speak. Safe to call again. */
  start(): void;
  /** A signal of this member's, opened and checked by the vault. */
  heard(signal: CallSignal): void;
  setLocal(tracks: Tracks, sending: Sending): void;
  /** The signalling line is back; say hello at once instead of at the next turn. */
  lineIsBack(): void;
  /** Ends the link. `goodbye` tells the other that it was meant. */
  stop(goodbye: boolean): void;
  /** Another device of this person has the call: ends the link and says so in `state`. */
  yield(): void;
}

/** How often packets are counted. */
export const LOOK_MS = 250;
/** A hello without an answer is said again after this. */
export const HELLO_AGAIN_MS = 1000;
/** A link that does not stand after this is built anew; doubles with each try. */
export const CONNECT_MS = 5000;
const CONNECT_MOST_MS = 20_000;
/** An offer and its candidates; more than this before the door is open is no call. */
const HELD_MOST = 50;

/** Makes the line. `random` gives a fresh id; `send` may reject while the live socket is down. */
export function createPeer(deps: {
  /** The other's account: whom a hello is for. */
  account: string;
  /** This device; the same for everybody it speaks to. */
  device: string;
  /** Gives way in a collision and waits for the first offer; the other side must be the contrary. */
  polite: boolean;
  newConnection(): RTCPeerConnection;
  codecs: Codecs | null;
  send(signal: CallSignal): Promise<void>;
  /** Another device of this person took the place of this one. */
  moved(): void;
  random(): string;
  now(): number;
  every(ms: number, run: () => void): () => void;
}): Peer {
  const { device } = deps;
  const state = signal<PeerState>({ kind: 'off' });
  const remote = signal<Remote>({ audio: null, video: null });
  const theirSending = signal<Sending | null>(null);
  const fingerprintHolds = signal<'checking' | 'yes' | 'no'>('checking');

  let tracks: Tracks = { audio: null, video: null };
  let sending: Sending = { microphone: 'none', camera: false };
  /** How far the door is open: descriptions and addresses pass only while it is `run`. */
  let gate: 'off' | 'meet' | 'run' = 'off';
  /** Said and heard before the door was open; kept for the moment when it is. */
  let heldOut: CallSignal[] = [];
  let heldIn: CallSignal[] = [];
  let stopLooking: (() => void) | null = null;

  let me = '';
  let peer: string | null = null;
  let peerDevice: string | null = null;
  let link: Link | null = null;
  /** The link has been offered to someone: for anybody else a new one is needed. */
  let used = false;
  /** Ids of the other's earlier connections: their signals may be late, or played back. */
  const retired = new Set<string>();
  /** Still shown while its successor is being built. */
  let oldLink: Link | null = null;
  let connected = false;
  let builtMs = 0;
  let helloMs = 0;
  let tries = 0;
  let flow: Flow = flowFrom(0);
  let looking = false;
  /** The last hello heard before we were let in. */
  let waitingHello: Extract<CallSignal, { kind: 'hello' }> | null = null;
  /** Signals are worked on one after the other, in the order they came. */
  let queue: Promise<void> = Promise.resolve();

  function say(signal: CallSignal): void {
    deps.send(signal).catch(() => {
      // The line is down; hello is said again when it is back, and that starts everything anew.
    });
  }

  function hello(): void {
    helloMs = deps.now();
    say({ kind: 'hello', from: me, to: peer, for: deps.account, device, sending });
  }

  function dropLinks(): void {
    link?.close();
    oldLink?.close();
    link = null;
    oldLink = null;
  }

  function build(): void {
    oldLink?.close();
    oldLink = connected ? link : null;
    if (oldLink === null) link?.close();
    connected = false;
    fingerprintHolds.value = 'checking';
    used = false;
    heldOut = [];
    heldIn = [];
    me = deps.random();
    peer = null;
    builtMs = deps.now();
    const from = me;
    const built = createLink({
      pc: deps.newConnection(),
      polite: deps.polite,
      tracks,
      codecs: deps.codecs,
      send: (part) => {
        if (from !== me || peer === null) return;
        const signal = { ...part, from, to: peer };
        if (gate === 'run') say(signal);
        else heldOut.push(signal);
      },
      news: (news) => {
        if (from !== me) return;
        if (news.kind === 'broken') rebuild();
        else stands();
      },
      remoteChanged: () => {
        if (from === me && oldLink === null) remote.value = { ...built.remote };
      },
    });
    link = built;
  }

  function stands(): void {
    if (connected || link === null) return;
    connected = true;
    tries = 0;
    flow = flowFrom(deps.now());
    oldLink?.close();
    oldLink = null;
    remote.value = { ...link.remote };
    const before = state.value;
    const gapMs = before.kind === 'lost' ? deps.now() - before.sinceMs : 0;
    state.value = { kind: 'flowing', gapMs };
    const checked = link;
    checked.fingerprintHolds().then(
      (holds) => {
        if (checked === link && connected) fingerprintHolds.value = holds ? 'yes' : 'no';
      },
      () => {},
    );
  }

  function lose(): void {
    if (state.value.kind === 'flowing') state.value = { kind: 'lost', sinceMs: flow.grewMs };
  }

  function rebuild(): void {
    if (gate === 'off') return;
    lose();
    tries++;
    build();
    hello();
  }

  /** The impolite side's link is used up by its first offer, the polite one's by the first it hears. */
  function pair(with_: string, theirDevice: string | null): void {
    peer = with_;
    peerDevice = theirDevice ?? peerDevice;
    builtMs = deps.now();
    if (!deps.polite) {
      used = true;
      link?.open();
    }
  }

  function hearHello(signal: Extract<CallSignal, { kind: 'hello' }>): void {
    if ((signal.to !== null && signal.to !== me) || retired.has(signal.from)) return;
    theirSending.value = signal.sending;
    const answer = signal.to === null || signal.from !== peer;
    if (signal.from !== peer) {
      // Their side is new: they reloaded, came back on another device, or gave the old link up.
      if (peer !== null) {
        if (peerDevice !== null && peerDevice !== signal.device) {
          say({ kind: 'moved', from: me, to: peer });
        }
        retired.add(peer);
      }
      if (used) {
        lose();
        build();
      }
      pair(signal.from, signal.device);
    }
    if (answer) hello();
  }

  async function hear(signal: CallSignal): Promise<void> {
    if (gate === 'off') return;
    if (signal.kind === 'hello') return hearHello(signal);
    if (signal.to !== me) return;
    if (gate === 'meet' && (signal.kind === 'description' || signal.kind === 'candidates')) {
      if (heldIn.length < HELD_MOST) heldIn.push(signal);
      return;
    }
    const offer = signal.kind === 'description' && signal.type === 'offer';
    // An offer to my fresh id says as much as a hello that got lost.
    if (offer && !used && signal.from !== peer && !retired.has(signal.from))
      pair(signal.from, null);
    if (signal.from !== peer) return;
    switch (signal.kind) {
      case 'description':
        used = true;
        return link?.hear(signal);
      case 'candidates':
        return link?.hear(signal);
      case 'sending':
        theirSending.value = signal.sending;
        return;
      case 'moved':
        deps.moved();
        return;
      case 'bye':
        retired.add(signal.from);
        dropLinks();
        connected = false;
        theirSending.value = null;
        remote.value = { audio: null, video: null };
        state.value = gate === 'run' ? { kind: 'connecting' } : { kind: 'meeting' };
        // Ready for them to come back.
        build();
        return;
    }
  }

  async function look(): Promise<void> {
    const now = deps.now();
    if (peer === null) {
      if (now - helloMs >= HELLO_AGAIN_MS) hello();
      return;
    }
    if (gate !== 'run') return;
    if (!connected) {
      const patience = Math.min(CONNECT_MS * 2 ** tries, CONNECT_MOST_MS);
      if (now - builtMs >= patience) rebuild();
      return;
    }
    if (looking || link === null) return;
    looking = true;
    const seen = link;
    try {
      const packets = await seen.packets();
      if (seen !== link || !connected) return;
      const theirs = theirSending.value;
      const expected = theirs !== null && (theirs.microphone !== 'none' || theirs.camera);
      flow = flowStep(flow, deps.now(), packets, expected);
      if (hasStalled(flow, deps.now())) rebuild();
    } catch {
      // A link closed under our hands; its successor is looked at next time.
    } finally {
      looking = false;
    }
  }

  function halt(): void {
    gate = 'off';
    stopLooking?.();
    stopLooking = null;
    dropLinks();
    connected = false;
    peer = null;
    remote.value = { audio: null, video: null };
    fingerprintHolds.value = 'checking';
  }

  function begin(): void {
    tries = 0;
    build();
    const first = waitingHello;
    waitingHello = null;
    if (first !== null) hearHello(first);
    else hello();
    stopLooking = deps.every(LOOK_MS, () => void look());
  }

  return {
    state,
    remote,
    theirSending,
    fingerprintHolds,
    meet() {
      if (gate === 'meet') return;
      halt();
      gate = 'meet';
      state.value = { kind: 'meeting' };
      begin();
    },
    start() {
      if (gate === 'run') return;
      const prepared = gate === 'meet';
      gate = 'run';
      state.value = { kind: 'connecting' };
      if (!prepared) return begin();
      builtMs = deps.now();
      for (const signal of heldOut.splice(0)) say(signal);
      for (const signal of heldIn.splice(0)) queue = queue.then(() => hear(signal)).catch(() => {});
    },
    heard(signal) {
      if (gate === 'off') {
        if (state.peek().kind === 'moved') return;
        if (signal.kind === 'hello' && signal.to === null) {
          waitingHello = signal;
          theirSending.value = signal.sending;
        }
        return;
      }
      queue = queue.then(() => hear(signal)).catch(() => {});
    },
    setLocal(next, nowSending) {
      tracks = next;
      sending = nowSending;
      link?.setTracks(next).catch(() => rebuild());
      if (gate !== 'off' && peer !== null) say({ kind: 'sending', from: me, to: peer, sending });
    },
    lineIsBack() {
      if (gate !== 'off' && !connected) hello();
    },
    stop(goodbye) {
      if (gate !== 'off' && goodbye && peer !== null) say({ kind: 'bye', from: me, to: peer });
      halt();
      state.value = { kind: 'off' };
    },
    yield() {
      halt();
      state.value = { kind: 'moved' };
    },
  };
}
