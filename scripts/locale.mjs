// SPDX-License-Identifier: Apache-2.0
// Words for people, in and out: gathers every t('…') and tn(n, '…', '…') of the client and the words
// of the questionnaires into content/locale/rapport.pot, and makes what the client reads out of content/locale/*.po.
//
//   node scripts/locale.mjs extract   writes rapport.pot
//   node scripts/locale.mjs check     says whether rapport.pot is fresh; exit status 1 when not
//   node scripts/locale.mjs missing   counts what each .po does not translate yet
//
// A new language: copy rapport.pot to content/locale/CODE.po (msginit does it), translate, and add a
// line to `languages` in web/src/ui/text.ts.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';

const ROOT = resolve(fileURLToPath(new URL('..', import.meta.url)));
const SOURCES = join(ROOT, 'web/src');
const INSTRUMENTS = join(ROOT, 'content/instruments');
const LOCALE = join(ROOT, 'content/locale');
const TEMPLATE = join(LOCALE, 'rapport.pot');

const HEAD = `# Words of Rapport. Made by scripts/locale.mjs; change the sources, not this file.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
`;

const TEXT = String.raw`("(?:[^"\\]|\\.)*"|\`(?:[^\`\\$]|\\.)*\`|'(?:[^'\\]|\\.)*')`;
const CALL = new RegExp(
  String.raw`(?<![\w$.])t\(\s*${TEXT}|(?<![\w$.])tn\(\s*[^"'\`]*?,\s*${TEXT}\s*,\s*${TEXT}`,
  'g',
);

// Parts that know no catalogue say whole English sentences; they are translated where they are shown.
const PLAIN_PARTS = /^web\/src\/(vault|net|alliances|conversations)\//;
const SENTENCE = /"([A-Z](?:[^"\\]|\\.)* (?:[^"\\]|\\.)*\.)"/g;

/** All messages of one source text: [{one, many|null}]. JSX is taken down to plain calls first. */
export function messagesOf(source, file = '') {
  const { code } = transformSync(source, { loader: 'tsx', jsx: 'automatic', charset: 'utf8' });
  const found = [];
  for (const [, plain, one, many] of code.matchAll(CALL)) {
    if (plain === undefined) found.push({ one: value(one), many: value(many) });
    else found.push({ one: value(plain), many: null });
  }
  if (PLAIN_PARTS.test(file))
    for (const [literal] of code.matchAll(SENTENCE))
      found.push({ one: value(literal), many: null });
  return found;
}

/** The words of a questionnaire: its questions and the ends of its sliders. */
export function wordsOf(item) {
  const own = typeof item.text === 'string' ? [{ one: item.text, many: null }] : [];
  return [...own, ...(item.item ?? []).flatMap(wordsOf)];
}

/** A literal as the text it stands for; the bundler has turned all escapes into JSON's or its own. */
function value(literal) {
  const inside = literal.slice(1, -1);
  return inside.replace(/\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/gs, (_, e) => {
    if (e[0] === 'u' || e[0] === 'x')
      return String.fromCodePoint(Number.parseInt(e.replace(/[ux{}]/g, ''), 16));
    return { n: '\n', t: '\t' }[e] ?? e;
  });
}

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts')) yield path;
  }
}

const quote = (text) => `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;

/** Every file that has words, with its words. */
function* everything() {
  for (const path of sources(SOURCES)) {
    const file = relative(ROOT, path);
    yield [file, messagesOf(readFileSync(path, 'utf8'), file)];
  }
  for (const name of readdirSync(INSTRUMENTS).filter((one) => one.endsWith('.json'))) {
    const path = join(INSTRUMENTS, name);
    const questionnaire = JSON.parse(readFileSync(path, 'utf8'));
    // The wording of others is translated, and tested, by them.
    if (questionnaire.publisher === 'Rapport') yield [relative(ROOT, path), wordsOf(questionnaire)];
  }
}

/** What rapport.pot has to be, in alphabetical order, so that a change shows as a small one. */
export function template() {
  const all = new Map();
  for (const [file, messages] of everything()) {
    for (const { one, many } of messages) {
      const known = all.get(one) ?? { many, files: new Set() };
      if (known.many !== null && many !== null && known.many !== many)
        throw new Error(`two plurals for "${one}": "${known.many}" and "${many}" in ${file}`);
      known.many ??= many;
      known.files.add(file);
      all.set(one, known);
    }
  }
  const entries = [...all]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([one, { many, files }]) => {
      const places = [...files].sort().map((file) => `#: ${file}`);
      const lines =
        many === null
          ? [`msgid ${quote(one)}`, 'msgstr ""']
          : [`msgid ${quote(one)}`, `msgid_plural ${quote(many)}`, 'msgstr[0] ""', 'msgstr[1] ""'];
      return [...places, ...lines].join('\n');
    });
  return `${HEAD}\n${entries.join('\n\n')}\n`;
}

