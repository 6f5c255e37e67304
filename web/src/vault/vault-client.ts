// SPDX-License-Identifier: Apache-2.0
// The page's side of the vault: the same face, spoken through the worker.

import { type Vault, VaultError } from './vault';
import { type Answer, CALLS, type Call, type Request } from './vault-protocol';

/** The little of a Worker that is used here; tests give their own. */
export interface VaultWorker {
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(request: Request): void;
}

type Waiting = { done(value: unknown): void; fail(error: unknown): void };

/** Speaks to the vault in `worker`. A worker that breaks fails every call, now and later. */
export function createVaultClient(worker: VaultWorker): Vault {
  const waiting = new Map<number, Waiting>();
  let ref = 0;
  let broken: Error | null = null;

  worker.onmessage = ({ data }) => {
    const answer = data as Answer;
    const one = waiting.get(answer.ref);
    waiting.delete(answer.ref);
    if (answer.ok) one?.done(answer.value);
    else one?.fail(revive(answer));
  };

  worker.onerror = (event) => {
    broken = new Error(`the vault stopped: ${event.message ?? 'it could not be loaded'}`);
    for (const one of waiting.values()) one.fail(broken);
    waiting.clear();
  };

  function ask(call: Call, args: unknown[]): Promise<unknown> {
    if (broken !== null) return Promise.reject(broken);
    return new Promise((done, fail) => {
      ref++;
      waiting.set(ref, { done, fail });
      worker.postMessage({ ref, call, args });
    });
  }

  const calls = CALLS.map((call) => [call, (...args: unknown[]) => ask(call, args)]);
  return Object.fromEntries(calls) as Vault;
}

function revive(answer: Extract<Answer, { ok: false }>): Error {
  return answer.code === null
    ? new Error(answer.message)
    : new VaultError(answer.code, answer.message);
}
