// SPDX-License-Identifier: Apache-2.0
// Argon2id (RFC 9106), which makes a pass phrase dear to guess. Most of the first run's time goes into
// asking the system for 64 MiB, page by page; a page that expects a pass phrase has that done while
// it is typed.

import plain from 'argon2id/dist/no-simd.wasm';
import simd from 'argon2id/dist/simd.wasm';
import setup, { type computeHash } from 'argon2id/lib/setup.js';
import type { Bytes } from './bytes';

const PAGE_BYTES = 4096;
const TAG_BYTES = 32;

/** How dear: memory in KiB, passes over it, lanes. */
export type Strength = { memory_kib: number; passes: number; lanes: number };

/** One with its memory in hand; used once, so that nothing of a pass phrase stays there. */
let ready: Promise<computeHash> | null = null;

/** A loader that compiles once: the second run has the code that the engine made quick. */
function loaderOf(bytes: Uint8Array) {
  let compiled: Promise<WebAssembly.Module> | null = null;
  return async (imports: WebAssembly.Imports) => {
    const { memory } = imports.env as { memory: WebAssembly.Memory };
    const pages = new Uint8Array(memory.buffer);
    for (let at = 0; at < pages.length; at += PAGE_BYTES) pages[at] = 0;
    compiled ??= WebAssembly.compile(bytes as BufferSource);
    const module = await compiled;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
}

const loadSimd = loaderOf(simd);
const loadPlain = loaderOf(plain);

const make = (): Promise<computeHash> => setup(loadSimd, loadPlain);

/** Takes the memory for the next run, ahead of it. Called again, it does nothing more. */
export async function makeArgonReady(): Promise<void> {
  ready ??= make();
  await ready;
}

/** 32 bytes. `memory_kib` at least 8 a lane; the caller keeps to its floors and ceilings. */
export async function argon2id(password: Bytes, salt: Bytes, strength: Strength): Promise<Bytes> {
  const compute = await (ready ?? make());
  ready = null;
  const { memory_kib: memorySize, passes, lanes: parallelism } = strength;
  const tagLength = TAG_BYTES;
  return new Uint8Array(compute({ password, salt, memorySize, passes, parallelism, tagLength }));
}
