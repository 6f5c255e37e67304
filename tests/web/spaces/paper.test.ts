// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matches, parsePaper, splitTags } from '../../../web/src/spaces/paper';

const entry = { kind: 'entry', text: 'a', mood: null, tags: [] };

test('a paper that is not as agreed is none', () => {
  assert.deepEqual(parsePaper(entry), entry);
  for (const good of [
    { kind: 'words', text: 'a' },
    { kind: 'marker', entry: 'e' },
    { kind: 'note', template: 'dap', parts: ['a', '', 'b'], visit: null },
    { kind: 'policy', text: 'p' },
    { kind: 'policy_agreed', policy: 'p', revision: 0 },
    { ...entry, kind: 'shared_entry', entry: 'e', written_ms: 1, bring: true },
  ])
    assert.deepEqual(parsePaper(good), good);
  assert.equal(parsePaper({ deleted: true }), 'deleted');
  for (const bad of [
    null,
    'x',
    { kind: 'other' },
    { ...entry, text: 1 },
    { ...entry, mood: 11 },
    { ...entry, mood: 2.5 },
    { ...entry, mood: undefined },
    { ...entry, tags: 'x' },
    { ...entry, tags: [1] },
    { ...entry, kind: 'shared_entry', entry: 'e', written_ms: 'x' },
    { kind: 'note', template: 'toString', parts: [''], visit: null },
    { kind: 'note', template: 'soap', parts: ['one'], visit: null },
    { kind: 'policy_agreed', policy: 'p', revision: 'x' },
  ])
    assert.equal(parsePaper(bad), null, JSON.stringify(bad));
});

test('tags are split, trimmed and counted once, whatever their case', () => {
  assert.deepEqual(splitTags(' sleep, Work,,  sleep,#work \n my  son'), [
    'sleep',
    'Work',
    'my son',
  ]);
  assert.equal(splitTags(Array.from({ length: 30 }, (_, i) => `t${i}`).join()).length, 12);
});

test('a search finds beginnings of words and tags, without case and accents', () => {
  const rows: [string, boolean][] = [
    ['mude', true],
    ['MÜDE', true],
    ['brot', false],
    ['abendb', true],
    ['mude abend', true],
    ['mude nichts', false],
    ['#schl', true],
    ['#mude', false],
    ['laf', true],
    ['', true],
    ['#', true],
  ];
  for (const [wanted, found] of rows)
    assert.equal(matches(wanted, 'Ich bin müde vom Abendbrot.', ['Schlaf']), found, wanted);
});
