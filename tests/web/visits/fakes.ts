// SPDX-License-Identifier: Apache-2.0
// Stand-ins for what a browser and the other models give, with a clock that the test moves.

import { signal } from '@preact/signals';
import { type FrameCounts, noCounts } from '../../../web/src/frames/frame-engine';
import type { FrameSealer } from '../../../web/src/frames/frame-sealer';
import { type Call, createCall } from '../../../web/src/visits/call';
import type { CallSignal } from '../../../web/src/visits/call-signal';
import { createPeer } from '../../../web/src/visits/peer';
import type { Chair, Presence, Visit } from '../../../web/src/visits/visit';

/** A chair that somebody sits on, or is to. */
export function aChair(role: Chair['role'], account: string, presence: Presence = 'away'): Chair {
  return {
    account,
    role,
    presence,
    came: presence !== 'away',
    trouble: false,
    late_minutes: 0,
    outcome: 'pending',
    outcome_why: 'not_over',
  };
}

/** The chairs of a pair. */
export function chairs(client: Presence = 'away', therapist: Presence = 'away'): Chair[] {
  return [aChair('therapist', 'the-therapist', therapist), aChair('client', 'the-client', client)];
}

/** A planned session; a test changes what it is about. */
export function aVisit(change: Partial<Visit> = {}): Visit {
  return {
    id: 'visit-1',
    alliance: 'alliance-1',
    number: null,
    wall: '2026-11-24T18:00',
    zone: 'Europe/Berlin',
    starts_ms: 1_000_000,
    minutes: 50,
    medium: 'video',
    state: 'planned',
    chairs: chairs(),
    started_ms: null,
    ended_ms: null,
    lost_ms: 0,
    delay_minutes: 0,
    therapist_elsewhere: false,
    why: 'planned',
    seq: 1,
    ...change,
  };
}

