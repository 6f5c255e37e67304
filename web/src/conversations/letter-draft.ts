// SPDX-License-Identifier: Apache-2.0
// What somebody writes and has not sent: kept on this device, sealed, across reload, lock and sign-in.

import { type ReadonlySignal, signal } from '@preact/signals';
import type { Vault } from '../vault/vault';
import { type LetterFile, parseLetterBody } from './letter';

/** A draft of one letter. */
export interface LetterDraft {
  readonly text: ReadonlySignal<string>;
  /** Reads what was kept; gives the files that belong to it. */
  open(): Promise<LetterFile[]>;
  write(text: string): void;
  files(files: readonly LetterFile[]): void;
  /** It was sent. */
  clear(): void;
}

type DraftDeps = {
  alliance: string;
  vault: Pick<Vault, 'sealLocal' | 'openLocal'>;
  /** Runs something later; gives back how to stop it. */
  later: (run: () => void, ms: number) => () => void;
};

const PAUSE_MS = 300; // between the last letter typed and keeping it

/** Makes the draft; `open` reads it. */
export function createLetterDraft({ alliance, vault, later }: DraftDeps): LetterDraft {
  const name = `letter|${alliance}`;
  const text = signal('');
  let files: readonly LetterFile[] = [];
  let stop: (() => void) | null = null;

  function keep(): void {
    stop = null;
    const empty = text.peek() === '' && files.length === 0;
    const value = empty ? null : JSON.stringify({ text: text.peek(), files });
    void vault.sealLocal(name, value).catch(() => undefined);
  }

  function soon(): void {
    stop?.();
    stop = later(keep, PAUSE_MS);
  }

  return {
    text,
    async open() {
      const kept = await vault.openLocal(name).catch(() => null);
      const body = kept === null ? null : parseLetterBody(parse(kept));
      if (body === null || 'deleted' in body) return [];
      if (text.peek() === '') text.value = body.text;
      files = body.files;
      return body.files;
    },
    write(next) {
      text.value = next;
      soon();
    },
    files(next) {
      files = next;
      soon();
    },
    clear() {
      stop?.();
      text.value = '';
      files = [];
      keep();
    },
  };
}

function parse(letters: string): unknown {
  try {
    return JSON.parse(letters);
  } catch {
    return null;
  }
}
