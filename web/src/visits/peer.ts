// SPDX-License-Identifier: Apache-2.0
// The line to one other member's device: finds it, keeps one link to it, notices when its media stops,
// and builds a new link then. Knows neither sealing nor the page: signals come and go as values.

import { type ReadonlySignal, signal } from '@preact/signals';
import type { FrameSealer } from '../frames/frame-sealer';
import { browserCounts, type Expected } from '../frames/frame-watch';
import type { KeyBox } from '../frames/key-box';
import type { CallSignal, Sending } from './call-signal';
import { createFrameProof, type PeerFrames } from './frame-proof';
import { createHandover, type Remote } from './handover';
import { createLineKeys } from './line-keys';
import { type Arrived, arrivedIn, type Codecs, createLink, type Link, type Tracks } from './link';
import type { PeerLine, ToldLine } from './peer-line';
import { type Flow, flowFrom, flowStep, hasStalled, leading } from './stall';

/** Where the line to one other stands. */
export type PeerState =
  | { kind: 'off' }
  /** The two devices know of each other and are prepared; nothing flows before `start`. */
  | { kind: 'meeting' }
  /** The first connection is being made, or did not stand yet when the door was opened. */
  | { kind: 'connecting' }
  /** `gapMs`: for how long nothing had come before; 0 for the first connection. */
  | { kind: 'flowing'; gapMs: number }
  /** It flowed before; nothing has come since `sinceMs`. A new link is being built. */
  | { kind: 'lost'; sinceMs: number }
  /** The person opened this session somewhere else; that device has the call now. */
  | { kind: 'moved' };

