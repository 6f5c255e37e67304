// SPDX-License-Identifier: Apache-2.0
// The chat of one session: its history, what arrives, and what is on its way out. Sealing and sending
// again over a broken line are the alliances model's work; order is the server's sequence number.

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { AlliancesModel } from '../alliances/alliances-model';
import { t } from '../ui/text';
import { type ChatLine, isStoredMessage, parseChatBody, type StoredMessage } from './chat';
import type { ChatApi } from './chat-api';

/** Where the history stands; lines that arrive meanwhile are shown anyway. */
export type ChatState = { kind: 'loading' } | { kind: 'ready' } | { kind: 'failed' };

/** State and actions of the chat. */
export interface ChatModel {
  readonly state: ReadonlySignal<ChatState>;
  /** By sequence number; what is not durable yet stands last, in the order written. */
  readonly lines: ReadonlySignal<ChatLine[]>;
  /** Lines of the other that arrived since `seen`. */
  readonly unseen: ReadonlySignal<number>;
  seen(): void;
  /** Again after a failure. */
  load(): Promise<void>;
  /** Blank text is not sent. Never throws: the line tells how it fared. */
  send(text: string): Promise<void>;
  /** Sends a failed line again, as a new message. */
  resend(key: string): Promise<void>;
  stop(): void;
}

/** Makes the model and starts listening; `load` reads the history. */
export function createChatModel(deps: {
  alliance: string;
  conversation: string;
  visit: string;
  me: string;
  api: ChatApi;
  alliances: Pick<AlliancesModel, 'onEvent' | 'unseal' | 'sendChat' | 'line'>;
  now(): number;
}): ChatModel {
  const { alliances, alliance, visit, me } = deps;
  const state = signal<ChatState>({ kind: 'loading' });
  const stored = signal<ReadonlyMap<string, ChatLine>>(new Map());
  const pending = signal<readonly ChatLine[]>([]);
  const seenSeq = signal(0);
  /** Ids being opened, so that history and live news do not open one twice. */
  const opening = new Set<string>();
  let drafts = 0;

  const lines = computed(() => [
    ...[...stored.value.values()].sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0)),
    ...pending.value,
  ]);

  function put(line: ChatLine): void {
    stored.value = new Map(stored.peek()).set(line.key, line);
  }

  async function take(message: StoredMessage): Promise<void> {
    const id = message.object;
    if (stored.peek().has(id) || opening.has(id)) return;
    opening.add(id);
    const opened = await alliances.unseal(alliance, 'chat', visit, message.sender, message.sealed);
    opening.delete(id);
    const content = contentOf(id, opened);
    const mine = message.sender === me;
    // My own line can come back this way before `sendChat` answers: then it must not stand twice.
    if (mine && content.kind === 'text') dropPending(content.text);
    put({ key: id, seq: message.seq, at_ms: message.at_ms, mine, content, delivery: 'sent' });
  }

  function dropPending(text: string): void {
    const same = pending
      .peek()
      .find((line) => line.delivery === 'sending' && textOf(line) === text);
    if (same !== undefined) pending.value = pending.peek().filter((line) => line !== same);
  }

  function change(key: string, delivery: ChatLine['delivery']): void {
    pending.value = pending.peek().map((line) => (line.key === key ? { ...line, delivery } : line));
  }

  async function deliver(line: ChatLine, text: string): Promise<void> {
    try {
      const { id, seq } = await alliances.sendChat(alliance, visit, { text });
      pending.value = pending.peek().filter((other) => other.key !== line.key);
      put({ ...line, key: id, seq, delivery: 'sent' });
    } catch {
      change(line.key, 'failed');
    }
  }

  const stop = alliances.onEvent('message', (of, event) => {
    if (of === alliance && event.visit === visit && isStoredMessage(event)) void take(event);
  });

  return {
    state,
    lines,
    unseen: computed(
      () => lines.value.filter((line) => !line.mine && (line.seq ?? 0) > seenSeq.value).length,
    ),
    seen() {
      seenSeq.value = Math.max(seenSeq.peek(), ...lines.peek().map((line) => line.seq ?? 0));
    },
    async load() {
      state.value = { kind: 'loading' };
      try {
        const history = await deps.api.history(deps.conversation, visit);
        await Promise.all(history.map(take));
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
      await deliver(line, trimmed);
    },
    async resend(key) {
      const line = pending.peek().find((one) => one.key === key && one.delivery === 'failed');
      const text = line === undefined ? null : textOf(line);
      if (line === undefined || text === null) return;
      change(key, 'sending');
      await deliver(line, text);
    },
    stop,
  };
}

function textOf(line: ChatLine): string | null {
  return line.content.kind === 'text' ? line.content.text : null;
}

function contentOf(
  id: string,
  opened: Awaited<ReturnType<AlliancesModel['unseal']>>,
): ChatLine['content'] {
  if (opened.kind === 'refused') return { kind: 'refused', why: opened.why };
  // The server filed it under another id than the one that was signed.
  if (opened.id !== id) return { kind: 'refused', why: t('It was filed under another name.') };
  const body = parseChatBody(opened.body);
  return body === null
    ? { kind: 'refused', why: t('It holds nothing that can be shown.') }
    : { kind: 'text', text: body.text };
}
