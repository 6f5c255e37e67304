// SPDX-License-Identifier: Apache-2.0
// The page's side of sealed frames: puts the worker's transforms on a connection's lines before anything
// can pass there, and hands keys in their boxes on. Where there is no key, nothing leaves.

import type { FrameAnswer, FrameCall, FrameCalls, TransformRole } from './frame-calls';
import type { FrameCounts } from './frame-engine';
import type { KeyBox } from './key-box';
import type { FrameKind } from './sealed-frame';

/** Seals what one page sends and opens what it gets. One for all connections of a call. */
export interface FrameSealer {
  /** For `new RTCPeerConnection`. */
  readonly configuration: RTCConfiguration;
  /** The worker runs; before that no line can be sealed. Rejects when it never will. */
  readonly ready: Promise<void>;
  /** The public half of this page; empty until `ready`. */
  share(): string;
  /** A connection named `link`, with a name that no other has. */
  link(link: string): LinkSealer;
  /** A device is gone: makes a new key. Whoever stays hears of it by `renewed`. */
  leave(theirs: string): void;
  /** Calls `run` when those who stay need the new key. The answer ends it. */
  renewed(run: () => void): () => void;
}

/** One connection's part of it. */
export interface LinkSealer {
  /** At once after the line was made, before it is described. */
  sender(sender: RTCRtpSender, kind: FrameKind): void;
  /** At once when the line is there. */
  receiver(receiver: RTCRtpReceiver, kind: FrameKind): void;
  /** My key for the device of `theirs`. */
  give(theirs: string): Promise<KeyBox>;
  /** The key of the device at the other end; false when it was not for us. */
  take(box: KeyBox): Promise<boolean>;
  counts(): Promise<FrameCounts>;
  close(): void;
}

/** As much of a worker as is needed; tests bring their own. */
export interface FramePort {
  postMessage(call: FrameCall): void;
  addEventListener(type: 'message', heard: (event: { data: FrameAnswer }) => void): void;
  addEventListener(type: 'error', heard: (event: unknown) => void): void;
  /** Calls `run` with what a transform needs, once the worker runs. */
  whenRunning(run: (worker: Worker) => void): void;
}

type Transformed = { transform?: unknown };
type Waiting = { resolve(value: never): void; reject(error: Error): void };

/** Whether this browser lets frames be sealed at all. */
export function canSealFrames(): boolean {
  return 'RTCRtpScriptTransform' in globalThis;
}

/** A sealer over one worker. If that breaks, nothing passes any more. */
export function createFrameSealer(
  port: FramePort,
  transformOf: (worker: Worker, role: TransformRole) => unknown = browserTransform,
): FrameSealer {
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<() => void>();
  const attached = new WeakSet<object>();
  let nextId = 1;
  let worker: Worker | null = null;
  let broken: Error | null = null;
  let mine = '';

  port.addEventListener('message', ({ data }) => {
    const call = waiting.get(data.id);
    waiting.delete(data.id);
    if ('error' in data) call?.reject(new Error(data.error));
    else call?.resolve(data.value as never);
  });
  port.addEventListener('error', () => {
    broken = new Error('frames: the worker stopped');
    for (const call of waiting.values()) call.reject(broken);
    waiting.clear();
  });
  port.whenRunning((running) => {
    worker = running;
  });

  function ask<Name extends keyof FrameCalls>(
    name: Name,
    what: FrameCalls[Name]['ask'],
  ): Promise<FrameCalls[Name]['answer']> {
    return new Promise((resolve, reject) => {
      if (broken !== null) return reject(broken);
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      port.postMessage({ id, name, ...what } as unknown as FrameCall);
    });
  }

  function attach(line: RTCRtpSender | RTCRtpReceiver, role: TransformRole): void {
    if (attached.has(line)) return;
    // Without a worker there is nothing to attach, and an open line is worse than none.
    if (worker === null || broken !== null) throw new Error('frames: the worker does not run');
    (line as Transformed).transform = transformOf(worker, role);
    attached.add(line);
  }

  const ready = ask('share', {}).then((share) => {
    mine = share;
  });
  ready.catch(() => {});

  return {
    // Chromium passes over a receiver's transform on a two-way line without it, and says nothing.
    configuration: { encodedInsertableStreams: true } as RTCConfiguration,
    ready,
    share: () => mine,
    link: (link) => ({
      sender: (sender, kind) => attach(sender, { side: 'send', link, kind }),
      receiver: (receiver, kind) => attach(receiver, { side: 'receive', link, kind }),
      give: (theirs) => ask('give', { theirs }),
      take: (box) => ask('take', { link, box }),
      counts: () => ask('counts', { link }),
      close: () => void ask('close', { link }).catch(() => {}),
    }),
    leave(theirs) {
      ask('leave', { theirs }).then(
        () => {
          for (const run of [...listeners]) run();
        },
        () => {},
      );
    },
    renewed(run) {
      listeners.add(run);
      return () => listeners.delete(run);
    },
  };
}

type ScriptTransform = new (worker: Worker, options: TransformRole) => unknown;

function browserTransform(worker: Worker, role: TransformRole): unknown {
  const { RTCRtpScriptTransform } = globalThis as unknown as {
    RTCRtpScriptTransform: ScriptTransform;
  };
  return new RTCRtpScriptTransform(worker, role);
}
