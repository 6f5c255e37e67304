// SPDX-License-Identifier: Apache-2.0
// The worker's entry: the only place in the browser where keys and opened text are handled.

import { indexedDbStorage } from './storage';
import { type Vault, VaultError } from './vault';
import { createVault } from './vault-core';
import { type Answer, CALLS, type Request } from './vault-protocol';

/** The little of a worker's global scope that is used here. */
type Scope = {
  onmessage: ((event: { data: unknown }) => void) | null;
  postMessage(answer: Answer): void;
};

const scope = globalThis as unknown as Scope;
const vault = createVault({ storage: indexedDbStorage('rapport-vault'), now: Date.now });

scope.onmessage = ({ data }) => {
  void answer(vault, data as Request).then((said) => scope.postMessage(said));
};

async function answer(on: Vault, { ref, call, args }: Request): Promise<Answer> {
  try {
    if (!CALLS.includes(call)) throw new TypeError('no such call');
    const run = on[call] as (...given: unknown[]) => Promise<unknown>;
    return { ref, ok: true, value: await run.apply(on, args) };
  } catch (error) {
    const code = error instanceof VaultError ? error.code : null;
    return { ref, ok: false, code, message: error instanceof Error ? error.message : '' };
  }
}
