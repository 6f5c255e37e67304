// SPDX-License-Identifier: Apache-2.0
// An old recovery sheet or pass phrase turned up: what the lost key could read opens again. No DOM.

import { type ReadonlySignal, signal } from '@preact/signals';
import { parseParameters } from '../accounts/account';
import type { AlliancesModel } from '../alliances/alliances-model';
import { type Http, HttpError } from '../net/http';
import { fields, list, oneOf, text, whole } from '../net/read';
import { t } from '../ui/text';
import { type SlotKind, type SlotParameters, type Vault, VaultError } from '../vault/vault';

/** A key I lost, and what opens it. */
export type Former = {
  n: number;
  until_ms: number;
  public_key: string;
  slots: Array<SlotParameters & { kind: SlotKind }>;
};

/** State and actions. */
export interface FormerKeysModel {
  /** Newest last; empty when I never lost one. */
  readonly keys: ReadonlySignal<readonly Former[]>;
  readonly busy: ReadonlySignal<boolean>;
  /** Why it did not open, in words. */
  readonly problem: ReadonlySignal<string | null>;
  readonly opened: ReadonlySignal<boolean>;
  load(): Promise<void>;
  /** Tries the old secret on each key I lost, the newest first. */
  open(kind: SlotKind, secret: string): Promise<void>;
}

const PATH = '/api/accounts/former-keys';
const KINDS = ['passphrase', 'recovery'] as const;

/** Nothing is asked before `load`. */
export function createFormerKeys(
  http: Http,
  vault: Pick<Vault, 'formerAuthKey' | 'openFormer'>,
  alliances: Pick<AlliancesModel, 'give'>,
): FormerKeysModel {
  const keys = signal<readonly Former[]>([]);
  const busy = signal(false);
  const problem = signal<string | null>(null);
  const opened = signal(false);

  /** False when the secret is not the one of this key. */
  async function tryOne(key: Former, kind: SlotKind, secret: string): Promise<boolean> {
    const parameters = key.slots.find((slot) => slot.kind === kind);
    if (parameters === undefined) return false;
    const auth_key = await vault.formerAuthKey({ slot: kind, secret, parameters });
    try {
      const answer = await http.post(`${PATH}/${key.n}`, { slot: kind, auth_key });
      const locked = { ...parseLocked(answer), public_key: key.public_key, slot: kind };
      await alliances.give(await vault.openFormer(locked));
      return true;
    } catch (error) {
      if (error instanceof HttpError && error.status === 400) return false;
      throw error;
    }
  }

  return {
    keys,
    busy,
    problem,
    opened,

    async load() {
      // Without a line there is nothing to offer; the page asks again next time.
      keys.value = await http.get(PATH).then(parseKeys, () => []);
    },

    async open(kind, secret) {
      busy.value = true;
      problem.value = null;
      try {
        for (const key of [...keys.value].reverse()) {
          if (!(await tryOne(key, kind, secret))) continue;
          opened.value = true;
          return;
        }
        problem.value = t('This is not the old one. Nothing was changed; you can try again.');
      } catch (error) {
        problem.value = whyNot(error);
      } finally {
        busy.value = false;
      }
    },
  };
}

function whyNot(error: unknown): string {
  if (error instanceof VaultError && error.code === 'wrong_secret')
    return t('A letter of the code is wrong or missing.');
  if (error instanceof VaultError) return t(error.message);
  if (error instanceof HttpError && error.status !== 0) return t(error.message);
  return t('The line is down. Nothing was changed. Please try again in a moment.');
}

function parseKeys(value: unknown): Former[] {
  return list(fields(value, 'answer'), 'keys').map((entry) => {
    const key = fields(entry, 'key');
    return {
      n: whole(key, 'n'),
      until_ms: whole(key, 'until_ms'),
      public_key: text(key, 'public_key'),
      slots: list(key, 'slots').map((one) => {
        const slot = fields(one, 'slot');
        return { ...parseParameters(slot.values), kind: oneOf(slot, 'kind', KINDS) };
      }),
    };
  });
}

function parseLocked(value: unknown) {
  const answer = fields(value, 'answer');
  return {
    sealed_key: text(answer, 'sealed_key'),
    wrapped: text(answer, 'wrapped'),
    grants: list(answer, 'grants').map((entry) => {
      const grant = fields(entry, 'grant');
      return {
        conversation: text(grant, 'conversation'),
        epoch: whole(grant, 'epoch'),
        granter: text(grant, 'granter'),
        sealed: text(grant, 'sealed'),
      };
    }),
  };
}
