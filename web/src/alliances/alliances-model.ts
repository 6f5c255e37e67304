// SPDX-License-Identifier: Apache-2.0
// The alliances of the signed-in person: who is in them, what may be read, and news as it happens.
// Features hang on here for events and for sealing; they never talk to the vault or the socket.

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { HttpError } from '../net/http';
import type { Live, LiveEvent, LiveReceipt, LiveState } from '../net/live';
import { t } from '../ui/text';
import {
  type Grant,
  type MessageType,
  type Opened,
  type Place,
  type PlainPlace,
  type Regrant,
  type Row,
  type SafetyWords,
  type Thread,
  type ThreadPlace,
  type Trust,
  type Vault,
  VaultError,
  type Waiting,
} from '../vault/vault';
import type { Alliance, Member } from './alliance';
import type { AlliancesApi } from './alliances-api';
import { createDeliveries } from './deliveries';
import { createReceipts } from './receipts';
import { createSignals } from './signals';

/** An alliance with what this device found out about it. */
export type KnownAlliance = Alliance & {
  /** The other person's name, else the label, else ''. */
  title: string;
  /** The other person's account; null until they have joined. */
  other: string | null;
  /** How far each member's key can be trusted. */
  trust: Record<string, Trust>;
  /** This device holds the secrets. */
  canRead: boolean;
};

/** Where the list stands. While it loads again, the last list stays visible. */
export type AlliancesState =
  | { kind: 'loading' }
  | { kind: 'ready' }
  | { kind: 'failed'; error: unknown };

/** Something in the outbox and on its way. */
export type Posted = Pick<Waiting, 'id' | 'at_ms' | 'sealed'> & {
  /** The server's number once durable; rejects when the server says no. Either way it stays in the
   * outbox until it is durable. */
  sent: Promise<number>;
};

/** A space that is no pair with somebody new. */
export type Space =
  | { kind: 'couple'; label: string }
  | { kind: 'self' }
  | { kind: 'notes'; about: string }
  /** The private space of one of a couple. */
  | { kind: 'pair'; about: string; client: string };

/** A link to hand over, once; it cannot be shown again. */
export type InvitationLink = { link: string; expires_ms: number };

/** State and actions. Actions throw HttpError or VaultError. */
export interface AlliancesModel {
  readonly state: ReadonlySignal<AlliancesState>;
  readonly alliances: ReadonlySignal<KnownAlliance[]>;
  /** Those one meets somebody in: pairs and couples, without private spaces, journals and notes. */
  readonly people: ReadonlySignal<KnownAlliance[]>;
  /** Of the live socket. */
  readonly line: ReadonlySignal<LiveState>;
  find(id: string): KnownAlliance | null;
  /** Reads the list, learns every conversation, follows each. Again after `joined` by itself. */
  load(): Promise<void>;
  /** Stops following and forgets everything; at lock and sign-out. */
  forget(): void;

  /** Opens an alliance with someone not here yet; gives its id. */
  open(label: string): Promise<string>;
  /** Opens a space of another kind, or gives the id of the one there is. */
  openSpace(space: Space): Promise<string>;
  /** Ends my own membership: from then on nothing of it can be read here. */
  leave(alliance: string): Promise<void>;
  /** Takes one of a couple out, with their private space. */
  removeMember(alliance: string, account: string): Promise<void>;
  /** Makes a link; an earlier open one stops working. `days` 1 to 30. */
  invite(alliance: string, days: number): Promise<InvitationLink>;
  revoke(alliance: string): Promise<void>;
  /** Takes one open link back. */
  revokeLink(invitation: string): Promise<void>;
  /** Eight words to compare in the call. */
  safetyWords(alliance: string): Promise<SafetyWords>;
  /** In a session, after `compared`: says so to the other's device. */
  sayMatch(alliance: string, visit: string): Promise<void>;
  /** Gives again what the other lost, once both have said in this session that the words match: true
   * when something was given. Throws VaultError 'not_confirmed' before, 'no_video' elsewhere. */
  regrant(alliance: string, visit: string, medium: 'video' | 'voice' | 'text'): Promise<boolean>;
  /** Hands out what the vault made. */
  give(given: readonly Regrant[]): Promise<void>;
  /** People compared these words in a call: they are the same, or they are not. */
  compared(alliance: string, words: string[], same: boolean): Promise<void>;

