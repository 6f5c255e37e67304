// SPDX-License-Identifier: Apache-2.0
// The workers, and the page's only Trusted Types policy: it passes their addresses and nothing else. The addresses are put in by the build (web/build.mjs).

import { type CheckedWorker, checkedWorker } from './checked-worker';

type Built = { url: string; integrity: string };

declare const __VAULT_WORKER__: Built;
declare const __CORE_WORKER__: Built;
declare const __FRAME_WORKER__: Built;

/** `vault`: keys and sealing. `core`: the rules in WebAssembly. `frames`: sound and picture, sealed. */
export type WorkerName = 'vault' | 'core' | 'frames';

type Policy = { createScriptURL(url: string): unknown };
type Factory = { createPolicy(name: string, rules: Policy): Policy };

const BUILT: Record<WorkerName, Built> = {
  vault: __VAULT_WORKER__,
  core: __CORE_WORKER__,
  frames: __FRAME_WORKER__,
};
const ADDRESSES = Object.values(BUILT).map(({ url }) => url);

/** Keeps the program on the device; web/static/sw.js. */
const KEEPER = '/sw.js';

const rules: Policy = {
  createScriptURL(url) {
    if (url !== KEEPER && !ADDRESSES.includes(url)) throw new TypeError('not one of our workers');
    return url;
  },
};

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
const policy = factory?.createPolicy('app', rules) ?? rules;

/** Starts one of our workers, once it is found to be as it was built; nothing else can be started. */
export function startWorker(name: WorkerName): CheckedWorker {
  const { url, integrity } = BUILT[name];
  return checkedWorker(url, integrity, () => {
    return new Worker(policy.createScriptURL(url) as string, { name });
  });
}

/** Lets the program open without a line. A browser that will not have it works as before. */
export function keepProgram(): void {
  const keeper = navigator.serviceWorker;
  keeper?.register(policy.createScriptURL(KEEPER) as string).catch(() => undefined);
}
