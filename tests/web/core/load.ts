// SPDX-License-Identifier: Apache-2.0
// The core as WebAssembly, built from the sources as they are now, and the vectors all builds share.

import { readFileSync } from 'node:fs';
import { createCore } from '../../../web/src/core/core';
import type { Core } from '../../../web/src/core/core-types';

/** Bytes of a fresh build: run.mjs made it for this run. */
export function wasmBytes(): Uint8Array {
  return new Uint8Array(readFileSync(process.env.CORE_WASM ?? ''));
}

/** A core over a fresh build. */
export function loadCore(): Core {
  return createCore(wasmBytes());
}

/** The object of tests/vectors/NAME.json, taken at its word: the C tests check its shape. */
export function loadVectors<T>(name: string): T {
  return JSON.parse(readFileSync(`tests/vectors/${name}.json`, 'utf8')) as T;
}
