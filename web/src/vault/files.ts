// SPDX-License-Identifier: Apache-2.0
// Files that go with a letter: cut into chunks, each sealed under the file's own key. The place of a
// chunk and how many there are is bound to it, so that none can be moved or left out. What was sealed
// is kept on this device until it is sent, so that an upload goes on after a reload.

import { lockBoxWith, newId, openBoxWith, randomBytes, sha256 } from './boxes';
import { type Bytes, fromBase64url, toBase64url } from './bytes';
import type { VaultStorage } from './storage';
import type { Unlocked } from './unlocked';
import type { KeptFile, SealedFile } from './vault';

/** Bytes of a chunk before sealing; the server counts on it. */
export const CHUNK_BYTES = 256 * 1024;

/** The largest file. */
export const FILE_BYTES_MAX = 25 * 1024 * 1024;

/** The part of the vault that seals and opens files; see vault.ts for the meaning of each. */
export interface Files {
  keepFile(me: Unlocked, bytes: Bytes): Promise<KeptFile>;
  keptChunk(me: Unlocked, id: string, n: number): Promise<string | null>;
  forgetFile(me: Unlocked, id: string, chunks: number): Promise<void>;
  openChunk(file: SealedFile, n: number, sealed: string): Promise<Bytes | null>;
  fileHash(bytes: Bytes): Promise<string>;
}

/** Keeps chunks in `storage`. */
export function createFiles(storage: VaultStorage): Files {
  const place = (me: Unlocked, id: string, n: number) => `file|${me.account}|${id}|${n}`;

  return {
    async keepFile(me, bytes) {
      if (bytes.length === 0 || bytes.length > FILE_BYTES_MAX) throw new RangeError('file size');
      const secret = randomBytes(32);
      const id = newId();
      const chunks = Math.ceil(bytes.length / CHUNK_BYTES);
      const key = await crypto.subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt']);
      for (let n = 0; n < chunks; n++) {
        const part = bytes.slice(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES);
        await storage.put(place(me, id, n), await lockBoxWith(key, part, about(id, n, chunks)));
      }
      const hash = toBase64url(await sha256(bytes));
      return { id, key: toBase64url(secret), size: bytes.length, sha256: hash };
    },

    async keptChunk(me, id, n) {
      const box = await storage.get(place(me, id, n));
      return box instanceof Uint8Array ? toBase64url(box as Bytes) : null;
    },

    async forgetFile(me, id, chunks) {
      for (let n = 0; n < chunks; n++) await storage.delete(place(me, id, n));
    },

    async openChunk({ id, key: letters, size }, n, sealed) {
      const secret = fromBase64url(letters);
      const box = fromBase64url(sealed);
      if (secret?.length !== 32 || !box) return null;
      const key = await crypto.subtle.importKey('raw', secret, 'AES-GCM', false, ['decrypt']);
      return openBoxWith(key, box, about(id, n, Math.ceil(size / CHUNK_BYTES)));
    },

    fileHash: async (bytes) => toBase64url(await sha256(bytes)),
  };
}

function about(id: string, n: number, chunks: number): string {
  return `file|1|${id}|${n}|${chunks}`;
}
