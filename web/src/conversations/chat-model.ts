// SPDX-License-Identifier: Apache-2.0
// The chat of one session: its history, what arrives, and what is on its way out. Sealing and sending
// again over a broken line are the alliances model's work; order is the server's sequence number.

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { AlliancesModel } from '../alliances/alliances-model';
import { t } from '../ui/text';
import type { Opened, ThreadNote } from '../vault/vault';
import { type ChatLine, isStoredMessage, parseChatBody, type StoredMessage } from './chat';
import type { ChatApi } from './chat-api';

/** Where the history stands; lines that arrive meanwhile are shown anyway. */
export type ChatState = { kind: 'loading' } | { kind: 'ready' } | { kind: 'failed' };

/** State and actions of the chat. */
export interface ChatModel {
  readonly state: ReadonlySignal<ChatState>;
  /** By sequence number; what is not durable yet stands last, in the order written. */
  readonly lines: ReadonlySignal<ChatLine[]>;
  /** What is missing among them, or out of order. */
  readonly notes: ReadonlySignal<ThreadNote[]>;
  /** Lines of the other that arrived since `seen`. */
  readonly unseen: ReadonlySignal<number>;
  seen(): void;
  /** Again after a failure. */
  load(): Promise<void>;
  /** Blank text is not sent. Never throws: the line tells how it fared. */
  send(text: string): Promise<void>;
  /** Sends a failed line again. */
  resend(key: string): Promise<void>;
  stop(): void;
}

/** Makes the model and starts listening; `load` reads the history, and what waits on this device. */
export function createChatModel(deps: {
  alliance: string;
  conversation: string;
  visit: string;
  me: string;
  api: ChatApi;
  alliances: Pick<AlliancesModel, 'onEvent' | 'unseal' | 'openThread' | 'post' | 'waiting'>;
  now(): number;
}): ChatModel {
  const { alliances, alliance, visit, me } = deps;
  const state = signal<ChatState>({ kind: 'loading' });
  const stored = signal<ReadonlyMap<string, ChatLine>>(new Map());
  const pending = signal<readonly ChatLine[]>([]);
  const notes = signal<ThreadNote[]>([]);
  const seenSeq = signal(0);
  /** Ids being opened, so that history and live news do not open one twice. */
  const opening = new Set<string>();
  let drafts = 0;

  const lines = computed(() => [
    ...[...stored.value.values()].sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0)),
    ...pending.value.filter((line) => !stored.value.has(line.key)),
  ]);

  function put(...some: ChatLine[]): void {
    const next = new Map(stored.peek());
    for (const line of some) next.set(line.key, line);
    stored.value = next;
  }

  async function take(messages: readonly StoredMessage[], whole: boolean): Promise<void> {
    const news = messages.filter(
      ({ object }) => !stored.peek().has(object) && !opening.has(object),
    );
    for (const { object } of news) opening.add(object);
    const rows = news.map(({ object, seq, sender, sealed }) => ({
      id: object,
      seq,
      sender,
      sealed,
    }));
    const thread = await alliances.openThread(alliance, 'chat', visit, rows, whole);
    for (const { object } of news) opening.delete(object);
    notes.value = thread.notes;
    put(
      ...news.map(({ object, seq, sender, at_ms }, index): ChatLine => {
        const content = contentOf(thread.opened[index]);
        return { key: object, seq, at_ms, mine: sender === me, content, delivery: 'sent' };
      }),
    );
  }

  function change(key: string, changes: Partial<ChatLine>): void {
    pending.value = pending
      .peek()
      .map((line) => (line.key === key ? { ...line, ...changes } : line));
  }

  function drop(key: string): void {
    pending.value = pending.peek().filter((line) => line.key !== key);
  }

  /** Follows a line of the outbox on its way. */
  async function follow(line: ChatLine, sent: Promise<number>): Promise<void> {
    try {
      const seq = await sent;
      drop(line.key);
      if (!stored.peek().has(line.key)) put({ ...line, seq, delivery: 'sent' });
    } catch {
      change(line.key, { delivery: 'failed' });
    }
  }

  async function post(line: ChatLine, text: string): Promise<void> {
    try {
      const { id, at_ms, sent } = await alliances.post(alliance, 'chat', visit, visit, { text });
      const kept = { ...line, key: id, at_ms };
      // A look into the outbox meanwhile may have found it already.
      if (pending.peek().some((other) => other.key === id)) return drop(line.key);
      change(line.key, kept);
      await follow(kept, sent);
    } catch {
      change(line.key, { delivery: 'failed' });
    }
  }

  /** Lines of the outbox: those of an earlier run are opened first. */
  async function takeWaiting(): Promise<void> {
    for (const { id, at_ms, sealed, sent } of await alliances.waiting(alliance, 'chat', visit)) {
      const known = pending.peek().find((line) => line.key === id);
      if (known === undefined) {
        const opened = await alliances.unseal(alliance, 'chat', visit, me, sealed);
        const content = contentOf(opened);
        const line: ChatLine = {
          key: id,
          seq: null,
          at_ms,
          mine: true,
          content,
          delivery: 'sending',
        };
        pending.value = [...pending.peek(), line];
        void follow(line, sent);
      } else if (known.delivery === 'failed') {
        change(id, { delivery: 'sending' });
        void follow(known, sent);
      }
    }
  }

  const stop = alliances.onEvent('message', (of, event) => {
    if (of !== alliance || event.visit !== visit || !isStoredMessage(event)) return;
    // Lines that are here already need no second look.
    void take([event], false).catch(() => undefined);
  });

  return {
    state,
    lines,
    notes,
    unseen: computed(
      () => lines.value.filter((line) => !line.mine && (line.seq ?? 0) > seenSeq.value).length,
    ),
    seen() {
      seenSeq.value = Math.max(seenSeq.peek(), ...lines.peek().map((line) => line.seq ?? 0));
    },
    async load() {
      state.value = { kind: 'loading' };
      try {
        await takeWaiting();
        await take(await deps.api.history(deps.conversation, visit), true);
        state.value = { kind: 'ready' };
      } catch {
        state.value = { kind: 'failed' };
      }
    },
    async send(text) {
      const trimmed = text.trim();
      if (trimmed === '') return;
      const line: ChatLine = {
        key: `draft-${++drafts}`,
        seq: null,
        at_ms: deps.now(),
        mine: true,
        content: { kind: 'text', text: trimmed },
        delivery: 'sending',
      };
      pending.value = [...pending.peek(), line];
      await post(line, trimmed);
    },
    async resend(key) {
      const line = pending.peek().find((one) => one.key === key && one.delivery === 'failed');
      const text = line === undefined ? null : textOf(line);
      if (line === undefined || text === null) return;
      if (!key.startsWith('draft-')) return takeWaiting();
      change(key, { delivery: 'sending' });
      await post(line, text);
    },
    stop,
  };
}

function textOf(line: ChatLine): string | null {
  return line.content.kind === 'text' ? line.content.text : null;
}

function contentOf(opened: Opened | undefined): ChatLine['content'] {
  if (opened?.kind === 'refused') return { kind: 'refused', why: opened.why };
  const body = parseChatBody(opened?.body);
  return body === null
    ? { kind: 'refused', why: t('It holds nothing that can be shown.') }
    : { kind: 'text', text: body.text };
}