/** Reads a .po file: its header and [{one, forms: []}]. Fuzzy entries count as not translated. */
export function parsePo(text) {
  const entries = [];
  let entry = null;
  let field = null;
  let fuzzy = false;
  for (const line of text.split(/\r?\n/)) {
    const start = line.match(/^(msgid_plural|msgid|msgstr(?:\[(\d+)\])?)\s+(".*")$/);
    if (line.startsWith('#,') && line.includes('fuzzy')) fuzzy = true;
    if (start) {
      const [, name, form, first] = start;
      if (name === 'msgid') {
        entry = { one: '', many: null, forms: [], fuzzy };
        entries.push(entry);
        fuzzy = false;
      }
      field = name.startsWith('msgstr') ? Number(form ?? 0) : name;
      append(entry, field, value(first));
    } else if (line.startsWith('"')) append(entry, field, value(line));
  }
  const header = entries.find((e) => e.one === '')?.forms[0] ?? '';
  return { header, entries: entries.filter((e) => e.one !== '' && !e.fuzzy) };
}

function append(entry, field, text) {
  if (field === 'msgid') entry.one += text;
  else if (field === 'msgid_plural') entry.many = (entry.many ?? '') + text;
  else entry.forms[field] = (entry.forms[field] ?? '') + text;
}

/**
 * What the client reads: {language, messages}. A .po counts its plural forms, the client asks
 * Intl.PluralRules for a name: the numbers 0 to 1000 tell which belongs to which.
 */
export function compile(code, text) {
  const { header, entries } = parsePo(text);
  const rule = header.match(/plural=([^;\n]+)/)?.[1]?.trim() ?? '(n != 1)';
  if (!/^[n\d\s()?:!=<>&|%+-]+$/.test(rule)) throw new Error(`${code}: not a plural rule: ${rule}`);
  const formOf = new Function('n', `return Number(${rule})`);
  const rules = new Intl.PluralRules(code);
  const names = new Map();
  for (let n = 0; n <= 1000; n++)
    if (!names.has(rules.select(n))) names.set(rules.select(n), formOf(n));
  if (!names.has('other')) names.set('other', Math.max(...names.values()));

  const messages = {};
  for (const { one, many, forms } of entries) {
    if (forms.every((form) => form === '')) continue;
    messages[one] =
      many === null
        ? forms[0]
        : Object.fromEntries([...names].map(([name, at]) => [name, forms[at] || many]));
  }
  return { language: code, messages };
}

/** Every language there is a .po file for, as [code, catalogue]. */
export function catalogues() {
  return readdirSync(LOCALE)
    .filter((name) => name.endsWith('.po'))
    .map((name) => basename(name, '.po'))
    .sort()
    .map((code) => [code, compile(code, readFileSync(join(LOCALE, `${code}.po`), 'utf8'))]);
}

/** True when rapport.pot says what the sources say. */
export function isFresh() {
  return existsSync(TEMPLATE) && readFileSync(TEMPLATE, 'utf8') === template();
}

function run(command) {
  if (command === 'extract') {
    writeFileSync(TEMPLATE, template());
    console.log(`${relative(ROOT, TEMPLATE)} is fresh.`);
  } else if (command === 'check') {
    if (isFresh()) return;
    console.error('content/locale/rapport.pot is stale. Run: node scripts/locale.mjs extract');
    process.exitCode = 1;
  } else if (command === 'missing') {
    const all = parsePo(template()).entries.map((e) => e.one);
    for (const [code, { messages }] of catalogues())
      console.log(
        `${code}: ${all.filter((one) => !(one in messages)).length} of ${all.length} missing`,
      );
  } else {
    console.error('usage: node scripts/locale.mjs extract | check | missing');
    process.exitCode = 2;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) run(process.argv[2]);
