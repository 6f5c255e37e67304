// SPDX-License-Identifier: Apache-2.0
// Which counters of one key have been seen: each counts once. Frames may overtake each other within the
// window; what is older than that is refused, as nobody can say any more whether it is new.

/** Counters that are remembered: some 12 seconds of sound and picture to two others. */
export const WINDOW = 2048;

/** A window over the counters of one key. */
export class ReplayWindow {
  #seen = new Uint8Array(WINDOW / 8);
  /** The highest counter taken, -1 before the first. */
  #top = -1n;

  /** True when this counter has not been taken and can still be told from one that has. */
  isNew(counter: bigint): boolean {
    if (counter > this.#top) return true;
    if (this.#top - counter >= BigInt(WINDOW)) return false;
    return !this.#bit(counter);
  }

  /** Takes it; only after the frame was proved, or anybody could close the window. */
  take(counter: bigint): void {
    if (counter > this.#top) {
      const skipped = counter - this.#top;
      if (skipped >= BigInt(WINDOW)) this.#seen.fill(0);
      else for (let at = this.#top + 1n; at < counter; at++) this.#clear(at);
      this.#top = counter;
    }
    const at = Number(counter % BigInt(WINDOW));
    this.#seen[at >> 3] = (this.#seen[at >> 3] ?? 0) | (1 << (at & 7));
  }

  #bit(counter: bigint): boolean {
    const at = Number(counter % BigInt(WINDOW));
    return ((this.#seen[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;
  }

  #clear(counter: bigint): void {
    const at = Number(counter % BigInt(WINDOW));
    this.#seen[at >> 3] = (this.#seen[at >> 3] ?? 0) & ~(1 << (at & 7));
  }
}
