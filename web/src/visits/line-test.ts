// SPDX-License-Identifier: Apache-2.0
// What this line carries: does the relay answer over UDP, TCP and TLS, and what does a call through
// it look like? Two connections of this very page call each other by way of the relay; nobody else
// hears or sees anything of it.

import type { Codecs, Tracks } from './link';

/** The ways to the relay, best first. */
export type LineWay = 'udp' | 'tcp' | 'tls';

/** Why a way does not work. `none`: the house has no relay there. `refused`: the pass does not hold.
 * `full`: the relay has no room. `unreachable`: nothing answers, or something between forbids it. */
export type LineWhy = 'none' | 'refused' | 'full' | 'unreachable';

/** One way to the relay; `ms` until it gave an address, `address` which one. */
export type LineWayResult =
  | { ok: true; ms: number; address: string; why: null }
  | { ok: false; ms: null; address: null; why: LineWhy };

/** What a call over this line was like; null where nothing could be measured. */
export type LineTest = {
  relay: Record<LineWay, LineWayResult>;
  /** How our address looks from outside; null when nobody could tell. */
  seenAs: string | null;
  /** True when the measured call went through the relay; false when there was no relay to go through. */
  relayed: boolean;
  /** From the start of the call to the first decoded picture; without a camera, to the first packet. */
  firstFrameMs: number | null;
  /** There and back, by way of the relay. */
  rttMs: number | null;
  jitterMs: number | null;
  /** Share of packets that did not come, 0 to 1. */
  loss: number | null;
  /** Share of the sound that had to be made up, 0 to 1. */
  concealed: number | null;
  /** What came through, kilobits a second. */
  rateKbit: number | null;
  /** What the browser believes it could send. */
  availableKbit: number | null;
};

/** What the measured call is sealed by; both ends are ours. */
export interface LineSeal {
  readonly configuration: RTCConfiguration;
  sender(sender: RTCRtpSender, kind: 'audio' | 'video'): void;
  receiver(receiver: RTCRtpReceiver, kind: 'audio' | 'video'): void;
}

/** How to test a line. */
export type LineTestOptions = {
  /** From the relay; empty: only a call inside of this device is made. */
  iceServers: RTCIceServer[];
  /** Own microphone and camera, or made-up ones (`syntheticTracks`). They are not stopped. */
  tracks: Tracks;
  /** How long to measure once the call stands. */
  seconds: number;
  now(): number;
  codecs?: Codecs | null;
  seals?: { out: LineSeal; in: LineSeal } | null;
  newConnection?: (configuration: RTCConfiguration) => RTCPeerConnection;
  wait?: (ms: number) => Promise<void>;
  /** Another part is done, for a bar. 0 to 1. */
  progress?: (done: number) => void;
  /** True as soon as nobody wants to know any more. */
  stopped?: () => boolean;
};

const WAYS: readonly LineWay[] = ['udp', 'tcp', 'tls'];
/** A relay that has not answered after this does not. */
export const WAY_PATIENCE_MS = 8000;
/** A call that does not stand after this will not. */
export const CALL_PATIENCE_MS = 12_000;
const LOOK_MS = 50;

/** Which way a server's address stands for; null for what is no relay. */
export function wayOf(url: string): LineWay | null {
  if (/^turns:/.test(url)) return 'tls';
  if (!/^turn:/.test(url)) return null;
  return /[?&]transport=tcp\b/.test(url) ? 'tcp' : 'udp';
}

/** The servers of one way, each with that way's addresses only. */
export function serversOf(way: LineWay, servers: RTCIceServer[]): RTCIceServer[] {
  return servers
    .map((server) => ({ ...server, urls: [server.urls].flat().filter((u) => wayOf(u) === way) }))
    .filter((server) => server.urls.length > 0);
}

/** What the browser's complaints about a server come to; the clearest one counts. */
export function whyOf(codes: number[]): LineWhy {
  if (codes.some((code) => code === 401 || code === 403 || code === 438 || code === 441))
    return 'refused';
  if (codes.some((code) => code === 486 || code === 508)) return 'full';
  return 'unreachable';
}

