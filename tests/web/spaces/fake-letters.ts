// SPDX-License-Identifier: Apache-2.0
// A server that keeps letters, and a seal that is no secret: the sender's name before the words.

import { signal } from '@preact/signals';
import type { KnownAlliance, Space } from '../../../web/src/alliances/alliances-model';
import { HttpError } from '../../../web/src/net/http';
import type { LiveEvent } from '../../../web/src/net/live';
import type { Letter, PapersApi } from '../../../web/src/spaces/papers-api';
import type { PapersDeps } from '../../../web/src/spaces/papers-model';
import type { Opened } from '../../../web/src/vault/vault';

/** One alliance as the list gives it. */
export function alliance(id: string, more: Partial<KnownAlliance>): KnownAlliance {
  return {
    id,
    kind: 'pair',
    about: null,
    conversation: `c-${id}`,
    created_ms: 1,
    seq: 0,
    label: '',
    members: [],
    invitation: null,
    links: [],
    title: id,
    other: 'mara',
    trust: {},
    canRead: true,
    ...more,
  };
}

/** Everything the models stand on, for one person. */
export function letterHouse(me: string, start: KnownAlliance[]) {
  const alliances = signal<KnownAlliance[]>(start);
  const letters = new Map<string, Letter[]>();
  const local = new Map<string, string>();
  const listeners = new Map<string, Set<(alliance: string, event: LiveEvent) => void>>();
  const house = { down: false, asked: [] as string[], nowMs: 1000, letters, local, alliances };
  let ids = 0;

  const of = (conversation: string) => letters.get(conversation) ?? [];
  const tell = (kind: LiveEvent['kind'], conversation: string, object: string) => {
    const id = conversation.slice(2);
    const event = { seq: 1, at_ms: 1, kind, object, sender: me, visit: null, sealed: null };
    for (const listener of listeners.get(kind) ?? []) listener(id, event);
  };
  const api: PapersApi = {
    async all(conversation) {
      house.asked.push(conversation);
      if (house.down) throw new HttpError(0, 'offline', 'no line');
      return [...of(conversation)];
    },
    async one(conversation, id) {
      const found = of(conversation).find((letter) => letter.id === id);
      if (found === undefined) throw new HttpError(404, 'not_found', 'none');
      return found;
    },
    async replace(conversation, id, { sealed }) {
      if (house.down) throw new HttpError(0, 'offline', 'no line');
      letters.set(
        conversation,
        of(conversation).map((letter) => (letter.id === id ? { ...letter, sealed } : letter)),
      );
      tell('edited', conversation, id);
    },
  };
  const open = (sender: string, sealed: string): Opened => {
    const [by, revision, at_ms, body] = sealed.split('~');
    return by === sender
      ? {
          kind: 'opened',
          id: '',
          sender,
          at_ms: Number(at_ms),
          revision: Number(revision),
          revised_ms: revision === '0' ? null : house.nowMs,
          body: JSON.parse(body ?? ''),
        }
      : { kind: 'refused', why: 'Somebody else sealed this.' };
  };
  const model: PapersDeps['alliances'] & {
    alliances: typeof alliances;
    people: typeof alliances;
    state: ReturnType<typeof signal<{ kind: 'ready' }>>;
    openSpace(space: Space): Promise<string>;
    keepLocal(name: string, value: string | null): Promise<void>;
    keptLocal(name: string): Promise<string | null>;
  } = {
    alliances,
    people: alliances,
    state: signal({ kind: 'ready' as const }),
    find: (id) => alliances.value.find((one) => one.id === id) ?? null,
    async post(id, _type, _object, _visit, body) {
      const letter = {
        id: `letter-${++ids}`,
        seq: ids,
        sender: me,
        sealed: `${me}~0~${house.nowMs}~${JSON.stringify(body)}`,
        at_ms: house.nowMs,
      };
      const sent = house.down
        ? new Promise<number>(() => undefined)
        : Promise.resolve().then(() => {
            letters.set(`c-${id}`, [...of(`c-${id}`), letter]);
            return letter.seq;
          });
      if (house.down) waiting.push({ alliance: id, ...letter, sent });
      return { ...letter, sent };
    },
    waiting: async (id) => waiting.filter((one) => one.alliance === id),
    openThread: async (_id, _type, _object, rows) => ({
      opened: rows.map(({ sender, sealed }) => open(sender, sealed)),
      notes: [],
    }),
    unseal: async (_id, _type, _object, sender, sealed) => open(sender, sealed),
    async reseal(_id, _type, _object, original, body) {
      const [, revision, at] = original.split('~');
      const next = Number(revision) + 1;
      return { id: '', revision: next, sealed: `${me}~${next}~${at}~${JSON.stringify(body)}` };
    },
    onEvent(kind, listener) {
      listeners.set(kind, (listeners.get(kind) ?? new Set()).add(listener));
      return () => void listeners.get(kind)?.delete(listener);
    },
    async openSpace(space) {
      const id = `space-${space.kind}`;
      const about = 'about' in space ? space.about : null;
      alliances.value = [
        ...alliances.value,
        alliance(id, { kind: space.kind, about, other: null }),
      ];
      return id;
    },
    async keepLocal(name, value) {
      if (value === null) local.delete(name);
      else local.set(name, value);
    },
    keptLocal: async (name) => local.get(name) ?? null,
  };
  const waiting: {
    alliance: string;
    id: string;
    at_ms: number;
    sealed: string;
    sent: Promise<number>;
  }[] = [];
  return { house, api, alliances: model };
}

/** Lets everything that waits for nothing run. */
export const settle = () => new Promise((done) => setTimeout(done, 5));
