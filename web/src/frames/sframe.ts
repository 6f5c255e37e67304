// SPDX-License-Identifier: Apache-2.0
// The parts of SFrame (RFC 9605) that we follow to the letter: keys from a base key, the next base key,
// the nonce, the header as it is authenticated, and one suite, AES_128_GCM_SHA256_128. Where the
// header stands in a frame is our own affair: sealed-frame.ts.

import { type Bytes, concat, utf8 } from '../vault/bytes';

/** AES_128_GCM_SHA256_128 in the RFC's list of suites. */
const SUITE = 4;
const KEY_BYTES = 16;
const SALT_BYTES = 12;
/** Bytes of a SHA-256, and so of a base key. */
export const BASE_BYTES = 32;
/** Bytes of the tag behind a ciphertext. */
export const TAG_BYTES = 16;
/** Of a key's id, this many low bits count the steps of one base key; the rest counts base keys. */
export const STEP_BITS = 3;
/** Steps of one base key before a new one is needed. */
export const STEPS = 1 << STEP_BITS;

/** What seals the frames of one sender under one id. */
export type FrameKey = { kid: number; key: CryptoKey; salt: Bytes };

async function hkdf(base: Bytes, label: Bytes, length: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', base, 'HKDF', false, ['deriveBits']);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: label };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, length * 8));
}

function label(words: string, kid: number): Bytes {
  const id = new Uint8Array(10);
  const view = new DataView(id.buffer);
  view.setBigUint64(0, BigInt(kid));
  view.setUint16(8, SUITE);
  return concat(utf8(words), id);
}

/** Section 4.4.2: key and salt of one id, as bytes. */
export async function frameSecrets(base: Bytes, kid: number): Promise<{ key: Bytes; salt: Bytes }> {
  const [key, salt] = await Promise.all([
    hkdf(base, label('SFrame 1.0 Secret key ', kid), KEY_BYTES),
    hkdf(base, label('SFrame 1.0 Secret salt ', kid), SALT_BYTES),
  ]);
  return { key, salt };
}

/** The same, ready to be used and never to be read again. */
export async function frameKey(base: Bytes, kid: number): Promise<FrameKey> {
  const { key, salt } = await frameSecrets(base, kid);
  const uses: KeyUsage[] = ['encrypt', 'decrypt'];
  return { kid, salt, key: await crypto.subtle.importKey('raw', key, 'AES-GCM', false, uses) };
}

/** Section 5.1: the base key after this one. Nobody gets from it back to this one. */
export function nextBase(base: Bytes): Promise<Bytes> {
  return hkdf(base, utf8('SFrame 1.0 Ratchet'), BASE_BYTES);
}

/** Section 4.4.3: the salt, with the counter laid over its end. */
export function frameNonce(salt: Bytes, counter: bigint): Bytes {
  const nonce = new Uint8Array(salt);
  const view = new DataView(nonce.buffer);
  view.setBigUint64(SALT_BYTES - 8, view.getBigUint64(SALT_BYTES - 8) ^ counter);
  return nonce;
}

/** Section 4.3: id and counter as short as they can be written. */
export function frameHeader(kid: bigint, counter: bigint): Bytes {
  const [idBits, idBytes] = short(kid);
  const [counterBits, counterBytes] = short(counter);
  return concat(Uint8Array.of((idBits << 4) | counterBits), idBytes, counterBytes);
}

/** Four bits that hold a small number or say how many bytes follow. */
function short(value: bigint): [number, Uint8Array] {
  if (value < 8n) return [Number(value), new Uint8Array(0)];
  const bytes: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 8n) bytes.unshift(Number(rest & 255n));
  return [8 | (bytes.length - 1), Uint8Array.from(bytes)];
}

function parameters({ kid, salt }: FrameKey, counter: bigint, metadata: Uint8Array): AesGcmParams {
  return {
    name: 'AES-GCM',
    iv: frameNonce(salt, counter),
    additionalData: concat(frameHeader(BigInt(kid), counter), metadata),
  };
}

/** Section 4.4.4: the ciphertext with its tag. `metadata` is proved, and not hidden. */
export async function sframeSeal(
  key: FrameKey,
  counter: bigint,
  metadata: Uint8Array,
  plain: Bytes,
): Promise<Bytes> {
  const how = parameters(key, counter, metadata);
  return new Uint8Array(await crypto.subtle.encrypt(how, key.key, plain));
}

/** What was sealed; null when one bit of it, of its metadata, id or counter is another. */
export async function sframeOpen(
  key: FrameKey,
  counter: bigint,
  metadata: Uint8Array,
  cipher: Bytes,
): Promise<Bytes | null> {
  try {
    const how = parameters(key, counter, metadata);
    return new Uint8Array(await crypto.subtle.decrypt(how, key.key, cipher));
  } catch {
    return null;
  }
}