/** The line to one other member, off until `meet` or `start`. */
export interface Peer {
  readonly state: ReadonlySignal<PeerState>;
  readonly remote: ReadonlySignal<Remote>;
  /** What the other says they send; null before their first hello. */
  readonly theirSending: ReadonlySignal<Sending | null>;
  /** The connection in use is the one whose fingerprint the other's identity key signed. */
  readonly fingerprintHolds: ReadonlySignal<'checking' | 'yes' | 'no'>;
  /** Whether each frame is sealed, by what was counted. */
  readonly frames: ReadonlySignal<PeerFrames>;
  /** For the call ladder. */
  readonly line: PeerLine;
  /**
   * Both are there, but not both in the room: the connection is made, so that the open door costs no time.
   * Nothing is sent on it, and no key is given. Ends a call.
   */
  meet(): void;
  /** Both are in the room: speak. Safe to call again. */
  start(): void;
  /** A signal of this member's, opened and checked by the vault. */
  heard(signal: CallSignal): void;
  setLocal(tracks: Tracks, sending: Sending): void;
  /** The signalling line is back; what was said meanwhile may be lost, so it is said at once. */
  lineIsBack(): void;
  /** This device may have another address now: looks for another way before anything is missed. */
  addressChanged(): void;
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
/** Another link is built at once the first time, then only after this, twice as long each time. */
const SPACE_MS = 1500;
const SPACE_MOST_MS = 20_000;
/** A link that held for so long makes up for the ones that did not. */
const STEADY_MS = 10_000;
/** After nothing came for so long, something is said that shows whether signals still get through. */
const DOUBT_MS = 600;
/** A look for another way gets this long; then a new link is built. */
const RESTART_MS = 1000;
/** What a connection brings that cannot even be asked any more. */
const NOTHING: Arrived = { voice: 0, picture: 0, frames: 0 };
const SILENT: Tracks = { audio: null, video: null };

/** Makes the line. `random` gives a fresh id; `send` may reject while the live socket is down. */
export function createPeer(deps: {
  /** The other's account: whom a hello is for. */
  account: string;
  /** This device as long as it has the call; the same for everybody it speaks to. */
  device(): string;
  /** Gives way in a collision and waits for the first offer; the other side must be the contrary. */
  polite: boolean;
  /** `sealed`: what is sent on it without a transform never leaves. */
  newConnection(sealed: boolean): RTCPeerConnection;
  codecs: Codecs | null;
  /** Null where this browser cannot seal frames. */
  sealer: FrameSealer | null;
  send(signal: CallSignal): Promise<void>;
  /** Another device of this person took the place of this one. */
  moved(): void;
  random(): string;
  now(): number;
  every(ms: number, run: () => void): () => void;
}): Peer {
  const { sealer } = deps;
  const state = signal<PeerState>({ kind: 'off' });
  const remote = signal<Remote>({ audio: null, video: null });
  const theirSending = signal<Sending | null>(null);
  const fingerprintHolds = signal<'checking' | 'yes' | 'no'>('checking');
  const proof = createFrameProof();
  const keys = createLineKeys(sealer);
  const links = createHandover({
    remote,
    mayShow: proof.mayShow,
    theirSending: comes,
    onHeard() {
      flow = flowFrom(deps.now());
      flows();
    },
    now: deps.now,
    every: deps.every,
  });

  const told = signal<{ line: ToldLine; atMs: number } | null>(null);

  let tracks = SILENT;
  let sending: Sending = { microphone: 'none', camera: false };
  /** How far the door is open: voice, picture and the key to them pass only while it is `run`. */
  let gate: 'off' | 'meet' | 'run' = 'off';
  /** What the browser last said of the link. */
  let linkIs: 'new' | 'connected' | 'broken' = 'new';
  /** They have a description of it without my key. */
  let owesKey = false;
  let stopLooking: (() => void) | null = null;

  let me = '';
  let peer: string | null = null;
  let peerDevice: string | null = null;
  /** The newest link has been offered to someone: for anybody else a new one is needed. */
  let used = false;
  /** Ids of the other's earlier connections: their signals may be late, or played back. */
  const retired = new Set<string>();
  /** Devices that lost the call to another one: what they still say does not bring it back. */
  const left = new Set<string>();
  let restartedMs = Number.NEGATIVE_INFINITY;
  let builtMs = 0;
  let helloMs = 0;
  let tries = 0;
  let flow: Flow = flowFrom(0);
  /** The silence that was doubted last, by its beginning. */
  let doubtedMs = 0;
  let looking = false;
  let stopHearing: (() => void) | null = null;
  /** The last hello heard before we were let in. */
  let waitingHello: Extract<CallSignal, { kind: 'hello' }> | null = null;
  /** Signals are worked on one after the other, in the order they came. */
  let queue: Promise<void> = Promise.resolve();
  /** What a link says goes out in its order, though a description waits for its key. */
  let saying: Promise<void> = Promise.resolve();

  function say(signal: CallSignal): void {
    deps.send(signal).catch(() => {
      // The line is down; hello is said again when it is back, and that starts everything anew.
    });
  }

  function hello(): void {
    helloMs = deps.now();
    const [device, share] = [deps.device(), keys.share()];
    say({ kind: 'hello', from: me, to: peer, for: deps.account, device, share, sending });
  }

  /** Somebody else left: what I send is sealed under another key soon. */
  function giveAgain(): void {
    if (gate === 'run') giveKey();
  }

  /** The one of this moment: an earlier one would open what was said before they came in. */
  function giveKey(): void {
    const [from, to] = [me, peer];
    if (to === null) return;
    keys.give().then(
      (key) => {
        if (key !== null && from === me) say({ kind: 'key', from, to, key });
      },
      () => {},
    );
  }

  function build(): void {
    links.giveUp();
    fingerprintHolds.value = 'checking';
    used = false;
    linkIs = 'new';
    owesKey = false;
    me = deps.random();
    peer = null;
    builtMs = deps.now();
    const from = me;
    const sealing = keys.begin(me);
    const built = createLink({
      pc: deps.newConnection(sealing !== null),
      polite: deps.polite,
      tracks: gate === 'run' ? tracks : SILENT,
      codecs: deps.codecs,
      sealer: () => (from === me ? keys.lines() : sealing),
      send: (part) => {
        const to = peer;
        if (from !== me || to === null) return;
        const described = part.kind === 'description';
        const give = described && gate === 'run' ? keys.give() : null;
        if (described && gate !== 'run') owesKey = true;
        saying = saying
          .then(async () => {
            const key = await give;
            if (from !== me) return;
            say(part.kind === 'description' ? { ...part, from, to, key } : { ...part, from, to });
          })
          .catch(() => {
            // Without a key nothing is said; the link is built anew when it does not stand in time.
          });
      },
      news: (news) => {
        if (from !== me) return;
        linkIs = news.kind;
        if (news.kind === 'connected') lookWhetherItStands();
        else if (gate === 'run') rebuild();
      },
      remoteChanged: () => links.changed(built),
    });
    links.take(built);
  }

  /** It does when the door is open, there is a way, and what comes can be opened. */
  function lookWhetherItStands(): void {
    if (gate === 'run' && linkIs === 'connected' && keys.opens()) stands();
  }

  function stands(): void {
    const { link } = links;
    if (links.stands || link === null) return;
    proof.stands(deps.now(), keys.lines() !== null);
    links.stand();
    link.fingerprintHolds().then(
      (holds) => {
        if (link === links.link && links.stands) fingerprintHolds.value = holds ? 'yes' : 'no';
      },
      () => {},
    );
  }

  function flows(): void {
    const before = state.value;
    if (before.kind === 'flowing') return;
    const gapMs = before.kind === 'lost' ? deps.now() - before.sinceMs : 0;
    state.value = { kind: 'flowing', gapMs };
  }

  function lose(): void {
    if (state.value.kind === 'flowing') state.value = { kind: 'lost', sinceMs: flow.grewMs };
  }

  function rebuild(): void {
    if (gate === 'off') return;
    lose();
    if (gate === 'run') tries++;
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
      links.link?.open();
    }
  }

