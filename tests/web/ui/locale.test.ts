// SPDX-License-Identifier: Apache-2.0
// The words of the client and the template that translators get.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { languages } from '../../../web/src/ui/text';

declare const __ROOT__: string;

const script = join(__ROOT__, 'scripts/locale.mjs');
const locale = await import(pathToFileURL(script).href);

test('content/locale/rapport.pot says what the sources say', () => {
  const run = spawnSync(process.execPath, [script, 'check'], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
});

test('every translation has a line in the list of languages, and every line a translation', () => {
  const files = readdirSync(join(__ROOT__, 'content/locale')).filter((f) => f.endsWith('.po'));
  const codes = languages.map(({ code }) => code).filter((code) => code !== 'en');
  assert.deepEqual(files.map((f) => f.slice(0, -3)).sort(), codes.sort());
  assert.ok(existsSync(join(__ROOT__, 'content/locale/rapport.pot')));
});

test('sentences are found whatever quotes they stand in, and nothing else is', () => {
  const source = `
    // t('not this one')
    const a = t('It’s "here"') + t("it's") + t(\`plain\`) + set('no') + x.t('no') + t(dynamic);
    const b = tn(count(1, 2), 'One day', '{n} days');
    const c = <p title={t('In a tag')}>Don't stop {t('Inside')}</p>;`;
  assert.deepEqual(locale.messagesOf(source), [
    { one: 'It’s "here"', many: null },
    { one: "it's", many: null },
    { one: 'plain', many: null },
    { one: 'One day', many: '{n} days' },
    { one: 'In a tag', many: null },
    { one: 'Inside', many: null },
  ]);
});

test('parts without a catalogue, and questionnaires, have their sentences gathered too', () => {
  const source = `throw new VaultError('tampered', 'The key is another one.'); log('Not a sentence');`;
  assert.deepEqual(locale.messagesOf(source, 'web/src/vault/x.ts'), [
    { one: 'The key is another one.', many: null },
  ]);
  assert.deepEqual(locale.messagesOf(source, 'web/src/pages/x.ts'), []);
  const form = { item: [{ text: 'How was it?', item: [{ text: 'bad' }, { linkId: 'x' }] }] };
  assert.deepEqual(
    locale.wordsOf(form).map((message: { one: string }) => message.one),
    ['How was it?', 'bad'],
  );
});

const PO = `msgid ""
msgstr ""
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "With {name}"
msgstr "Z: "
"{name}"

#, fuzzy
msgid "Done"
msgstr "Gotowe?"

msgid "Say \\"no\\""
msgstr ""

msgid "One day"
msgid_plural "{n} days"
msgstr[0] "{n} dzień"
msgstr[1] "{n} dni"
msgstr[2] "{n} dni."
`;

test('a translation becomes a catalogue by the names of plural forms', () => {
  const { language, messages } = locale.compile('pl', PO);
  assert.equal(language, 'pl');
  assert.equal(messages['With {name}'], 'Z: {name}');
  assert.equal(messages['One day'].one, '{n} dzień');
  assert.equal(messages['One day'].few, '{n} dni');
  assert.equal(messages['One day'].many, '{n} dni.');
});

test('what is fuzzy or empty counts as not translated', () => {
  const { messages } = locale.compile('pl', PO);
  assert.equal(messages.Done, undefined);
  assert.equal(messages['Say "no"'], undefined);
});

test('a plural rule that is not arithmetic is refused', () => {
  const evil = PO.replace(/plural=\([^;]*/, 'plural=process.exit(3)');
  assert.throws(() => locale.compile('pl', evil), /not a plural rule/);
});
