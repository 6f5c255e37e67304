// SPDX-License-Identifier: Apache-2.0
// What a person takes away: everything they may read, opened, in one shape. docs/archive.md is the
// schema of archive.json; field names are those of the file.

import type { AllianceKind } from '../alliances/alliance';
import type { AccessLine } from './found';

/** Words as they were opened, or the sentence why they could not be. */
export type Said = { kind: 'text'; text: string } | { kind: 'refused'; why: string };

/** Somebody in the archive; `key` is the SHA-256 of their public key, base64url. */
export type ArchivePerson = {
  account: string;
  name: string;
  role: 'client' | 'therapist';
  key: string;
};

/** One line of room chat, or one letter. */
export type ArchiveMessage = { id: string; at_ms: number; sender: string; said: Said };

/** A letter, an entry of a journal or a note. `body` is all that was sealed in it: besides the text for
 * instance a mood, tags, or the parts of a note. `edited_ms`: when it got other words. */
export type ArchiveLetter = ArchiveMessage & {
  edited_ms: number | null;
  deleted: boolean;
  body: unknown;
  /** `path` in the archive; null when it did not open. */
  files: Array<{ name: string; size: number; path: string | null }>;
};

/** One person's closing minute. */
export type ArchiveAnswers = {
  account: string;
  at_ms: number;
  state: 'answered' | 'declined';
  instrument: string;
  items: Record<string, number | null>;
  goals: Array<{ goal: string; value: number | null }>;
  tasks: Array<{ task: string; done: string; helped: string | null }>;
  /** The open answer; null when there was none. */
  said: Said | null;
};

/** One session with what belongs to it. */
export type ArchiveSession = {
  id: string;
  number: number | null;
  wall: string;
  zone: string;
  starts_ms: number;
  minutes: number;
  medium: string;
  state: string;
  started_ms: number | null;
  ended_ms: number | null;
  chat: ArchiveMessage[];
  answers: ArchiveAnswers[];
};

/** A goal, or a task (`goal` names the goal it serves). */
export type ArchiveAccord = {
  id: string;
  writer: string;
  state: string;
  agreed: string[];
  created_ms: number;
  changed_ms: number;
  said: Said;
  why: string;
  goal?: string | null;
};

/** One alliance. */
export type ArchiveAlliance = {
  id: string;
  kind: AllianceKind;
  /** What notes are about; of a private space, its couple. */
  about: string | null;
  title: string;
  since_ms: number;
  people: ArchivePerson[];
  letters: ArchiveLetter[];
  sessions: ArchiveSession[];
  goals: ArchiveAccord[];
  tasks: ArchiveAccord[];
};

/** Everything. `questions` says what the items of the closing minutes asked. */
export type Archive = {
  format: 'rapport-archive';
  version: 1;
  made_ms: number;
  practice: string;
  owner: { account: string; login: string; name: string; role: 'client' | 'therapist' };
  alliances: ArchiveAlliance[];
  questions: Record<string, Record<string, string>>;
  days: Array<{ day: string; value: number }>;
  /** Who opened the owner's record, newest first. */
  access: AccessLine[];
  /** Titles of the joint spaces that are not in here: their release needs both. */
  left_out: string[];
};
