// SPDX-License-Identifier: Apache-2.0
// The ceremony: three sheets, one after the other, each typed back; then the public half is registered
// and the private one is gone. Leaving the page in between leaves nothing behind.

import { type ReadonlySignal, signal } from '@preact/signals';
import { HttpError } from '../net/http';
import { t } from '../ui/text';
import { newId } from '../vault/boxes';
import { type Vault, VaultError } from '../vault/vault';
import type { RecoveryApi } from './recovery-api';

/** Where the ceremony stands. `sheet` 1 to 3. */
export type CeremonyStep =
  | { kind: 'ready' }
  | { kind: 'sheet'; sheet: number; code: string; words: string[] }
  | { kind: 'typing'; sheet: number; words: string[] }
  | { kind: 'notice'; words: string[] }
  | { kind: 'done'; words: string[] };

/** State and actions. */
export interface CeremonyModel {
  readonly step: ReadonlySignal<CeremonyStep>;
  readonly busy: ReadonlySignal<boolean>;
  /** Why the last action was refused; null when it was not. */
  readonly problem: ReadonlySignal<string | null>;
  /** The pass phrase was confirmed. */
  begin(): Promise<void>;
  /** "It is on paper." */
  kept(): void;
  /** Shows the same sheet again. */
  again(): void;
  typed(code: string): Promise<void>;
  /** All three are kept: registers the key. */
  register(noticeDays: number): Promise<void>;
}

/** What the model stands on. */
export type CeremonyDeps = {
  api: RecoveryApi;
  vault: Pick<Vault, 'recoveryBegin' | 'recoveryTyped' | 'recoveryFinish'>;
  practice: string;
  /** The key is registered. */
  onDone(): Promise<void>;
};

/** Makes the model. */
export function createCeremonyModel(deps: CeremonyDeps): CeremonyModel {
  const { api, vault } = deps;
  const step = signal<CeremonyStep>({ kind: 'ready' });
  const busy = signal(false);
  const problem = signal<string | null>(null);
  let sheets: string[] = [];
  /** Made, and not registered yet: sent again after a line that broke. */
  let made: { id: string; public_key: string } | null = null;

  async function act(work: () => Promise<void>): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      await work();
    } catch (error) {
      problem.value = wordsOf(error);
    } finally {
      busy.value = false;
    }
  }

  function show(sheet: number, words: string[]): void {
    step.value = { kind: 'sheet', sheet, code: sheets[sheet - 1] ?? '', words };
  }

  return {
    step,
    busy,
    problem,
    begin: () =>
      act(async () => {
        const begun = await vault.recoveryBegin(deps.practice);
        sheets = begun.sheets;
        made = null;
        show(1, begun.words);
      }),
    kept() {
      const now = step.value;
      if (now.kind === 'sheet') step.value = { kind: 'typing', sheet: now.sheet, words: now.words };
    },
    again() {
      const now = step.value;
      problem.value = null;
      if (now.kind === 'typing') show(now.sheet, now.words);
    },
    typed: (code) =>
      act(async () => {
        const now = step.value;
        if (now.kind !== 'typing') return;
        if (!(await vault.recoveryTyped(now.sheet, code))) {
          problem.value = t('This is not what stands on sheet {n}. Look at it once more.', {
            n: now.sheet,
          });
          return;
        }
        sheets[now.sheet - 1] = '';
        if (now.sheet < sheets.length) show(now.sheet + 1, now.words);
        else step.value = { kind: 'notice', words: now.words };
      }),
    register: (noticeDays) =>
      act(async () => {
        const now = step.value;
        if (now.kind !== 'notice') return;
        made ??= { id: newId(), ...(await vault.recoveryFinish()) };
        await api.register({ ...made, notice_days: noticeDays });
        step.value = { kind: 'done', words: now.words };
        await deps.onDone();
      }),
  };
}

function wordsOf(error: unknown): string {
  if (error instanceof VaultError || (error instanceof HttpError && error.status > 0))
    return t(error.message);
  return t('The line is down. Nothing is lost; try again in a moment.');
}
