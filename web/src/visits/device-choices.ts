// SPDX-License-Identifier: Apache-2.0
// What this device remembers about sound and picture. Nothing about a person, so it may stay in clear.

/** Remembered between sessions. Ids are the browser's own and mean nothing elsewhere. */
export type DeviceChoices = {
  camera: string | null;
  microphone: string | null;
  speaker: string | null;
  cameraOff: boolean;
  muted: boolean;
  selfView: boolean;
};

/** The part of a Storage that is needed; tests give a Map-like one. */
export type Keep = Pick<Storage, 'getItem' | 'setItem'>;

const KEY = 'rapport.devices';

const first: DeviceChoices = {
  camera: null,
  microphone: null,
  speaker: null,
  cameraOff: false,
  muted: false,
  selfView: true,
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
      selfView: it.selfView !== false,
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

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
