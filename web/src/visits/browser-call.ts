// SPDX-License-Identifier: Apache-2.0
// The call as a browser makes it: its connections, its codecs, its clock and chance.

import { canSealFrames, createFrameSealer, type FrameSealer } from '../frames/frame-sealer';
import { startWorker } from '../net/worker-url';
import { type Call, createCall } from './call';
import type { CallSignal } from './call-signal';
import type { Codecs } from './link';

/** VP8 with repair packets, and Opus: what every browser has and frame sealing can carry. No RED. */
export function preferredCodecs(): Codecs | null {
  if (typeof RTCRtpReceiver === 'undefined') return null;
  const of = (kind: 'audio' | 'video', names: string[]) =>
    (RTCRtpReceiver.getCapabilities(kind)?.codecs ?? []).filter((codec) =>
      names.includes(codec.mimeType.toLowerCase()),
    );
  return { audio: of('audio', ['audio/opus']), video: of('video', ['video/vp8', 'video/rtx']) };
}

/** A fresh id: 96 random bits, base64url letters. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

/** Runs something again and again until the returned function is called. */
export function every(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms);
  return () => clearInterval(timer);
}

let sealerOfPage: FrameSealer | null = null;

/** One for the life of the page; null where the browser lets nobody seal frames. */
function pageSealer(): FrameSealer | null {
  if (!canSealFrames()) return null;
  sealerOfPage ??= createFrameSealer(startWorker('frames'));
  return sealerOfPage;
}

/** Calls back when the network is there again or another one: Wi-Fi to mobile, a new address. */
export function onAddressChange(run: () => void): () => void {
  const { connection } = navigator as Navigator & { connection?: EventTarget };
  addEventListener('online', run);
  connection?.addEventListener('change', run);
  return () => {
    removeEventListener('online', run);
    connection?.removeEventListener('change', run);
  };
}

/** Null where the browser has no peer connections: the session goes on in writing. */
export function createBrowserCall(deps: {
  me: string;
  others: readonly string[];
  therapist: string | null;
  /** Asked before every new connection, so that a pass for the relay is a fresh one. */
  iceServers(): RTCIceServer[];
  send(signal: CallSignal): Promise<void>;
}): Call | null {
  if (typeof RTCPeerConnection === 'undefined') return null;
  const sealer = pageSealer();
  return createCall({
    me: deps.me,
    others: deps.others,
    therapist: deps.therapist,
    newConnection: (sealed) =>
      new RTCPeerConnection({
        iceServers: deps.iceServers(),
        bundlePolicy: 'max-bundle',
        rtcpMuxPolicy: 'require',
        ...(sealed && sealer?.configuration),
      }),
    codecs: preferredCodecs(),
    sealer,
    send: deps.send,
    random: randomId,
    now: () => performance.now(),
    every,
  });
}
