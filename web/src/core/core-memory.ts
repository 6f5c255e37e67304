// SPDX-License-Identifier: Apache-2.0
// Numbers in and out of the module's memory. Only this folder uses it.

type Exports = Readonly<Record<string, (...args: readonly number[]) => number>>;

/** The module's functions and a scratch area of doubles, by slot numbers instead of addresses. */
export class CoreMemory {
  private readonly exports: Exports;
  private readonly memory: WebAssembly.Memory;
  private readonly scratch: number;

  constructor(
    bytes: Uint8Array,
    private readonly slots: number,
  ) {
    const source = bytes as Uint8Array<ArrayBuffer>;
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(source), {});
    this.memory = exports.memory as WebAssembly.Memory;
    this.exports = exports as unknown as Exports;
    this.scratch = this.call('core_alloc', slots * 8);
  }

  /** Calls one exported function. */
  call(name: string, ...args: readonly number[]): number {
    const f = this.exports[name];
    if (f === undefined) throw new Error(`core.wasm has no ${name}`);
    return f(...args);
  }

  /** The address of a slot of the scratch area. */
  at(slot: number): number {
    return this.scratch + slot * 8;
  }

  /** Writes numbers from a slot on. */
  put(slot: number, values: readonly number[]): void {
    if (slot + values.length > this.slots) throw new RangeError('too much for the core at once');
    // The buffer is another one after every growth, so it is asked for each time.
    new Float64Array(this.memory.buffer, this.scratch, this.slots).set(values, slot);
  }

  /** Reads numbers from a slot on. */
  get(slot: number, count: number): number[] {
    return [...new Float64Array(this.memory.buffer, this.at(slot), count)];
  }

  /**
   * Lends room for `values` and, behind them, for `more` numbers, for what does not fit into the
   * scratch area. `use` gets the two addresses and a way to read the room behind.
   */
  lend<T>(
    values: readonly number[],
    more: number,
    use: (at: number, out: number, read: () => number[]) => T,
  ): T {
    const at = this.call('core_alloc', (values.length + more + 1) * 8);
    if (at === 0) throw new RangeError('too much for the core at once');
    try {
      new Float64Array(this.memory.buffer, at, values.length).set(values);
      const out = at + values.length * 8;
      return use(at, out, () => [...new Float64Array(this.memory.buffer, out, more)]);
    } finally {
      this.call('core_free', at);
    }
  }

  /** The words of one list of an exported name function, by the numbers of its enum. */
  names(from: string, list: number): readonly string[] {
    const words: string[] = [];
    for (;;) {
      const at = this.call(from, list, words.length);
      if (at === 0) return words;
      const bytes = new Uint8Array(this.memory.buffer, at);
      words.push(String.fromCharCode(...bytes.subarray(0, bytes.indexOf(0))));
    }
  }
}
