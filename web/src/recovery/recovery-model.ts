// SPDX-License-Identifier: Apache-2.0
// What this person's device knows of the recovery key, and, for a therapist, sealing records to it.
// Nothing is sealed to a key whose words were not typed from a sheet: the vault sees to that.

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { KnownAlliance } from '../alliances/alliances-model';
import { type RecoveryTrust, type Vault, VaultError } from '../vault/vault';
import type { Recovery, RecoveryKey } from './recovery';
import type { RecoveryApi } from './recovery-api';

/** A key and what this device makes of it. */
export type KnownKey = RecoveryKey & { trust: RecoveryTrust; words: string[] };

/** State and actions. */
export interface RecoveryModel {
  /** Null until heard. */
  readonly recovery: ReadonlySignal<Recovery | null>;
  /** The newest key: the one that is coming, else the one in force; null when there is none. */
  readonly key: ReadonlySignal<KnownKey | null>;
  /** A key is in force: records can be opened with it. */
  readonly applies: ReadonlySignal<boolean>;
  /** Never throws: without a line nothing is said. */
  load(): Promise<void>;
  /** "I have read it." */
  noticed(): Promise<void>;
  /** The words as typed from a sheet; false when they are not those of the key. */
  confirm(words: string): Promise<boolean>;
  /** Seals what is not sealed to the key in force yet. Therapists only; never throws. */
  grant(): Promise<void>;
}

/** What the model stands on. */
export type RecoveryDeps = {
  api: RecoveryApi;
  vault: Pick<
    Vault,
    'recoveryTrust' | 'recoveryWords' | 'recoveryNoticed' | 'recoveryConfirm' | 'recoveryGrants'
  >;
  role: 'client' | 'therapist';
  alliances(): readonly KnownAlliance[];
};

/** Makes the model. Nothing is asked of the server before `load`. */
export function createRecoveryModel(deps: RecoveryDeps): RecoveryModel {
  const { api, vault } = deps;
  const recovery = signal<Recovery | null>(null);
  const key = signal<KnownKey | null>(null);

  async function look(): Promise<void> {
    const newest = recovery.value?.coming ?? recovery.value?.current ?? null;
    if (newest === null) {
      key.value = null;
      return;
    }
    const { public_key } = newest;
    const [trust, words] = await Promise.all([
      vault.recoveryTrust(public_key),
      vault.recoveryWords(public_key),
    ]);
    key.value = { ...newest, trust, words };
  }

  async function grantOne(conversation: string, current: RecoveryKey): Promise<void> {
    const grants = await vault.recoveryGrants(conversation, current.public_key);
    const there = await api.granted(conversation, current.id);
    const missing = grants.filter((grant) => !there.includes(grant.epoch));
    if (missing.length > 0) await api.grant(conversation, current.id, missing);
  }

  async function grant(): Promise<void> {
    const current = recovery.value?.current;
    if (!current || deps.role !== 'therapist') return;
    for (const alliance of deps.alliances()) {
      if (alliance.kind === 'self' || alliance.kind === 'notes' || !alliance.canRead) continue;
      try {
        await grantOne(alliance.conversation, current);
      } catch (error) {
        // Not confirmed here: nothing will be. Anything else: the next time.
        if (error instanceof VaultError && error.code === 'not_confirmed') return;
      }
    }
  }

  return {
    recovery,
    key,
    applies: computed(() => recovery.value?.current != null),
    async load() {
      try {
        recovery.value = await api.read();
        await look();
      } catch {
        return;
      }
      await grant();
    },
    async noticed() {
      if (key.value === null) return;
      await vault.recoveryNoticed(key.value.public_key);
      await look();
    },
    async confirm(words) {
      if (key.value === null) return false;
      try {
        await vault.recoveryConfirm(key.value.public_key, words);
      } catch (error) {
        if (error instanceof VaultError && error.code === 'wrong_words') return false;
        throw error;
      }
      await look();
      await grant();
      return true;
    },
    grant,
  };
}
