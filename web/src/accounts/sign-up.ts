// SPDX-License-Identifier: Apache-2.0
// From an invitation link to an account: look, make keys on this device, show the recovery code, have
// it typed back.

import { type ReadonlySignal, signal } from '@preact/signals';
import { HttpError } from '../net/http';
import { t } from '../ui/text';
import type { InvitationLook, Vault } from '../vault/vault';
import type { Me } from './account';
import { faultInWords, problemOf } from './account-words';
import type { AccountsApi, SignUpBody } from './accounts-api';
import type { Desk } from './desk';
import { judgePassphrase } from './passphrase-rules';

/** The way from a link to an account, one step at a time. */
export type SignUp =
  | { kind: 'none' }
  | { kind: 'looking' }
  /** The link is used, taken back, too old or damaged; `why` is a sentence for the person. */
  | { kind: 'gone'; why: string }
  /** Ask for name, login and pass phrase. `therapist` is who invited, null for the first therapist. */
  | { kind: 'details'; role: 'client' | 'therapist'; therapist: string | null; expires_ms: number }
  | { kind: 'making' }
  /** The account exists and is signed in. Show the code, with the advice to write it down. */
  | { kind: 'code'; recovery_code: string }
  /** The code is hidden; ask the person to type it from where they kept it. */
  | { kind: 'proving' }
  | { kind: 'done' };

/** What a person gives to sign up. */
export type SignUpDetails = { login: string; name: string; passphrase: string };

/** The steps; see AccountsModel for their meaning. */
export interface SignUpSteps {
  readonly step: ReadonlySignal<SignUp>;
  look(fragment: string): Promise<void>;
  /** The new account and its code to show, or null when a detail is not as it should be. */
  make(details: SignUpDetails): Promise<{ me: Me; recovery_code: string } | null>;
  /** A code to be written down and proved, new or renewed. */
  show(recovery_code: string): void;
  kept(): void;
  again(): void;
  /** The code that was shown and not yet proved. */
  shown(): string | null;
  proved(): void;
  /** Why a link cannot be used here. */
  refuse(why: string): void;
  reset(): void;
}

/** What the steps stand on. */
export type SignUpDeps = {
  api: AccountsApi;
  vault: Vault;
  desk: Desk;
  wait: (ms: number) => Promise<void>;
  device: () => string;
};

/** What a sign-in name looks like. */
export const LOGIN = /^[a-z0-9._@-]{3,64}$/;

const NAME_LETTERS_MAX = 80;
const AGAIN_MS = 3_000;

/** Nothing happens before `look`. */
export function createSignUp({ api, vault, desk, wait, device }: SignUpDeps): SignUpSteps {
  const step = signal<SignUp>({ kind: 'none' });
  let invitation: { fragment: string; look: InvitationLook } | null = null;
  let code: string | null = null;

  /** Asks until there is an answer. The line comes back; a refusal stays a refusal. */
  async function patiently<T>(ask: () => Promise<T>, still: () => boolean): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof HttpError) || !mayPass(error) || !still()) throw error;
        desk.failWith(error, 'sign_up');
        await wait(AGAIN_MS);
      }
    }
  }

  async function look(fragment: string): Promise<void> {
    const mine: SignUp = { kind: 'looking' };
    step.value = mine;
    try {
      const token = await vault.linkToken(fragment);
      const found = await patiently(
        () => api.look(token),
        () => step.value === mine,
      );
      if (step.value !== mine) return;
      invitation = { fragment, look: found };
      desk.fail(null);
      step.value = asking(found);
    } catch (error) {
      if (step.value !== mine) return;
      step.value = { kind: 'gone', why: problemOf(error, 'sign_up').text };
    }
  }

  async function make({ login: typed, name: called, passphrase }: SignUpDetails) {
    const login = typed.trim().toLowerCase();
    const name = called.trim();
    if (invitation === null) {
      desk.fail(t('Open the invitation link again.'));
      return null;
    }
    if (!LOGIN.test(login)) {
      desk.fail(t('Use 3 to 64 small letters, digits and . _ - @'), 'login');
      return null;
    }
    if (name === '' || [...name].length > NAME_LETTERS_MAX) {
      desk.fail(t('Say what you would like to be called, in up to 80 letters.'), 'name');
      return null;
    }
    const fault = judgePassphrase(passphrase, [login, name]);
    if (fault !== null) {
      desk.fail(faultInWords(fault), 'passphrase');
      return null;
    }
    return create(invitation, login, name, passphrase);
  }

  async function create(
    { fragment, look: found }: { fragment: string; look: InvitationLook },
    login: string,
    name: string,
    passphrase: string,
  ): Promise<{ me: Me; recovery_code: string }> {
    step.value = { kind: 'making' };
    try {
      const { recovery_code, ...keys } = await vault.newAccount({ login, passphrase });
      const joined =
        found.alliance === null ? {} : await vault.acceptInvitation({ fragment, look: found });
      const token = await vault.linkToken(fragment);
      const account = await register({ ...keys, ...joined, token, login, name, device: device() });
      await vault.adopt({ account, login });
      // The account exists: from here on only the line can be in the way.
      const me = await patiently(api.me, () => true);
      invitation = null;
      desk.fail(null);
      return { me, recovery_code };
    } catch (error) {
      await vault.lock();
      step.value = asking(found);
      throw error;
    }
  }

  /** Makes the account; when the answer got lost on the way, finds out whether it was made. */
  async function register(body: SignUpBody): Promise<string> {
    try {
      return await api.signUp(body);
    } catch (error) {
      const unclear = error instanceof HttpError && (error.status === 0 || error.status === 410);
      if (!unclear) throw error;
      const found = await api
        .login(body.login, 'passphrase', body.passphrase.auth_key, body.device)
        .catch(() => null);
      if (found === null || 'half' in found) throw error;
      return found.account;
    }
  }

  function show(recovery_code: string): void {
    code = recovery_code;
    step.value = { kind: 'code', recovery_code };
  }

  return {
    step,
    look,
    make,
    show,
    kept() {
      if (step.value.kind === 'code') step.value = { kind: 'proving' };
    },
    again() {
      if (code !== null) show(code);
    },
    shown: () => code,
    proved() {
      code = null;
      if (step.value.kind !== 'none') step.value = { kind: 'done' };
    },
    refuse(why) {
      step.value = { kind: 'gone', why };
    },
    reset() {
      code = null;
      invitation = null;
      step.value = { kind: 'none' };
    },
  };
}

function asking({ role, therapist, expires_ms }: InvitationLook): SignUp {
  return { kind: 'details', role, therapist: therapist?.name ?? null, expires_ms };
}

/** A refusal that may pass by itself. */
function mayPass(error: HttpError): boolean {
  return error.status === 0 || error.status === 429 || error.status >= 500;
}