  /** News of one kind, from all alliances, each event once, also across reconnects. */
  onEvent(
    kind: LiveEvent['kind'],
    listener: (alliance: string, event: LiveEvent) => void,
  ): () => void;
  /** Opened signals of one session. What does not open is dropped, and only told to `refused`. */
  onSignal(
    visit: string,
    listener: (from: string, body: unknown) => void,
    refused?: (from: string) => void,
  ): () => void;
  /** True while a device of that account follows the alliance. Reactive. */
  isHere(alliance: string, account: string): boolean;

  /** Signs and seals `body` for this alliance; `object` is the visit, goal or task it belongs to. */
  seal(
    alliance: string,
    type: PlainPlace['type'],
    object: string,
    body: unknown,
  ): Promise<{ id: string; sealed: string }>;
  /** Opens and checks; a refusal is a value, not an exception. Remembered in memory only. */
  unseal(
    alliance: string,
    type: MessageType,
    object: string,
    sender: string,
    sealed: string,
  ): Promise<Opened>;
  /** Seals a message of a thread and keeps it on this device until the server has it, also across
   * reloads; sends it as soon as there is a line. Throws when it cannot be sealed. */
  post(
    alliance: string,
    type: ThreadPlace['type'],
    object: string,
    visit: string | null,
    body: unknown,
    attachments?: string[],
  ): Promise<Posted>;
  /** The next revision of a message of mine; `original` is what is stored now. */
  reseal(
    alliance: string,
    type: ThreadPlace['type'],
    object: string,
    original: string,
    body: unknown,
  ): Promise<{ id: string; sealed: string; revision: number }>;
  /** How far this device has got and its person has read; said again when the line is back. */
  receipt(alliance: string, delivered: number, read: number): void;
  /** How far the members have got, as far as it is known. */
  receipts(alliance: string): LiveReceipt[];
  onReceipt(listener: (alliance: string, receipt: LiveReceipt) => void): () => void;
  /** What this device has written there and not got rid of, oldest first; all of it is being sent. */
  waiting(alliance: string, type: ThreadPlace['type'], object: string): Promise<Posted[]>;
  /** Opens rows of a thread and says what is missing in it; `whole` once it is loaded from its
   * beginning. Opened rows are remembered in memory. */
  openThread(
    alliance: string,
    type: ThreadPlace['type'],
    object: string,
    rows: Row[],
    whole?: boolean,
  ): Promise<Thread>;
  /** Keeps a text on this device alone, sealed; null forgets it. */
  keepLocal(name: string, value: string | null): Promise<void>;
  keptLocal(name: string): Promise<string | null>;
  /** Seals and passes a signal on to the others in the session; rejects while the line is down. */
  sendSignal(alliance: string, visit: string, body: unknown): Promise<void>;
}

/** What the model stands on. */
export type AlliancesDeps = {
  api: AlliancesApi;
  vault: Vault;
  /** A new live socket; asked for at the first load and after every `forget`. */
  live: () => Live;
  /** The signed-in person's account; null when there is none. */
  me: () => string | null;
  /** Told whom the safety words were compared with, and that they are the same. */
  onSame?: (accounts: readonly string[]) => void;
  /** Where links lead: `https://practice.example`. */
  origin: string;
  /** This device's clock, the same as the live socket's; Date.now unless a test says otherwise. */
  now?: () => number;
};

/** In one request. */
const GRANTS_MOST = 64;

/** How many opened things are remembered; more than a year of sessions. */
const REMEMBER_MOST = 4000;

