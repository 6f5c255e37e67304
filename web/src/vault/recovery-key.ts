// SPDX-License-Identifier: Apache-2.0
// The practice's recovery key: the ceremony that makes it, and who may be given what for it. Its
// private part exists here between the first step of the ceremony and the last, and on paper after.

import { type Bytes, fromBase64url, toBase64url } from './bytes';
import { wordsOf } from './key-words';
import {
  type Identity,
  makeReadingKey,
  openReadingKey,
  type PublicIdentity,
  readPublicIdentity,
} from './openpgp-wrapper';
import type { Pins } from './pins';
import { joinSheets, readSheet, writeSheets } from './recovery-sheets';
import { type RecoveryTrust, VaultError } from './vault';

/** The name its pin goes by; no account id has spaces. */
const PIN = 'the recovery key';

type Ceremony = { key: PublicIdentity; sheets: string[]; typed: Set<number> };

/** See vault.ts for the meaning of each. */
export interface RecoveryKeys {
  begin(practice: string): Promise<{ public_key: string; words: string[]; sheets: string[] }>;
  typed(sheet: number, code: string): Promise<boolean>;
  finish(me: string): Promise<{ public_key: string }>;
  words(publicKey: string): Promise<string[]>;
  trust(me: string, publicKey: string): Promise<RecoveryTrust>;
  noticed(me: string, publicKey: string): Promise<void>;
  confirm(me: string, publicKey: string, words: string): Promise<void>;
  /** The key, when this device confirmed it. Throws VaultError 'not_confirmed'. */
  confirmed(me: string, publicKey: string): Promise<PublicIdentity>;
  open(publicKey: string, sheets: readonly string[]): Promise<Identity>;
  forget(): void;
}

/** `now` is the server's time as this device knows it. */
export function createRecoveryKeys(pins: Pins, now: () => number): RecoveryKeys {
  let ceremony: Ceremony | null = null;

  async function words(publicKey: string): Promise<string[]> {
    return wordsOf(fromBase64url((await read(publicKey)).fingerprint) ?? new Uint8Array(0), 8);
  }

  async function trust(me: string, publicKey: string): Promise<RecoveryTrust> {
    const { fingerprint } = await read(publicKey);
    const pin = await pins.get(me, PIN);
    if (pin === null) return 'new';
    if (pin.fingerprint !== fingerprint) return 'changed';
    return pin.how === 'introduced' ? 'confirmed' : 'known';
  }

  return {
    words,
    trust,

    async begin(practice) {
      const name = practice === '' ? 'Recovery key' : `Recovery key of ${practice}`;
      const { identity, secret } = await makeReadingKey(name, now());
      const sheets = await writeSheets(secret);
      secret.fill(0);
      ceremony = { key: identity, sheets, typed: new Set() };
      const public_key = toBase64url(identity.bytes);
      return { public_key, words: await words(public_key), sheets };
    },

    async typed(sheet, code) {
      if (ceremony === null) throw new VaultError('locked', 'Begin again, please.');
      const right = ceremony.sheets[sheet - 1] === (await readSheet(code));
      if (right) ceremony.typed.add(sheet);
      return right;
    },

    async finish(me) {
      const done = ceremony;
      if (done === null || done.typed.size < done.sheets.length) {
        throw new VaultError('not_confirmed', 'Every sheet has to be typed back first.');
      }
      ceremony = null;
      const { fingerprint, bytes } = done.key;
      await pins.put(me, PIN, { fingerprint, how: 'introduced' });
      return { public_key: toBase64url(bytes) };
    },

    async noticed(me, publicKey) {
      if ((await trust(me, publicKey)) === 'confirmed') return;
      await pins.put(me, PIN, {
        fingerprint: (await read(publicKey)).fingerprint,
        how: 'first_seen',
      });
    },

    async confirm(me, publicKey, typed) {
      const wanted = await words(publicKey);
      const given = typed
        .toLowerCase()
        .split(/[^a-z]+/)
        .filter(Boolean);
      if (given.join(' ') !== wanted.join(' ')) {
        throw new VaultError('wrong_words', 'These are not the words of this key.');
      }
      const { fingerprint } = await read(publicKey);
      await pins.put(me, PIN, { fingerprint, how: 'introduced' });
    },

    async confirmed(me, publicKey) {
      if ((await trust(me, publicKey)) !== 'confirmed') {
        throw new VaultError('not_confirmed', 'The words of this key were not compared yet.');
      }
      return read(publicKey);
    },

    async open(publicKey, sheets) {
      const secret: Bytes | null = await joinSheets(sheets);
      const identity = secret && (await openReadingKey(await read(publicKey), secret));
      secret?.fill(0);
      if (identity === null) {
        throw new VaultError('wrong_secret', 'These sheets do not open this record.');
      }
      return identity;
    },

    forget() {
      ceremony = null;
    },
  };
}

async function read(publicKey: string): Promise<PublicIdentity> {
  const bytes = fromBase64url(publicKey);
  const identity = bytes && (await readPublicIdentity(bytes));
  if (identity === null) throw new VaultError('tampered', 'This is not a recovery key.');
  return identity;
}
