// SPDX-License-Identifier: Apache-2.0
// The memory of what was opened: a message counts once, and an older version of it not again.

import { sha256 } from './boxes';
import { toBase64url, utf8 } from './bytes';
import type { VaultStorage } from './storage';
import type { Place } from './vault';

/** What was opened before under an id. */
type Copy = { found: string; revision: number; print: string };

/** What was opened on this device; `reader` is whose device it is, '' for a record opened without one. */
export interface Copies {
  /** The same bytes at the same place are the same message, read again, and a newer revision takes its
   * place; anything else is a copy. A signal counts once, whatever happens. */
  judge(
    reader: string,
    place: Place,
    message: { id: string; revision: number },
    sealed: string,
  ): Promise<'replay' | 'stale' | null>;
  /** A message of mine was sealed a second time: both are the same message. */
  sealedAnew(id: string): void;
  forget(): void;
}

/** Remembers the newest revisions in `storage`, the rest until the program ends. */
export function createCopies(storage: VaultStorage): Copies {
  const copies = new Map<string, Copy>();
  const anew = new Set<string>();
  /** Conversation → id → newest revision above the first, as this device has ever opened it. */
  const revisions = new Map<string, Record<string, number>>();

  const name = (reader: string, conversation: string) => `revised|${reader}|${conversation}`;

  async function revisionsIn(
    reader: string,
    conversation: string,
  ): Promise<Record<string, number>> {
    const known = revisions.get(conversation);
    if (known !== undefined) return known;
    const stored = await storage.get(name(reader, conversation));
    // Somebody else may have been quicker; there must be only one.
    const one = revisions.get(conversation) ?? {
      ...(stored as Record<string, number> | undefined),
    };
    revisions.set(conversation, one);
    return one;
  }

  return {
    async judge(reader, place, { id, revision }, sealed) {
      const found = [place.conversation, place.type, place.object].join('|');
      const print = toBase64url(await sha256(utf8(sealed)));
      const newest = await revisionsIn(reader, place.conversation);
      if (revision < (newest[id] ?? 0)) return 'stale';
      const before = copies.get(id);
      if (before !== undefined) {
        if (place.type === 'signal' || before.found !== found) return 'replay';
        if (revision < before.revision) return 'stale';
        if (revision === before.revision && !anew.has(id))
          return before.print === print ? null : 'replay';
      }
      copies.set(id, { found, revision, print });
      if (revision > (newest[id] ?? 0)) {
        newest[id] = revision;
        await storage.put(name(reader, place.conversation), newest);
      }
      return null;
    },

    sealedAnew: (id) => void anew.add(id),

    forget() {
      copies.clear();
      anew.clear();
      revisions.clear();
    },
  };
}
