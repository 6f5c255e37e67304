// SPDX-License-Identifier: Apache-2.0
// One peer connection from first offer to close. Perfect negotiation: both sides may offer at any
// time, the impolite one wins a collision. The therapist is impolite and speaks first. Two lines in
// fixed order, sound then picture, so that mute, camera off and another device need no new offer.

import type { LadderTuning } from '../core/ladder';
import type { LinkSealer } from '../frames/frame-sealer';
import { isSealable } from '../frames/sealable';
import type { CallSignal } from './call-signal';
import { fingerprints, withVoiceRepair } from './sdp';

/** What is sent on the two lines; null sends nothing. */
export type Tracks = { audio: MediaStreamTrack | null; video: MediaStreamTrack | null };

/** What has come so far: packets of the voice and of the picture, and pictures that could be shown. */
export type Arrived = { voice: number; picture: number; frames: number };

/** Codecs in the order to offer them, from the browser's own list. */
export type Codecs = { audio: RTCRtpCodec[]; video: RTCRtpCodec[] };

/** What a link says by itself. */
export type LinkNews =
  | { kind: 'connected' }
  /** The browser gave up, the other side closed it, or an offer could not be used: only a new link helps. */
  | { kind: 'broken'; why: string };

/** The part of a signal a link fills in; the call adds from and to. */
export type LinkSignal =
  | { kind: 'description'; type: 'offer' | 'answer'; sdp: string }
  | { kind: 'candidates'; candidates: RTCIceCandidateInit[] };

/** One connection between two devices. */
export interface Link {
  /** What arrives on the two lines; tracks are there once an offer or answer was heard. */
  readonly remote: Tracks;
  /** Therapist's side: make the first offer. The client's side waits for it. */
  open(): void;
  hear(signal: Extract<CallSignal, { kind: 'description' | 'candidates' }>): Promise<void>;
  /** Another microphone or camera, or none; no new offer is needed. */
  setTracks(tracks: Tracks): Promise<void>;
  /** What the browser counts on this connection. */
  report(): Promise<RTCStatsReport>;
  /** Looks for another way between the two devices, while the one there is goes on as long as it can. */
  restart(): void;
  /** Sets what the encoders may send at most; nothing happens when it is so already. */
  tune(tuning: LadderTuning): Promise<void>;
  /** True when the certificate in use is the one whose fingerprint came in the signed signal. */
  fingerprintHolds(): Promise<boolean>;
  close(): void;
}

/** Candidates are sealed one signal at a time: the first goes at once, what follows in small bundles. */
const CANDIDATES_WAIT_MS = 20;
/** Lines of the pictures a connection begins with. */
const FIRST_HEIGHT = 180;
/** The other side closed the connection. When it was meant, the reason comes in a signal by then. */
const CLOSED_WAIT_MS = 250;

