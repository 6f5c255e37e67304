// SPDX-License-Identifier: Apache-2.0
// Taking a copy of everything: find, open, write, hand over. All of it on this device; the server is
// asked only for what the person may read anyway. No DOM.

import { type ReadonlySignal, signal } from '@preact/signals';
import { t } from '../ui/text';
import { type Vault, VaultError } from '../vault/vault';
import { archiveHtml } from './archive-html';
import { type AttachedFile, carryAttached } from './attached-files';
import { countSealed, type Found } from './found';
import { readArchive, type Unseal } from './read-archive';
import { fileName, type Keys, sealedFiles } from './sealed-files';
import { createZip } from './zip';

/** What kind of copy: to read in any browser, or sealed for OpenPGP programs. */
export type CopyKind = 'readable' | 'sealed';

/** Where the making stands. `done` of `all` counts sealed things; `all` 0 while they are looked for. */
export type CopyState =
  | { kind: 'choosing' }
  | { kind: 'making'; done: number; all: number }
  | { kind: 'ready'; file: Blob; name: string; refused: number }
  | { kind: 'failed'; why: string };

/** State and actions. */
export interface CopyModel {
  readonly state: ReadonlySignal<CopyState>;
  /** Makes the copy; after it `state` is `ready` or `failed`. `phrase` locks a sealed one. The caller
   * has had the pass phrase confirmed. */
  make(kind: CopyKind, phrase: string): Promise<void>;
  /** Stops, or forgets what was made. */
  reset(): void;
}

/** What the model stands on. */
export type CopyDeps = {
  /** Everything the person may read, sealed; `going` throws when it is no longer wanted. */
  find(going: () => void): Promise<Found>;
  unseal: Unseal;
  /** The files that go with a letter. */
  filesOf(body: unknown): AttachedFile[];
  vault: Pick<Vault, 'keyToTakeAway' | 'secretsToTakeAway' | 'fileToTakeAway'>;
  /** The secrets are grants to the recovery key. */
  granted?: boolean;
  now(): number;
  /** Lets the page breathe; a timer unless a test says otherwise. */
  breathe?: () => Promise<void>;
};

/** Thrown inside to stop. */
class Stopped extends Error {}

const BREATHE_MS = 40;

/** Makes the model. Nothing is asked of anybody before `make`. */
export function createCopyModel(deps: CopyDeps): CopyModel {
  const state = signal<CopyState>({ kind: 'choosing' });
  const breathe = deps.breathe ?? (() => new Promise<void>((done) => setTimeout(done, 0)));
  let turn = 0;

  async function readable(found: Found, step: () => Promise<void>) {
    const nowMs = deps.now();
    const zip = createZip();
    const archive = await readArchive(found, {
      unseal: deps.unseal,
      filesOf: deps.filesOf,
      keep: (path, bytes, atMs) => zip.bytes(path, [bytes], atMs),
      step,
      nowMs,
    });
    zip.text('index.html', archiveHtml(archive), nowMs);
    const json = JSON.stringify(archive, null, 1);
    zip.text('archive.json', json, nowMs);
    return { file: zip.end(), refused: json.split('"kind": "refused"').length - 1 };
  }

  async function sealed(found: Found, phrase: string, step: () => Promise<void>) {
    const nowMs = deps.now();
    const keys: Keys = {
      mine: await deps.vault.keyToTakeAway(phrase),
      secrets: new Map(),
      granted: deps.granted === true,
    };
    for (const { conversation } of found.alliances)
      keys.secrets.set(conversation, await secretsOf(deps.vault, conversation));
    const zip = createZip();
    const { unseal, filesOf, vault } = deps;
    const attached = await carryAttached(found, {
      unseal,
      filesOf,
      seal: vault.fileToTakeAway,
      keep: (path, bytes, atMs) => zip.bytes(path, [bytes], atMs),
      step,
    });
    const { files, index, readme } = sealedFiles(found, keys, attached.entries, nowMs);
    zip.text('README.txt', readme, nowMs);
    zip.text('index.json', index, nowMs);
    for (const { path, bytes, at_ms } of files) {
      await zip.bytes(path, [bytes], at_ms);
      await step();
    }
    return { file: zip.end(), refused: attached.refused };
  }

  return {
    state,
    async make(kind, phrase) {
      const mine = ++turn;
      const going = () => {
        if (mine !== turn) throw new Stopped();
      };
      state.value = { kind: 'making', done: 0, all: 0 };
      try {
        const found = await deps.find(going);
        const all = countSealed(found);
        let done = 0;
        let shownMs = 0;
        const step = async () => {
          done++;
          const nowMs = performance.now();
          if (nowMs - shownMs > BREATHE_MS) {
            shownMs = nowMs;
            going();
            state.value = { kind: 'making', done: Math.min(done, all), all };
            await breathe();
          }
          going();
        };
        const made =
          kind === 'readable' ? await readable(found, step) : await sealed(found, phrase, step);
        going();
        const day = new Date(deps.now()).toISOString().slice(0, 10);
        const word = kind === 'sealed' ? 'rapport-sealed' : 'rapport';
        const name = `${word}-${fileName(found.owner.login)}-${day}.zip`;
        state.value = { kind: 'ready', name, ...made };
      } catch (error) {
        if (error instanceof Stopped) return;
        if (mine === turn) state.value = { kind: 'failed', why: whyOf(error) };
      }
    },
    reset() {
      turn++;
      state.value = { kind: 'choosing' };
    },
  };
}

/** A conversation this device has no key for is carried away closed. */
async function secretsOf(vault: CopyDeps['vault'], conversation: string) {
  try {
    return await vault.secretsToTakeAway(conversation);
  } catch (error) {
    if (error instanceof VaultError && error.code === 'no_secret') return [];
    throw error;
  }
}

function whyOf(error: unknown): string {
  if (error instanceof VaultError) return t(error.message);
  if (error instanceof RangeError)
    return t('There is more than one file can hold. Please tell the practice.');
  return t('The line is down. Nothing was lost; try again in a moment.');
}
