// SPDX-License-Identifier: Apache-2.0
// What stands inside the sealed letters of journals, notes and couples. Everything else about them
// (when, by whom, which wording) comes from the letter itself.

/** Longest text of one paper, in letters; what fits into a sealed letter with its padding. */
export const PAPER_MAX = 12_000;
/** Longest tag, and how many there may be. */
export const TAG_MAX = 40;
export const TAGS_MAX = 12;

/** A journal entry. */
export type Entry = { kind: 'entry'; text: string; mood: number | null; tags: string[] };

/** What a client showed of their journal. `bring`: they would like to talk about it. */
export type SharedEntry = {
  kind: 'shared_entry';
  /** The letter in the journal it was copied from. */
  entry: string;
  /** When the entry was written. */
  written_ms: number;
  text: string;
  mood: number | null;
  tags: string[];
  bring: boolean;
};

/** Somebody would like to talk about something they wrote, without showing it. */
export type Marker = { kind: 'marker'; entry: string };

/** The headings a therapist's note can have. */
export type NoteTemplate = 'free' | 'soap' | 'dap' | 'birp';

/** A process note. */
export type Note = {
  kind: 'note';
  template: NoteTemplate;
  /** One text a heading, in the order of the template. */
  parts: string[];
  /** The session it is about; null for none. */
  visit: string | null;
};

/** What a couple and their therapist hold about secrets, in the therapist's words. */
export type Policy = { kind: 'policy'; text: string };

/** The writer agrees to one wording of a policy. */
export type PolicyAgreed = { kind: 'policy_agreed'; policy: string; revision: number };

/** Somebody asks to take the joint record away, and says what for. */
export type ReleaseAsked = { kind: 'release_asked'; release: string; text: string };

/** The writer's word on one asking; the newest counts. */
export type ReleaseSaid = { kind: 'release_said'; release: string; yes: boolean };

/** Words to somebody. */
export type Words = { kind: 'words'; text: string };

/** Everything that can stand in such a letter. */
export type Paper =
  | Entry
  | SharedEntry
  | Marker
  | Note
  | Policy
  | PolicyAgreed
  | ReleaseAsked
  | ReleaseSaid
  | Words;

/** How many headings each template has. */
export const NOTE_PARTS: { [T in NoteTemplate]: number } = { free: 1, soap: 4, dap: 3, birp: 4 };

/** `deleted` once its writer took the words away; null when it is nothing we know. */
export function parsePaper(body: unknown): Paper | 'deleted' | null {
  if (typeof body !== 'object' || body === null) return null;
  const from = body as { [field: string]: unknown };
  if (from.deleted === true) return 'deleted';
  switch (from.kind) {
    case undefined:
    case 'words':
      return typeof from.text === 'string' ? { kind: 'words', text: from.text } : null;
    case 'entry':
      return readEntry(from);
    case 'shared_entry':
      return readShared(from);
    case 'marker':
      return typeof from.entry === 'string' ? { kind: 'marker', entry: from.entry } : null;
    case 'note':
      return readNote(from);
    case 'policy':
      return typeof from.text === 'string' ? { kind: 'policy', text: from.text } : null;
    case 'policy_agreed':
      return typeof from.policy === 'string' && Number.isSafeInteger(from.revision)
        ? { kind: 'policy_agreed', policy: from.policy, revision: from.revision as number }
        : null;
    case 'release_asked':
      return typeof from.release === 'string' && typeof from.text === 'string'
        ? { kind: 'release_asked', release: from.release, text: from.text }
        : null;
    case 'release_said':
      return typeof from.release === 'string' && typeof from.yes === 'boolean'
        ? { kind: 'release_said', release: from.release, yes: from.yes }
        : null;
    default:
      return null;
  }
}

type Body = { [field: string]: unknown };

function readEntry({ text, mood, tags }: Body): Entry | null {
  const felt = readMood(mood);
  const named = readTags(tags);
  return typeof text === 'string' && felt !== undefined && named !== null
    ? { kind: 'entry', text, mood: felt, tags: named }
    : null;
}

function readShared(from: Body): SharedEntry | null {
  const inside = readEntry(from);
  const { entry, written_ms, bring } = from;
  return inside !== null && typeof entry === 'string' && Number.isSafeInteger(written_ms)
    ? {
        ...inside,
        kind: 'shared_entry',
        entry,
        written_ms: written_ms as number,
        bring: bring === true,
      }
    : null;
}

function readNote({ template, parts, visit }: Body): Note | null {
  if (typeof template !== 'string' || !Object.hasOwn(NOTE_PARTS, template)) return null;
  const known = template as NoteTemplate;
  const texts = Array.isArray(parts) ? parts.filter((one) => typeof one === 'string') : [];
  if (texts.length !== NOTE_PARTS[known]) return null;
  return {
    kind: 'note',
    template: known,
    parts: texts,
    visit: typeof visit === 'string' ? visit : null,
  };
}

/** undefined: not a mood. */
function readMood(mood: unknown): number | null | undefined {
  if (mood === null) return null;
  return typeof mood === 'number' && Number.isInteger(mood) && mood >= 0 && mood <= 10
    ? mood
    : undefined;
}

function readTags(tags: unknown): string[] | null {
  if (!Array.isArray(tags) || tags.length > TAGS_MAX) return null;
  return tags.every((tag) => typeof tag === 'string' && tag.length <= TAG_MAX) ? tags : null;
}

/** "sleep, Work,  sleep" → ["sleep", "Work"]. */
export function splitTags(typed: string): string[] {
  const seen = new Map<string, string>();
  for (const part of typed.split(/[,#\n]/)) {
    const tag = part.trim().replace(/\s+/g, ' ').slice(0, TAG_MAX);
    if (tag !== '' && !seen.has(fold(tag))) seen.set(fold(tag), tag);
  }
  return [...seen.values()].slice(0, TAGS_MAX);
}

/** Small letters, without accents: "Müde" and "mude" are found by one another. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether every word of `wanted` begins a word of the text, or a tag; `#word` asks for tags alone. */
export function matches(wanted: string, text: string, tags: readonly string[]): boolean {
  const words = fold(text).split(/[^\p{L}\p{N}]+/u);
  const named = tags.map(fold);
  return fold(wanted)
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '#')
    .every((word) =>
      word.startsWith('#')
        ? named.some((tag) => tag.startsWith(word.slice(1)))
        : words.some((one) => one.startsWith(word)) || named.some((tag) => tag.includes(word)),
    );
}
