// SPDX-License-Identifier: Apache-2.0
// The archive for OpenPGP programs: every sealed message as the very bytes the server keeps, the secrets
// of the conversations sealed to the owner's key, that key locked with a pass phrase, and a README
// that says what to type. Files that went with letters come beside it (attached-files.ts).
// docs/archive.md.

import { type Bytes, fromBase64url } from '../vault/bytes';
import type { Found, FoundAlliance, FoundPerson } from './found';
import { sealedReadme } from './sealed-readme';

/** One file of the sealed archive. */
export type SealedFile = { path: string; bytes: Bytes; at_ms: number };

/** A line of index.json: which file holds what. `sender` is who the server says it is from. */
export type SealedEntry = {
  file: string;
  conversation: string;
  type: string;
  object: string;
  sender: string;
  id: string;
  at_ms: number;
  /** Why there is no file. */
  why?: string;
};

/** What carries keys out of the vault. */
export type Keys = {
  mine: { public_key: string; locked_key: string };
  /** By conversation; empty for one this device cannot read. */
  secrets: Map<string, Array<{ epoch: number; sealed: string }>>;
  /** The secrets are grants, JSON inside: from the recovery key's sheets. */
  granted?: boolean;
};

/** The files in order; `index` and `readme` are text. `attached` are the lines of what lies beside. */
export function sealedFiles(
  found: Found,
  keys: Keys,
  attached: readonly SealedEntry[],
  nowMs: number,
): { files: SealedFile[]; index: string; readme: string } {
  const files: SealedFile[] = [];
  const entries: SealedEntry[] = [];
  const put = (path: string, text: string, at_ms: number) => {
    const bytes = fromBase64url(text);
    if (bytes !== null) files.push({ path, bytes, at_ms });
  };

  put('my-key.pgp', keys.mine.locked_key, nowMs);
  put('my-public-key.pgp', keys.mine.public_key, nowMs);
  const people = new Map<string, string>();
  const former: string[] = [];
  for (const { account, name, public_key, former_keys } of everybody(found)) {
    let word = 'my-public-key';
    if (account !== found.owner.account) {
      word = `people/${people.size + 1}-${fileName(name)}`;
      people.set(account, `${word}.pgp`);
      put(`${word}.pgp`, public_key, nowMs);
    }
    for (const [at, key] of former_keys.entries()) {
      former.push(`${word}-before-${at + 1}.pgp`);
      put(`${word}-before-${at + 1}.pgp`, key, nowMs);
    }
  }

  const folders: string[] = [];
  for (const [at, alliance] of found.alliances.entries()) {
    const folder = folderOf(at, alliance);
    folders.push(folder);
    for (const { epoch, sealed } of keys.secrets.get(alliance.conversation) ?? [])
      put(`${folder}/secret-${epoch}.pgp`, sealed, nowMs);
    for (const [path, sealed, entry] of sealedIn(alliance)) {
      const file = `${folder}/${path}`;
      put(file, sealed, entry.at_ms);
      entries.push({ file, conversation: alliance.conversation, ...entry });
    }
  }
  const index = {
    format: 'rapport-sealed-archive',
    version: 1,
    made_ms: nowMs,
    practice: found.practice,
    owner: found.owner,
    people: Object.fromEntries(people),
    files: [...entries, ...attached],
  };
  return {
    files,
    index: JSON.stringify(index, null, 1),
    readme: sealedReadme(found, folders, [...people.values(), ...former], keys.granted === true),
  };
}

/** Everybody once, in the order they are met. */
function everybody(found: Found): FoundPerson[] {
  const met = new Map<string, FoundPerson>();
  for (const { members } of found.alliances)
    for (const one of members) if (!met.has(one.account)) met.set(one.account, one);
  return [...met.values()];
}

type Placed = [path: string, sealed: string, entry: Omit<SealedEntry, 'file' | 'conversation'>];

function* sealedIn(alliance: FoundAlliance): Generator<Placed> {
  for (const [number, session] of alliance.sessions.entries()) {
    const folder = `session-${pad(number + 1, 3)}`;
    for (const [at, { id, sender, at_ms, sealed }] of session.chat.entries())
      yield [
        `${folder}/${pad(at + 1, 4)}.pgp`,
        sealed,
        { type: 'chat', object: session.id, sender, id, at_ms },
      ];
    for (const { account, at_ms, sealed } of session.answers)
      if (sealed !== null) {
        const who = alliance.members.find((one) => one.account === account)?.role ?? 'other';
        const entry = { type: 'answer', object: session.id, sender: account, id: '', at_ms };
        yield [`${folder}/answer-${who}.pgp`, sealed, entry];
      }
  }
  for (const [at, { id, sender, at_ms, sealed }] of alliance.letters.entries())
    yield [
      `${letterPath(at)}.pgp`,
      sealed,
      { type: 'letter', object: alliance.id, sender, id, at_ms },
    ];
  for (const type of ['goal', 'task'] as const)
    for (const [at, accord] of alliance[`${type}s`].entries()) {
      const { id, writer, changed_ms, sealed } = accord;
      const entry = { type, object: id, sender: writer, id: '', at_ms: changed_ms };
      yield [`${type}s/${pad(at + 1, 3)}.pgp`, sealed, entry];
    }
}

/** Where a conversation lies; `at` is its place among all. */
export function folderOf(at: number, { title }: FoundAlliance): string {
  return `conversations/${at + 1}-${fileName(title)}`;
}

/** Where the letter at this place lies in its conversation's folder, without an ending. */
export function letterPath(at: number): string {
  return `letters/${pad(at + 1, 5)}`;
}

function pad(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}

/** A name any system can write, with its ending. */
export function safeName(name: string): string {
  const at = name.lastIndexOf('.');
  const ending = at < 1 ? '' : `.${fileName(name.slice(at + 1)).slice(0, 10)}`;
  return `${fileName(at < 1 ? name : name.slice(0, at))}${ending}`;
}

/** A name as part of a file's name on any system: letters, digits and dashes. */
export function fileName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase()
    .slice(0, 40);
  return plain === '' ? 'someone' : plain;
}
