// SPDX-License-Identifier: Apache-2.0
// The core in a worker of its own: the page's policy does not let it run WebAssembly itself.

import wasm from 'core.wasm';
import { createCore } from './core';
import type { Core } from './core-types';

/** One call. `id` comes back with its answer. */
export type CoreCall = {
  readonly id: number;
  readonly name: keyof Core;
  readonly args: readonly unknown[];
};

/** What came of it. */
export type CoreAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

const core = createCore(wasm);

self.addEventListener('message', ({ data }: MessageEvent<CoreCall>) => {
  const { id, name, args } = data;
  try {
    const f = core[name] as (...args: readonly unknown[]) => unknown;
    self.postMessage({ id, value: f(...args) } satisfies CoreAnswer);
  } catch (error) {
    const text = error instanceof Error ? error.message : 'core: unknown failure';
    self.postMessage({ id, error: text } satisfies CoreAnswer);
  }
});
