// SPDX-License-Identifier: Apache-2.0
// From a way back to the account: what the link is, what will and will not be there again, new keys made
// on this device. The recovery code is then kept and typed back as at sign-up. No DOM.

import { type ReadonlySignal, signal } from '@preact/signals';
import { HttpError } from '../net/http';
import type { Vault } from '../vault/vault';
import type { Me } from './account';
import { faultInWords, problemOf } from './account-words';
import type { AccountsApi } from './accounts-api';
import type { Desk } from './desk';
import { judgePassphrase } from './passphrase-rules';
import type { WayBackLook } from './way-back';
import type { WayBackApi, WayBackBody } from './way-back-api';

/** One step at a time. */
export type WayBackStep =
  | { kind: 'looking' }
  /** Used, stopped, too old or damaged; `why` is a sentence for the person. */
  | { kind: 'gone'; why: string }
  /** What will be there again, and what not; nothing has happened yet. Before `look.opens_ms` there is
   * no next step. */
  | { kind: 'reading'; look: WayBackLook }
  | { kind: 'choosing'; look: WayBackLook }
  /** New keys are in place; the account goes on with its recovery code. */
  | { kind: 'arrived' };

/** State and actions. */
export interface WayBackModel {
  readonly step: ReadonlySignal<WayBackStep>;
  look(fragment: string): Promise<void>;
  /** "I have read it." */
  goOn(): void;
  /** New keys under this pass phrase; false when refused, the desk then says why. */
  use(passphrase: string): Promise<boolean>;
}

/** What the model stands on. */
export type WayBackDeps = {
  api: Pick<AccountsApi, 'me' | 'login'>;
  vault: Vault;
  desk: Desk;
  device: () => string;
  /** Signed in, with this recovery code to keep. */
  arrived: (me: Me, recovery_code: string) => void;
};

/** Nothing happens before `look`. */
export function createWayBackModel(deps: WayBackDeps, ways: WayBackApi): WayBackModel {
  const { api, vault, desk } = deps;
  const step = signal<WayBackStep>({ kind: 'looking' });
  let token = '';

  /** When the answer got lost on the way, finds out whether it was done. */
  async function send(body: WayBackBody, login: string): Promise<string> {
    try {
      return await ways.use(body);
    } catch (error) {
      const unclear = error instanceof HttpError && (error.status === 0 || error.status === 410);
      if (!unclear) throw error;
      const found = await api
        .login(login, 'passphrase', body.passphrase.auth_key, body.device)
        .catch(() => null);
      if (found === null || 'half' in found) throw error;
      return found.account;
    }
  }

  async function make({ login }: WayBackLook, passphrase: string): Promise<boolean> {
    try {
      const { recovery_code, ...keys } = await vault.newAccount({ login, passphrase });
      const account = await send({ ...keys, token, device: deps.device() }, login);
      await vault.adopt({ account, login });
      const me = await api.me();
      deps.arrived(me, recovery_code);
      step.value = { kind: 'arrived' };
      return true;
    } catch (error) {
      await vault.lock();
      throw error;
    }
  }

  return {
    step,

    async look(fragment) {
      try {
        token = await vault.linkToken(fragment);
        step.value = { kind: 'reading', look: await ways.look(token) };
        desk.fail(null);
      } catch (error) {
        step.value = { kind: 'gone', why: problemOf(error, 'sign_up').text };
      }
    },

    goOn() {
      const now = step.value;
      if (now.kind === 'reading') step.value = { ...now, kind: 'choosing' };
    },

    use: (passphrase) =>
      desk.act('way_back', async () => {
        const now = step.value;
        if (now.kind !== 'choosing') return false;
        const fault = judgePassphrase(passphrase, [now.look.login, now.look.name]);
        if (fault !== null) return desk.fail(faultInWords(fault), 'passphrase');
        return make(now.look, passphrase);
      }),
  };
}
