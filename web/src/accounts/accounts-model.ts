// SPDX-License-Identifier: Apache-2.0
// Who is signed in on this device, and every way in and out. No DOM.

import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import { HttpError } from '../net/http';
import { t } from '../ui/text';
import { type InvitationLook, type SlotKind, type Vault, VaultError } from '../vault/vault';
import type { Hello, Me } from './account';
import { type Doing, faultInWords, problemOf } from './account-words';
import type { AccountsApi, SignUpBody } from './accounts-api';
import { judgePassphrase } from './passphrase';

/** `locked`: the server knows this device, but the keys are closed until the pass phrase is given. */
export type AccountsState = 'unknown' | 'signed_out' | 'signed_in' | 'locked';

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

/** State and actions. Actions that return a boolean are false when refused; `problem` then says why. */
export interface AccountsModel {
  readonly state: ReadonlySignal<AccountsState>;
  /** Null when signed out; also there while locked. */
  readonly me: ReadonlySignal<Me | null>;
  /** What the practice says about itself; null until heard. */
  readonly hello: ReadonlySignal<Hello | null>;
  /** An action runs; pass phrases take a moment on purpose. */
  readonly busy: ReadonlySignal<boolean>;
  /** Why the last action was refused, in words for people; null when it was not. */
  readonly problem: ReadonlySignal<string | null>;
  /** The field `problem` belongs to: 'login', 'name', 'passphrase', 'code' or null. */
  readonly problemField: ReadonlySignal<string | null>;
  /** After signing in with the recovery code: a new pass phrase has to be chosen. */
  readonly needsPassphrase: ReadonlySignal<boolean>;
  /** The recovery code was never typed back: ask for it (or make a new one). */
  readonly needsProof: ReadonlySignal<boolean>;
  readonly signUp: ReadonlySignal<SignUp>;

  /** Once, at the start: hello, who am I, and the keys this device keeps. Never throws. */
  start(): Promise<void>;
  signIn(login: string, passphrase: string): Promise<boolean>;
  signInWithRecovery(login: string, code: string): Promise<boolean>;
  /** From `locked`: the pass phrase of the person named in `me`. */
  unlock(passphrase: string): Promise<boolean>;
  /** Closes the keys on this device; the login stays. */
  lock(): Promise<void>;
  signOut(): Promise<void>;
  /** The server refused something somewhere: if it no longer knows this device, we are signed out.
   * Give it to createHttp as `refused`. */
  refused(error: HttpError): void;
  /** Anything the person does; after 15 minutes without it the keys are closed. */
  touch(): void;

  /** A link was opened: `fragment` is what follows `#`. */
  signUpLook(fragment: string): Promise<void>;
  /** Makes keys on this device, then the account. */
  signUpMake(details: { login: string; name: string; passphrase: string }): Promise<boolean>;
  /** "I have written it down." */
  signUpCodeKept(): void;
  /** Back to the code, while it is still known here. */
  signUpCodeAgain(): void;
  /** True when the typed code is right and the server knows it was kept. */
  proveRecovery(typed: string): Promise<boolean>;
  /** A new code in place of the old: signUp becomes `code` again. Asks for the pass phrase, as
   * changing a slot needs a fresh login. */
  renewRecovery(passphrase: string): Promise<boolean>;

  changePassphrase(current: string, next: string): Promise<boolean>;
  /** After signing in with the recovery code. */
  choosePassphrase(next: string): Promise<boolean>;
}

/** What the model stands on. */
export type AccountsDeps = {
  api: AccountsApi;
  vault: Vault;
  /** Resolves after so many milliseconds; a timer unless a test says otherwise. */
  wait?: (ms: number) => Promise<void>;
  /** This device's clock; Date.now unless a test says otherwise. */
  now?: () => number;
};

/** Without a touch for so long, the keys are closed. */
export const IDLE_MS = 15 * 60_000;

const IDLE_CHECK_MS = 20_000;
const LOOK_AGAIN_MS = 3_000;
const LOGIN = /^[a-z0-9._@-]{3,64}$/;

