// SPDX-License-Identifier: Apache-2.0
// Opening a camera or a microphone, and what can stand in the way.

import type { SoundCare } from './device-choices';

/** What is to be opened. */
export type DeviceKind = 'camera' | 'microphone';

/** Why it did not open, told apart as far as browsers do. */
export type DeviceProblem =
  /** The person, or a setting made earlier, said no. */
  | 'refused'
  /** The device has none. */
  | 'missing'
  /** Another program holds it. */
  | 'busy'
  /** The page did not come over https. */
  | 'insecure'
  /** This browser cannot do it at all. */
  | 'unsupported'
  | 'failed';

/** One device. `on` holds the open track; whoever owns the model closes it. */
export type DeviceState =
  | { kind: 'off' }
  | { kind: 'asking' }
  | { kind: 'on'; track: MediaStreamTrack }
  | { kind: 'problem'; problem: DeviceProblem };

/** A device to choose. Without a permission browsers give no label. */
export type DeviceName = { id: string; label: string };

/** The part of navigator.mediaDevices used here; undefined where the browser withholds it. */
export type Media = Pick<
  MediaDevices,
  'getUserMedia' | 'enumerateDevices' | 'addEventListener' | 'removeEventListener'
>;

/** What the person chose: which device, by the browser's ids, and how sound and picture are treated. */
export type Chosen = {
  camera: string | null;
  microphone: string | null;
  noise: SoundCare;
  blur: boolean;
};

/** Tells the problems apart by the names the standard gives (and older ones still seen). */
export function problemOf(error: unknown): DeviceProblem {
  const name = error instanceof Error || isNamed(error) ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
    case 'SecurityError':
      return 'refused';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'busy';
    case 'TypeError':
    case 'NotSupportedError':
      return 'unsupported';
    default:
      return 'failed';
  }
}

function isNamed(error: unknown): error is { name: string } {
  return typeof (error as { name?: unknown } | null)?.name === 'string';
}

/**
 * Opens one device. A chosen one that is gone is replaced by the browser's own choice. Never throws.
 */
export async function openDevice(
  media: Media | undefined,
  secure: boolean,
  kind: DeviceKind,
  chosen: Chosen,
): Promise<DeviceState> {
  if (media === undefined) return { kind: 'problem', problem: secure ? 'unsupported' : 'insecure' };
  try {
    return await openOne(media, kind, chosen);
  } catch (error) {
    const problem = problemOf(error);
    if (chosen[kind] === null || problem !== 'missing') return { kind: 'problem', problem };
  }
  try {
    return await openOne(media, kind, { ...chosen, [kind]: null });
  } catch (error) {
    return { kind: 'problem', problem: problemOf(error) };
  }
}

async function openOne(media: Media, kind: DeviceKind, chosen: Chosen): Promise<DeviceState> {
  const stream = await media.getUserMedia(
    kind === 'camera' ? { video: picture(chosen) } : { audio: sound(chosen) },
  );
  const track = stream.getTracks()[0];
  return track === undefined ? { kind: 'problem', problem: 'failed' } : { kind: 'on', track };
}

/** Enough for a face that fills a screen, little enough for a phone. */
function picture({ camera: chosen, blur }: Chosen): MediaTrackConstraints {
  // A wish: a camera that cannot do it leaves it out.
  const wanted: MediaTrackConstraints & { backgroundBlur?: boolean } = {
    ...(blur && { backgroundBlur: true }),
    width: { ideal: 960 },
    height: { ideal: 540 },
    frameRate: { ideal: 24, max: 30 },
  };
  return chosen === null
    ? { ...wanted, facingMode: 'user' }
    : { ...wanted, deviceId: { exact: chosen } };
}

/**
 * A quiet voice is made louder, and the other's own voice does not come back to them. Noise is only
 * taken away by the browser where the person wants it: it takes whispering and crying for noise.
 */
function sound({ microphone, noise }: Chosen): MediaTrackConstraints {
  const wanted = {
    echoCancellation: true,
    autoGainControl: true,
    noiseSuppression: noise === 'browser',
  };
  return microphone === null ? wanted : { ...wanted, deviceId: { exact: microphone } };
}

/** Whether the device itself can blur what is behind the person; no picture goes anywhere for it. */
export function canBlur(track: MediaStreamTrack): boolean {
  const can = track.getCapabilities?.() as { backgroundBlur?: boolean[] } | undefined;
  return can?.backgroundBlur?.includes(true) === true;
}

/** Opens both with one question to the person where the browser allows; else one by one. Never throws. */
export async function openBoth(
  media: Media | undefined,
  secure: boolean,
  chosen: Chosen,
): Promise<{ camera: DeviceState; microphone: DeviceState }> {
  if (media !== undefined) {
    try {
      const stream = await media.getUserMedia({
        audio: sound(chosen),
        video: picture(chosen),
      });
      const [audio] = stream.getAudioTracks();
      const [video] = stream.getVideoTracks();
      if (audio !== undefined && video !== undefined) {
        return { camera: { kind: 'on', track: video }, microphone: { kind: 'on', track: audio } };
      }
      for (const track of stream.getTracks()) track.stop();
    } catch {
      // One of the two stands in the way; asking singly tells which.
    }
  }
  const microphone = await openDevice(media, secure, 'microphone', chosen);
  const camera = await openDevice(media, secure, 'camera', chosen);
  return { camera, microphone };
}
