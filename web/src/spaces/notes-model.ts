// SPDX-License-Identifier: Apache-2.0
// A therapist's process notes beside one alliance: theirs alone, and no part of the record.

import type { AlliancesModel, KnownAlliance } from '../alliances/alliances-model';
import { t } from '../ui/text';
import { matches, NOTE_PARTS, type Note, type NoteTemplate } from './paper';
import type { KnownPaper, PapersModel, PapersState } from './papers-model';

/** A note as it was kept. */
export type KnownNote = KnownPaper & { paper: Note };

/** State and actions for the notes about any alliance. Actions throw HttpError or VaultError. */
export interface NotesModel {
  /** Where the notes about an alliance are; null while there are none. Reactive. */
  placeOf(about: string): KnownAlliance | null;
  /** Reactive. */
  stateOf(about: string): PapersState['kind'];
  /** Newest first, narrowed on this device. Reactive. */
  notes(about: string, wanted: string): KnownNote[];
  load(about: string): Promise<void>;
  write(about: string, note: Note): Promise<void>;
  change(about: string, id: string, note: Note): Promise<void>;
  remove(about: string, id: string): Promise<void>;
  draft(about: string): Promise<Note | null>;
  keepDraft(about: string, note: Note | null): Promise<void>;
}

/** What the model stands on. */
export type NotesDeps = {
  alliances: Pick<AlliancesModel, 'alliances' | 'openSpace' | 'keepLocal' | 'keptLocal' | 'state'>;
  papers: PapersModel;
};

/** A heading with one line of help. */
export type Heading = { name: string; hint: string };

/** The headings of a template. */
export function headings(template: NoteTemplate): readonly Heading[] {
  switch (template) {
    case 'free':
      return [{ name: t('Note'), hint: t('Whatever helps you think.') }];
    case 'soap':
      return [
        { name: t('Subjective'), hint: t('What they told, in their words.') },
        { name: t('Objective'), hint: t('What you saw and heard yourself.') },
        { name: t('Assessment'), hint: t('How you understand it now.') },
        { name: t('Plan'), hint: t('What comes next, and for whom.') },
      ];
    case 'dap':
      return [
        { name: t('Data'), hint: t('What was said and what happened.') },
        { name: t('Assessment'), hint: t('How you understand it now.') },
        { name: t('Plan'), hint: t('What comes next, and for whom.') },
      ];
    case 'birp':
      return [
        { name: t('Behaviour'), hint: t('What they did and said.') },
        { name: t('Intervention'), hint: t('What you did, and why.') },
        { name: t('Response'), hint: t('How it was taken.') },
        { name: t('Plan'), hint: t('What comes next, and for whom.') },
      ];
  }
}

/** The words of one template, poured into another: what has no heading there goes into the last. */
export function retemplate(note: Note, template: NoteTemplate): Note {
  const parts = Array.from({ length: NOTE_PARTS[template] }, (_, at) => note.parts[at] ?? '');
  const over = note.parts.slice(parts.length).filter((part) => part.trim() !== '');
  const last = parts.length - 1;
  if (over.length > 0)
    parts[last] = [parts[last], ...over].filter((part) => part !== '').join('\n');
  return { ...note, template, parts };
}

/** An empty note. */
export function emptyNote(template: NoteTemplate = 'free'): Note {
  return { kind: 'note', template, parts: Array(NOTE_PARTS[template]).fill(''), visit: null };
}

/** True when nothing is written in it. */
export function isBlank(note: Note): boolean {
  return note.parts.every((part) => part.trim() === '');
}

/** Makes the model. Nothing is asked before `load` or an action. */
export function createNotesModel({ alliances, papers }: NotesDeps): NotesModel {
  const placeOf = (about: string) =>
    alliances.alliances.value.find((one) => one.kind === 'notes' && one.about === about) ?? null;
  const place = async (about: string) =>
    placeOf(about)?.id ?? (await alliances.openSpace({ kind: 'notes', about }));
  const draftName = (about: string) => `notes draft ${about}`;

  return {
    placeOf,
    stateOf(about) {
      const found = placeOf(about);
      return found === null ? alliances.state.value.kind : papers.of(found.id).kind;
    },
    notes(about, wanted) {
      const found = placeOf(about);
      const state = found === null ? null : papers.of(found.id);
      if (state?.kind !== 'ready') return [];
      return state.papers
        .flatMap((one) => (one.paper?.kind === 'note' ? [{ ...one, paper: one.paper }] : []))
        .filter(({ paper }) => wanted.trim() === '' || matches(wanted, paper.parts.join('\n'), []))
        .sort((a, b) => b.at_ms - a.at_ms);
    },
    async load(about) {
      const found = placeOf(about);
      if (found !== null) await papers.load(found.id);
    },
    async write(about, note) {
      await papers.add(await place(about), note);
    },
    change: async (about, id, note) => papers.change(await place(about), id, note),
    remove: async (about, id) => papers.remove(await place(about), id),
    async draft(about) {
      const kept = await alliances.keptLocal(draftName(about)).catch(() => null);
      if (kept === null) return null;
      try {
        const note = JSON.parse(kept) as Note;
        return note.parts.length === NOTE_PARTS[note.template] ? note : null;
      } catch {
        return null;
      }
    },
    keepDraft: (about, note) =>
      alliances.keepLocal(
        draftName(about),
        note === null || isBlank(note) ? null : JSON.stringify(note),
      ),
  };
}