/** Wraps `pc`, which the link owns from now on and closes with `close`. */
export function createLink(deps: {
  pc: RTCPeerConnection;
  polite: boolean;
  tracks: Tracks;
  codecs: Codecs | null;
  /** Seals the lines; null when one of the two browsers cannot. Asked when a line is made. */
  sealer(): LinkSealer | null;
  send(signal: LinkSignal): void;
  news(news: LinkNews): void;
  remoteChanged(): void;
}): Link {
  const { pc, polite } = deps;
  let tracks = deps.tracks;
  let makingOffer = false;
  let settingAnswer = false;
  let ignoredOffer = false;
  /** The size of the pictures has been said. */
  let begun = false;
  let closed = false;
  let gathered: RTCIceCandidateInit[] = [];
  let gatherTimer: ReturnType<typeof setTimeout> | undefined;
  let watched: RTCDtlsTransport | null = null;
  let closedTimer: ReturnType<typeof setTimeout> | undefined;
  const early: RTCIceCandidateInit[] = [];
  const remote: Tracks = { audio: null, video: null };

  function broken(why: unknown): void {
    if (!closed)
      deps.news({ kind: 'broken', why: why instanceof Error ? why.message : String(why) });
  }

  async function describe(): Promise<void> {
    await pc.setLocalDescription();
    const made = pc.localDescription;
    if (closed || made === null) return;
    if (made.type !== 'offer' && made.type !== 'answer') return;
    deps.send({ kind: 'description', type: made.type, sdp: withVoiceRepair(made.sdp) });
  }

  function prefer(transceiver: RTCRtpTransceiver, kind: 'audio' | 'video'): void {
    const codecs = deps.codecs?.[kind];
    if (codecs?.length) transceiver.setCodecPreferences(codecs);
  }

  pc.onnegotiationneeded = async () => {
    try {
      makingOffer = true;
      await describe();
    } catch (error) {
      broken(error);
    } finally {
      makingOffer = false;
    }
  };

  pc.onicecandidate = ({ candidate }) => {
    if (candidate === null || candidate.candidate === '' || closed) return;
    // A browser only ever calls by TCP and never answers: between two of them such an address leads nowhere.
    if (candidate.tcpType === 'active') return;
    gathered.push(candidate.toJSON());
    if (gatherTimer === undefined) sendGathered();
  };

  function sendGathered(): void {
    gatherTimer = undefined;
    if (closed || gathered.length === 0) return;
    const candidates = gathered;
    gathered = [];
    deps.send({ kind: 'candidates', candidates });
    gatherTimer = setTimeout(sendGathered, CANDIDATES_WAIT_MS);
  }

  pc.ontrack = ({ track, receiver }) => {
    deps.sealer()?.receiver(receiver, track.kind === 'audio' ? 'audio' : 'video');
    if (track.kind === 'audio') remote.audio = track;
    else remote.video = track;
    deps.remoteChanged();
  };

  /** A side that closes says so on the line itself, long before packets are missed. */
  function watchTransport(): void {
    const transport = pc.getTransceivers()[0]?.sender.transport;
    if (!transport || transport === watched) return;
    watched = transport;
    transport.onstatechange = () => {
      if (transport.state !== 'closed') return;
      closedTimer = setTimeout(() => broken('closed by the other side'), CLOSED_WAIT_MS);
    };
  }

  pc.onconnectionstatechange = () => {
    if (closed) return;
    if (pc.connectionState === 'connected') {
      watchTransport();
      deps.news({ kind: 'connected' });
    } else if (pc.connectionState === 'failed') broken('connection failed');
  };

  /** The answering side sends on the lines the offer brought. */
  async function useOfferedLines(): Promise<void> {
    for (const transceiver of pc.getTransceivers()) {
      const kind = transceiver.receiver.track.kind === 'audio' ? 'audio' : 'video';
      deps.sealer()?.sender(transceiver.sender, kind);
      if (transceiver.direction !== 'sendrecv') {
        transceiver.direction = 'sendrecv';
        prefer(transceiver, kind);
      }
      if (transceiver.sender.track !== tracks[kind]) {
        await transceiver.sender.replaceTrack(tracks[kind]);
      }
      if (kind === 'video') await beginSmall(transceiver.sender);
    }
  }

  /** Before the first picture is sent, and never again. */
  async function beginSmall(sender: RTCRtpSender): Promise<void> {
    const [encoding, parameters] = encodingOf(sender);
    if (begun || tracks.video === null || encoding === undefined) return;
    begun = true;
    Object.assign(encoding, firstPictures(tracks.video));
    await sender.setParameters(parameters);
  }

  async function hearDescription(type: 'offer' | 'answer', sdp: string): Promise<void> {
    const free = !makingOffer && (pc.signalingState === 'stable' || settingAnswer);
    const collision = type === 'offer' && !free;
    ignoredOffer = !polite && collision;
    if (ignoredOffer) return;
    if (deps.sealer() !== null && !isSealable(sdp)) throw new Error('a codec that is not sealed');
    settingAnswer = type === 'answer';
    try {
      await pc.setRemoteDescription({ type, sdp });
    } finally {
      settingAnswer = false;
    }
    await Promise.all(early.splice(0).map((candidate) => pc.addIceCandidate(candidate)));
    if (type === 'offer') {
      await useOfferedLines();
      await describe();
    }
  }

  async function hearCandidates(candidates: RTCIceCandidateInit[]): Promise<void> {
    if (pc.remoteDescription === null) {
      if (!ignoredOffer) early.push(...candidates);
      return;
    }
    try {
      // The browser keeps their order; to wait for each would cost a turn of the page for each.
      await Promise.all(candidates.map((candidate) => pc.addIceCandidate(candidate)));
    } catch (error) {
      // Candidates of an offer we refused are for a description we never took.
      if (!ignoredOffer) throw error;
    }
  }

  return {
    remote,
    open() {
      for (const kind of ['audio', 'video'] as const) {
        const picture = kind === 'video' ? tracks.video : null;
        begun ||= picture !== null;
        const transceiver = pc.addTransceiver(tracks[kind] ?? kind, {
          direction: 'sendrecv',
          ...(picture !== null && { sendEncodings: [firstPictures(picture)] }),
        });
        deps.sealer()?.sender(transceiver.sender, kind);
        deps.sealer()?.receiver(transceiver.receiver, kind);
        prefer(transceiver, kind);
      }
    },
    async hear(signal) {
      if (closed) return;
      try {
        if (signal.kind === 'description') await hearDescription(signal.type, signal.sdp);
        else await hearCandidates(signal.candidates);
      } catch (error) {
        broken(error);
      }
    },
    async setTracks(next) {
      tracks = next;
      for (const transceiver of pc.getTransceivers()) {
        const kind = transceiver.receiver.track.kind === 'audio' ? 'audio' : 'video';
        if (kind === 'video') await beginSmall(transceiver.sender);
        if (transceiver.sender.track !== next[kind]) {
          await transceiver.sender.replaceTrack(next[kind]);
        }
      }
    },
    report: () => pc.getStats(),
    restart() {
      if (!closed && pc.signalingState === 'stable') pc.restartIce();
    },
    async tune(tuning) {
      const { picture, pictureHeight } = tuning;
      for (const { sender } of pc.getTransceivers()) {
        const track = sender.track;
        if (track === null) continue;
        const voice = track.kind === 'audio';
        const height = track.getSettings().height ?? pictureHeight;
        const most: RTCRtpEncodingParameters = voice
          ? {
              maxBitrate: tuning.voiceKbit * 1000,
              priority: 'high',
              networkPriority: 'high',
            }
          : picture
            ? {
                active: true,
                maxBitrate: tuning.pictureKbit * 1000,
                maxFramerate: tuning.pictureFps,
                scaleResolutionDownBy: Math.max(1, height / pictureHeight),
              }
            : { active: false };
        const [encoding, parameters] = encodingOf(sender);
        if (encoding === undefined) continue;
        begun ||= !voice;
        const same = Object.entries(most).every(
          ([name, value]) => encoding[name as keyof RTCRtpEncodingParameters] === value,
        );
        if (same) continue;
        Object.assign(encoding, most);
        await sender.setParameters(parameters);
      }
    },
    async fingerprintHolds() {
      const signed = fingerprints(pc.remoteDescription?.sdp ?? '');
      if (signed.length === 0) return false;
      const stats = await pc.getStats();
      for (const entry of stats.values()) {
        if (entry.type !== 'transport' || entry.remoteCertificateId === undefined) continue;
        const certificate = stats.get(entry.remoteCertificateId);
        const used = `${certificate?.fingerprintAlgorithm} ${certificate?.fingerprint}`;
        if (!signed.includes(used.toLowerCase())) return false;
      }
      // Browsers that do not show the certificate still refuse any but the described one.
      return true;
    },
    close() {
      closed = true;
      deps.sealer()?.close();
      clearTimeout(gatherTimer);
      clearTimeout(closedTimer);
      if (watched !== null) watched.onstatechange = null;
      pc.onnegotiationneeded = null;
      pc.onicecandidate = null;
      pc.ontrack = null;
      pc.onconnectionstatechange = null;
      pc.close();
    },
  };
}

/** A browser throws the first pictures away that are too large for a line it does not know yet, one after
 * the other; so they are small until the ladder looks for the first time. */
function firstPictures(track: MediaStreamTrack): RTCRtpEncodingParameters {
  const height = track.getSettings().height ?? FIRST_HEIGHT;
  return { scaleResolutionDownBy: Math.max(1, height / FIRST_HEIGHT) };
}

function encodingOf(sender: RTCRtpSender) {
  const parameters = sender.getParameters();
  return [parameters.encodings[0], parameters] as const;
}

/** What a connection's report says has come. */
export function arrivedIn(report: RTCStatsReport): Arrived {
  const all = { voice: 0, picture: 0, frames: 0 };
  for (const entry of report.values()) {
    if (entry.type !== 'inbound-rtp') continue;
    all[entry.kind === 'audio' ? 'voice' : 'picture'] += entry.packetsReceived ?? 0;
    all.frames += entry.framesDecoded ?? 0;
  }
  return all;
}
