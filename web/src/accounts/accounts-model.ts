// SPDX-License-Identifier: Apache-2.0
// Who is signed in on this device, and every way in and out. No DOM.

import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import { HttpError } from '../net/http';
import { t } from '../ui/text';
import { type SlotKind, type Vault, VaultError } from '../vault/vault';
import type { Hello, Me } from './account';
import { faultInWords } from './account-words';
import type { AccountsApi } from './accounts-api';
import { type Authenticator, createAuthenticator, PasskeyStopped } from './authenticator';
import { createDesk } from './desk';
import { deviceName } from './device-name';
import type { FactorsApi } from './factors-api';
import type { FactorsDeps } from './factors-model';
import { createIdleWatch } from './idle-watch';
import { judgePassphrase } from './passphrase-rules';
import { createSecondStep, type SecondStep } from './second-step';
import { createSignUp, LOGIN, type SignUp, type SignUpDetails } from './sign-up';
import type { WayBackDeps } from './way-back-model';
import { hasTwoWays } from './ways-in';

/** `locked`: the server knows this device, but the keys are closed until the pass phrase is given. */
export type AccountsState = 'unknown' | 'signed_out' | 'signed_in' | 'locked';

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
  /** A pass phrase is being typed here: so that opening takes less of a moment. */
  expectPassphrase(): void;
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
  /** Whether others see that I have read. Throws HttpError. */
  setShowsRead(shows: boolean): Promise<void>;

  /** A link was opened: `fragment` is what follows `#`. */
  signUpLook(fragment: string): Promise<void>;
  /** Makes keys on this device, then the account. */
  signUpMake(details: SignUpDetails): Promise<boolean>;
  /** "I have written it down." */
  signUpCodeKept(): void;
  /** Back to the code, while it is still known here. */
  signUpCodeAgain(): void;
  /** True when the typed code is right and the server knows it was kept. */
  proveRecovery(typed: string): Promise<boolean>;
  /** A new code in place of the old: signUp becomes `code` again. Asks for the pass phrase, as
   * changing a slot needs a fresh login. */
  renewRecovery(passphrase: string): Promise<boolean>;

  /** The second step of whichever sign-in runs; null when none is due. */
  readonly second: SecondStep;
  /** What createFactorsModel stands on, for the pages that need one. */
  readonly forFactors: FactorsDeps;
  /** What createWayBackModel stands on. */
  readonly forWayBack: WayBackDeps;
  /** This browser knows passkeys. */
  readonly canPasskey: boolean;
  /** When somebody last showed here who they are, by this device's clock; 0: not since the page was
   * loaded. Ways in can be changed for ten minutes after. */
  readonly shownMs: ReadonlySignal<number>;
  /** Two ways in are known to work, so that a journal would not be lost with a pass phrase. */
  readonly canKeepJournal: ReadonlySignal<boolean>;
  /** A passkey opens the account by itself: from signed out, locked, or to try it out. */
  signInWithPasskey(): Promise<boolean>;
  /** The pass phrase once more, before something that asks for a fresh login. */
  confirm(passphrase: string): Promise<boolean>;
  changePassphrase(current: string, next: string): Promise<boolean>;
  /** After signing in with the recovery code. */
  choosePassphrase(next: string): Promise<boolean>;
}

/** What the model stands on. */
export type AccountsDeps = {
  api: AccountsApi;
  vault: Vault;
  factors: FactorsApi;
  /** The browser's passkeys, unless a test says otherwise. */
  authenticator?: Authenticator;
  /** Resolves after so many milliseconds; a timer unless a test says otherwise. */
  wait?: (ms: number) => Promise<void>;
  /** This device's clock; Date.now unless a test says otherwise. */
  now?: () => number;
};

/** Without a touch for so long, the keys are closed. */
export const IDLE_MS = 15 * 60_000;

