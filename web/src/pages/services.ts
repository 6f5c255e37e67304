// SPDX-License-Identifier: Apache-2.0
// Everything with a life longer than a page: the line, the workers, who is signed in, the clock, and
// the models of one signed-in person. Made once by main.tsx and passed down.

import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { HelpNumber } from '../accounts/account';
import { createAccountsApi } from '../accounts/accounts-api';
import { type AccountsModel, createAccountsModel } from '../accounts/accounts-model';
import { createFactorsApi } from '../accounts/factors-api';
import { createCoreClient } from '../core/core-client';
import type { CoreClient } from '../core/core-types';
import { createHttp, type Http, type HttpError } from '../net/http';
import { startWorker } from '../net/worker-url';
import type { Vault } from '../vault/vault';
import { createVaultClient } from '../vault/vault-client';
import { keepHelp, keptHelp } from './help';
import { createSession, type Session } from './session';

/** What pages are given. */
export type Services = {
  http: Http;
  core: CoreClient;
  vault: Vault;
  accounts: AccountsModel;
  /** The models of whoever is signed in with open keys; null otherwise. */
  session: ReadonlySignal<Session | null>;
  /** The newest help numbers known, also without a line. */
  help: ReadonlySignal<readonly HelpNumber[]>;
  /** The server's time, ticking a few times a minute; for words like "in 25 minutes". */
  nowMs: ReadonlySignal<number>;
  /** The server's time right now. */
  now: () => number;
  /** What this device keeps; empty and forgetful where a browser forbids it. */
  shelf: Storage;
};

const TICK_MS = 15_000;
const NOISE = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/** Starts the house in a browser. */
export function createServices(): Services {
  const shelf = openShelf();
  let heard: (error: HttpError) => void = () => {};
  const http = createHttp('', { refused: (error) => heard(error) });
  const vault = createVaultClient(startWorker('vault'));
  const core = createCoreClient(startWorker('core'));
  const accounts = createAccountsModel({
    api: createAccountsApi(http),
    factors: createFactorsApi(http),
    vault,
  });
  heard = (error) => accounts.refused(error);

  const help = signal<readonly HelpNumber[]>(keptHelp(shelf));
  let offsetMs = 0;
  const now = () => Date.now() + offsetMs;
  const nowMs = signal(now());
  effect(() => {
    const hello = accounts.hello.value;
    if (hello === null) return;
    offsetMs = hello.now_ms - Date.now();
    nowMs.value = now();
    help.value = hello.help;
    keepHelp(shelf, hello.help);
  });
  setInterval(() => {
    nowMs.value = now();
  }, TICK_MS);

  const session = signal<Session | null>(null);
  effect(() => {
    const who = accounts.state.value === 'signed_in' ? accounts.me.value : null;
    const running = session.peek();
    if (running !== null && running.account !== who?.account) {
      running.end();
      session.value = null;
    }
    if (who !== null && who.second_factor !== 'owed' && session.peek() === null)
      session.value = createSession({ http, core, vault, shelf, now, me: who });
  });
  for (const noise of NOISE)
    document.addEventListener(noise, () => accounts.touch(), { capture: true, passive: true });

  return { http, core, vault, accounts, session, help, nowMs, now, shelf };
}

/** localStorage, or a Map where it is forbidden. */
function openShelf(): Storage {
  try {
    localStorage.getItem('rapport');
    return localStorage;
  } catch {
    const kept = new Map<string, string>();
    return {
      get length() {
        return kept.size;
      },
      key: (at) => [...kept.keys()][at] ?? null,
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
      clear: () => kept.clear(),
    };
  }
}