/** Makes the model. Nothing is asked of the server before `start` or an action. */
export function createAccountsModel(deps: AccountsDeps): AccountsModel {
  const { api, vault } = deps;
  const now = deps.now ?? Date.now;
  const wait = deps.wait ?? ((ms) => new Promise<void>((done) => setTimeout(done, ms)));

  const state = signal<AccountsState>('unknown');
  const me = signal<Me | null>(null);
  const hello = signal<Hello | null>(null);
  const busy = signal(false);
  const problem = signal<string | null>(null);
  const problemField = signal<string | null>(null);
  const needsPassphrase = signal(false);
  const signUp = signal<SignUp>({ kind: 'none' });
  const needsProof = computed(() => {
    const recovery = me.value?.slots.find((slot) => slot.kind === 'recovery');
    const outside = signUp.value.kind === 'none' || signUp.value.kind === 'done';
    return state.value === 'signed_in' && outside && recovery?.proved_ms === null;
  });

  let starting: Promise<void> | null = null;
  let invitation: { fragment: string; look: InvitationLook } | null = null;
  let shownCode: string | null = null;
  let touchedMs = now();
  let idle: ReturnType<typeof setTimeout> | null = null;

  function fail(text: string | null, field: string | null = null): false {
    batch(() => {
      problem.value = text;
      problemField.value = field;
    });
    return false;
  }

  /** Runs one action; whatever it throws becomes words. */
  async function act(doing: Doing, work: () => Promise<boolean>): Promise<boolean> {
    fail(null);
    busy.value = true;
    try {
      return await work();
    } catch (error) {
      const { text, field } = problemOf(error, doing);
      return fail(text, field);
    } finally {
      busy.value = false;
    }
  }

  function become(next: AccountsState, who: Me | null): void {
    batch(() => {
      state.value = next;
      me.value = who;
      if (next !== 'signed_in') needsPassphrase.value = false;
    });
    if (idle !== null) clearTimeout(idle);
    idle = null;
    if (next === 'signed_in') {
      touchedMs = now();
      watchIdle();
    }
  }

  function watchIdle(): void {
    idle = setTimeout(() => {
      if (now() - touchedMs >= IDLE_MS) void closeKeys();
      else watchIdle();
    }, IDLE_CHECK_MS);
    // A program outside of a browser may end while this waits.
    (idle as { unref?: () => void }).unref?.();
  }

  async function closeKeys(): Promise<void> {
    await vault.lock();
    shownCode = null;
    signUp.value = { kind: 'none' };
    become('locked', me.value);
  }

  /** A fresh login; the vault keeps the other half of the secret until it is unlocked. */
  async function prove(login: string, slot: SlotKind, secret: string): Promise<Me> {
    const parameters = await api.salt(login, slot);
    const authKey = await vault.authKey({ login, slot, secret, parameters });
    return api.login(login, slot, authKey);
  }

  async function enter(typed: string, slot: SlotKind, secret: string): Promise<boolean> {
    const login = typed.trim().toLowerCase();
    if (!LOGIN.test(login)) return fail(t('Give your sign-in name.'), 'login');
    const who = await prove(login, slot, secret);
    try {
      await vault.unlock(who, slot);
    } catch (error) {
      // The server let us in, the keys did not open: better out than half in.
      await api.logout().catch(() => undefined);
      become('signed_out', null);
      throw error;
    }
    batch(() => {
      become('signed_in', who);
      needsPassphrase.value = slot === 'recovery';
    });
    return true;
  }

  async function hear(): Promise<void> {
    const said = await api.hello();
    hello.value = said;
    await vault.setClock(said.now_ms);
  }

  async function look(fragment: string): Promise<void> {
    const mine: SignUp = { kind: 'looking' };
    signUp.value = mine;
    const token = await vault.linkToken(fragment);
    while (signUp.value === mine) {
      try {
        const found = await api.look(token);
        if (signUp.value !== mine) return;
        invitation = { fragment, look: found };
        fail(null);
        signUp.value = details(found);
        return;
      } catch (error) {
        const { text, field } = problemOf(error, 'sign_up');
        // The line comes back; a link that is gone stays gone.
        if (!(error instanceof HttpError) || !passes(error)) throw error;
        fail(text, field);
        await wait(LOOK_AGAIN_MS);
      }
    }
  }

  function details(found: InvitationLook): SignUp {
    const { role, therapist, expires_ms } = found;
    return { kind: 'details', role, therapist: therapist?.name ?? null, expires_ms };
  }

  /** Makes the account; when the answer got lost on the way, finds out whether it was made. */
  async function create(body: SignUpBody): Promise<string> {
    try {
      return await api.signUp(body);
    } catch (error) {
      const unclear = error instanceof HttpError && (error.status === 0 || error.status === 410);
      if (!unclear) throw error;
      const found = await api
        .login(body.login, 'passphrase', body.passphrase.auth_key)
        .catch(() => null);
      if (found === null) throw error;
      return found.account;
    }
  }

  async function make(login: string, name: string, passphrase: string): Promise<boolean> {
    if (invitation === null) return fail(t('Open the invitation link again.'));
    const { fragment, look: found } = invitation;
    signUp.value = { kind: 'making' };
    try {
      const made = await vault.newAccount({ login, passphrase });
      const { recovery_code, ...keys } = made;
      const joined =
        found.alliance === null ? {} : await vault.acceptInvitation({ fragment, look: found });
      const token = await vault.linkToken(fragment);
      const account = await create({ ...keys, ...joined, token, login, name });
      await vault.adopt({ account, login });
      const who = await api.me();
      shownCode = recovery_code;
      invitation = null;
      batch(() => {
        become('signed_in', who);
        signUp.value = { kind: 'code', recovery_code };
      });
      return true;
    } catch (error) {
      await vault.lock();
      signUp.value = details(found);
      throw error;
    }
  }

  async function putPassphrase(who: Me, next: string): Promise<boolean> {
    const slot = await vault.rewrap({ login: who.login, kind: 'passphrase', secret: next });
    await api.putSlot('passphrase', slot);
    me.value = await api.me();
    needsPassphrase.value = false;
    return true;
  }

  function faulty(passphrase: string, about: string[]): boolean {
    const fault = judgePassphrase(passphrase, about);
    if (fault !== null) fail(faultInWords(fault), 'passphrase');
    return fault !== null;
  }

  return {
    state,
    me,
    hello,
    busy,
    problem,
    problemField,
    needsPassphrase,
    needsProof,
    signUp,

    start() {
      starting = begin().finally(() => {
        starting = null;
      });
      return starting;
    },

    signIn: (login, passphrase) => act('passphrase', () => enter(login, 'passphrase', passphrase)),
    signInWithRecovery: (login, code) => act('recovery', () => enter(login, 'recovery', code)),
    unlock: (passphrase) =>
      act('passphrase', () => enter(me.value?.login ?? '', 'passphrase', passphrase)),

    lock: closeKeys,

    async signOut() {
      // Without a line the cookie stays, but the keys are gone from this device.
      await api.logout().catch(() => undefined);
      await vault.lock();
      shownCode = null;
      invitation = null;
      fail(null);
      signUp.value = { kind: 'none' };
      become('signed_out', null);
    },

    refused(error) {
      if (error.status !== 401 || busy.value) return;
      if (state.value !== 'signed_in' && state.value !== 'locked') return;
      void vault.lock();
      become('signed_out', null);
    },

    touch() {
      touchedMs = now();
    },

    async signUpLook(fragment) {
      await starting;
      if (state.value === 'signed_in' || state.value === 'locked') {
        const name = me.value?.name ?? '';
        signUp.value = {
          kind: 'gone',
          why: t('{name} is signed in here. Sign out first, then open the link again.', { name }),
        };
        return;
      }
      try {
        await look(fragment);
      } catch (error) {
        signUp.value = { kind: 'gone', why: problemOf(error, 'sign_up').text };
      }
    },

    signUpMake: ({ login: typed, name: called, passphrase }) =>
      act('sign_up', async () => {
        const login = typed.trim().toLowerCase();
        const name = called.trim();
        if (!LOGIN.test(login)) {
          return fail(t('Use 3 to 64 small letters, digits and . _ - @'), 'login');
        }
        if (name === '' || [...name].length > 80) {
          return fail(t('Say what you would like to be called, in up to 80 letters.'), 'name');
        }
        if (faulty(passphrase, [login, name])) return false;
        return make(login, name, passphrase);
      }),

    signUpCodeKept() {
      if (signUp.value.kind === 'code') signUp.value = { kind: 'proving' };
    },

    signUpCodeAgain() {
      if (shownCode !== null) signUp.value = { kind: 'code', recovery_code: shownCode };
    },

    proveRecovery: (typed) =>
      act('proof', async () => {
        if (shownCode !== null && !(await vault.checkRecoveryCode(typed))) {
          return fail(t('This is not the code we showed. Look at it once more.'), 'code');
        }
        await api.proved(await vault.recoveryAuthKey(typed));
        me.value = await api.me();
        shownCode = null;
        if (signUp.value.kind !== 'none') signUp.value = { kind: 'done' };
        return true;
      }),

    renewRecovery: (passphrase) =>
      act('passphrase', async () => {
        const who = signedIn();
        await prove(who.login, 'passphrase', passphrase);
        const { recovery_code, slot } = await vault.renewRecovery(who.login);
        await api.putSlot('recovery', slot);
        me.value = await api.me();
        shownCode = recovery_code;
        signUp.value = { kind: 'code', recovery_code };
        return true;
      }),

    changePassphrase: (current, next) =>
      act('passphrase', async () => {
        const who = signedIn();
        if (faulty(next, [who.login, who.name])) return false;
        await prove(who.login, 'passphrase', current);
        return putPassphrase(who, next);
      }),

    choosePassphrase: (next) =>
      act('slot', async () => {
        const who = signedIn();
        if (faulty(next, [who.login, who.name])) return false;
        return putPassphrase(who, next);
      }),
  };

  function signedIn(): Me {
    if (me.value === null || state.value !== 'signed_in') {
      throw new VaultError('locked', 'The keys on this device are closed.');
    }
    return me.value;
  }

  async function begin(): Promise<void> {
    fail(null);
    try {
      await hear();
    } catch (error) {
      fail(problemOf(error, 'slot').text);
    }
    let who: Me;
    try {
      who = await api.me();
    } catch (error) {
      if (error instanceof HttpError && error.status === 401) become('signed_out', null);
      else fail(problemOf(error, 'slot').text);
      return;
    }
    try {
      become((await vault.resume(who)) ? 'signed_in' : 'locked', who);
    } catch (error) {
      become('locked', who);
      fail(problemOf(error, 'slot').text);
    }
  }
}

/** A refusal that may pass by itself. */
function passes(error: HttpError): boolean {
  return error.status === 0 || error.status === 429 || error.status >= 500;
}