/** Makes the model. Nothing is asked of the server before `load` or an action. */
export function createAlliancesModel(deps: AlliancesDeps): AlliancesModel {
  const { api, vault } = deps;
  const now = deps.now ?? Date.now;
  const state = signal<AlliancesState>({ kind: 'loading' });
  const alliances = signal<KnownAlliance[]>([]);
  const people = computed(() =>
    alliances.value.filter(
      ({ kind, about }) => kind === 'couple' || (kind === 'pair' && about === null),
    ),
  );
  const line = signal<LiveState>('closed');
  const here = signal<ReadonlySet<string>>(new Set());

  const eventListeners = new Map<LiveEvent['kind'], Set<EventListener>>();
  const signals = createSignals(({ alliance, visit, from, sealed }) =>
    vault.open(placeOf(alliance, 'signal', visit), from, sealed),
  );
  const receipts = createReceipts({
    me: deps.me,
    say: (alliance, delivered, read) => socket().receipt(alliance, delivered, read),
  });
  const deliveries = createDeliveries({
    vault,
    send: (message) => socket().send(message),
    learn: load,
    knows: (alliance) => find(alliance) !== null,
  });
  const stops = new Map<string, () => void>();
  const remembered = new Map<string, Opened>();
  let live: Live | null = null;
  let loading: Promise<void> | null = null;
  let loadAgain = false;
  /** Grows with every `forget`: what began before must not come back after. */
  let life = 0;

  function find(id: string): KnownAlliance | null {
    return alliances.value.find((one) => one.id === id) ?? null;
  }

  function placeOf<T extends MessageType>(
    alliance: string,
    type: T,
    object: string,
  ): Place & { type: T } {
    const known = find(alliance);
    if (known === null) {
      throw new VaultError('no_secret', 'This device does not know this conversation yet.');
    }
    return { conversation: known.conversation, type, object };
  }

  function socket(): Live {
    if (live === null) {
      const mine = deps.live();
      live = mine;
      line.value = mine.state;
      mine.onState((next) => {
        if (live !== mine) return;
        line.value = next;
        // Who is here is known only while the line is up.
        if (next !== 'open') here.value = new Set();
        else void vault.setClock(now() + mine.clockOffsetMs);
      });
    }
    return live;
  }

  /** As many as the server takes at a time. What somebody has already stays as it is. */
  async function give(conversation: string, grants: Grant[]): Promise<void> {
    for (let at = 0; at < grants.length; at += GRANTS_MOST) {
      const some = grants.slice(at, at + GRANTS_MOST);
      await api.grant(conversation, some).catch(async (error: unknown) => {
        if (!(error instanceof HttpError) || error.status !== 409) throw error;
        for (const one of some) await api.grant(conversation, [one]).catch(() => undefined);
      });
    }
  }

  async function giveAll(given: readonly Regrant[]): Promise<void> {
    for (const { conversation, grants } of given) await give(conversation, grants);
    if (given.length > 0) await load();
  }

  async function learn(alliance: Alliance): Promise<KnownAlliance> {
    const { id, conversation, members } = alliance;
    const others = members.filter((member) => member.account !== deps.me());
    const base = {
      ...alliance,
      title: titleOf(alliance, others),
      other: others[0]?.account ?? null,
    };
    const what = { alliance: id, conversation, members };
    let learned = await vault.learn({ ...what, ...(await api.grants(conversation)) });
    // What was given to me again after I lost everything is mine to keep.
    if (learned.keep.length > 0) await give(conversation, learned.keep);
    // Somebody has left: the first device that notices locks the door behind them.
    const renewed = await vault.newEpoch(conversation).catch(() => null);
    if (renewed !== null) {
      // Another device may have been quicker; then theirs counts.
      await api.grant(conversation, renewed).catch(() => undefined);
      learned = await vault.learn({ ...what, ...(await api.grants(conversation)) });
    }
    const { trust, canRead } = learned;
    return { ...base, trust, canRead };
  }

  function follow(alliance: Alliance): void {
    if (stops.has(alliance.id)) return;
    const { id } = alliance;
    const stop = socket().follow(id, alliance.seq, {
      event: (event) => happened(id, event),
      signal: signals.heard,
      receipt: (receipt) => receipts.heard(id, receipt),
      presence: (account, isHere) => {
        const next = new Set(here.value);
        if (isHere) next.add(`${id}|${account}`);
        else next.delete(`${id}|${account}`);
        here.value = next;
      },
    });
    stops.set(id, stop);
  }

  function happened(alliance: string, event: LiveEvent): void {
    if (event.kind === 'left' && event.object === deps.me()) {
      stops.get(alliance)?.();
      stops.delete(alliance);
    }
    if (event.kind === 'joined' || event.kind === 'left' || event.kind === 'grant') {
      // Whoever hears of it next should already find who is there now.
      void load().then(() => tell(alliance, event));
      return;
    }
    tell(alliance, event);
  }

  function tell(alliance: string, event: LiveEvent): void {
    for (const listener of [...(eventListeners.get(event.kind) ?? [])]) listener(alliance, event);
  }

  async function read(): Promise<void> {
    const mine = life;
    try {
      const list = await api.list();
      // A couple first: what its links proved is what its private spaces rest on.
      const first = await Promise.all(list.filter((one) => one.about === null).map(learn));
      const second = await Promise.all(list.filter((one) => one.about !== null).map(learn));
      const learned = new Map([...first, ...second].map((one) => [one.id, one]));
      const known = list.flatMap((one) => learned.get(one.id) ?? []);
      if (mine !== life) return;
      alliances.value = known;
      state.value = { kind: 'ready' };
      for (const alliance of known) follow(alliance);
      await deliveries.sendWaiting();
    } catch (error) {
      if (mine === life) state.value = { kind: 'failed', error };
    }
  }

  /** One at a time; what is asked meanwhile is read once more at the end. */
  function load(): Promise<void> {
    if (loading !== null) {
      loadAgain = true;
      return loading;
    }
    loading = (async () => {
      do {
        loadAgain = false;
        await read();
      } while (loadAgain);
    })().finally(() => {
      loading = null;
    });
    return loading;
  }

  function remember(name: string, opened: Opened): void {
    if (remembered.size >= REMEMBER_MOST) {
      const [oldest] = remembered.keys();
      if (oldest !== undefined) remembered.delete(oldest);
    }
    remembered.set(name, opened);
  }

  return {
    state,
    alliances,
    people,
    line,
    find,
    load,

    forget() {
      life++;
      for (const stop of stops.values()) stop();
      stops.clear();
      live?.close();
      live = null;
      remembered.clear();
      receipts.forget();
      alliances.value = [];
      here.value = new Set();
      line.value = 'closed';
      state.value = { kind: 'loading' };
    },

    async open(label) {
      const founded = await vault.found();
      await api.found({ ...founded, label });
      await load();
      return founded.id;
    },

    async openSpace(space) {
      const client = space.kind === 'pair' ? space.client : null;
      const couple = space.kind === 'pair' ? find(space.about) : null;
      const to =
        client === null || couple === null
          ? undefined
          : { account: client, conversation: couple.conversation };
      const founded = await vault.found(to);
      const id = await api.found({
        ...founded,
        label: space.kind === 'couple' ? space.label : '',
        kind: space.kind,
        about: 'about' in space ? space.about : null,
        client,
      });
      await load();
      return id;
    },

    async leave(alliance) {
      await api.leave(alliance);
      await load();
    },

    async removeMember(alliance, account) {
      const { conversation } = placeOf(alliance, 'chat', '');
      // The door is shut and locked in one step. Who cannot vouch for the others leaves that to them.
      const grants = await vault.newEpoch(conversation, account).catch(() => null);
      try {
        await api.removeMember(alliance, account, grants ?? []);
      } catch (error) {
        // Somebody made that epoch already, for another reason: it is made anew when we hear `left`.
        if (grants === null || !isConflict(error)) throw error;
        await api.removeMember(alliance, account, []);
      }
      await load();
    },

    async invite(alliance, days) {
      const { conversation } = placeOf(alliance, 'chat', '');
      const { fragment, token_hash, welcome } = await vault.invite({ alliance, conversation });
      const { expires_ms } = await api.invite(alliance, { token_hash, welcome, days });
      await load();
      return { link: `${deps.origin}/join#${fragment}`, expires_ms };
    },

    async revoke(alliance) {
      const invitation = find(alliance)?.invitation;
      if (invitation) await api.revoke(invitation.id);
      await load();
    },

    async revokeLink(invitation) {
      await api.revoke(invitation);
      await load();
    },

    safetyWords: async (alliance) => vault.safetyWords(placeOf(alliance, 'chat', '').conversation),

    async compared(alliance, words, same) {
      const { conversation } = placeOf(alliance, 'chat', '');
      const grants = await vault.compared(conversation, words, same);
      // My other devices learn it from these. Without a line they ask by themselves; that is all.
      if (grants.length > 0) await api.grant(conversation, grants).catch(() => undefined);
      await load();
      if (same) deps.onSame?.((find(alliance)?.members ?? []).map(({ account }) => account));
    },

    async sayMatch(alliance, visit) {
      const { conversation } = placeOf(alliance, 'signal', visit);
      const sealed = await vault.sayMatch(conversation, visit);
      await socket().signal({ alliance, visit, sealed });
    },

    async regrant(alliance, visit, medium) {
      const { conversation } = placeOf(alliance, 'signal', visit);
      const given = await vault.regrant({ conversation, visit, medium });
      await giveAll(given);
      return given.length > 0;
    },

    give: giveAll,

    onEvent(kind, listener) {
      const set = eventListeners.get(kind) ?? new Set();
      eventListeners.set(kind, set.add(listener));
      return () => void set.delete(listener);
    },

    onSignal: signals.on,

    isHere: (alliance, account) => here.value.has(`${alliance}|${account}`),

    seal: async (alliance, type, object, body) => vault.seal(placeOf(alliance, type, object), body),

    async unseal(alliance, type, object, sender, sealed) {
      const name = [alliance, type, object, sender, sealed].join('|');
      const before = remembered.get(name);
      if (before !== undefined) return before;
      const opened = await vault.open(placeOf(alliance, type, object), sender, sealed);
      if (opened.kind === 'refused') return { kind: 'refused', why: t(opened.why) };
      remember(name, opened);
      return opened;
    },

    async post(alliance, type, object, visit, body, attachments = []) {
      const to = attachments.length === 0 ? { alliance, visit } : { alliance, visit, attachments };
      const posted = await vault.post(placeOf(alliance, type, object), body, to);
      return { ...posted, sent: deliveries.deliver({ ...posted, type, to, held: null }) };
    },

    reseal: async (alliance, type, object, original, body) =>
      vault.reseal(placeOf(alliance, type, object), original, body),

    receipt: receipts.reach,
    receipts: receipts.of,
    onReceipt: receipts.on,

    async waiting(alliance, type, object) {
      const { conversation } = placeOf(alliance, type, object);
      return (await deliveries.sendWaiting())
        .filter(({ place }) => place.conversation === conversation)
        .filter(({ place }) => place.type === type && place.object === object)
        .map((item) => {
          const { id, at_ms, sealed } = item;
          return { id, at_ms, sealed, sent: deliveries.deliver({ ...item, type }) };
        });
    },

    async openThread(alliance, type, object, rows, whole = false) {
      const place = placeOf(alliance, type, object);
      const name = (row: Row) =>
        ['thread', alliance, type, object, row.id, row.sender, row.sealed].join('|');
      const news = rows.filter((row) => !remembered.has(name(row)));
      const thread = await vault.openThread(place, news, whole);
      const opened = new Map<Row, Opened>();
      news.forEach((row, index) => {
        const one = thread.opened[index];
        if (one === undefined) return;
        if (one.kind === 'opened') remember(name(row), one);
        opened.set(row, one.kind === 'opened' ? one : { kind: 'refused', why: t(one.why) });
      });
      return {
        opened: rows.map((row) => opened.get(row) ?? (remembered.get(name(row)) as Opened)),
        notes: thread.notes.map((note) => ({ ...note, why: t(note.why) })),
      };
    },

    keepLocal: (name, value) => vault.sealLocal(name, value),
    keptLocal: (name) => vault.openLocal(name),

    async sendSignal(alliance, visit, body) {
      const { sealed } = await vault.seal(placeOf(alliance, 'signal', visit), body);
      await socket().signal({ alliance, visit, sealed });
    },
  };
}

/** The others by name, or the founder's own word while nobody is here. */
function titleOf({ label }: Alliance, others: readonly Member[]): string {
  const [first, second] = others.map((member) => member.name);
  if (first === undefined) return label;
  return second === undefined ? first : t('{one} and {two}', { one: first, two: second });
}

function isConflict(error: unknown): boolean {
  return error instanceof HttpError && error.code === 'conflict';
}

type EventListener = (alliance: string, event: LiveEvent) => void;
