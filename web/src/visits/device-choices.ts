// SPDX-License-Identifier: Apache-2.0
// What this device remembers about sound and picture. Nothing about a person, so it may stay in clear.

/** Remembered between sessions. Ids are the browser's own and mean nothing elsewhere. */
export type DeviceChoices = {
  camera: string | null;
  microphone: string | null;
  speaker: string | null;
  cameraOff: boolean;
  muted: boolean;
  /** null: never asked. Then nothing is shown, and the room asks once. */
  selfView: boolean | null;
  /** The outline for head and shoulders over one's own picture. */
  guide: boolean;
  /** What is behind the person is blurred, where the camera of this device can do it. */
  blur: boolean;
  /** What is done against noise: see SOUND_CARES. */
  noise: SoundCare;
  /** Where the other's face is in their picture, so that it is not what is cut off. */
  faceAt: FaceAt;
};

/**
 * `keep`: nothing is taken away, so that whispering and crying are heard. `browser`: the browser's
 * own noise suppression.
 */
export const SOUND_CARES = ['keep', 'browser'] as const;
/** One of them. */
export type SoundCare = (typeof SOUND_CARES)[number];

/** In the upper part of the picture, or lower. */
export const FACE_PLACES = ['high', 'middle', 'low'] as const;
/** One of them. */
export type FaceAt = (typeof FACE_PLACES)[number];

/** The part of a Storage that is needed; tests give a Map-like one. */
export type Keep = Pick<Storage, 'getItem' | 'setItem'>;

const KEY = 'rapport.devices';

const first: DeviceChoices = {
  camera: null,
  microphone: null,
  speaker: null,
  cameraOff: false,
  muted: false,
  selfView: null,
  guide: false,
  blur: false,
  noise: 'keep',
  faceAt: 'high',
};

/** Reads the choices; anything unreadable counts as not chosen. */
export function readChoices(keep: Keep | null): DeviceChoices {
  try {
    const kept: unknown = JSON.parse(keep?.getItem(KEY) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return { ...first };
    const it = kept as Record<string, unknown>;
    return {
      camera: textOrNull(it.camera),
      microphone: textOrNull(it.microphone),
      speaker: textOrNull(it.speaker),
      cameraOff: it.cameraOff === true,
      muted: it.muted === true,
      selfView: typeof it.selfView === 'boolean' ? it.selfView : null,
      guide: it.guide === true,
      blur: it.blur === true,
      noise: oneOf(SOUND_CARES, it.noise) ?? first.noise,
      faceAt: oneOf(FACE_PLACES, it.faceAt) ?? first.faceAt,
    };
  } catch {
    return { ...first };
  }
}

/** Keeps the choices; a full or forbidden storage only means that they are asked again. */
export function writeChoices(keep: Keep | null, choices: DeviceChoices): void {
  try {
    keep?.setItem(KEY, JSON.stringify(choices));
  } catch {
    // Private windows of some browsers have no room at all.
  }
}

function oneOf<T extends string>(list: readonly T[], value: unknown): T | null {
  return list.find((one) => one === value) ?? null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
