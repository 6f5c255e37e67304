// SPDX-License-Identifier: Apache-2.0
// What the worker does, without the worker: one key of this device, the keys of the others, and for every
// link what went through. Media keys are made, used and forgotten here; the page never sees one.

import { closeBox, type Half, type KeyBox, makeHalf, openBox } from './key-box';
import { MyKey } from './my-key';
import type { FrameKind } from './sealed-frame';
import { type Refusal, TheirKeys } from './their-keys';

/** As much of an encoded frame as is needed. */
export type EncodedFrame = { data: ArrayBuffer };

/** How many frames of one kind went one way. `again`: came before, as a line that is looked for sends old
 * ones once more; they are not opened twice, and nothing is wrong with them. */
export type Passed = { seen: number; passed: number; again: number };

/** What went through one link: out sealed, in opened. `refused` says why others were not. */
export type FrameCounts = {
  out: Record<FrameKind, Passed>;
  in: Record<FrameKind, Passed>;
  refused: Record<Refusal, number>;
};

/** Nothing yet. */
export function noCounts(): FrameCounts {
  const none = () => ({
    audio: { seen: 0, passed: 0, again: 0 },
    video: { seen: 0, passed: 0, again: 0 },
  });
  return {
    out: none(),
    in: none(),
    refused: { malformed: 0, no_key: 0, changed: 0, repeated: 0 },
  };
}

/** The other device at the end of a link, as soon as it is known by its first key. */
type Line = { counts: FrameCounts; theirs: string | null; known: Promise<void>; know(): void };

/** The first picture may overtake its key, and all others build on it: it waits so long. */
const FIRST_KEY_WAIT_MS = 1000;

/** Seals and opens for all links of one page. */
export class FrameEngine {
  #mine: MyKey;
  #half: Promise<Half> = makeHalf();
  /** By the share of the other device: outlives a link, so that its frames count once. */
  #theirs = new Map<string, TheirKeys>();
  #lines = new Map<string, Line>();
  /** Who can open what this device seals. */
  #holders = new Set<string>();
  /** One change of the key after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  /** `now` in ms of any clock that only goes forward. */
  constructor(now: () => number) {
    this.#mine = new MyKey(now);
    this.#inTurn(() => this.#mine.renew(true));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => {});
    return done;
  }

  #line(link: string): Line {
    const there = this.#lines.get(link);
    if (there !== undefined) return there;
    let know = () => {};
    const known = new Promise<void>((done) => {
      know = done;
    });
    const line: Line = { counts: noCounts(), theirs: null, known, know };
    this.#lines.set(link, line);
    return line;
  }

  /** The public half of this page, for others to give their keys to. */
  async share(): Promise<string> {
    return (await this.#half).share;
  }

  /**
   * The key of this device, for the device of `theirs`. Somebody new gets a key that opens nothing of
   * what came before; the same device again gets the same key.
   */
  give(theirs: string): Promise<KeyBox> {
    return this.#inTurn(async () => {
      const isNew = !this.#holders.has(theirs);
      if (isNew && this.#holders.size > 0 && !(await this.#mine.step())) {
        await this.#mine.renew(false);
      }
      const box = await closeBox(await this.#half, theirs, this.#mine.given());
      this.#holders.add(theirs);
      return box;
    });
  }

  /** Somebody's key. False when the box is not for this device. */
  async take(link: string, box: KeyBox): Promise<boolean> {
    const given = await openBox(await this.#half, box);
    if (given === null) return false;
    const keys = this.#theirs.get(box.share) ?? new TheirKeys();
    this.#theirs.set(box.share, keys);
    await keys.take(given);
    const line = this.#line(link);
    line.theirs = box.share;
    line.know();
    return true;
  }

  /** A device is gone: what is sealed from now on is not for it. Those who stay must be given the new key. */
  leave(theirs: string): Promise<void> {
    return this.#inTurn(async () => {
      this.#theirs.delete(theirs);
      if (this.#holders.delete(theirs)) await this.#mine.renew(this.#holders.size === 0);
    });
  }

  /** The link is closed. */
  close(link: string): void {
    this.#lines.delete(link);
  }

  counts(link: string): FrameCounts {
    return this.#lines.get(link)?.counts ?? noCounts();
  }

  /** True when the frame now holds what may leave. */
  async seal(link: string, kind: FrameKind, frame: EncodedFrame): Promise<boolean> {
    const count = this.#line(link).counts.out[kind];
    count.seen++;
    const sealed = await this.#mine.seal(kind, new Uint8Array(frame.data));
    if (sealed === null) return false;
    frame.data = sealed.buffer;
    count.passed++;
    return true;
  }

  /** True when the frame now holds what its sender put in. */
  async open(link: string, kind: FrameKind, frame: EncodedFrame): Promise<boolean> {
    const line = this.#line(link);
    const count = line.counts.in[kind];
    count.seen++;
    if (line.theirs === null && kind === 'video') await atMost(FIRST_KEY_WAIT_MS, line.known);
    const keys = line.theirs === null ? undefined : this.#theirs.get(line.theirs);
    const opened = keys ? await keys.open(kind, new Uint8Array(frame.data)) : 'no_key';
    if (typeof opened === 'string') {
      line.counts.refused[opened]++;
      if (opened === 'repeated') count.again++;
      return false;
    }
    frame.data = opened.buffer;
    count.passed++;
    return true;
  }
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((done) => {
    timer = setTimeout(done, ms);
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
}
