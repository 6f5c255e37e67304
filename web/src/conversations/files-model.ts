// SPDX-License-Identifier: Apache-2.0
// The files of a letter that is being written: sealed at once, uploaded chunk by chunk, and gone on
// with after a broken line or a reload. And the way back: fetched, opened and checked.

import { type ReadonlySignal, signal } from '@preact/signals';
import { HttpError } from '../net/http';
import { CHUNK_BYTES, FILE_BYTES_MAX } from '../vault/files';
import type { Vault } from '../vault/vault';
import { cleanName, FILES_MAX, type LetterFile } from './letter';
import type { FilesApi } from './letters-api';

/** Why a file cannot come along. */
export type FileRefusal = 'empty' | 'too_large' | 'too_many' | 'no_room' | 'lost';

/** A file on its way up. `waiting`: the line is down. */
export type Upload = {
  file: LetterFile;
  /** Chunks that are there, and of how many. */
  there: number;
  of: number;
  state: 'going' | 'waiting' | 'done' | FileRefusal;
};

/** The files of one letter. */
export interface FilesModel {
  readonly uploads: ReadonlySignal<readonly Upload[]>;
  /** Why the last file was not taken; null when it was. */
  readonly refusal: ReadonlySignal<FileRefusal | null>;
  add(name: string, type: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Takes it out, here and on the server. */
  cancel(id: string): Promise<void>;
  /** Goes on with everything that is not there yet. */
  resume(): void;
  /** Files of a draft that was kept. */
  restore(files: readonly LetterFile[]): void;
  /** They went with a letter: forgets them here. */
  release(): void;
}

type FilesDeps = {
  alliance: string;
  api: FilesApi;
  vault: Pick<Vault, 'keepFile' | 'keptChunk' | 'forgetFile'>;
  /** The list changed: to be kept with the draft. */
  changed(): void;
};

const chunksOf = (size: number) => Math.ceil(size / CHUNK_BYTES);

/** Makes the model; nothing is asked before a file comes. */
export function createFilesModel({ alliance, api, vault, changed }: FilesDeps): FilesModel {
  const uploads = signal<readonly Upload[]>([]);
  const refusal = signal<FileRefusal | null>(null);
  const running = new Set<string>();

  const find = (id: string) => uploads.peek().find((one) => one.file.id === id);
  const set = (id: string, change: Partial<Upload>) => {
    uploads.value = uploads.peek().map((one) => (one.file.id === id ? { ...one, ...change } : one));
  };

  async function upload({ id, size }: LetterFile): Promise<void> {
    const chunks = chunksOf(size);
    const { have } = await api.begin({ id, alliance, size, chunks });
    let there = have.length;
    set(id, { there });
    for (let n = 0; n < chunks; n++) {
      if (have.includes(n)) continue;
      const sealed = await vault.keptChunk(id, n);
      if (sealed === null) {
        set(id, { state: 'lost' });
        return;
      }
      // Taken out meanwhile.
      if (find(id) === undefined) return;
      await api.putChunk(id, n, sealed);
      there++;
      set(id, { there });
    }
    set(id, { state: 'done' });
    changed();
  }

  async function go(file: LetterFile): Promise<void> {
    if (running.has(file.id)) return;
    running.add(file.id);
    set(file.id, { state: 'going' });
    try {
      await upload(file);
    } catch (error) {
      const full = error instanceof HttpError && (error.status === 413 || error.status === 507);
      set(file.id, { state: full ? 'no_room' : 'waiting' });
    } finally {
      running.delete(file.id);
    }
  }

  function judge(bytes: Uint8Array): FileRefusal | null {
    if (bytes.length === 0) return 'empty';
    if (bytes.length > FILE_BYTES_MAX) return 'too_large';
    return uploads.peek().length >= FILES_MAX ? 'too_many' : null;
  }

  return {
    uploads,
    refusal,
    async add(name, type, bytes) {
      refusal.value = judge(bytes);
      if (refusal.value !== null) return;
      const kept = await vault.keepFile(bytes);
      const file: LetterFile = { ...kept, name: cleanName(name), type: type.slice(0, 100) };
      const of = chunksOf(file.size);
      uploads.value = [...uploads.peek(), { file, there: 0, of, state: 'going' }];
      changed();
      await go(file);
    },
    async cancel(id) {
      const one = find(id);
      if (one === undefined) return;
      uploads.value = uploads.peek().filter((other) => other.file.id !== id);
      changed();
      await vault.forgetFile(id, one.of);
      // What is left there is swept by the server after a week.
      await api.cancel(id).catch(() => undefined);
    },
    resume() {
      for (const one of uploads.peek()) if (one.state === 'waiting') void go(one.file);
    },
    restore(files) {
      uploads.value = files.map((file) => ({
        file,
        there: 0,
        of: chunksOf(file.size),
        state: 'waiting',
      }));
      for (const file of files) void go(file);
    },
    release() {
      for (const { file, of } of uploads.peek()) void vault.forgetFile(file.id, of);
      uploads.value = [];
    },
  };
}

/** Fetches, opens and checks a file. Null when it is not the one that was sent; throws HttpError. */
export async function fetchFile(
  file: LetterFile,
  api: Pick<FilesApi, 'chunk'>,
  vault: Pick<Vault, 'openChunk' | 'fileHash'>,
  progress: (share: number) => void,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks = chunksOf(file.size);
  const whole = new Uint8Array(file.size);
  for (let n = 0; n < chunks; n++) {
    const part = await vault.openChunk(file, n, await api.chunk(file.id, n));
    const room = Math.min(CHUNK_BYTES, file.size - n * CHUNK_BYTES);
    if (part === null || part.length !== room) return null;
    whole.set(part, n * CHUNK_BYTES);
    progress((n + 1) / chunks);
  }
  return (await vault.fileHash(whole)) === file.sha256 ? whole : null;
}