/** Sums of one moment, out of the statistics of the two ends. */
export type LineCount = {
  atMs: number;
  bytes: number;
  received: number;
  lost: number;
  frames: number;
  samples: number;
  concealed: number;
  jitterMs: number | null;
  rttMs: number | null;
  availableKbit: number | null;
};

/** Adds up the statistics of the end that sends and the end that receives. */
export function countLine(
  atMs: number,
  sending: Iterable<Record<string, unknown>>,
  receiving: Iterable<Record<string, unknown>>,
): LineCount {
  const of = (entry: Record<string, unknown>, name: string): number => {
    const value = entry[name];
    return typeof value === 'number' ? value : 0;
  };
  const count: LineCount = {
    atMs,
    bytes: 0,
    received: 0,
    lost: 0,
    frames: 0,
    samples: 0,
    concealed: 0,
    jitterMs: null,
    rttMs: null,
    availableKbit: null,
  };
  for (const entry of receiving) {
    if (entry.type !== 'inbound-rtp') continue;
    count.bytes += of(entry, 'bytesReceived') + of(entry, 'headerBytesReceived');
    count.received += of(entry, 'packetsReceived');
    count.lost += Math.max(0, of(entry, 'packetsLost'));
    count.frames += of(entry, 'framesDecoded');
    count.samples += of(entry, 'totalSamplesReceived');
    count.concealed += of(entry, 'concealedSamples') - of(entry, 'silentConcealedSamples');
    if (typeof entry.jitter === 'number')
      count.jitterMs = Math.max(count.jitterMs ?? 0, entry.jitter * 1000);
  }
  for (const entry of sending) {
    if (entry.type !== 'candidate-pair' || entry.nominated !== true) continue;
    if (typeof entry.currentRoundTripTime === 'number')
      count.rttMs = entry.currentRoundTripTime * 1000;
    if (typeof entry.availableOutgoingBitrate === 'number')
      count.availableKbit = entry.availableOutgoingBitrate / 1000;
  }
  return count;
}

/** The measured part of a test, between two moments. */
export type LineMeasure = Pick<
  LineTest,
  'rttMs' | 'jitterMs' | 'loss' | 'concealed' | 'rateKbit' | 'availableKbit'
>;

/** What happened from `first` to `last`. The round trip is the middle of all that were seen. */
export function measureLine(first: LineCount, last: LineCount, rtts: number[]): LineMeasure {
  const packets = last.received - first.received + (last.lost - first.lost);
  const samples = last.samples - first.samples;
  const ms = last.atMs - first.atMs;
  const sorted = [...rtts].sort((a, b) => a - b);
  return {
    rttMs: sorted[Math.floor(sorted.length / 2)] ?? last.rttMs,
    jitterMs: last.jitterMs,
    loss: packets > 0 ? Math.max(0, last.lost - first.lost) / packets : null,
    concealed: samples > 0 ? Math.max(0, last.concealed - first.concealed) / samples : null,
    rateKbit: ms > 0 ? ((last.bytes - first.bytes) * 8) / ms : null,
    availableKbit: last.availableKbit,
  };
}

const NOTHING: LineMeasure = {
  rttMs: null,
  jitterMs: null,
  loss: null,
  concealed: null,
  rateKbit: null,
  availableKbit: null,
};

type Tools = Required<Pick<LineTestOptions, 'newConnection' | 'wait' | 'stopped' | 'now'>>;