  function hearHello(signal: Extract<CallSignal, { kind: 'hello' }>): void {
    if ((signal.to !== null && signal.to !== me) || retired.has(signal.from)) return;
    if (left.has(signal.device)) {
      say({ kind: 'moved', from: me, to: signal.from });
      return;
    }
    theirSending.value = signal.sending;
    const answer = signal.to === null || signal.from !== peer;
    if (signal.from !== peer) {
      // Their side is new: they reloaded, came back on another device, or gave the old link up.
      if (peer !== null) {
        if (peerDevice !== null && peerDevice !== signal.device) {
          left.add(peerDevice);
          say({ kind: 'moved', from: me, to: peer });
        }
        retired.add(peer);
      }
      const fits = keys.fits(signal.share !== null);
      keys.suit(signal.share !== null);
      if (used) lose();
      if (used || !fits) build();
      keys.know(signal.share);
      pair(signal.from, signal.device);
    }
    if (answer) hello();
  }

  async function hear(signal: CallSignal): Promise<void> {
    if (gate === 'off') return;
    if (signal.kind === 'hello') return hearHello(signal);
    if (signal.to !== me) return;
    if (signal.kind === 'moved') return deps.moved();
    const offer = signal.kind === 'description' && signal.type === 'offer';
    // An offer to my fresh id says as much as a hello that got lost.
    if (offer && !used && signal.from !== peer && !retired.has(signal.from)) {
      // Whoever seals nothing has to say so in a hello first.
      if (!keys.fits(signal.key !== null)) return hello();
      keys.know(signal.key?.share ?? null);
      pair(signal.from, null);
    }
    if (signal.from !== peer) return;
    switch (signal.kind) {
      case 'description':
        used = true;
        // Before their first frame can come.
        if (signal.key !== null) await take(signal.key);
        return links.link?.hear(signal);
      case 'key':
        return take(signal.key);
      case 'candidates':
        return links.link?.hear(signal);
      case 'sending':
        theirSending.value = signal.sending;
        return;
      case 'line':
        told.value = { line: signal.line, atMs: deps.now() };
        return;
      case 'bye':
        retired.add(signal.from);
        keys.know(null);
        links.drop();
        theirSending.value = null;
        remote.value = { audio: null, video: null };
        state.value = gate === 'run' ? { kind: 'connecting' } : { kind: 'meeting' };
        // Ready for them to come back.
        build();
        return;
    }
  }

  async function take(key: KeyBox): Promise<void> {
    await keys.take(key);
    lookWhetherItStands();
  }

  async function look(): Promise<void> {
    const now = deps.now();
    if (peer === null && now - helloMs >= HELLO_AGAIN_MS) hello();
    if (gate === 'meet' && linkIs === 'broken' && now - builtMs >= CONNECT_MOST_MS) rebuild();
    if (gate !== 'run') return;
    if (peer !== null && links.heardMs === null) {
      const patience = Math.min(CONNECT_MS * 2 ** tries, CONNECT_MOST_MS);
      if (now - builtMs >= patience) return rebuild();
    }
    const seen = links.heard();
    if (looking || seen === null) return;
    looking = true;
    try {
      const report = await seen.report().catch(() => null);
      const came = report === null ? NOTHING : arrivedIn(report);
      const count = leading(comes(), came);
      if (seen !== links.heard()) return;
      const before = flow;
      flow = flowStep(flow, deps.now(), count ?? 0, count !== null);
      // The old line may come back by itself before the new one stands.
      if (seen === links.old) {
        if (hasStalled(flow, deps.now())) lose();
        else if (flow !== before) flows();
      } else if (hasStalled(flow, deps.now())) stalled();
      else {
        doubt();
        if (links.heardMs !== null && deps.now() - links.heardMs >= STEADY_MS) tries = 0;
        if (report !== null) await lookAtFrames(seen, report);
      }
    } catch {
      // A link closed under our hands; its successor is looked at next time.
    } finally {
      looking = false;
    }
  }

