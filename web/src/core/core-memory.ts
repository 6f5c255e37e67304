// SPDX-License-Identifier: Apache-2.0
// Numbers in and out of the module's memory. Only this folder's core.ts uses it.

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

  /** The words of one list of names, by the numbers of its enum. */
  names(list: number): readonly string[] {
    const words: string[] = [];
    for (;;) {
      const at = this.call('core_name', list, words.length);
      if (at === 0) return words;
      const bytes = new Uint8Array(this.memory.buffer, at);
      words.push(String.fromCharCode(...bytes.subarray(0, bytes.indexOf(0))));
    }
  }
}
