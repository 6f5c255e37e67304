// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  makeRecoveryCode,
  readRecoveryCode,
  writeRecoveryCode,
} from '../../../web/src/vault/recovery-code';
import { WORDS } from '../../../web/src/vault/words';

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

test('a code has nine groups of four and no letter that looks like another', async () => {
  for (let i = 0; i < 50; i++) {
    const { code } = await makeRecoveryCode();
    assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}$/);
  }
});

test('the code of a known secret is written as it always was', async () => {
  // A printed code must open an account for ever: this line may never change.
  const secret = Uint8Array.from({ length: 20 }, (_, at) => at * 13);
  const code = '006H-M9SM-8575-PT3N-GA7S-SADP-RF8D-VTQQ-EGQ2';
  assert.equal(await writeRecoveryCode(secret), code);
  assert.deepEqual(await readRecoveryCode(code), secret);
});

test('case, spaces, dashes and look-alikes do not matter', async () => {
  const { secret, code } = await makeRecoveryCode();
  const lookAlike = code.replaceAll('0', 'o').replaceAll('1', 'l');
  for (const typed of [
    code.toLowerCase(),
    code.replaceAll('-', ''),
    code.replaceAll('-', ' '),
    ` ${code}\n`,
    code.replaceAll('-', ' – '),
    lookAlike,
    lookAlike.replaceAll('l', 'I'),
  ]) {
    assert.deepEqual(await readRecoveryCode(typed), secret, typed);
  }
});

test('one wrong letter is found, at every place', async () => {
  const { code } = await makeRecoveryCode();
  const plain = code.replaceAll('-', '');
  for (let at = 0; at < plain.length; at++) {
    const right = LETTERS.indexOf(plain[at] ?? '');
    const wrong = LETTERS[(right + 1 + at) % LETTERS.length];
    if (wrong === plain[at]) continue;
    const typed = plain.slice(0, at) + wrong + plain.slice(at + 1);
    assert.equal(await readRecoveryCode(typed), null, `place ${at}`);
  }
});

test('two letters or two groups in the wrong order are found', async () => {
  const { code } = await makeRecoveryCode();
  const plain = [...code.replaceAll('-', '')];
  for (let at = 0; at + 1 < plain.length; at++) {
    if (plain[at] === plain[at + 1]) continue;
    const typed = [...plain];
    [typed[at], typed[at + 1]] = [plain[at + 1] ?? '', plain[at] ?? ''];
    assert.equal(await readRecoveryCode(typed.join('')), null, `place ${at}`);
  }
  const groups = code.split('-');
  const swapped = [groups[1], groups[0], ...groups.slice(2)].join('-');
  assert.equal(groups[0] === groups[1] ? null : await readRecoveryCode(swapped), null);
});

test('a letter missing or too many is found', async () => {
  const { code } = await makeRecoveryCode();
  for (const typed of ['', code.slice(0, -1), `${code}0`, code.slice(5), 'U'.repeat(36)]) {
    assert.equal(await readRecoveryCode(typed), null);
  }
});

test('the words are 2048, distinct, plain and in order', () => {
  assert.equal(WORDS.length, 2048);
  assert.equal(new Set(WORDS).size, 2048);
  assert.deepEqual([...WORDS].sort(), WORDS);
  for (const word of WORDS) assert.match(word, /^[a-z]{4,7}$/);
});
