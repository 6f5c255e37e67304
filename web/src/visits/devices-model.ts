// SPDX-License-Identifier: Apache-2.0
// Camera, microphone and speaker of this device during one session: open once when getting ready and
// kept until the end, so that going in costs nothing.

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Sending } from './call-signal';
import { type DeviceChoices, type Keep, readChoices, writeChoices } from './device-choices';
import {
  canBlur,
  type DeviceKind,
  type DeviceName,
  type DeviceState,
  type Media,
  openBoth,
  openDevice,
} from './devices';
import type { Tracks } from './link';
import type { Medium } from './visit';

/** State and actions of the devices. */
export interface DevicesModel {
  readonly camera: ReadonlySignal<DeviceState>;
  readonly microphone: ReadonlySignal<DeviceState>;
  readonly cameras: ReadonlySignal<DeviceName[]>;
  readonly microphones: ReadonlySignal<DeviceName[]>;
  readonly speakers: ReadonlySignal<DeviceName[]>;
  readonly choices: ReadonlySignal<DeviceChoices>;
  /** The open camera can blur what is behind the person, by itself. */
  readonly canBlur: ReadonlySignal<boolean>;
  /** What goes into the call. */
  readonly tracks: ReadonlySignal<Tracks>;
  readonly sending: ReadonlySignal<Sending>;
  /** Opens what the medium needs and the person did not switch off. */
  open(medium: Medium): Promise<void>;
  /** What another app on this device took, a phone call for one. It comes back by `again` or by itself. */
  readonly taken: ReadonlySignal<readonly DeviceKind[]>;
  /** After a problem: once more. */
  again(kind: DeviceKind): Promise<void>;
  choose(kind: DeviceKind | 'speaker', id: string): Promise<void>;
  /** Off really is off: the camera is closed and its light goes out. */
  setCamera(on: boolean): Promise<void>;
  /** Muted keeps the microphone open but sends silence, so that speaking again is instant. */
  setMuted(muted: boolean): void;
  setSelfView(shown: boolean): void;
  /** What the person wants of picture and sound besides; another care for one opens it anew. */
  setView(change: Partial<Pick<DeviceChoices, 'guide' | 'faceAt' | 'noise' | 'blur'>>): void;
  /** Held: the devices stay open, but nothing of this person goes out until they are let go again. */
  hold(held: boolean): void;
  /** Closes everything. */
  close(): void;
}