/** Makes the model. Nothing is asked of the server before `start` or an action. */
export function createAccountsModel(deps: AccountsDeps): AccountsModel {
  const { api, vault } = deps;
  const wait = deps.wait ?? ((ms) => new Promise<void>((done) => setTimeout(done, ms)));

  const state = signal<AccountsState>('unknown');
  const me = signal<Me | null>(null);
  const hello = signal<Hello | null>(null);
  const needsPassphrase = signal(false);
  const shownMs = signal(0);
  const now = deps.now ?? Date.now;
  const authenticator = deps.authenticator ?? createAuthenticator();
  const device = () => deviceName(globalThis.navigator?.userAgent ?? '');
  const desk = createDesk();
  const steps = createSignUp({ api, vault, desk, wait, device });
  const second = createSecondStep({ api: deps.factors, authenticator, device });
  const forFactors: FactorsDeps = {
    api: deps.factors,
    vault,
    authenticator,
    me: () => me.peek(),
    practice: () => hello.peek()?.practice ?? '',
    again: async () => {
      me.value = await api.me();
    },
  };
  /** An account was made, or made anew: signed in, with a code to keep. */
  function arrived(who: Me, recovery_code: string): void {
    batch(() => {
      become('signed_in', who);
      shownMs.value = now();
      steps.show(recovery_code);
    });
  }
  const canKeepJournal = computed(() => me.value !== null && hasTwoWays(me.value));
  const idle = createIdleWatch(IDLE_MS, now, () => void lock());
  const needsProof = computed(() => {
    const recovery = me.value?.slots.find((slot) => slot.kind === 'recovery');
    const outside = steps.step.value.kind === 'none' || steps.step.value.kind === 'done';
    return state.value === 'signed_in' && outside && recovery?.proved_ms === null;
  });
  let starting: Promise<void> | null = null;

  function become(next: AccountsState, who: Me | null): void {
    batch(() => {
      state.value = next;
      me.value = who;
      if (next === 'signed_in') return;
      needsPassphrase.value = false;
      shownMs.value = 0;
    });
    if (next === 'signed_in') idle.start();
    else idle.stop();
  }

  function signedIn(): Me {
    if (me.value === null || state.value !== 'signed_in') {
      throw new VaultError('locked', 'The keys on this device are closed.');
    }
    return me.value;
  }

  async function begin(): Promise<void> {
    desk.fail(null);
    try {
      hello.value = await api.hello();
      await vault.setClock(hello.value.now_ms);
    } catch (error) {
      desk.failWith(error, 'slot');
    }
    let who: Me;
    try {
      who = await api.me();
    } catch (error) {
      if (error instanceof HttpError && error.status === 401) become('signed_out', null);
      else desk.failWith(error, 'slot');
      return;
    }
    try {
      become((await vault.resume(who)) ? 'signed_in' : 'locked', who);
    } catch (error) {
      become('locked', who);
      desk.failWith(error, 'slot');
    }
  }

  /** A fresh login; the vault keeps the other half of the secret until it is unlocked. */
  async function prove(login: string, slot: SlotKind, secret: string): Promise<Me> {
    const parameters = await api.salt(login, slot);
    const authKey = await vault.authKey({ login, slot, secret, parameters });
    const answer = await api.login(login, slot, authKey, device());
    const who = 'half' in answer ? await second.ask(answer) : answer;
    shownMs.value = now();
    return who;
  }

  async function enterByPasskey(): Promise<boolean> {
    const own = me.value?.passkeys.filter((one) => one.wrapped !== null) ?? [];
    const credentials = own.length === 0 ? null : own.map((one) => one.credential);
    const challenge = await deps.factors.challenge();
    const { answer, prf } = await authenticator.ask({ challenge, credentials });
    const who = await deps.factors.loginPasskey(answer, device());
    const { wrapped } = who.passkeys.find((one) => one.credential === answer.credential) ?? {};
    try {
      if (prf === null || !wrapped) throw new PasskeyStopped();
      await vault.unlockByPasskey(who, { credential: answer.credential, wrapped, prf });
    } catch (error) {
      if (state.value !== 'signed_in') {
        await api.logout().catch(() => undefined);
        become('signed_out', null);
      }
      throw error;
    }
    shownMs.value = now();
    become('signed_in', who);
    return true;
  }

  async function enter(typed: string, slot: SlotKind, secret: string): Promise<boolean> {
    const login = typed.trim().toLowerCase();
    if (!LOGIN.test(login)) return desk.fail(t('Give your sign-in name.'), 'login');
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

  async function lock(): Promise<void> {
    await vault.lock();
    steps.reset();
    second.stop();
    become('locked', me.value);
  }

  /** The body of both ways to a new pass phrase. */
  async function replacePassphrase(next: string, fresh: (who: Me) => Promise<unknown>) {
    const who = signedIn();
    const fault = judgePassphrase(next, [who.login, who.name]);
    if (fault !== null) return desk.fail(faultInWords(fault), 'passphrase');
    await fresh(who);
    const slot = await vault.rewrap({ login: who.login, kind: 'passphrase', secret: next });
    await api.putSlot('passphrase', slot);
    me.value = await api.me();
    needsPassphrase.value = false;
    return true;
  }

  return {
    state,
    me,
    hello,
    busy: desk.busy,
    problem: desk.problem,
    problemField: desk.problemField,
    needsPassphrase,
    needsProof,
    signUp: steps.step,
    second,
    forFactors,
    forWayBack: { api, vault, desk, device, arrived },
    canPasskey: authenticator.can(),
    shownMs,
    canKeepJournal,

    start() {
      starting = begin().finally(() => {
        starting = null;
      });
      return starting;
    },

    // A device that cannot make room now will say so when it has to.
    expectPassphrase: () => void vault.expectPassphrase().catch(() => undefined),

    signIn: (login, passphrase) =>
      desk.act('passphrase', () => enter(login, 'passphrase', passphrase)),
    signInWithRecovery: (login, code) => desk.act('recovery', () => enter(login, 'recovery', code)),
    unlock: (passphrase) =>
      desk.act('passphrase', () => enter(me.value?.login ?? '', 'passphrase', passphrase)),

    signInWithPasskey: () => desk.act('passkey', enterByPasskey),

    lock,

    async signOut() {
      // Without a line the cookie stays, but the keys are gone from this device.
      await api.logout().catch(() => undefined);
      await vault.lock();
      steps.reset();
      desk.fail(null);
      become('signed_out', null);
    },

    refused(error) {
      if (error.status !== 401 || desk.busy.value) return;
      if (state.value !== 'signed_in' && state.value !== 'locked') return;
      void vault.lock();
      steps.reset();
      become('signed_out', null);
    },

    touch: idle.touch,
    async setShowsRead(shows) {
      await api.choose({ shows_read: shows });
      if (me.value !== null) me.value = { ...me.value, shows_read: shows };
    },

    async signUpLook(fragment) {
      await starting;
      if (state.value === 'signed_in' || state.value === 'locked') {
        const name = me.value?.name ?? '';
        steps.refuse(
          t('{name} is signed in here. Sign out first, then open the link again.', { name }),
        );
        return;
      }
      await steps.look(fragment);
    },

    signUpMake: (details) =>
      desk.act('sign_up', async () => {
        const made = await steps.make(details);
        if (made === null) return false;
        arrived(made.me, made.recovery_code);
        return true;
      }),

    signUpCodeKept: steps.kept,
    signUpCodeAgain: steps.again,

    proveRecovery: (typed) =>
      desk.act('proof', async () => {
        if (steps.shown() !== null && !(await vault.checkRecoveryCode(typed))) {
          return desk.fail(t('This is not the code we showed. Look at it once more.'), 'code');
        }
        await api.proved(await vault.recoveryAuthKey(typed));
        me.value = await api.me();
        steps.proved();
        return true;
      }),

    renewRecovery: (passphrase) =>
      desk.act('passphrase', async () => {
        const who = signedIn();
        await prove(who.login, 'passphrase', passphrase);
        const { recovery_code, slot } = await vault.renewRecovery(who.login);
        await api.putSlot('recovery', slot);
        me.value = await api.me();
        steps.show(recovery_code);
        return true;
      }),

    confirm: (passphrase) =>
      desk.act('passphrase', async () => {
        await vault.confirm(await prove(signedIn().login, 'passphrase', passphrase), 'passphrase');
        return true;
      }),

    changePassphrase: (current, next) =>
      desk.act('passphrase', () =>
        replacePassphrase(next, (who) => prove(who.login, 'passphrase', current)),
      ),
    choosePassphrase: (next) =>
      desk.act('slot', () => replacePassphrase(next, () => Promise.resolve())),
  };
}
