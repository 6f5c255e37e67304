// SPDX-License-Identifier: Apache-2.0
// The keys one other device seals with: the last few, as frames may be late. Follows its steps by itself;
// a frame that is not sealed under one of them, that was changed or that came before, is not opened.

import type { Bytes } from '../vault/bytes';
import type { GivenKey } from './my-key';
import { ReplayWindow } from './replay';
import { type FrameKind, joinPlain, parseSealed, type SealedFrame } from './sealed-frame';
import { type FrameKey, frameKey, nextBase, STEP_BITS, sframeOpen } from './sframe';

/** Keys that are kept. */
const KEPT = 4;

type Held = { key: FrameKey; base: Bytes; window: ReplayWindow };

/** Why a frame was not opened. */
export type Refusal = 'malformed' | 'no_key' | 'changed' | 'repeated';

/** The keys of one other device. */
export class TheirKeys {
  /** The newest last. */
  #held: Held[] = [];

  /** Takes a key that its owner gave. The same one again changes nothing. */
  async take({ kid, base }: GivenKey): Promise<void> {
    const same = this.#held.find((one) => one.key.kid === kid);
    if (same !== undefined && equal(same.base, base)) return;
    const key = await frameKey(base, kid);
    this.#keep({ key, base, window: new ReplayWindow() });
  }

  #keep(held: Held): void {
    const others = this.#held.filter((one) => one.key.kid !== held.key.kid);
    this.#held = [...others, held].slice(-KEPT);
  }

  /** The frame as its sender had it, or why not. */
  async open(kind: FrameKind, frame: Bytes): Promise<Bytes | Refusal> {
    const sealed = parseSealed(kind, frame);
    if (sealed === null) return 'malformed';
    const held = this.#held.find((one) => one.key.kid === sealed.kid);
    if (held === undefined) return this.#follow(sealed);
    if (!held.window.isNew(sealed.counter)) return 'repeated';
    return this.#openWith(held, sealed);
  }

  async #openWith(held: Held, sealed: SealedFrame): Promise<Bytes | Refusal> {
    const plain = await sframeOpen(held.key, sealed.counter, sealed.clear, sealed.cipher);
    if (plain === null) return 'changed';
    // Two of the same may be in work at once; the second finds it taken.
    if (!held.window.isNew(sealed.counter)) return 'repeated';
    held.window.take(sealed.counter);
    return joinPlain(sealed.clear, plain);
  }

  /** The sender may have stepped on; believed only when the frame opens. */
  async #follow(sealed: SealedFrame): Promise<Bytes | Refusal> {
    const from = this.#held
      .filter(({ key }) => key.kid >> STEP_BITS === sealed.kid >> STEP_BITS)
      .filter(({ key }) => key.kid < sealed.kid)
      .at(-1);
    if (from === undefined) return 'no_key';
    let { base } = from;
    for (let kid = from.key.kid; kid < sealed.kid; kid++) base = await nextBase(base);
    const held: Held = { key: await frameKey(base, sealed.kid), base, window: new ReplayWindow() };
    // Somebody else may have followed meanwhile; one window a key, or a frame would count twice.
    const there = this.#held.find((one) => one.key.kid === sealed.kid && equal(one.base, base));
    const used = there ?? held;
    const opened = await this.#openWith(used, sealed);
    if (typeof opened === 'string') return opened;
    const now = this.#held.find((one) => one.key.kid === sealed.kid && equal(one.base, base));
    if (now === undefined) this.#keep(used);
    else if (now !== used) {
      if (!now.window.isNew(sealed.counter)) return 'repeated';
      now.window.take(sealed.counter);
    }
    return opened;
  }
}

function equal(a: Bytes, b: Bytes): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
