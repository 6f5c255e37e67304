// SPDX-License-Identifier: Apache-2.0
// Who is signed in on this device, and every way in and out. No DOM.

import type { ReadonlySignal } from '@preact/signals';
import type { Hello, Me } from './account';

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
