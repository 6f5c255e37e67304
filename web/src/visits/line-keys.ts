// SPDX-License-Identifier: Apache-2.0
// The keys of the line to one other device: whose share mine are boxed for, what seals the newest link,
// and whether what comes on it can be opened. Knows no signals and no time.

import type { FrameSealer, LinkSealer } from '../frames/frame-sealer';
import type { KeyBox } from '../frames/key-box';

/** The keys of one line over all its links. */
export interface LineKeys {
  /** The public half of this device, for a hello; null where its browser cannot seal frames. */
  share(): string | null;
  /** A new link of this name begins, with neither key; what seals it, null for one without. */
  begin(link: string): LinkSealer | null;
  /** What seals the lines of the newest link; null when it is not to be done, and said so. */
  lines(): LinkSealer | null;
  /** The newest link is of the kind a device needs that can seal frames, or cannot. */
  fits(seals: boolean): boolean;
  /** The next link is of that kind. */
  suit(seals: boolean): void;
  /** Their device, or that there is none any more: another one gets no key of the one before. */
  know(share: string | null): void;
  /** My key of this moment for their device; null where nothing is sealed. */
  give(): Promise<KeyBox | null>;
  /** Theirs to the newest link. One that is of no use is noticed by the frames that cannot be opened. */
  take(key: KeyBox): Promise<void>;
  /** What comes on the newest link can be opened, or needs not to be. */
  opens(): boolean;
}

/** Makes the keys of a line on which nothing is known yet; `sealer` is null where nothing can be sealed. */
export function createLineKeys(sealer: FrameSealer | null): LineKeys {
  let newest: LinkSealer | null = null;
  let begun = 0;
  let taken = false;
  /** What their device's key boxes are made with; null when they cannot seal frames. */
  let theirs: string | null = null;
  /** Their browser cannot seal frames: the connection is made without. */
  let plain = false;

  const lines = () => (theirs === null ? null : newest);
  const fits = (seals: boolean) => sealer === null || seals !== plain;

  return {
    share: () => sealer?.share() ?? null,
    begin(link) {
      begun++;
      taken = false;
      newest = plain ? null : (sealer?.link(link) ?? null);
      return newest;
    },
    lines,
    fits,
    suit(seals) {
      if (!fits(seals)) plain = !plain;
    },
    know(share) {
      if (theirs !== null && theirs !== share) sealer?.leave(theirs);
      theirs = share;
    },
    async give() {
      const sealing = lines();
      return sealing === null || theirs === null ? null : sealing.give(theirs);
    },
    async take(key) {
      const link = begun;
      await newest?.take(key);
      if (link === begun) taken = true;
    },
    opens: () => taken || lines() === null,
  };
}
