// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createNotesModel,
  emptyNote,
  headings,
  retemplate,
} from '../../../web/src/spaces/notes-model';
import { NOTE_PARTS, type NoteTemplate } from '../../../web/src/spaces/paper';
import { createPapersModel } from '../../../web/src/spaces/papers-model';
import { alliance, letterHouse, settle } from './fake-letters';

const templates: NoteTemplate[] = ['free', 'soap', 'dap', 'birp'];

test('every template has a heading for every part', () => {
  for (const template of templates) {
    assert.equal(headings(template).length, NOTE_PARTS[template]);
    assert.equal(emptyNote(template).parts.length, NOTE_PARTS[template]);
  }
});

test('changing the template loses no words', () => {
  for (const from of templates)
    for (const to of templates) {
      const note = { ...emptyNote(from), parts: emptyNote(from).parts.map((_, at) => `w${at}`) };
      const poured = retemplate(note, to);
      assert.equal(poured.parts.length, NOTE_PARTS[to]);
      for (const word of note.parts)
        assert.match(poured.parts.join('\n'), new RegExp(word), `${from} to ${to}`);
    }
});

test('notes stand beside one alliance alone, and never in it', async () => {
  const made = letterHouse('mara', [alliance('anna', {}), alliance('ben', {})]);
  const papers = createPapersModel({ api: made.api, me: 'mara', alliances: made.alliances });
  const notes = createNotesModel({ alliances: made.alliances as never, papers });
  await notes.write('anna', { ...emptyNote('dap'), parts: ['told of a dream', '', 'ask again'] });
  await settle();
  assert.equal(notes.notes('anna', '').length, 1);
  assert.equal(notes.notes('anna', 'dream').length, 1);
  assert.equal(notes.notes('anna', 'river').length, 0);
  assert.equal(notes.notes('ben', '').length, 0);
  assert.equal(made.house.letters.has('c-anna'), false);
  const [note] = notes.notes('anna', '');
  assert.ok(note);
  await notes.remove('anna', note.id);
  assert.doesNotMatch(JSON.stringify([...made.house.letters]), /dream/);
});

test('the draft of a note belongs to the person it is beside', async () => {
  const made = letterHouse('mara', [alliance('anna', {}), alliance('ben', {})]);
  const papers = createPapersModel({ api: made.api, me: 'mara', alliances: made.alliances });
  const notes = createNotesModel({ alliances: made.alliances as never, papers });
  await notes.keepDraft('anna', { ...emptyNote(), parts: ['half'] });
  assert.deepEqual((await notes.draft('anna'))?.parts, ['half']);
  assert.equal(await notes.draft('ben'), null);
});
