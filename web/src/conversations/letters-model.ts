// SPDX-License-Identifier: Apache-2.0
// The letters of one alliance: the thread, what waits on this device, and how far everybody has got.
// Journals and notes are threads like this one, with bodies of their own (`parse`).

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { AlliancesModel } from '../alliances/alliances-model';
import type { LiveReceipt } from '../net/live';
import { t } from '../ui/text';
import type { Opened, ThreadNote } from '../vault/vault';
import type { StoredMessage } from './chat';
import { isLetter, type Letter, type LetterFile, parseLetterBody } from './letter';
import type { LettersApi } from './letters-api';

/** Where the thread stands. */
export type LettersState = 'loading' | 'ready' | 'failed';

/** How far a letter of mine has got, as words are chosen by it. */
export type LetterStage = 'kept' | 'failed' | 'sent' | 'delivered' | 'read';

/** State and actions. */
export interface LettersModel {
  readonly state: ReadonlySignal<LettersState>;
  /** Oldest first; what is not durable yet stands last, in the order written. */
  readonly letters: ReadonlySignal<readonly Letter[]>;
  /** Older ones are on the server. */
  readonly older: ReadonlySignal<boolean>;
  /** What is missing among them, or out of order. */
  readonly notes: ReadonlySignal<readonly ThreadNote[]>;
  /** Letters of others that I have not read; null while that is not known. */
  readonly unread: ReadonlySignal<number | null>;
  /** Reads the newest, and what waits on this device. Again after a failure. */
  load(): Promise<void>;
  loadOlder(): Promise<void>;
  /** Seals and keeps it; it goes out as soon as there is a line. Throws when it cannot be sealed. */
  send(text: string, files: readonly LetterFile[]): Promise<void>;
  /** New words for my own letter. Throws HttpError or VaultError. */
  edit(id: string, text: string): Promise<void>;
  /** Takes the words away, here and on the server. Throws like `edit`. */
  remove(id: string): Promise<void>;
  /** Everything on show was read. */
  seen(): void;
  /** Of one of mine. Reactive. */
  stageOf(letter: Letter): LetterStage;
  /** A receipt came in. */
  heard(receipt: LiveReceipt): void;
  stop(): void;
}

/** What the model stands on. */
export type LettersDeps = {
  alliance: string;
  conversation: string;
  me: string;
  api: LettersApi;
  alliances: Pick<
    AlliancesModel,
    'onEvent' | 'unseal' | 'openThread' | 'post' | 'waiting' | 'reseal' | 'receipt'
  >;
};

