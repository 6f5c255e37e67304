// SPDX-License-Identifier: Apache-2.0
// Files that went with letters, for the sealed archive. The server keeps them in chunks that are no
// OpenPGP messages, so each is fetched, checked and sealed anew, to the owner's key; one at a time.

import { t } from '../ui/text';
import type { Bytes } from '../vault/bytes';
import type { Found, FoundMessage } from './found';
import type { Unseal } from './read-archive';
import { folderOf, letterPath, type SealedEntry, safeName } from './sealed-files';

/** A file that goes with a letter; `fetch` gives null when it is not the one that was sent. */
export type AttachedFile = {
  id: string;
  name: string;
  size: number;
  fetch(): Promise<Bytes | null>;
};

/** What carrying them needs. `keep` puts one into the archive; `step` is called after each letter and
 * each file, and may throw to stop. */
export type Carrying = {
  unseal: Unseal;
  filesOf: (body: unknown) => AttachedFile[];
  seal: (name: string, bytes: Bytes) => Promise<Bytes>;
  keep: (path: string, bytes: Bytes, atMs: number) => Promise<void>;
  step: () => Promise<void>;
};

/** Their lines in index.json, `object` being the letter; a file that is not what was sent, and a letter
 * that did not open, have a line with the reason instead of a file, and are counted. */
export async function carryAttached(
  found: Found,
  carrying: Carrying,
): Promise<{ entries: SealedEntry[]; refused: number }> {
  const entries: SealedEntry[] = [];
  let refused = 0;
  for (const [at, alliance] of found.alliances.entries())
    for (const [n, letter] of alliance.letters.entries()) {
      const files = await filesIn(alliance.id, letter, carrying);
      await carrying.step();
      for (const [k, file] of files.entries()) {
        const { id: object, sender, at_ms } = letter;
        const entry = { conversation: alliance.conversation, type: 'file', object, sender, at_ms };
        const bytes = await file.fetch();
        const path = `${folderOf(at, alliance)}/${letterPath(n)}-${k + 1}-${safeName(file.name)}.pgp`;
        if (bytes === null) {
          refused++;
          const why = t('This file is not the one that was sent.');
          entries.push({ file: '', id: file.id, ...entry, why });
        } else {
          await carrying.keep(path, await carrying.seal(file.name, bytes), at_ms);
          entries.push({ file: path, id: file.id, ...entry });
        }
        await carrying.step();
      }
    }
  return { entries, refused };
}

/** None of a letter that does not open: the letter itself is carried away as it is. */
async function filesIn(
  alliance: string,
  { id, sender, sealed }: FoundMessage,
  { unseal, filesOf }: Carrying,
): Promise<AttachedFile[]> {
  const opened = await unseal(alliance, 'letter', alliance, sender, sealed);
  return opened.kind === 'opened' && opened.id === id ? filesOf(opened.body) : [];
}