/** Makes the model; nothing is opened before `open`. */
export function createDevicesModel(deps: {
  media: Media | undefined;
  secure: boolean;
  keep: Keep | null;
}): DevicesModel {
  const { media, secure } = deps;
  const camera = signal<DeviceState>({ kind: 'off' });
  const microphone = signal<DeviceState>({ kind: 'off' });
  const states = { camera, microphone };
  const cameras = signal<DeviceName[]>([]);
  const microphones = signal<DeviceName[]>([]);
  const speakers = signal<DeviceName[]>([]);
  const choices = signal<DeviceChoices>(readChoices(deps.keep));
  const held = signal(false);
  const taken = signal<readonly DeviceKind[]>([]);
  /** Counts up with every opening, so that a slow one that is no longer wanted is closed again. */
  const turn = { camera: 0, microphone: 0 };

  function remember(change: Partial<DeviceChoices>): void {
    choices.value = { ...choices.value, ...change };
    writeChoices(deps.keep, choices.value);
  }

  function put(kind: DeviceKind, next: DeviceState): void {
    const before = states[kind].peek();
    if (before.kind === 'on' && (next.kind !== 'on' || next.track !== before.track)) {
      before.track.onended = null;
      before.track.onmute = null;
      before.track.onunmute = null;
      before.track.stop();
    }
    take(kind, next.kind === 'on' && next.track.muted === true);
    if (next.kind === 'on') {
      next.track.enabled = isSent(kind);
      next.track.onended = () => void ended(kind);
      next.track.onmute = () => take(kind, true);
      next.track.onunmute = () => take(kind, false);
    }
    states[kind].value = next;
  }

  function take(kind: DeviceKind, away: boolean): void {
    if (taken.peek().includes(kind) === away) return;
    taken.value = away ? [...taken.peek(), kind] : taken.peek().filter((one) => one !== kind);
  }

  /** Unplugged, taken by another app, or the permission was taken back: look for another, else say so. */
  async function ended(kind: DeviceKind): Promise<void> {
    await reopen(kind);
    const now = states[kind].peek();
    if (now.kind === 'problem' && now.problem === 'busy') take(kind, true);
  }

  function isSent(kind: DeviceKind): boolean {
    return !held.peek() && !(kind === 'microphone' && choices.peek().muted);
  }

  /** A track that is not enabled sends silence or black, and starts again at once. */
  function gate(): void {
    for (const kind of ['camera', 'microphone'] as const) {
      const now = states[kind].peek();
      if (now.kind === 'on') now.track.enabled = isSent(kind);
    }
  }

  async function reopen(kind: DeviceKind): Promise<void> {
    const mine = ++turn[kind];
    if (states[kind].peek().kind !== 'on') states[kind].value = { kind: 'asking' };
    const got = await openDevice(media, secure, kind, choices.peek());
    if (mine === turn[kind]) put(kind, got);
    else if (got.kind === 'on') got.track.stop();
    await list();
  }

  async function list(): Promise<void> {
    if (media === undefined) return;
    let all: MediaDeviceInfo[];
    try {
      all = await media.enumerateDevices();
    } catch {
      return;
    }
    const named = (kind: MediaDeviceKind) =>
      all
        .filter((device) => device.kind === kind && device.deviceId !== '')
        .map((device) => ({ id: device.deviceId, label: device.label }));
    cameras.value = named('videoinput');
    microphones.value = named('audioinput');
    speakers.value = named('audiooutput');
  }

  const listAgain = () => {
    void list();
    // What was taken may be free now.
    for (const kind of taken.peek()) if (states[kind].peek().kind === 'problem') void ended(kind);
  };
  media?.addEventListener('devicechange', listAgain);

  return {
    camera,
    microphone,
    cameras,
    microphones,
    speakers,
    choices,
    canBlur: computed(() => camera.value.kind === 'on' && canBlur(camera.value.track)),
    tracks: computed(() => ({
      audio: microphone.value.kind === 'on' ? microphone.value.track : null,
      video: camera.value.kind === 'on' ? camera.value.track : null,
    })),
    sending: computed(() => ({
      microphone: taken.value.includes('microphone')
        ? 'interrupted'
        : microphoneSends(microphone.value, choices.value.muted || held.value),
      camera: taken.value.includes('camera')
        ? 'interrupted'
        : camera.value.kind === 'on' && !held.value,
    })),
    async open(medium) {
      if (medium === 'text') return;
      if (medium === 'voice' || choices.peek().cameraOff) return reopen('microphone');
      const mine = { camera: ++turn.camera, microphone: ++turn.microphone };
      camera.value = { kind: 'asking' };
      microphone.value = { kind: 'asking' };
      const got = await openBoth(media, secure, choices.peek());
      for (const kind of ['camera', 'microphone'] as const) {
        const opened = got[kind];
        if (mine[kind] === turn[kind]) put(kind, opened);
        else if (opened.kind === 'on') opened.track.stop();
      }
      await list();
    },
    taken,
    again: ended,
    async choose(kind, id) {
      remember({ [kind]: id });
      if (kind !== 'speaker') await reopen(kind);
    },
    async setCamera(on) {
      remember({ cameraOff: !on });
      if (on) return reopen('camera');
      turn.camera++;
      put('camera', { kind: 'off' });
    },
    setMuted(muted) {
      remember({ muted });
      gate();
    },
    setSelfView: (shown) => remember({ selfView: shown }),
    setView(change) {
      const before = choices.peek();
      const again = change.noise !== undefined && change.noise !== before.noise;
      const blurs = change.blur !== undefined && change.blur !== before.blur;
      remember(change);
      if (blurs && camera.peek().kind !== 'off') void reopen('camera');
      if (again && microphone.peek().kind !== 'off') void reopen('microphone');
    },
    hold(next) {
      held.value = next;
      gate();
    },
    close() {
      media?.removeEventListener('devicechange', listAgain);
      for (const kind of ['camera', 'microphone'] as const) {
        turn[kind]++;
        put(kind, { kind: 'off' });
      }
    },
  };
}

function microphoneSends(state: DeviceState, silent: boolean): Sending['microphone'] {
  if (state.kind !== 'on') return 'none';
  return silent ? 'muted' : 'on';
}
