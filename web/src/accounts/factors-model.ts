// SPDX-License-Identifier: Apache-2.0
// Adding and taking away second steps and passkeys, and signing out devices elsewhere. No DOM.

import { type ReadonlySignal, signal } from '@preact/signals';
import { t } from '../ui/text';
import type { Vault } from '../vault/vault';
import type { Me } from './account';
import type { Authenticator } from './authenticator';
import { createDesk } from './desk';
import type { SignedInDevice, TotpSeed } from './factor';
import type { FactorsApi } from './factors-api';

/** State and actions. Actions are false when refused; `problem` then says why. */
export interface FactorsModel {
  readonly busy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<string | null>;
  readonly problemField: ReadonlySignal<string | null>;
  /** The seed being shown to an app; null when none is. */
  readonly seed: ReadonlySignal<TotpSeed | null>;
  /** Where one is signed in; null until read. */
  readonly devices: ReadonlySignal<readonly SignedInDevice[] | null>;
  /** This browser knows passkeys. */
  readonly canPasskey: boolean;

  beginApp(): Promise<boolean>;
  confirmApp(code: string): Promise<boolean>;
  leaveApp(): void;
  removeApp(): Promise<boolean>;
  addPasskey(name: string): Promise<boolean>;
  renamePasskey(id: string, name: string): Promise<boolean>;
  removePasskey(id: string): Promise<boolean>;
  loadDevices(): Promise<boolean>;
  endDevice(id: string): Promise<boolean>;
  tidingsSeen(): Promise<boolean>;
}

/** What the model stands on. */
export type FactorsDeps = {
  api: FactorsApi;
  vault: Vault;
  authenticator: Authenticator;
  me: () => Me | null;
  practice: () => string;
  /** Reads *me* again, after something changed. */
  again: () => Promise<void>;
};

/** Nothing is asked before an action. */
export function createFactorsModel(deps: FactorsDeps): FactorsModel {
  const { api, vault, authenticator, again } = deps;
  const desk = createDesk();
  const seed = signal<TotpSeed | null>(null);
  const devices = signal<readonly SignedInDevice[] | null>(null);

  const act = (work: () => Promise<unknown>) =>
    desk.act('factor', async () => {
      await work();
      return true;
    });

  return {
    busy: desk.busy,
    problem: desk.problem,
    problemField: desk.problemField,
    seed,
    devices,
    canPasskey: authenticator.can(),

    beginApp: () =>
      act(async () => {
        seed.value = await api.totpBegin();
      }),

    confirmApp: (typed) => {
      const code = typed.replace(/\D/g, '');
      if (code.length !== 6) {
        return Promise.resolve(desk.fail(t('Give the six digits the app shows.'), 'code'));
      }
      return act(async () => {
        await api.totpConfirm(code);
        seed.value = null;
        await again();
      });
    },

    leaveApp() {
      seed.value = null;
      desk.fail(null);
    },

    removeApp: () => act(() => api.totpRemove().then(again)),

    addPasskey: (typed) =>
      act(async () => {
        const me = deps.me();
        if (me === null) return;
        const { challenge, credentials } = await api.passkeyBegin();
        const made = await authenticator.make({
          challenge,
          known: credentials,
          account: me.account,
          login: me.login,
          name: me.name,
          practice: deps.practice(),
        });
        const { credential, prf } = made;
        const wrapped = prf === null ? null : await vault.wrapForPasskey({ credential, prf });
        const name = typed.trim() === '' ? t('My passkey') : typed.trim();
        await api.passkeyAdd(name, made, wrapped);
        await again();
      }),

    renamePasskey: (id, name) => {
      if (name.trim() === '') return Promise.resolve(desk.fail(t('Give it a name.'), 'name'));
      return act(() => api.passkeyRename(id, name.trim()).then(again));
    },

    removePasskey: (id) => act(() => api.passkeyRemove(id).then(again)),

    loadDevices: () =>
      act(async () => {
        devices.value = await api.devices();
      }),

    endDevice: (id) =>
      act(async () => {
        await api.endDevice(id);
        devices.value = await api.devices();
      }),

    tidingsSeen: () =>
      act(async () => {
        const newest = Math.max(0, ...(deps.me()?.tidings ?? []).map((tiding) => tiding.at_ms));
        await api.tidingsSeen(newest);
        await again();
      }),
  };
}
