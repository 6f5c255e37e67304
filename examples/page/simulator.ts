// SPDX-License-Identifier: Apache-2.0
// The simulator in a worker, so that the page stays awake while it counts.

import { createCore, type RuleFigures, type RuptureMethod } from './rapport-core.js';

/** What is asked, and what comes back with it. */
export type Question = { readonly method: RuptureMethod; readonly world: string };
export type Answer = Question & { readonly figures: RuleFigures | null };

const COURSES = 1000;
const SEED = 1;

const core = fetch('core.wasm')
  .then((answer) => answer.arrayBuffer())
  .then((bytes) => createCore(new Uint8Array(bytes)));

self.addEventListener('message', async ({ data }: MessageEvent<Question>) => {
  const figures = (await core).simulate(data.method, data.world, COURSES, SEED);
  self.postMessage({ ...data, figures } satisfies Answer);
});
