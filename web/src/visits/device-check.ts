// SPDX-License-Identifier: Apache-2.0
// Measures this device before a session. What it comes to is decided by core/readiness.h. The call with
// oneself is sealed frame by frame as a session is, through the same workers.

import type { ReadinessSign, ReadinessSignals } from '../core/readiness';
import { canSealFrames } from '../frames/frame-sealer';
import { preferredCodecs } from './browser-call';
import type { DevicesModel } from './devices-model';
import { runLineTest, syntheticTracks } from './line-test';
import { createSelfSeals } from './self-seals';
import { createLevelMeter } from './sounds';
import type { Medium } from './visit';

/** What the check stands on. */
export type DeviceCheckDeps = {
  medium: Medium;
  devices: Pick<DevicesModel, 'camera' | 'microphone' | 'choices'>;
  /** Asks the practice something small; rejects without a line. */
  ask(): Promise<unknown>;
  /** The relay's addresses; empty without one. */
  servers(): Promise<RTCIceServer[]>;
  now(): number;
  progress(done: number): void;
  stopped(): boolean;
};

type Signs = { [S in ReadinessSign]?: boolean };

const CALL_S = 3;
const ASKS = 3;
/** Whoever said nothing for less than this may still be heard. */
const SILENT_MS = 2000;
/** Below this a picture is black to anybody: of 255. */
const DARK = 10;

/** Takes a few seconds. Null when nobody wants to know any more. */
export async function checkDevice(deps: DeviceCheckDeps): Promise<ReadinessSignals | null> {
  const { medium, devices } = deps;
  const signs: Signs = {};
  const microphone = devices.microphone.peek();
  const camera = devices.camera.peek();
  const listens = medium !== 'text' && microphone.kind === 'on' && !devices.choices.peek().muted;
  const ear = listens ? listen(microphone.track) : null;
  const earMs = deps.now();
  if (medium !== 'text' && microphone.kind !== 'off')
    signs.microphone_opens = microphone.kind === 'on';
  if (medium === 'video' && camera.kind !== 'off') {
    signs.camera_opens = camera.kind === 'on';
    if (camera.kind === 'on') signs.camera_shows = await shows(camera.track);
  }
  const rttMs = await askTimes(deps);
  signs.line = rttMs !== null;
  deps.progress(0.2);
  const call = medium === 'text' || rttMs === null ? null : await callOneself(deps, signs);
  const heard = ear?.();
  if (heard === true || (heard === false && deps.now() - earMs >= SILENT_MS))
    signs.microphone_hears = heard;
  if (deps.stopped()) return null;
  const line = rttMs === null ? null : { rttMs, loss: null, rateKbit: null };
  return { wanted: medium, signs, line, call };
}

async function callOneself(deps: DeviceCheckDeps, signs: Signs) {
  const ends = canSealFrames() ? await createSelfSeals().catch(() => null) : null;
  const made = syntheticTracks();
  const call = (iceServers: RTCIceServer[], seconds: number) =>
    runLineTest({
      iceServers,
      tracks: made.tracks,
      codecs: preferredCodecs(),
      seals: ends?.seals ?? null,
      seconds,
      now: deps.now,
      progress: (done) => deps.progress(0.2 + 0.8 * done),
      stopped: deps.stopped,
    });
  try {
    const found = await call(await deps.servers(), CALL_S);
    const { relay, relayed } = found;
    for (const way of ['udp', 'tcp', 'tls'] as const)
      if (relay[way].why !== 'none') signs[`relay_${way}`] = relay[way].ok;
    // Past a relay that does not answer, two people may still reach each other: that was not tried.
    // What this browser can do is seen without it.
    const shut = !relayed && Object.values(relay).some(({ why }) => why !== 'none');
    const own = shut ? await call([], 0) : found;
    const went = own.firstFrameMs !== null;
    if (!shut) signs.call = went;
    // Where nothing went at all, nothing could go sealed.
    if (ends === null) signs.sealed = false;
    else if (own.rttMs !== null || went) signs.sealed = await ends.opened();
    if (!signs.call) return null;
    return {
      rttMs: found.rttMs,
      loss: found.loss,
      rateKbit: found.availableKbit ?? found.rateKbit,
    };
  } finally {
    ends?.close();
    made.stop();
  }
}

/** The quickest of a few answers, ms; null without a line. */
async function askTimes({ ask, now }: DeviceCheckDeps): Promise<number | null> {
  let best: number | null = null;
  for (let i = 0; i < ASKS; i++) {
    const from = now();
    try {
      await ask();
    } catch {
      return null;
    }
    best = Math.min(best ?? Number.POSITIVE_INFINITY, now() - from);
  }
  return best;
}

/** Listens until it is asked whether anything at all was heard. */
function listen(track: MediaStreamTrack): () => boolean {
  const meter = createLevelMeter(track);
  let heard = false;
  const timer = setInterval(() => {
    heard ||= meter.level() > 0;
  }, 50);
  return () => {
    clearInterval(timer);
    meter.stop();
    return heard;
  };
}

/** Whether a camera's picture is more than black. */
async function shows(track: MediaStreamTrack): Promise<boolean> {
  const video = document.createElement('video');
  const canvas = document.createElement('canvas');
  canvas.width = 16;
  canvas.height = 16;
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  if (brush === null) return true;
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  try {
    await video.play();
    for (let i = 0; i < 20; i++) {
      brush.drawImage(video, 0, 0, 16, 16);
      const { data } = brush.getImageData(0, 0, 16, 16);
      if (data.some((value, at) => at % 4 !== 3 && value > DARK)) return true;
      await new Promise((done) => setTimeout(done, 100));
    }
    return false;
  } catch {
    return false;
  } finally {
    video.srcObject = null;
  }
}