  /** A device with another address is told so by nobody: its media stops, and its signals lead nowhere. */
  function doubt(): void {
    if (peer === null || doubtedMs === flow.grewMs || deps.now() - flow.grewMs < DOUBT_MS) return;
    doubtedMs = flow.grewMs;
    say({ kind: 'sending', from: me, to: peer, sending });
  }

  function stalled(): void {
    lose();
    const now = deps.now();
    if (now - restartedMs < RESTART_MS) return;
    const space = tries === 0 ? 0 : Math.min(SPACE_MS * 2 ** tries, SPACE_MOST_MS);
    if (now - builtMs >= space) rebuild();
  }

  async function lookAtFrames(seen: Link, report: RTCStatsReport): Promise<void> {
    const sealing = keys.lines();
    if (sealing === null) return;
    const counts = await sealing.counts();
    if (seen !== links.link || !links.stands) return;
    const shown = proof.mayShow();
    const another = proof.look(deps.now(), browserCounts(report), counts, expected());
    if (proof.mayShow() !== shown) links.show();
    if (another) rebuild();
  }

  /** What the other sends, as they say it: on a weak line the picture is left out. */
  function comes(): Sending | null {
    const theirs = theirSending.peek();
    const rung = told.peek()?.line.rung;
    return theirs !== null && (rung === 'voice' || rung === 'text')
      ? { ...theirs, camera: false }
      : theirs;
  }

  /** What both say they send. */
  function expected(): Expected {
    const ways = (of: Sending | null) => ({
      audio: of !== null && of.microphone !== 'none',
      video: of?.camera === true,
    });
    return { out: ways(sending), in: ways(comes()) };
  }

  function halt(): void {
    gate = 'off';
    stopHearing?.();
    stopHearing = null;
    keys.know(null);
    proof.reset();
    stopLooking?.();
    stopLooking = null;
    links.drop();
    peer = null;
    remote.value = { audio: null, video: null };
    fingerprintHolds.value = 'checking';
  }

  /** Nothing is built before its lines could be sealed. */
  function begin(): void {
    if (sealer === null || sealer.share() !== '') {
      beginNow();
      return;
    }
    queue = queue
      .then(() => sealer.ready)
      .then(
        () => {
          if (gate !== 'off' && links.link === null) beginNow();
        },
        () => {
          proof.fail();
        },
      );
  }

  function beginNow(): void {
    tries = 0;
    build();
    stopHearing = sealer?.renewed(giveAgain) ?? null;
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
    frames: proof.frames,
    line: {
      told,
      speaks: () => sending.microphone !== 'none',
      async report() {
        const connection = me;
        if (!links.stands || links.link === null) return null;
        return { connection, stats: await links.link.report() };
      },
      async tune(tuning) {
        if (links.stands) await links.link?.tune(tuning);
      },
      tell(line) {
        if (links.stands && peer !== null) say({ kind: 'line', from: me, to: peer, line });
      },
    },
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
      if (linkIs === 'broken') return rebuild();
      builtMs = deps.now();
      if (owesKey) giveKey();
      links.link?.setTracks(tracks).catch(() => rebuild());
      lookWhetherItStands();
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
      links.old?.setTracks(next).catch(() => {});
      if (gate === 'run') links.link?.setTracks(next).catch(() => rebuild());
      if (gate !== 'off' && peer !== null) say({ kind: 'sending', from: me, to: peer, sending });
    },
    lineIsBack() {
      if (gate === 'off') return;
      if (links.stands) look();
      else if (peer === null || linkIs === 'connected') hello();
      else rebuild();
    },
    addressChanged() {
      if (gate === 'off' || linkIs !== 'connected') return;
      restartedMs = deps.now();
      links.link?.restart();
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
