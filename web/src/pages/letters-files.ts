// SPDX-License-Identifier: Apache-2.0
// The files of a letter, for a copy that is taken away.

import type { AttachedFile } from '../archive/attached-files';
import { fetchFile } from '../conversations/files-model';
import { parseLetterBody } from '../conversations/letter';
import type { FilesApi } from '../conversations/letters-api';
import type { Vault } from '../vault/vault';

/** None of a body that is no letter. */
export function lettersFiles(
  body: unknown,
  api: Pick<FilesApi, 'chunk'>,
  vault: Pick<Vault, 'openChunk' | 'fileHash'>,
  progress: () => void,
): AttachedFile[] {
  const letter = parseLetterBody(body);
  if (letter === null || !('files' in letter)) return [];
  return letter.files.map((file) => ({
    id: file.id,
    name: file.name,
    size: file.size,
    fetch: () => fetchFile(file, api, vault, progress),
  }));
}