/** Asks for an address over one way and waits for it. */
async function tryWay(
  way: LineWay,
  servers: RTCIceServer[],
  tools: Tools,
): Promise<{ result: LineWayResult; seenAs: string | null }> {
  const iceServers = serversOf(way, servers);
  const no = (why: LineWhy): LineWayResult => ({ ok: false, ms: null, address: null, why });
  if (iceServers.length === 0) return { result: no('none'), seenAs: null };
  const pc = tools.newConnection({ iceServers, iceTransportPolicy: 'relay' });
  const codes: number[] = [];
  const startMs = tools.now();
  let found: { ms: number; address: string; seenAs: string | null } | null = null;
  let over = false;
  pc.onicecandidateerror = (event) => void codes.push(event.errorCode);
  pc.onicecandidate = ({ candidate }) => {
    if (candidate === null || candidate.candidate === '') over = true;
    else if (candidate.type === 'relay')
      found ??= {
        ms: tools.now() - startMs,
        address: candidate.address ?? '',
        // A browser hides our address (0.0.0.0) where it was asked to go by the relay alone.
        seenAs: hidden(candidate.relatedAddress) ? null : (candidate.relatedAddress ?? null),
      };
  };
  try {
    pc.createDataChannel('line');
    await pc.setLocalDescription();
    while (found === null && !over && tools.now() - startMs < WAY_PATIENCE_MS && !tools.stopped())
      await tools.wait(LOOK_MS);
    // The last complaint may come a moment after the last address.
    if (found === null && codes.length === 0) await tools.wait(4 * LOOK_MS);
    if (found === null) return { result: no(whyOf(codes)), seenAs: null };
    const { ms, address, seenAs } = found as { ms: number; address: string; seenAs: string | null };
    return { result: { ok: true, ms, address, why: null }, seenAs };
  } catch {
    return { result: no('unreachable'), seenAs: null };
  } finally {
    pc.close();
  }
}

function hidden(address: string | null | undefined): boolean {
  return !address || address === '0.0.0.0' || address === '::';
}

/** Two connections that know each other. */
async function callMyself(
  options: LineTestOptions,
  relayed: boolean,
  tools: Tools,
): Promise<{ out: RTCPeerConnection; in: RTCPeerConnection }> {
  const configuration: RTCConfiguration = {
    iceServers: options.iceServers,
    iceTransportPolicy: relayed ? 'relay' : 'all',
    bundlePolicy: 'max-bundle',
    rtcpMuxPolicy: 'require',
  };
  const seals = options.seals ?? null;
  const from = tools.newConnection({ ...configuration, ...seals?.out.configuration });
  const to = tools.newConnection({ ...configuration, ...seals?.in.configuration });
  const pass = (there: RTCPeerConnection) => (event: RTCPeerConnectionIceEvent) => {
    if (event.candidate !== null) there.addIceCandidate(event.candidate).catch(() => {});
  };
  from.onicecandidate = pass(to);
  to.onicecandidate = pass(from);
  to.ontrack = ({ receiver, track }) =>
    seals?.in.receiver(receiver, track.kind === 'audio' ? 'audio' : 'video');
  try {
    for (const kind of ['audio', 'video'] as const) {
      const track = options.tracks[kind];
      if (track === null) continue;
      const transceiver = from.addTransceiver(track, { direction: 'sendonly' });
      const codecs = options.codecs?.[kind];
      if (codecs?.length) transceiver.setCodecPreferences(codecs);
      seals?.out.sender(transceiver.sender, kind);
    }
    const offer = await from.createOffer();
    // Candidates of the one must not come before the description of the other.
    await to.setRemoteDescription(offer);
    await from.setLocalDescription(offer);
    const answer = await to.createAnswer();
    await from.setRemoteDescription(answer);
    await to.setLocalDescription(answer);
    return { out: from, in: to };
  } catch (error) {
    from.close();
    to.close();
    throw error;
  }
}

async function countBoth(
  ends: { out: RTCPeerConnection; in: RTCPeerConnection },
  now: () => number,
): Promise<LineCount> {
  const [sending, receiving] = await Promise.all([ends.out.getStats(), ends.in.getStats()]);
  return countLine(now(), sending.values(), receiving.values());
}