/** Lets everything that waits for promises run. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 40; round++) await Promise.resolve();
  await new Promise((done) => setTimeout(done, 0));
  for (let round = 0; round < 40; round++) await Promise.resolve();
}

/** Time that stands still until it is moved; runs what is due on the way. */
export class FakeClock {
  nowMs = 0;
  #runs = new Set<{ ms: number; nextMs: number; run: () => void }>();
  now = (): number => this.nowMs;
  every = (ms: number, run: () => void): (() => void) => {
    const entry = { ms, nextMs: this.nowMs + ms, run };
    this.#runs.add(entry);
    return () => this.#runs.delete(entry);
  };
  async pass(ms: number): Promise<void> {
    const end = this.nowMs + ms;
    while (this.nowMs < end) {
      this.nowMs = Math.min(end, this.nowMs + 50);
      for (const entry of [...this.#runs]) {
        if (entry.nextMs > this.nowMs) continue;
        entry.nextMs += entry.ms;
        entry.run();
      }
      await settle();
    }
  }
}

type Track = { kind: 'audio' | 'video' };

/** What carries the lines; the test closes it. */
class FakeTransport {
  state = 'connected';
  onstatechange: (() => void) | null = null;
  close(): void {
    this.state = 'closed';
    this.onstatechange?.();
  }
}

class FakeTransceiver {
  direction: string;
  preferred: unknown = null;
  sender: {
    track: Track | null;
    transport: FakeTransport;
    replaceTrack(track: Track | null): Promise<void>;
    getParameters(): { encodings: Array<Record<string, unknown>> };
    setParameters(parameters: { encodings: Array<Record<string, unknown>> }): Promise<void>;
  };
  receiver: { track: Track };
  parameters: { encodings: Array<Record<string, unknown>> } = { encodings: [{}] };
  constructor(kind: 'audio' | 'video', track: Track | null, direction: string) {
    this.direction = direction;
    this.receiver = { track: { kind } };
    const sender = {
      track,
      transport: new FakeTransport(),
      replaceTrack: async (next: Track | null) => {
        sender.track = next;
      },
      getParameters: () => structuredClone(this.parameters),
      setParameters: async (next: typeof this.parameters) => {
        this.parameters = next;
      },
    };
    this.sender = sender;
  }
  setCodecPreferences(codecs: unknown): void {
    this.preferred = codecs;
  }
}

/**
 * A peer connection that keeps the signalling states of the standard and connects as soon as both sides
 * have described themselves and it knows an address of the other. Media is a number that the test raises.
 */
export class FakeConnection {
  static made: FakeConnection[] = [];
  signalingState = 'stable';
  connectionState = 'new';
  localDescription: { type: string; sdp: string } | null = null;
  remoteDescription: { type: string; sdp: string } | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: unknown }) => void) | null = null;
  ontrack: ((event: { track: Track }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  packets = 0;
  /** The picture goes on while the voice does not. */
  silent = false;
  #voice = 0;
  restarts = 0;
  /** Frames of sound that came, as the browser counts them. */
  audioIn = 0;
  audioOut = 0;
  /** What is sent without a transform never leaves. */
  sealed = false;
  closed = false;
  transceivers: FakeTransceiver[] = [];
  candidates: unknown[] = [];
  fingerprint = 'AA:BB';
  constructor() {
    FakeConnection.made.push(this);
  }
  addTransceiver(
    trackOrKind: Track | 'audio' | 'video',
    init: { direction: string; sendEncodings?: Array<Record<string, unknown>> },
  ) {
    const track = typeof trackOrKind === 'string' ? null : trackOrKind;
    const kind = typeof trackOrKind === 'string' ? trackOrKind : trackOrKind.kind;
    const transceiver = new FakeTransceiver(kind, track, init.direction);
    if (init.sendEncodings) transceiver.parameters.encodings = init.sendEncodings;
    this.transceivers.push(transceiver);
    if (this.transceivers.length === 1) queueMicrotask(() => this.onnegotiationneeded?.());
    return transceiver;
  }
  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }
  async setLocalDescription(): Promise<void> {
    if (this.closed) throw new Error('closed');
    const answering = this.signalingState === 'have-remote-offer';
    const type = answering ? 'answer' : 'offer';
    this.localDescription = { type, sdp: `a=fingerprint:sha-256 ${this.fingerprint}\r\n` };
    this.signalingState = answering ? 'stable' : 'have-local-offer';
    queueMicrotask(() => {
      const candidate = { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 };
      if (!this.closed)
        this.onicecandidate?.({ candidate: { ...candidate, toJSON: () => candidate } });
    });
    if (answering) this.#connect();
  }
  async setRemoteDescription(description: { type: string; sdp: string }): Promise<void> {
    if (this.closed) throw new Error('closed');
    if (description.type === 'answer') {
      if (this.signalingState !== 'have-local-offer') throw new Error('no offer to answer');
      this.remoteDescription = description;
      this.signalingState = 'stable';
      this.#arrive();
      this.#connect();
      return;
    }
    // An offer into an offer of one's own rolls the own one back.
    this.remoteDescription = description;
    this.signalingState = 'have-remote-offer';
    if (this.transceivers.length === 0) {
      this.transceivers.push(new FakeTransceiver('audio', null, 'recvonly'));
      this.transceivers.push(new FakeTransceiver('video', null, 'recvonly'));
    }
    this.#arrive();
  }
  #arrive(): void {
    for (const transceiver of this.transceivers)
      this.ontrack?.({ track: transceiver.receiver.track });
  }
  #connect(): void {
    queueMicrotask(() => {
      const described = this.localDescription !== null && this.remoteDescription !== null;
      const ready = described && this.signalingState === 'stable' && this.candidates.length > 0;
      if (!ready || this.closed || this.connectionState !== 'new') return;
      this.connectionState = 'connected';
      this.packets++;
      this.onconnectionstatechange?.();
    });
  }
  async addIceCandidate(candidate: unknown): Promise<void> {
    this.candidates.push(candidate);
    this.#connect();
  }
  restartIce(): void {
    this.restarts++;
  }
  async getStats() {
    if (!this.silent) this.#voice = this.packets;
    const signed = /fingerprint:sha-256 (\S+)/.exec(this.remoteDescription?.sdp ?? '')?.[1];
    return new Map<string, Record<string, unknown>>([
      ['voice', { type: 'inbound-rtp', kind: 'audio', packetsReceived: this.#voice }],
      [
        'picture',
        {
          type: 'inbound-rtp',
          kind: 'video',
          packetsReceived: this.packets,
          framesDecoded: this.packets,
        },
      ],
      ['sound', { type: 'inbound-rtp', kind: 'audio', packetsReceived: this.audioIn }],
      ['said', { type: 'outbound-rtp', kind: 'audio', packetsSent: this.audioOut }],
      ['transport', { type: 'transport', remoteCertificateId: 'cert' }],
      ['cert', { type: 'certificate', fingerprintAlgorithm: 'sha-256', fingerprint: signed }],
    ]);
  }
  close(): void {
    this.closed = true;
    this.connectionState = 'closed';
  }
}

/** A sealer without a worker: keys are numbers, and the test says what was counted. */
export class FakeSealer implements FrameSealer {
  static #shares = 0;
  #share = Buffer.alloc(65, ++FakeSealer.#shares).toString('base64url');
  #listeners = new Set<() => void>();
  configuration = {};
  ready: Promise<void> = Promise.resolve();
  counted: FrameCounts = noCounts();
  taken: string[] = [];
  left: string[] = [];
  share = (): string => this.#share;
  link() {
    return {
      sender: () => {},
      receiver: () => {},
      give: async () => ({ share: this.#share, box: Buffer.alloc(61).toString('base64url') }),
      take: async ({ share }: { share: string }) => this.taken.push(share) > 0,
      counts: async () => structuredClone(this.counted),
      close: () => {},
    };
  }
  leave(theirs: string): void {
    this.left.push(theirs);
    for (const run of [...this.#listeners]) run();
  }
  renewed(run: () => void) {
    this.#listeners.add(run);
    return () => this.#listeners.delete(run);
  }
}

/** Two devices and a wire between them that can lose and delay. */
export class FakePair {
  clock = new FakeClock();
  onMade: (connection: FakeConnection) => void = () => {};
  /** Whose browser can seal frames. */
  seals: Record<'client' | 'therapist', FrameSealer | null>;
  wire = { up: true, hold: false };
  held: Array<() => void> = [];
  log: Array<{ from: 'client' | 'therapist'; signal: CallSignal }> = [];
  #ids = 0;
  client: ReturnType<FakePair['device']>;
  therapist: ReturnType<FakePair['device']>;

  constructor(seals: FakePair['seals'] = { client: null, therapist: null }) {
    this.seals = seals;
    this.client = this.device('client');
    this.therapist = this.device('therapist');
  }

  device(role: 'client' | 'therapist') {
    const device = `device-${++this.#ids}`;
    const other = role === 'client' ? 'therapist' : 'client';
    const made: FakeConnection[] = [];
    const call = createPeer({
      account: other,
      device: () => device,
      polite: role === 'client',
      newConnection: (sealed) => {
        const connection = new FakeConnection();
        connection.sealed = sealed;
        made.push(connection);
        this.onMade(connection);
        return connection as unknown as RTCPeerConnection;
      },
      codecs: null,
      sealer: this.seals[role],
      send: async (said) => {
        if (!this.wire.up) throw new Error('the line is down');
        this.log.push({ from: role, signal: said });
        const copy = JSON.parse(JSON.stringify(said)) as CallSignal;
        const deliver = () => this[other].call.heard(copy);
        if (this.wire.hold) this.held.push(deliver);
        else queueMicrotask(deliver);
      },
      moved: () => call.yield(),
      random: () => `${role}-${++this.#ids}`,
      now: this.clock.now,
      every: this.clock.every,
    });
    return { call, made, last: () => made.at(-1) as FakeConnection };
  }

  /** Both speak and show themselves, and both are let in. */
  async meet(): Promise<void> {
    for (const side of [this.client, this.therapist]) {
      side.call.setLocal({ audio: null, video: null }, { microphone: 'on', camera: true });
      side.call.start();
    }
    await settle();
  }

  /** Packets arrive on both sides for a while. */
  async flow(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 100) {
      this.client.last().packets++;
      this.therapist.last().packets++;
      await this.clock.pass(100);
    }
  }
}

type FakeDevice = { account: string; call: Call; made: FakeConnection[] };

/**
 * The devices of a couple and their therapist, and a wire that brings every signal to everybody else,
 * as the live socket does.
 */
export class FakeRoom {
  clock = new FakeClock();
  log: Array<{ from: string; signal: CallSignal }> = [];
  devices: FakeDevice[] = [];
  #ids = 0;

  constructor(readonly accounts = ['therapist', 'anna', 'ben']) {
    for (const account of accounts) this.device(account);
  }

  /** One more device of `account`, with its page open. */
  device(account: string): FakeDevice {
    const made: FakeConnection[] = [];
    const call = createCall({
      me: account,
      others: this.accounts.filter((other) => other !== account),
      therapist: 'therapist',
      newConnection: () => {
        const connection = new FakeConnection();
        made.push(connection);
        return connection as unknown as RTCPeerConnection;
      },
      codecs: null,
      sealer: null,
      send: async (signal) => {
        this.log.push({ from: account, signal });
        const copy = JSON.parse(JSON.stringify(signal)) as CallSignal;
        for (const one of this.devices) {
          if (one !== device) queueMicrotask(() => one.call.heard(account, copy));
        }
      },
      random: () => `${account}-${++this.#ids}`,
      now: this.clock.now,
      every: this.clock.every,
    });
    call.setLocal({ audio: null, video: null }, { microphone: 'on', camera: true });
    const device = { account, call, made };
    this.devices.push(device);
    return device;
  }

  of(account: string): FakeDevice {
    return this.devices.find((device) => device.account === account) as FakeDevice;
  }

  view(account: string, other: string) {
    const found = this.of(account).call.peers.value.find((peer) => peer.account === other);
    if (found === undefined) throw new Error(`${account} knows no ${other}`);
    return found;
  }

  /** Everybody named is let in, and hears everybody else named. */
  async run(...accounts: string[]): Promise<void> {
    for (const account of accounts) {
      for (const other of accounts) {
        if (other !== account) this.of(account).call.follow(other, 'run');
      }
    }
    await settle();
  }

  /** Packets arrive for a while on every connection that is not in `dead`. */
  async flow(ms: number, dead: readonly FakeConnection[] = []): Promise<void> {
    for (let passed = 0; passed < ms; passed += 100) {
      for (const { made } of this.devices) {
        for (const one of made) if (!dead.includes(one)) one.packets++;
      }
      await this.clock.pass(100);
    }
  }
}

/** A Storage in memory. */
export function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
    key: (at) => [...kept.keys()][at] ?? null,
    get length() {
      return kept.size;
    },
  };
}

/** The part of the alliances model the room uses, with news the test makes. */
export function fakeAlliances() {
  const eventListeners: Array<(alliance: string, event: never) => void> = [];
  const signalListeners: Array<(from: string, body: unknown) => void> = [];
  const refusedListeners: Array<(from: string) => void> = [];
  return {
    line: signal<'connecting' | 'open' | 'waiting' | 'closed'>('open'),
    here: signal(false),
    sent: [] as unknown[],
    onEvent(_kind: string, listener: (alliance: string, event: never) => void) {
      eventListeners.push(listener);
      return () => void eventListeners.splice(eventListeners.indexOf(listener), 1);
    },
    onSignal(
      _visit: string,
      listener: (from: string, body: unknown) => void,
      refused: (from: string) => void = () => {},
    ) {
      signalListeners.push(listener);
      refusedListeners.push(refused);
      return () => void signalListeners.splice(signalListeners.indexOf(listener), 1);
    },
    async sendSignal(_alliance: string, _visit: string, body: unknown) {
      this.sent.push(body);
    },
    isHere() {
      return this.here.value;
    },
    tell(object: string, now?: unknown) {
      const event = {
        seq: 1,
        at_ms: 0,
        kind: 'visit',
        object,
        sender: null,
        visit: object,
        sealed: null,
        ...(now !== undefined && { now }),
      };
      for (const listener of [...eventListeners]) listener('alliance-1', event as never);
    },
    hear(from: string, body: unknown) {
      for (const listener of [...signalListeners]) listener(from, body);
    },
    /** A signal in this name that is not what was sent. */
    refuse(from: string) {
      for (const listener of refusedListeners) listener(from);
    },
  };
}
