// SPDX-License-Identifier: Apache-2.0
// An honest log for tests, by the definitions of RFC 9162 and nothing remembered; a lying one is made
// of two honest ones that begin alike.

import { randomBytes, sha256 } from '../../../web/src/vault/boxes';
import { type Bytes, concat, fromBase64url, toBase64url } from '../../../web/src/vault/bytes';
import { type Cbor, cborBytes } from '../../../web/src/vault/cbor';
import type { LogEntry, LogHead, LogName } from '../../../web/src/vault/log-head';

const NODE = new Uint8Array([1]);
const LEAF = new Uint8Array([0]);

function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

async function rootOf(entries: Bytes[]): Promise<Bytes> {
  const [first] = entries;
  if (first === undefined) return sha256(new Uint8Array(0));
  if (entries.length === 1) return sha256(concat(LEAF, first));
  const split = splitOf(entries.length);
  const [left, right] = [entries.slice(0, split), entries.slice(split)];
  return sha256(concat(NODE, await rootOf(left), await rootOf(right)));
}

async function pathOf(at: number, entries: Bytes[]): Promise<Bytes[]> {
  if (entries.length === 1) return [];
  const split = splitOf(entries.length);
  const [left, right] = [entries.slice(0, split), entries.slice(split)];
  return at < split
    ? [...(await pathOf(at, left)), await rootOf(right)]
    : [...(await pathOf(at - split, right)), await rootOf(left)];
}

async function growthOf(from: number, entries: Bytes[], whole = true): Promise<Bytes[]> {
  if (from === entries.length) return whole ? [] : [await rootOf(entries)];
  const split = splitOf(entries.length);
  const [left, right] = [entries.slice(0, split), entries.slice(split)];
  return from <= split
    ? [...(await growthOf(from, left, whole)), await rootOf(right)]
    : [...(await growthOf(from - split, right, false)), await rootOf(left)];
}

const id = (text: string): Bytes => fromBase64url(text) ?? new Uint8Array(0);

/** What somebody did to somebody. */
export type Deed = { subject: string; actor: string; action: string; at_ms?: number };

/** A log with the house's key. */
export interface Log {
  readonly size: number;
  /** Appends bytes as they are. */
  add(entry: Bytes): number;
  audit(deed: Deed): Promise<{ seq: number; details: string }>;
  /** The next entry of an account's key; `publicKey` in base64url. */
  key(account: string, publicKey: string, kind?: 'create' | 'reset'): Promise<number>;
  head(size?: number): Promise<LogHead>;
  entry(seq: number, size?: number): Promise<LogEntry>;
  growth(from: number, to?: number): Promise<string[]>;
  /** Another log that begins the same, signed with the same key. */
  fork(): Log;
  /** Another log, with the same key, in which one entry always was another one. */
  rewritten(seq: number): Log;
}

/** Makes an empty one. */
export async function createLog(name: LogName): Promise<Log> {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  return logOf(name, pair, [], new Map());
}

type Newest = { n: number; hash: Bytes };

function logOf(
  name: LogName,
  pair: CryptoKeyPair,
  entries: Bytes[],
  newest: Map<string, Newest>,
): Log {
  const log: Log = {
    get size() {
      return entries.length;
    },
    add: (entry) => entries.push(entry) - 1,

    async audit({ subject, actor, action, at_ms = 1795000000000 }) {
      const salt = randomBytes(16);
      const details = cborBytes([
        'rapport audit details 1',
        salt,
        id(actor),
        'therapist',
        null,
        null,
      ]);
      const seq = log.add(
        cborBytes([
          'rapport audit 1',
          entries.length,
          at_ms,
          id(subject),
          randomBytes(16),
          action,
          'done',
          await sha256(details),
          randomBytes(150),
        ]),
      );
      return { seq, details: toBase64url(details) };
    },

    async key(account, publicKey, kind = 'create') {
      const before = newest.get(account);
      const n = (before?.n ?? 0) + 1;
      const value: Cbor = [
        'rapport keys 1',
        entries.length,
        1795000000000,
        id(account),
        n,
        kind,
        await sha256(id(publicKey)),
        before?.hash ?? null,
        null,
      ];
      const entry = cborBytes(value);
      newest.set(account, { n, hash: await sha256(concat(LEAF, entry)) });
      return log.add(entry);
    },

    async head(size = entries.length) {
      const root = await rootOf(entries.slice(0, size));
      const at_ms = 1795000000000 + size;
      const said = cborBytes(['rapport head 1', name, size, root, at_ms]);
      const signature = await crypto.subtle.sign('Ed25519', pair.privateKey, said);
      const key = await crypto.subtle.exportKey('raw', pair.publicKey);
      return {
        size,
        root: toBase64url(root),
        at_ms,
        signature: toBase64url(new Uint8Array(signature)),
        key: toBase64url(new Uint8Array(key)),
      };
    },

    async entry(seq, size = entries.length) {
      const proof = await pathOf(seq, entries.slice(0, size));
      const entry = entries[seq] ?? new Uint8Array(0);
      return { seq, entry: toBase64url(entry), proof: proof.map(toBase64url) };
    },

    async growth(from, to = entries.length) {
      if (from === 0 || from === to) return [];
      return (await growthOf(from, entries.slice(0, to))).map(toBase64url);
    },

    fork: () => logOf(name, pair, [...entries], new Map(newest)),
    rewritten: (seq) => {
      const others = entries.map((entry, at) => (at === seq ? concat(entry, NODE) : entry));
      return logOf(name, pair, others, new Map(newest));
    },
  };
  return log;
}
