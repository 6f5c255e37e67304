// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import {
  chooseLanguage,
  language,
  languages,
  loadLanguage,
  parseCatalogue,
  t,
  tn,
  useCatalogue,
} from '../../../web/src/ui/text';

afterEach(() => useCatalogue(null));

const polish = {
  language: 'pl',
  messages: {
    'With {name}': 'Z: {name}',
    'One session today.': { one: '{n} sesja', few: '{n} sesje', many: '{n} sesji', other: '{n}?' },
  },
};

test('English is its own catalogue', () => {
  assert.equal(t('With {name}', { name: 'Mara' }), 'With Mara');
  assert.equal(tn(1, 'One day', '{n} days'), 'One day');
  assert.equal(tn(3, 'One day', '{n} days'), '3 days');
  assert.equal(tn(0, 'One day', '{n} days'), '0 days');
});

test('a placeholder nobody fills stays as it is, and filled text is not filled again', () => {
  assert.equal(t('With {name}'), 'With {name}');
  assert.equal(t('With {name}', {}), 'With {name}');
  assert.equal(t('With {name}', { name: '{other}', other: 'no' }), 'With {other}');
});

test('a catalogue answers by the plural rules of its language', () => {
  useCatalogue(polish);
  assert.equal(language(), 'pl');
  assert.equal(t('With {name}', { name: 'Mara' }), 'Z: Mara');
  const said = [1, 2, 5, 22].map((n) => tn(n, 'One session today.', '{count} sessions today.'));
  assert.deepEqual(said, ['1 sesja', '2 sesje', '5 sesji', '22 sesje']);
});

test('what a catalogue lacks stays English', () => {
  useCatalogue(polish);
  assert.equal(t('Done'), 'Done');
  assert.equal(tn(2, 'One day', '{n} days'), '2 days');
});

test('a catalogue out of shape is refused', () => {
  for (const bad of [null, 1, {}, { language: 'pl' }, { language: 'pl', messages: { a: 1 } }])
    assert.equal(parseCatalogue(bad), null);
  assert.equal(parseCatalogue({ language: 'pl', messages: { a: { one: 1 } } }), null);
  assert.deepEqual(parseCatalogue(polish), polish);
});

test('a language that cannot be fetched leaves the words English', async () => {
  useCatalogue(polish);
  const away = { code: 'xx', name: 'X', direction: 'ltr' } as const;
  await loadLanguage(away, () => Promise.reject(new Error('no line')));
  assert.equal(t('With {name}', { name: 'Mara' }), 'With Mara');
});

test('the first language we have is chosen, English when we have none', () => {
  assert.equal(chooseLanguage(['xx-YY', 'en-GB']).code, 'en');
  assert.equal(chooseLanguage(['xx']).code, 'en');
  assert.equal(chooseLanguage([]).code, 'en');
  assert.equal(languages[0]?.code, 'en');
});
