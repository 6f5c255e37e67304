// SPDX-License-Identifier: Apache-2.0
// What goes into an archive before anything is opened: as the server gives it, sealed. Filled from the
// server for one's own copy, or from a record that was exported for the practice's recovery key.

import type { AllianceKind } from '../alliances/alliance';

/** Somebody, with their public key. */
export type FoundPerson = {
  account: string;
  name: string;
  role: 'client' | 'therapist';
  public_key: string;
  /** Keys they lost; what they wrote with them is signed by these. */
  former_keys: readonly string[];
};

/** A sealed message. */
export type FoundMessage = { id: string; at_ms: number; sender: string; sealed: string };

/** One person's closing minute; `sealed` is the open answer. */
export type FoundAnswers = {
  account: string;
  at_ms: number;
  state: 'answered' | 'declined';
  instrument: string;
  items: Record<string, number | null>;
  goals: Array<{ goal: string; value: number | null }>;
  tasks: Array<{ task: string; done: string; helped: string | null }>;
  sealed: string | null;
};

/** One session. */
export type FoundSession = {
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
  chat: FoundMessage[];
  answers: FoundAnswers[];
};

/** A goal or a task. */
export type FoundAccord = {
  id: string;
  writer: string;
  revision: number;
  state: string;
  agreed: string[];
  created_ms: number;
  changed_ms: number;
  sealed: string;
  goal?: string | null;
};

/** One alliance. */
export type FoundAlliance = {
  id: string;
  kind: AllianceKind;
  about: string | null;
  conversation: string;
  title: string;
  created_ms: number;
  members: FoundPerson[];
  /** Letters, or what a journal and notes are made of; oldest first. */
  letters: FoundMessage[];
  sessions: FoundSession[];
  goals: FoundAccord[];
  tasks: FoundAccord[];
};

/** One line of who did what with the owner's record. `check`: whether the device found it in the log. */
export type AccessLine = {
  at_ms: number;
  action: string;
  outcome: string;
  check: 'proved' | 'waiting' | 'failed';
  sentence: string;
};

/** Everything there is. */
export type Found = {
  practice: string;
  owner: { account: string; login: string; name: string; role: 'client' | 'therapist' };
  alliances: FoundAlliance[];
  questions: Record<string, Record<string, string>>;
  days: Array<{ day: string; value: number }>;
  /** Who opened the owner's record, newest first. */
  access: AccessLine[];
  /** Titles of what is left out because its release needs more than this person. */
  left_out: string[];
};

/** How many sealed things there are: what an archive's progress counts. */
export function countSealed(found: Found): number {
  let count = 0;
  for (const alliance of found.alliances) {
    count += alliance.goals.length + alliance.tasks.length + alliance.letters.length;
    for (const session of alliance.sessions)
      count += session.chat.length + session.answers.filter((one) => one.sealed !== null).length;
  }
  return count;
}
