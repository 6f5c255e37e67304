// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suggestPassphrase } from '../../../web/src/accounts/passphrase';
import { judgePassphrase } from '../../../web/src/accounts/passphrase-rules';
import { WORDS } from '../../../web/src/vault/words';

test('a suggestion is six known words, and passes', () => {
  const seen = new Set<string>();
  for (let i = 0; i < 200; i++) {
    const phrase = suggestPassphrase();
    const words = phrase.split(' ');
    assert.equal(words.length, 6);
    for (const word of words) assert.ok(WORDS.includes(word));
    assert.equal(judgePassphrase(phrase, ['mara', 'Mara Lindqvist']), null, phrase);
    seen.add(phrase);
  }
  assert.equal(seen.size, 200);
});

test('every word can be drawn, the last as well as the first', () => {
  const drawn = suggestPassphrase((into) => {
    into.set([0, 2047, 2048, 4095, 65535, 1]);
    return into;
  });
  const [first, last] = [WORDS[0], WORDS[2047]];
  assert.equal(drawn, [first, last, first, last, last, WORDS[1]].join(' '));
});

test('what is easily guessed is refused, and told why', () => {
  const cases = [
    ['', 'short'],
    ['fourteen chars', 'short'],
    ['🌲🌲🌲🌲🌲🌲🌲🌲🌲🌲🌲🌲🌲🌲', 'short'],
    ['x'.repeat(2000), 'long'],
    ['aaaaaaaaaaaaaaaa', 'repeats'],
    ['abcabcabcabcabcabc', 'repeats'],
    ['12341234123412341', 'repeats'],
    ['abcdefghijklmnopq', 'row'],
    ['qwertyuiopasdfghj', 'row'],
    ['correct horse battery staple', 'common'],
    ['Password Password 1', 'common'],
    ['Mara Lindqvist 1980', 'name'],
    ['lindqvistlindqvist!', 'name'],
  ] as const;
  for (const [phrase, fault] of cases) {
    const about = ['lindqvist', 'mara', 'Mara Lindqvist'];
    assert.equal(judgePassphrase(phrase, about), fault, phrase);
  }
});

test('no kind of letter is asked for: length is enough', () => {
  for (const phrase of [
    'the cat sat on our mat',
    'мой кот спит на окне',
    '猫が窓で寝ているのを見るのが大好きです',
    'Mara likes long walks by the river',
  ]) {
    assert.equal(judgePassphrase(phrase, ['mara']), null, phrase);
  }
});
