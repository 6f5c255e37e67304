// SPDX-License-Identifier: Apache-2.0
// A ZIP file that grows in pieces. What is finished is handed to the browser as Blobs, which it may
// keep on disk: memory holds one piece, not the whole archive.

import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { type Bytes, utf8 } from '../vault/bytes';

/** A ZIP without extensions holds no more than this. */
export const ZIP_FILES_MAX = 60_000;
/** The same in bytes, with room for the list at the end. */
export const ZIP_BYTES_MAX = 3_900_000_000;

const PIECE = 4 * 1024 * 1024;

/** A ZIP being written. Throws RangeError when it would grow past what a ZIP can hold. */
export interface ZipWriter {
  /** Text is made smaller; `at_ms` is the time the file carries. */
  text(path: string, text: string, at_ms: number): void;
  /** Bytes that would not get smaller: sealed things, pictures. In pieces, as they come. */
  bytes(path: string, pieces: AsyncIterable<Bytes> | Iterable<Bytes>, at_ms: number): Promise<void>;
  end(): Blob;
}

/** An empty ZIP. */
export function createZip(): ZipWriter {
  const parts: Blob[] = [];
  let open: Bytes[] = [];
  let openBytes = 0;
  let all = 0;
  let files = 0;

  function close(): void {
    if (open.length > 0) parts.push(new Blob(open));
    open = [];
    openBytes = 0;
  }

  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    open.push(chunk as Bytes);
    openBytes += chunk.length;
    all += chunk.length;
    if (openBytes >= PIECE) close();
    if (all > ZIP_BYTES_MAX) throw new RangeError('the archive is larger than a ZIP file can be');
  });

  function add<File extends ZipDeflate | ZipPassThrough>(file: File, at_ms: number): File {
    files++;
    if (files > ZIP_FILES_MAX) throw new RangeError('the archive has more files than a ZIP can');
    // ZIP knows no time before 1980.
    file.mtime = Math.max(at_ms, Date.UTC(1980, 0, 2));
    zip.add(file);
    return file;
  }

  return {
    text(path, text, at_ms) {
      add(new ZipDeflate(path, { level: 6 }), at_ms).push(utf8(text), true);
    },
    async bytes(path, pieces, at_ms) {
      const file = add(new ZipPassThrough(path), at_ms);
      for await (const piece of pieces) file.push(piece, false);
      file.push(new Uint8Array(0), true);
    },
    end() {
      zip.end();
      close();
      return new Blob(parts, { type: 'application/zip' });
    },
  };
}
