// SPDX-License-Identifier: Apache-2.0
// The papers of an alliance that is written in between sessions: a journal, notes, a couple's spaces.
// Read, opened, written, reworded, and torn up for good.

import { signal } from '@preact/signals';
import type { AlliancesModel } from '../alliances/alliances-model';
import { t } from '../ui/text';
import type { Opened, ThreadNote } from '../vault/vault';
import { type Paper, parsePaper } from './paper';
import type { Letter, PapersApi } from './papers-api';

/** A paper, or a sentence why it cannot be shown. */
export type KnownPaper = {
  id: string;
  sender: string;
  mine: boolean;
  /** When it was first written. */
  at_ms: number;
  revised_ms: number | null;
  revision: number;
  /** What the server has now; a new wording takes its place. */
  sealed: string;
  paper: Paper | null;
  why: string | null;
  /** `sending`: kept on this device until there is a line. */
  delivery: 'sent' | 'sending' | 'failed';
};

/** Where the papers of one alliance stand; oldest first, without what was torn up. */
export type PapersState =
  | { kind: 'loading' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'ready'; papers: readonly KnownPaper[]; notes: readonly ThreadNote[] };

/** State and actions. Actions throw HttpError or VaultError; then nothing has changed. */
export interface PapersModel {
  /** Reactive. */
  of(alliance: string): PapersState;
  load(alliance: string): Promise<void>;
  /** Kept on this device at once and sent as soon as there is a line; gives its id. */
  add(alliance: string, paper: Paper): Promise<string>;
  change(alliance: string, id: string, paper: Paper): Promise<void>;
  /** The words are overwritten on the server, too. */
  remove(alliance: string, id: string): Promise<void>;
  forget(): void;
  stop(): void;
}

/** What the model stands on. */
export type PapersDeps = {
  api: PapersApi;
  me: string;
  alliances: Pick<
    AlliancesModel,
    'find' | 'post' | 'waiting' | 'openThread' | 'unseal' | 'reseal' | 'onEvent'
  >;
};

/** Makes the model. It follows news of the alliances it has loaded. */
export function createPapersModel({ api, me, alliances }: PapersDeps): PapersModel {
  const state = signal<ReadonlyMap<string, PapersState>>(new Map());
  const turns = new Map<string, number>();
  const following = new Set<string>();

  function put(alliance: string, next: PapersState): void {
    state.value = new Map(state.peek()).set(alliance, next);
  }

  function conversationOf(alliance: string): string {
    const known = alliances.find(alliance);
    if (known === null) throw new Error(t('This space is not open on this device.'));
    return known.conversation;
  }

  /** What this device has written and the server does not have yet. */
  async function pending(alliance: string, there: ReadonlySet<string>): Promise<KnownPaper[]> {
    const found: KnownPaper[] = [];
    for (const { id, at_ms, sealed, sent } of await alliances.waiting(
      alliance,
      'letter',
      alliance,
    )) {
      follow(alliance, id, sent);
      if (there.has(id)) continue;
      const opened = await alliances.unseal(alliance, 'letter', alliance, me, sealed);
      const read = paperOf(opened);
      if (read === 'deleted') continue;
      found.push({
        id,
        at_ms,
        sealed,
        sender: me,
        mine: true,
        revised_ms: null,
        revision: 0,
        delivery: 'sending',
        ...read,
      });
    }
    return found;
  }

  function follow(alliance: string, id: string, sent: Promise<number>): void {
    if (following.has(id)) return;
    following.add(id);
    sent.then(
      () => {
        following.delete(id);
        void load(alliance);
      },
      () => {
        following.delete(id);
        const now = state.peek().get(alliance);
        if (now?.kind !== 'ready') return;
        const papers = now.papers.map((one) =>
          one.id === id ? { ...one, delivery: 'failed' as const } : one,
        );
        put(alliance, { ...now, papers });
      },
    );
  }

  async function load(alliance: string): Promise<void> {
    const turn = (turns.get(alliance) ?? 0) + 1;
    turns.set(alliance, turn);
    let next: PapersState;
    try {
      const letters = await api.all(conversationOf(alliance));
      const thread = await alliances.openThread(alliance, 'letter', alliance, letters, true);
      const known = letters.flatMap((letter, at) => knownOf(letter, thread.opened[at], me) ?? []);
      const there = new Set(letters.map(({ id }) => id));
      next = {
        kind: 'ready',
        papers: [...known, ...(await pending(alliance, there))],
        notes: thread.notes,
      };
    } catch (error) {
      if (state.peek().get(alliance)?.kind === 'ready') return;
      next = { kind: 'failed', error };
    }
    if (turns.get(alliance) === turn) put(alliance, next);
  }

  const stops = (['message', 'edited'] as const).map((kind) =>
    alliances.onEvent(kind, (alliance, event) => {
      if (turns.has(alliance) && event.visit === null) void load(alliance);
    }),
  );

  async function replace(alliance: string, id: string, body: unknown): Promise<void> {
    const conversation = conversationOf(alliance);
    const letter = await api.one(conversation, id);
    const { sealed, revision } = await alliances.reseal(
      alliance,
      'letter',
      alliance,
      letter.sealed,
      body,
    );
    await api.replace(conversation, id, { revision, sealed });
    await load(alliance);
  }

  return {
    of: (alliance) => state.value.get(alliance) ?? { kind: 'loading' },
    load,
    async add(alliance, paper) {
      const { id, sent } = await alliances.post(alliance, 'letter', alliance, null, paper);
      follow(alliance, id, sent);
      await load(alliance);
      return id;
    },
    change: (alliance, id, paper) => replace(alliance, id, paper),
    remove: (alliance, id) => replace(alliance, id, { deleted: true }),
    forget() {
      turns.clear();
      following.clear();
      state.value = new Map();
    },
    stop() {
      for (const stop of stops) stop();
    },
  };
}

function paperOf(
  opened: Opened | undefined,
): { paper: Paper | null; why: string | null } | 'deleted' {
  if (opened === undefined || opened.kind === 'refused')
    return { paper: null, why: opened?.why ?? t('It holds nothing that can be shown.') };
  const paper = parsePaper(opened.body);
  if (paper === 'deleted') return 'deleted';
  return paper === null
    ? { paper: null, why: t('It holds nothing that can be shown.') }
    : { paper, why: null };
}

/** null: torn up. */
function knownOf(letter: Letter, opened: Opened | undefined, me: string): KnownPaper | null {
  const read = paperOf(opened);
  if (read === 'deleted') return null;
  const inside = opened?.kind === 'opened' ? opened : null;
  return {
    id: letter.id,
    sender: letter.sender,
    mine: letter.sender === me,
    at_ms: inside?.at_ms ?? letter.at_ms,
    revised_ms: inside?.revised_ms ?? null,
    revision: inside?.revision ?? 0,
    sealed: letter.sealed,
    delivery: 'sent',
    ...read,
  };
}