/** Makes the model and starts listening. */
export function createLettersModel(deps: LettersDeps): LettersModel {
  const { alliance, conversation, me, api, alliances } = deps;
  const state = signal<LettersState>('loading');
  const stored = signal<ReadonlyMap<string, Letter>>(new Map());
  const pending = signal<readonly Letter[]>([]);
  const older = signal(false);
  const notes = signal<readonly ThreadNote[]>([]);
  const receipts = signal<ReadonlyMap<string, LiveReceipt>>(new Map());
  /** Numbers of others' letters beyond what I have read, known without opening them. */
  const waiting = signal<ReadonlySet<number>>(new Set());
  const mine = computed(() => receipts.value.get(me) ?? null);
  let oldest: number | null = null;
  let counted = false;

  const letters = computed(() => [
    ...[...stored.value.values()].sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0)),
    ...pending.value.filter((one) => !stored.value.has(one.id)),
  ]);

  async function take(messages: readonly StoredMessage[], whole: boolean): Promise<void> {
    const rows = messages.map(({ object, seq, sender, sealed }) => {
      return { id: object, seq, sender, sealed };
    });
    const thread = await alliances.openThread(alliance, 'letter', alliance, rows, whole);
    notes.value = thread.notes;
    const next = new Map(stored.peek());
    messages.forEach((message, index) => {
      next.set(message.object, letterOf(message, thread.opened[index], message.sender === me));
    });
    stored.value = next;
  }

  function change(id: string, changes: Partial<Letter>): void {
    pending.value = pending.peek().map((one) => (one.id === id ? { ...one, ...changes } : one));
  }

  /** Follows one of the outbox on its way. */
  async function follow(letter: Letter, sent: Promise<number>): Promise<void> {
    try {
      const seq = await sent;
      pending.value = pending.peek().filter((one) => one.id !== letter.id);
      if (stored.peek().has(letter.id)) return;
      stored.value = new Map(stored.peek()).set(letter.id, { ...letter, seq, delivery: 'sent' });
    } catch {
      change(letter.id, { delivery: 'failed' });
    }
  }

  async function takeWaiting(): Promise<void> {
    for (const one of await alliances.waiting(alliance, 'letter', alliance)) {
      const { id, at_ms, sealed, sent } = one;
      const known = pending.peek().find((letter) => letter.id === id);
      const opened =
        known === undefined
          ? await alliances.unseal(alliance, 'letter', alliance, me, sealed)
          : undefined;
      const letter: Letter = known ?? {
        ...blank({ id, at_ms, sealed, sender: me }),
        content: contentOf(opened),
      };
      if (known === undefined) pending.value = [...pending.peek(), letter];
      change(id, { delivery: 'kept' });
      void follow({ ...letter, delivery: 'kept' }, sent);
    }
  }

  /** Replaces my letter on the server by one with this body. */
  async function replace(id: string, body: unknown, attachments: string[]): Promise<void> {
    const before = await api.one(conversation, id);
    const { sealed, revision } = await alliances.reseal(
      alliance,
      'letter',
      alliance,
      before.sealed,
      body,
    );
    const after = await api.reword(conversation, id, { revision, sealed, attachments });
    await take([after], false);
  }

  function arrived(seq: number, sender: string): void {
    if (sender === me) return;
    waiting.value = new Set(waiting.peek()).add(seq);
    alliances.receipt(alliance, seq, mine.peek()?.read ?? 0);
  }

  /** What came while no device of mine was here; the server knows how far I have read. */
  async function count(read: number): Promise<void> {
    counted = true;
    const page = await api.after(conversation, read).catch(() => null);
    if (page === null) {
      counted = false;
      return;
    }
    waiting.value = new Set([
      ...waiting.peek(),
      ...page.messages.filter(({ sender }) => sender !== me).map(({ seq }) => seq),
    ]);
    const newest = page.messages.at(-1)?.seq ?? 0;
    if (newest > (mine.peek()?.delivered ?? 0)) alliances.receipt(alliance, newest, read);
  }

  const stops = [
    alliances.onEvent('message', (of, event) => {
      if (of !== alliance || !isLetter(event)) return;
      arrived(event.seq, event.sender);
      if (state.peek() === 'ready') void take([event], false);
    }),
    alliances.onEvent('edited', (of, event) => {
      if (of !== alliance || !stored.peek().has(event.object)) return;
      void api.one(conversation, event.object).then(
        (message) => take([message], false),
        () => undefined, // No line: read again with the thread.
      );
    }),
  ];

  return {
    state,
    letters,
    older,
    notes,
    unread: computed(() => {
      const read = mine.value?.read;
      if (read === undefined || read === null) return null;
      return [...waiting.value].filter((seq) => seq > read).length;
    }),

    async load() {
      if (state.peek() === 'failed') state.value = 'loading';
      try {
        await takeWaiting();
        const page = await api.before(conversation, null);
        await take(page.messages, !page.more);
        oldest = page.messages.at(-1)?.seq ?? null;
        older.value = page.more;
        state.value = 'ready';
      } catch {
        if (state.peek() !== 'ready') state.value = 'failed';
      }
    },

    async loadOlder() {
      if (oldest === null) return;
      const page = await api.before(conversation, oldest);
      await take(page.messages, !page.more);
      oldest = page.messages.at(-1)?.seq ?? oldest;
      older.value = page.more;
    },

    async send(text, files) {
      const attachments = files.map(({ id }) => id);
      const body = { text, files };
      const { id, at_ms, sealed, sent } = await alliances.post(
        alliance,
        'letter',
        alliance,
        null,
        body,
        attachments,
      );
      const letter: Letter = {
        ...blank({ id, at_ms, sealed, sender: me }),
        content: { kind: 'text', text, files: [...files] },
      };
      if (!pending.peek().some((one) => one.id === id)) pending.value = [...pending.peek(), letter];
      void follow(letter, sent);
    },

    async edit(id, text) {
      const content = stored.peek().get(id)?.content;
      const files = content?.kind === 'text' ? content.files : [];
      await replace(
        id,
        { text, files },
        files.map((file) => file.id),
      );
    },

    remove: (id) => replace(id, { deleted: true }, []),

    seen() {
      const newest = Math.max(0, ...[...stored.peek().values()].map(({ seq }) => seq ?? 0));
      const before = mine.peek();
      if (newest === 0 || (before?.read ?? 0) >= newest) return;
      alliances.receipt(alliance, newest, newest);
    },

    stageOf({ seq, delivery, sender }) {
      if (delivery !== 'sent' || seq === null) return delivery === 'failed' ? 'failed' : 'kept';
      const others = [...receipts.value.values()].filter(({ account }) => account !== sender);
      if (others.some(({ read }) => read !== null && read >= seq)) return 'read';
      return others.some(({ delivered }) => delivered >= seq) ? 'delivered' : 'sent';
    },

    heard(receipt) {
      receipts.value = new Map(receipts.peek()).set(receipt.account, receipt);
      if (receipt.account === me && !counted) void count(receipt.read ?? 0);
    },

    stop() {
      for (const stop of stops) stop();
    },
  };
}

function blank(of: Pick<Letter, 'id' | 'at_ms' | 'sealed' | 'sender'>): Letter {
  const content = { kind: 'refused' as const, why: '' };
  return { ...of, seq: null, mine: true, edited_ms: null, content, delivery: 'kept' };
}

function letterOf(message: StoredMessage, opened: Opened | undefined, mine: boolean): Letter {
  const { object, seq, sender, sealed } = message;
  const first = opened?.kind === 'opened' ? opened : null;
  return {
    id: object,
    seq,
    // By the sender's own word where it can be believed: it may have waited on their device.
    at_ms: first === null ? message.at_ms : Math.min(first.at_ms, message.at_ms),
    sender,
    mine,
    edited_ms: first?.revised_ms ?? null,
    sealed,
    content: contentOf(opened),
    delivery: 'sent',
  };
}

function contentOf(opened: Opened | undefined): Letter['content'] {
  if (opened === undefined) return { kind: 'refused', why: '' };
  if (opened.kind === 'refused') return { kind: 'refused', why: opened.why };
  const body = parseLetterBody(opened.body);
  if (body === null) return { kind: 'refused', why: t('It holds nothing that can be shown.') };
  return 'deleted' in body
    ? { kind: 'deleted' }
    : { kind: 'text', text: body.text, files: body.files };
}
