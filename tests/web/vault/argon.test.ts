// SPDX-License-Identifier: Apache-2.0
// The expected values come from the reference implementation (Debian's `argon2`).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argon2id, makeArgonReady } from '../../../web/src/vault/argon';
import { type Bytes, utf8 } from '../../../web/src/vault/bytes';

const PHRASE = utf8('a thousand words between');
const SALT = utf8('0123456789abcdef');

const hex = (bytes: Bytes) => Buffer.from(bytes).toString('hex');

test('the same as the reference, at the floor and with two lanes', async () => {
  const floor = { memory_kib: 19456, passes: 2, lanes: 1 };
  assert.equal(
    hex(await argon2id(PHRASE, SALT, floor)),
    '79f760b2ca6de1ddec4e80a1aa85bb31683e178d5b1b318dbc741789044cc5c5',
  );
  const lanes = { memory_kib: 65536, passes: 3, lanes: 2 };
  assert.equal(
    hex(await argon2id(PHRASE, SALT, lanes)),
    '258eea921f10a845473774630a416aa3b049310eec21746b194972a815a6505b',
  );
});

test('memory taken ahead changes nothing, nor does more memory than was taken', async () => {
  const floor = { memory_kib: 19456, passes: 2, lanes: 1 };
  const bare = hex(await argon2id(PHRASE, SALT, floor));
  await Promise.all([makeArgonReady(), makeArgonReady()]);
  assert.equal(hex(await argon2id(PHRASE, SALT, floor)), bare);
  assert.equal(hex(await argon2id(PHRASE, SALT, floor)), bare);
  const large = { memory_kib: 131072, passes: 1, lanes: 1 };
  const once = hex(await argon2id(PHRASE, SALT, large));
  await makeArgonReady();
  assert.equal(hex(await argon2id(PHRASE, SALT, large)), once);
  assert.notEqual(once, bare);
});

test('two at once do not disturb each other', async () => {
  const floor = { memory_kib: 19456, passes: 2, lanes: 1 };
  await makeArgonReady();
  const [first, second] = await Promise.all([
    argon2id(PHRASE, SALT, floor),
    argon2id(PHRASE, SALT, floor),
  ]);
  assert.equal(hex(first), hex(second));
});
