// SPDX-License-Identifier: Apache-2.0
// The symmetric half: HKDF, AES-256-GCM boxes with associated data, HMAC, SHA-256. All by WebCrypto.

import { type Bytes, concat, toBase64url, utf8 } from './bytes';

const NONCE_BYTES = 12;

/** `count` random bytes. */
export function randomBytes(count: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** A new id as the wire speaks it: 128 random bits. */
export function newId(): string {
  return toBase64url(randomBytes(16));
}

/** SHA-256. */
export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** HKDF-SHA256 with an empty salt, 32 bytes out: one key for one use, named by `info`. */
export async function hkdf(secret: Bytes, info: string): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: utf8(info) },
    key,
    256,
  );
  return new Uint8Array(bits);
}

/** HMAC-SHA256. */
export async function hmac(secret: Bytes, bytes: Bytes): Promise<Bytes> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes));
}

/** AES-256-GCM under 32 key bytes; `about` is bound to the box, not in it. Nonce first. */
export async function lockBox(secret: Bytes, inside: Bytes, about: string): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt']);
  return lockBoxWith(key, inside, about);
}

/** What is in the box; null when the key, the box or `about` is not the one it was made with. */
export async function openBox(secret: Bytes, box: Bytes, about: string): Promise<Bytes | null> {
  const key = await crypto.subtle.importKey('raw', secret, 'AES-GCM', false, ['decrypt']);
  return openBoxWith(key, box, about);
}

/** Like lockBox, with a key that WebCrypto holds. */
export async function lockBoxWith(key: CryptoKey, inside: Bytes, about: string): Promise<Bytes> {
  const iv = randomBytes(NONCE_BYTES);
  const algorithm = { name: 'AES-GCM', iv, additionalData: utf8(about) };
  return concat(iv, new Uint8Array(await crypto.subtle.encrypt(algorithm, key, inside)));
}

/** Like openBox, with a key that WebCrypto holds. */
export async function openBoxWith(
  key: CryptoKey,
  box: Bytes,
  about: string,
): Promise<Bytes | null> {
  if (box.length < NONCE_BYTES) return null;
  const iv = box.subarray(0, NONCE_BYTES);
  const algorithm = { name: 'AES-GCM', iv, additionalData: utf8(about) };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, box.subarray(NONCE_BYTES)));
  } catch {
    return null;
  }
}
