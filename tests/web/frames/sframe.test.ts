// SPDX-License-Identifier: Apache-2.0
// The figures of RFC 9605 for the parts that follow it: tests/vectors/sframe.json.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  frameHeader,
  frameKey,
  frameNonce,
  frameSecrets,
  nextBase,
  sframeOpen,
  sframeSeal,
} from '../../../web/src/frames/sframe';
import { concat } from '../../../web/src/vault/bytes';

type Vectors = {
  header: Array<{ kid: string; ctr: string; encoded: string }>;
  sframe: Array<Record<string, string>>;
};

const vectors = JSON.parse(readFileSync('tests/vectors/sframe.json', 'utf8')) as Vectors;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (text = '') => new Uint8Array(Buffer.from(text, 'hex'));

test('a header is written as in the RFC', () => {
  assert.ok(vectors.header.length > 30);
  for (const { kid, ctr, encoded } of vectors.header) {
    assert.equal(hex(frameHeader(BigInt(kid), BigInt(ctr))), encoded, `${kid} ${ctr}`);
  }
});

test('keys, nonce, authenticated bytes and ciphertext are those of the RFC', async () => {
  assert.ok(vectors.sframe.length > 0);
  for (const vector of vectors.sframe) {
    const kid = Number(vector.kid);
    const counter = BigInt(vector.ctr ?? '');
    const { key, salt } = await frameSecrets(bytes(vector.base_key), kid);
    assert.equal(hex(key), vector.sframe_key);
    assert.equal(hex(salt), vector.sframe_salt);
    assert.equal(hex(frameNonce(salt, counter)), vector.nonce);
    const header = frameHeader(BigInt(kid), counter);
    const metadata = bytes(vector.metadata);
    assert.equal(hex(concat(header, metadata)), vector.aad);
    const ready = await frameKey(bytes(vector.base_key), kid);
    const cipher = await sframeSeal(ready, counter, metadata, bytes(vector.pt));
    assert.equal(hex(concat(header, cipher)), vector.ct);
    const opened = await sframeOpen(ready, counter, metadata, cipher);
    assert.equal(hex(opened ?? new Uint8Array(0)), vector.pt);
    assert.equal(await sframeOpen(ready, counter + 1n, metadata, cipher), null);
    assert.equal(await sframeOpen({ ...ready, kid: 5 }, counter, metadata, cipher), null);
  }
});

test('the next base key is the one OpenSSL makes, and leads on only', async () => {
  // HKDF-Expand(HKDF-Extract("", 00 01 … 1f), "SFrame 1.0 Ratchet", 32), by
  // openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:… -kdfopt info:… HKDF
  const base = Uint8Array.from({ length: 32 }, (_, at) => at);
  const next = await nextBase(base);
  assert.equal(hex(next), '1e31370b2f041d5c893dbba4b27bc3e67956a51ae6221a427445cab04059fd65');
  assert.notEqual(hex(await nextBase(next)), hex(base));
});
