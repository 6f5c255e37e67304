// SPDX-License-Identifier: Apache-2.0
// A key on its way to one device. The signal around it is signed, and sealed for everybody of the
// alliance, also for whoever is in the waiting room; so the key lies in a box that this one device can
// open, with a secret that is gone when its page is closed. Nobody opens a recorded call with keys
// stolen later.

import { type Bytes, concat, fromBase64url, toBase64url, utf8 } from '../vault/bytes';
import type { GivenKey } from './my-key';
import { BASE_BYTES } from './sframe';

const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
const SHARE_BYTES = 65;
const NONCE_BYTES = 12;
const BOX_BYTES = NONCE_BYTES + 1 + BASE_BYTES + 16;

/** What travels in a signal, as base64url: the public half of its sender, and the box. */
export type KeyBox = { share: string; box: string };

/** The two halves of one page's life. */
export type Half = { share: string; secret: CryptoKey };

/** Makes both halves; the secret one cannot be read. */
export async function makeHalf(): Promise<Half> {
  const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const share = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return { share: toBase64url(share), secret: pair.privateKey };
}

/** Reads what another device said; null when it is no box. That it opens is another matter. */
export function parseKeyBox(value: unknown): KeyBox | null {
  if (typeof value !== 'object' || value === null) return null;
  const { share, box } = value as Record<string, unknown>;
  if (!isShare(share) || typeof box !== 'string') return null;
  return fromBase64url(box)?.length === BOX_BYTES ? { share, box } : null;
}

/** Whether it can be the public half of a device. */
export function isShare(value: unknown): value is string {
  return typeof value === 'string' && fromBase64url(value)?.length === SHARE_BYTES;
}

/** The same on both sides: what the two halves have in common, bound to who gives to whom. */
async function boxKey(mine: Half, theirs: string, from: string, to: string): Promise<CryptoKey> {
  const share = fromBase64url(theirs);
  if (share === null) throw new Error('frames: not a share');
  const other = await crypto.subtle.importKey('raw', share, CURVE, false, []);
  const common = await crypto.subtle.deriveBits(
    { name: 'ECDH', public: other },
    mine.secret,
    BASE_BYTES * 8,
  );
  const from_ = await crypto.subtle.importKey('raw', common, 'HKDF', false, ['deriveKey']);
  const info = utf8(`rapport|frame key|1|${from}|${to}`);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info };
  const what = { name: 'AES-GCM', length: 128 };
  return crypto.subtle.deriveKey(how, from_, what, false, ['encrypt', 'decrypt']);
}

/** Throws when `theirs` is no point of the curve. */
export async function closeBox(mine: Half, theirs: string, given: GivenKey): Promise<KeyBox> {
  const key = await boxKey(mine, theirs, mine.share, theirs);
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const inside = concat(Uint8Array.of(given.kid), given.base);
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, inside));
  return { share: mine.share, box: toBase64url(concat(iv, sealed)) };
}

/** Null when the box is not for this device, or was changed. */
export async function openBox(mine: Half, { share, box }: KeyBox): Promise<GivenKey | null> {
  try {
    const bytes: Bytes = fromBase64url(box) ?? new Uint8Array(0);
    const key = await boxKey(mine, share, share, mine.share);
    const iv = bytes.subarray(0, NONCE_BYTES);
    const how = { name: 'AES-GCM', iv };
    const inside = new Uint8Array(
      await crypto.subtle.decrypt(how, key, bytes.subarray(NONCE_BYTES)),
    );
    if (inside.length !== 1 + BASE_BYTES) return null;
    return { kid: inside[0] ?? 0, base: inside.slice(1) };
  } catch {
    return null;
  }
}
