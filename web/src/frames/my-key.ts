// SPDX-License-Identifier: Apache-2.0
// The key one device seals its own sound and picture with, for everybody it speaks to: stepped on when
// somebody joins, made anew when somebody leaves. One counter for all its frames, so that no nonce
// comes twice.

import type { Bytes } from '../vault/bytes';
import { cutPlain, type FrameKind, joinSealed } from './sealed-frame';
import {
  BASE_BYTES,
  type FrameKey,
  frameKey,
  nextBase,
  STEP_BITS,
  STEPS,
  sframeSeal,
} from './sframe';

/** As it is given to somebody: `base` opens everything sealed under `kid` and the steps after it. */
export type GivenKey = { kid: number; base: Bytes };

const GENERATIONS = 1 << (8 - STEP_BITS);

/** A new key is used this long after it was made: by then those who stay have it. */
export const USE_AFTER_MS = 500;

/** The key of this device. Without one, nothing is sealed and so nothing leaves. */
export class MyKey {
  #generation = -1;
  #step = 0;
  #base: Bytes = new Uint8Array(0);
  #inUse: FrameKey | null = null;
  /** Made, and not yet in use. */
  #next: { key: FrameKey; fromMs: number } | null = null;
  #counter = 0n;
  #used = false;

  /** `now` in ms of any clock that only goes forward. */
  constructor(private readonly now: () => number) {}

  /** A new base key. `atOnce` when nobody who stays has the old one. */
  async renew(atOnce: boolean): Promise<void> {
    this.#generation = (this.#generation + 1) % GENERATIONS;
    this.#step = 0;
    this.#base = crypto.getRandomValues(new Uint8Array(BASE_BYTES));
    await this.#derive(atOnce ? 0 : USE_AFTER_MS);
  }

  /** One step on: who has the key follows alone, who gets it now cannot look back. False: renew instead. */
  async step(): Promise<boolean> {
    if (this.#step === STEPS - 1) return false;
    // What nobody has seen sealed needs no step.
    if (!this.#used) return true;
    this.#step++;
    this.#base = await nextBase(this.#base);
    await this.#derive(0);
    return true;
  }

  async #derive(waitMs: number): Promise<void> {
    const key = await frameKey(this.#base, this.#kid());
    this.#used = false;
    if (waitMs === 0) {
      this.#inUse = key;
      this.#next = null;
    } else this.#next = { key, fromMs: this.now() + waitMs };
  }

  #kid(): number {
    return (this.#generation << STEP_BITS) | this.#step;
  }

  /** What a device gets that may open what comes from now on. */
  given(): GivenKey {
    return { kid: this.#kid(), base: this.#base };
  }

  /** The frame sealed; null when there is no key or nothing in it. */
  async seal(kind: FrameKind, frame: Bytes): Promise<Bytes | null> {
    if (this.#next !== null && this.now() >= this.#next.fromMs) {
      this.#inUse = this.#next.key;
      this.#next = null;
    }
    const key = this.#inUse;
    if (key === null || frame.length === 0) return null;
    if (this.#next === null) this.#used = true;
    const counter = this.#counter++;
    const { clear, plain } = cutPlain(kind, frame);
    const cipher = await sframeSeal(key, counter, clear, plain);
    return joinSealed({ clear, cipher, counter, kid: key.kid });
  }
}
