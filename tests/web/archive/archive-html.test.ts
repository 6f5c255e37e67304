// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Archive, ArchiveLetter } from '../../../web/src/archive/archive';
import { archiveHtml } from '../../../web/src/archive/archive-html';

function page(body: unknown): string {
  const text = (body as { text?: string }).text ?? '';
  const letter: ArchiveLetter = {
    id: 'l1',
    at_ms: 1_795_000_000_000,
    sender: 'anna',
    said: { kind: 'text', text },
    edited_ms: null,
    deleted: false,
    body,
    files: [],
  };
  const archive: Archive = {
    format: 'rapport-archive',
    version: 1,
    made_ms: 1_795_000_000_000,
    practice: 'River',
    owner: { account: 'anna', login: 'anna', name: 'Anna', role: 'client' },
    alliances: [
      {
        id: 'a1',
        kind: 'pair',
        about: null,
        title: 'Mara',
        since_ms: 1_794_000_000_000,
        people: [{ account: 'anna', name: 'Anna', role: 'client', key: 'k' }],
        letters: [letter],
        sessions: [],
        goals: [],
        tasks: [],
      },
    ],
    questions: {},
    days: [],
    access: [],
    left_out: [],
  };
  return archiveHtml(archive);
}

test('what_is_written_between_sessions_is_told_in_words', () => {
  const shared = page({
    kind: 'shared_entry',
    entry: 'aLongNumber',
    written_ms: 1_794_480_600_323,
    text: 'The night is long.',
    mood: 4,
    tags: ['night', 'Thursday'],
    bring: true,
  });
  for (const words of [
    'felt 4 of 10',
    '#night #Thursday',
    'From the journal',
    'The night is long.',
  ])
    assert.ok(shared.includes(words), words);
  for (const raw of ['shared_entry', 'aLongNumber', 'written_ms', 'bring'])
    assert.ok(!shared.includes(raw), raw);

  const note = page({
    kind: 'note',
    template: 'soap',
    parts: ['told', '', 'mine', 'ask'],
    visit: null,
  });
  for (const words of ['S: told', 'A: mine', 'P: ask']) assert.ok(note.includes(words), words);
  assert.ok(!note.includes('O: '));

  assert.match(page({ kind: 'marker', entry: 'x' }), /talk about something I wrote/);
  assert.match(page({ kind: 'policy_agreed', policy: 'p', revision: 0 }), /I agree to this/);
});

test('what_is_not_known_keeps_its_fields', () => {
  const html = page({ kind: 'drawing', text: 'a tree', strokes: [3, 4] });
  for (const words of ['kind: drawing', 'strokes: 3, 4', 'a tree'])
    assert.ok(html.includes(words), words);
});

test('words_that_try_to_be_more_stay_words', () => {
  const bad = '<img src=x onerror=alert(1)>';
  for (const body of [
    { kind: 'entry', text: bad, mood: 1, tags: [bad] },
    { kind: 'note', template: bad, parts: [bad], visit: null },
    { kind: 'other', field: bad, [bad]: 1 },
  ])
    assert.doesNotMatch(page(body), /<img/);
});
