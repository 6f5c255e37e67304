// SPDX-License-Identifier: Apache-2.0
// Closing my account: first what it means, then the pass phrase, then it is done. No DOM.

import { type ReadonlySignal, signal } from '@preact/signals';
import type { Erasure } from './erasure';
import type { ErasureApi } from './erasure-api';

/** `failed`: the server did not say; nothing has happened. */
export type ErasureState =
  | { kind: 'loading' }
  | { kind: 'failed' }
  | { kind: 'ready'; plan: Erasure };

/** State and actions. */
export interface ErasureModel {
  readonly state: ReadonlySignal<ErasureState>;
  readonly busy: ReadonlySignal<boolean>;
  /** The last try to close did not reach the server, or it said no. Nothing is closed. */
  readonly failed: ReadonlySignal<boolean>;
  load(): Promise<void>;
  /** What was said when it was done; null when the pass phrase was wrong or the server said no. */
  close(passphrase: string): Promise<Erasure | null>;
}

/** What the model stands on: the pass phrase is proved by the accounts, which then forget us. */
export type ErasureDeps = {
  api: ErasureApi;
  accounts: { confirm(passphrase: string): Promise<boolean>; signOut(): Promise<void> };
};

/** Makes the model. Nothing is asked before `load`. */
export function createErasureModel({ api, accounts }: ErasureDeps): ErasureModel {
  const state = signal<ErasureState>({ kind: 'loading' });
  const busy = signal(false);
  const failed = signal(false);
  return {
    state,
    busy,
    failed,

    async load() {
      state.value = { kind: 'loading' };
      try {
        state.value = { kind: 'ready', plan: await api.look() };
      } catch {
        state.value = { kind: 'failed' };
      }
    },

    async close(passphrase) {
      if (busy.value) return null;
      busy.value = true;
      failed.value = false;
      try {
        if (!(await accounts.confirm(passphrase))) return null;
        const done = await api.close();
        await accounts.signOut();
        return done;
      } catch {
        failed.value = true;
        return null;
      } finally {
        busy.value = false;
      }
    },
  };
}
