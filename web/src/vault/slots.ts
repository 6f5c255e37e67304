// SPDX-License-Identifier: Apache-2.0
// Slots: independent ways to open the account key. The server keeps the boxes and says how a secret
// becomes a key; what it says is held against limits that are compiled in here.

import { argon2id, type Strength } from './argon';
import { hkdf, lockBox, openBox, randomBytes } from './boxes';
import { type Bytes, fromBase64url, toBase64url, utf8 } from './bytes';
import { readRecoveryCode } from './recovery-code';
import { type SlotKind, type SlotParameters, VaultError } from './vault';

/** What new slots are made with: 64 MiB, three passes. */
export const STRENGTH: Strength = { memory_kib: 65536, passes: 3, lanes: 1 };

/** Nothing below this is ever computed, whatever a server asks for. */
export const FLOOR = { memory_kib: 19456, passes: 2 } as const;

/** Above this a server could stall a phone. */
const CEILING = { memory_kib: 1048576, passes: 16, lanes: 4 } as const;

const SCHEME = 1;
const SALT_BYTES = 16;

/** The shortest pass phrase, in letters after NFKC. */
export const PASSPHRASE_LETTERS = 15;

/** The two halves of a slot's secret. `auth` goes to the server, `enc` never leaves the vault. */
export type SlotKeys = { auth: Bytes; enc: Bytes };

/** Parameters for a new slot. The recovery code is random already: no Argon2 for it. */
export function freshParameters(kind: SlotKind): SlotParameters {
  const salt = toBase64url(randomBytes(SALT_BYTES));
  return kind === 'recovery'
    ? { scheme: SCHEME, salt, memory_kib: 0, passes: 0, lanes: 0 }
    : { scheme: SCHEME, salt, ...STRENGTH };
}

/** Turns what the person typed into the two keys. Throws VaultError: 'weak_parameters' when the
 * server asks for less than the floor, 'wrong_secret' for a recovery code with a slip in it,
 * 'weak_passphrase' for a pass phrase too short for any slot. */
export async function deriveSlot(
  kind: SlotKind,
  secret: string,
  parameters: SlotParameters,
): Promise<SlotKeys> {
  if (parameters.scheme !== SCHEME) {
    throw new VaultError('weak_parameters', 'The server asks for an unknown way to make keys.');
  }
  const master = kind === 'recovery' ? await fromCode(secret) : await stretch(secret, parameters);
  return { auth: await hkdf(master, 'rapport auth'), enc: await hkdf(master, 'rapport enc') };
}

/** True when the pass phrase is long enough to carry the keys. */
export function isLongEnough(passphrase: string): boolean {
  return [...passphrase.normalize('NFKC')].length >= PASSPHRASE_LETTERS;
}

/** Which slot a box belongs to; a passkey's is named after its credential. */
export type SlotName = SlotKind | `passkey:${string}`;

/** The key of a passkey's slot, from the secret its PRF gives. */
export function passkeyKey(prf: Bytes): Promise<Bytes> {
  return hkdf(prf, 'rapport passkey');
}

/** The account key in a box that only this slot of this login and key opens. */
export function wrapAccountKey(
  enc: Bytes,
  accountKey: Bytes,
  about: { login: string; kind: SlotName; fingerprint: string },
): Promise<Bytes> {
  return lockBox(enc, accountKey, slotContext(about));
}

/** The account key; null when secret, login, kind or key do not belong together. */
export async function unwrapAccountKey(
  enc: Bytes,
  wrapped: Bytes,
  about: { login: string; kind: SlotName; fingerprint: string },
): Promise<Bytes | null> {
  const key = await openBox(enc, wrapped, slotContext(about));
  return key?.length === 32 ? key : null;
}

function slotContext(about: { login: string; kind: SlotName; fingerprint: string }): string {
  return `slot|1|${about.login}|${about.kind}|${about.fingerprint}`;
}

async function fromCode(typed: string): Promise<Bytes> {
  const secret = await readRecoveryCode(typed);
  if (secret === null) {
    throw new VaultError('wrong_secret', 'A letter of the recovery code is wrong or missing.');
  }
  return secret;
}

async function stretch(passphrase: string, parameters: SlotParameters): Promise<Bytes> {
  const { memory_kib, passes, lanes } = parameters;
  const salt = fromBase64url(parameters.salt);
  const tooWeak = memory_kib < FLOOR.memory_kib || passes < FLOOR.passes || lanes < 1;
  const tooMuch =
    memory_kib > CEILING.memory_kib || passes > CEILING.passes || lanes > CEILING.lanes;
  if (tooWeak || tooMuch || salt === null || salt.length < SALT_BYTES) {
    throw new VaultError('weak_parameters', 'The server asks for keys that are made too weakly.');
  }
  // No slot was ever made with less, so it cannot be right.
  if (!isLongEnough(passphrase)) {
    throw new VaultError('weak_passphrase', 'A pass phrase needs 15 letters or more.');
  }
  return argon2id(utf8(passphrase.normalize('NFKC')), salt, { memory_kib, passes, lanes });
}