/** The call itself, from the first step until `seconds` after its first picture. */
async function measureCall(
  options: LineTestOptions,
  relayed: boolean,
  tools: Tools,
  progress: (done: number) => void,
): Promise<LineMeasure & { firstFrameMs: number | null }> {
  const startMs = tools.now();
  const ends = await callMyself(options, relayed, tools);
  const video = options.tracks.video !== null;
  try {
    let first = await countBoth(ends, tools.now);
    while ((video ? first.frames : first.received) === 0) {
      if (tools.stopped() || tools.now() - startMs > CALL_PATIENCE_MS)
        return { ...NOTHING, firstFrameMs: null };
      await tools.wait(LOOK_MS);
      first = await countBoth(ends, tools.now);
    }
    const firstFrameMs = first.atMs - startMs;
    const rtts: number[] = [];
    let last = first;
    while (last.atMs - first.atMs < options.seconds * 1000 && !tools.stopped()) {
      await tools.wait(5 * LOOK_MS);
      last = await countBoth(ends, tools.now);
      if (last.rttMs !== null) rtts.push(last.rttMs);
      progress(Math.min(1, (last.atMs - first.atMs) / (options.seconds * 1000)));
    }
    return { ...measureLine(first, last, rtts), firstFrameMs };
  } finally {
    ends.out.close();
    ends.in.close();
  }
}

/**
 * Tries the ways to the relay beside each other, then makes a call through it (inside of this device
 * where no relay answers, or there is none). Never rejects for a bad line: what did not work is null.
 */
export async function runLineTest(options: LineTestOptions): Promise<LineTest> {
  const tools: Tools = {
    newConnection: options.newConnection ?? ((with_) => new RTCPeerConnection(with_)),
    wait: options.wait ?? ((ms) => new Promise((done) => setTimeout(done, ms))),
    stopped: options.stopped ?? (() => false),
    now: options.now,
  };
  const progress = options.progress ?? (() => {});
  const [udp, tcp, tls] = (await Promise.all(
    WAYS.map((way) => tryWay(way, options.iceServers, tools)),
  )) as [Tried, Tried, Tried];
  progress(0.3);
  const relay = { udp: udp.result, tcp: tcp.result, tls: tls.result };
  const relayed = WAYS.some((way) => relay[way].ok);
  const wanted = WAYS.some((way) => relay[way].why !== 'none');
  let measured: LineMeasure & { firstFrameMs: number | null } = { ...NOTHING, firstFrameMs: null };
  // Where a relay should answer and does not, a call inside of this device would say nothing.
  if (relayed || !wanted) {
    try {
      measured = await measureCall(options, relayed, tools, (done) => progress(0.3 + 0.7 * done));
    } catch {
      // As good as a call that never stood.
    }
  }
  progress(1);
  return { relay, seenAs: udp.seenAs ?? tcp.seenAs ?? tls.seenAs, relayed, ...measured };
}

type Tried = Awaited<ReturnType<typeof tryWay>>;

/** A moving picture and a quiet tone that come from nowhere, for a test without camera and microphone. */
export function syntheticTracks(): { tracks: Tracks; stop(): void } {
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 480;
  const brush = canvas.getContext('2d');
  let step = 0;
  const draw = () => {
    if (brush === null) return;
    // Something that is not easy to compress, as faces are not.
    for (let y = 0; y < canvas.height; y += 32)
      for (let x = 0; x < canvas.width; x += 32) {
        brush.fillStyle = `hsl(${(x * 3 + y * 7 + step * 11) % 360} 60% 50%)`;
        brush.fillRect(x, y, 32, 32);
      }
    step++;
  };
  draw();
  const timer = setInterval(draw, 50);
  const video = canvas.captureStream(20).getVideoTracks()[0] ?? null;
  const sound = new AudioContext();
  const tone = sound.createOscillator();
  const quiet = sound.createGain();
  quiet.gain.value = 0.05;
  const end = sound.createMediaStreamDestination();
  tone.connect(quiet).connect(end);
  tone.start();
  const audio = end.stream.getAudioTracks()[0] ?? null;
  return {
    tracks: { audio, video },
    stop() {
      clearInterval(timer);
      video?.stop();
      audio?.stop();
      void sound.close();
    },
  };
}
