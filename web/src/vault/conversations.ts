// SPDX-License-Identifier: Apache-2.0
// The conversations this device knows: members with their keys, the secret of each epoch, sealing and
// opening, and the memory of what was opened.

import { newId, randomBytes, sha256 } from './boxes';
import { concat, fromBase64url, toBase64url } from './bytes';
import { createCopies } from './copies';
import { type KnownKeys, makeGrant, type OpenedGrant, openGrant } from './grants';
import { wordsOf } from './key-words';
import type { Secrets } from './links';
import { type ReadMessage, readMessage, refused, writeMessage } from './messages';
import {
  type Identity,
  openUnderSecret,
  openWithKey,
  type PublicIdentity,
  readPublicIdentity,
  sealToKey,
  sealUnderSecret,
} from './openpgp-wrapper';
import {
  CONFIRMED,
  type Conversation,
  emptyConversation,
  formerOf,
  isClosed,
  isVouched,
  knownIn,
  lacksSome,
  mayLack,
  otherIn,
  type Party,
  present,
  signersOf,
} from './party';
import type { Pins } from './pins';
import { grantRecord, inheritRecord } from './records';
import { createGivingBack, type GivingBack, readMatch } from './regrant';
import type { VaultStorage } from './storage';
import { type Checked, judge, vouched } from './trust';
import type { Unlocked } from './unlocked';
import {
  type Grant,
  type Heads,
  type MemberKey,
  type Opened,
  type Place,
  type PlainPlace,
  type ReceivedGrant,
  type SafetyWords,
  type SealedRecord,
  type Trust,
  VaultError,
} from './vault';

type Refusal = Extract<Opened, { kind: 'refused' }>;

const NO_SECRET = 'This device has no key for this conversation yet.';

/** The part of the vault that knows conversations; see vault.ts for the meaning of each. */
export interface Conversations extends GivingBack {
  found(
    me: Unlocked,
    to?: { account: string; conversation: string },
  ): Promise<{ id: string; conversation: string; grants: Grant[] }>;
  /** Grants to myself for secrets that came with a welcome; `known` are the keys the link proved. */
  accept(
    me: Unlocked,
    conversation: string,
    secrets: Secrets,
    known: KnownKeys,
  ): Promise<Array<{ epoch: number; sealed: string }>>;
  learn(
    me: Unlocked,
    input: {
      alliance: string;
      conversation: string;
      members: MemberKey[];
      grants: ReceivedGrant[];
      newest?: number;
    },
  ): Promise<{ trust: Record<string, Trust>; canRead: boolean; keep: Grant[] }>;
  /** Throws VaultError 'no_secret' when there are none. */
  secretsOf(conversation: string): Secrets;
  seal(me: Unlocked, place: PlainPlace, body: unknown): Promise<{ id: string; sealed: string }>;
  /** Seals a text made by `write` for the newest epoch. Throws like Vault.seal; 'too_long' when
   * `write` gives null. */
  sealText(
    me: Unlocked,
    place: Place,
    write: (epoch: number, heads: Heads | null) => string | null,
  ): Promise<string>;
  /** Opens and checks one message; what a thread says of it is the caller's to judge. `reader` is
   * whose device this is; null for a record opened without one. */
  read(
    reader: Unlocked | null,
    place: Place,
    sender: string,
    sealed: string,
  ): Promise<ReadMessage | Refusal>;
  headsSeen(): Array<{ sender: string; at_ms: number; heads: Heads }>;
  /** See Vault.recoveryGrants; `to` is trusted by the caller. */
  grantRecord(
    me: Unlocked,
    conversation: string,
    to: PublicIdentity,
  ): Promise<Array<{ epoch: number; sealed: string }>>;
  /** A record that was exported with the recovery key: whoever gave a grant says whose keys are right. */
  inherit(reader: Identity, record: SealedRecord): Promise<boolean>;
  safetyWords(me: Unlocked, conversation: string): Promise<SafetyWords>;
  compared(me: Unlocked, conversation: string, words: string[], same: boolean): Promise<Grant[]>;
  newEpoch(me: Unlocked, conversation: string, without?: string): Promise<Grant[] | null>;
  /** False when somebody who left holds this epoch, or there is a newer one. */
  mayGoOut(conversation: string, epoch: number): boolean;
  /** I sealed this message of mine a second time: both are the same message. */
  sealedAnew(id: string): void;
  forget(): void;
}

/** `now` is the server's time as this device knows it; `headsOf` gives the newest heads of the logs that
 * a person's device has checked. */
export function createConversations(
  pins: Pins,
  storage: VaultStorage,
  headsOf: (account: string) => Promise<Heads | null>,
  now: () => number,
): Conversations {
  const conversations = new Map<string, Conversation>();
  const copies = createCopies(storage);
  const headsOfOthers = new Map<string, { sender: string; at_ms: number; heads: Heads }>();

  function remember(id: string): Conversation {
    let known = conversations.get(id);
    if (known === undefined) {
      known = emptyConversation();
      conversations.set(id, known);
    }
    return known;
  }

  function secretsOf(conversation: string): Map<number, string> {
    const secrets = conversations.get(conversation)?.secrets;
    if (secrets === undefined || secrets.size === 0) {
      throw new VaultError('no_secret', NO_SECRET);
    }
    return secrets;
  }

  async function grantsToMyself(
    me: Unlocked,
    conversation: string,
    secrets: Secrets,
    known: KnownKeys,
  ): Promise<Array<{ epoch: number; sealed: string }>> {
    const grants = [];
    for (const [epoch, secret] of secrets) {
      const what = { conversation, epoch, secret, known };
      grants.push({ epoch, sealed: await makeGrant(me.identity, me.identity, what, now()) });
    }
    return grants;
  }

  async function wordsNow(conversation: string): Promise<string[]> {
    const parties = present(conversations.get(conversation));
    if (parties.length < 2) return [];
    const prints = parties
      .map(([, party]) => party.identity.fingerprint)
      .sort()
      .map((print) => fromBase64url(print) ?? new Uint8Array(0));
    return wordsOf(await sha256(concat(...prints)), 8);
  }

  async function textUnder(
    bytes: Uint8Array<ArrayBuffer>,
    secret: string,
    signers: readonly PublicIdentity[],
  ): Promise<string | null> {
    for (const signer of signers) {
      const text = await openUnderSecret(bytes, secret, signer, now());
      if (text !== null) return text;
    }
    return null;
  }

  async function openUnderEpoch(
    conversation: Conversation,
    place: Place,
    party: Party,
    sender: string,
    sealed: string,
    mine: Identity | null,
  ): Promise<ReadMessage | Refusal> {
    const bytes = fromBase64url(sealed);
    if (bytes === null) return refused('damaged');
    const signers = signersOf(party, place);
    if (place.type === 'signal' && mine !== null) {
      const text = await openWithKey(bytes, mine, party.identity, now());
      if (text !== null) return readMessage(text, place, { epoch: 0, sender, nowMs: now() });
    }
    const epochs = [...conversation.secrets.keys()].sort((a, b) => b - a);
    for (const epoch of new Set([conversation.lastEpoch, ...epochs])) {
      const secret = conversation.secrets.get(epoch);
      if (secret === undefined) continue;
      const text = await textUnder(bytes, secret, signers);
      if (text === null) continue;
      conversation.lastEpoch = epoch;
      return readMessage(text, place, { epoch, sender, nowMs: now() });
    }
    if (party.trust === 'changed' && place.type !== 'signal') return refused('changed_key');
    return refused(lacksSome(conversation) ? 'lost' : 'damaged');
  }

  /** A signal for whoever may not hold the conversation's secrets: a call has to stand, in it the words
   * are compared. */
  async function sealToTheirKey(
    me: Unlocked,
    [, { identity }]: [string, Party],
    write: (epoch: number) => string | null,
  ): Promise<string> {
    const text = write(0);
    if (text === null) throw new VaultError('too_long', 'This is too long to send.');
    return toBase64url(await sealToKey(text, identity, me.identity, now()));
  }

  /** One more epoch, for everybody who belongs to it; null when I cannot vouch for them all. */
  async function renew(me: Unlocked, id: string, without?: string): Promise<Grant[] | null> {
    const conversation = remember(id);
    const stay = present(conversation).filter(([account]) => account !== without);
    // Never to a key that only the server vouches for.
    if (!stay.every(([, party]) => isVouched(party))) return null;
    const { newest, highest, secrets } = conversation;
    const epoch = Math.max(newest, highest, ...secrets.keys()) + 1;
    const secret = toBase64url(randomBytes(32));
    const holders = stay.map(([account]) => account);
    const former = formerOf(conversation);
    const grants: Grant[] = [];
    for (const [member, party] of stay) {
      const known = member === me.account ? knownIn(conversation) : {};
      const what = { conversation: id, epoch, secret, known, holders, former };
      const sealed = await makeGrant(me.identity, party.identity, what, now());
      grants.push({ epoch, member, sealed });
    }
    return grants;
  }

  /** A server that serves an older state must not bring this device back to an older secret. */
  async function rememberNewest(me: Unlocked, id: string, known: Conversation): Promise<void> {
    const name = `epoch|${me.account}|${id}`;
    const stored = Number((await storage.get(name)) ?? 0);
    const newest = Math.max(0, ...known.secrets.keys());
    known.newest = Math.max(stored, newest);
    if (newest > stored) await storage.put(name, newest);
  }

  /** Everything I hold, to myself, with the keys I know now. */
  async function tellMyself(me: Unlocked, id: string): Promise<Grant[]> {
    const conversation = remember(id);
    const known = knownIn(conversation);
    const former = formerOf(conversation);
    const grants: Grant[] = [];
    for (const [epoch, secret] of conversation.secrets) {
      const holders = conversation.holders.get(epoch) ?? null;
      const what = { conversation: id, epoch, secret, known, holders, former };
      const sealed = await makeGrant(me.identity, me.identity, what, now());
      grants.push({ epoch, member: me.account, sealed });
    }
    return grants;
  }

  async function sealText(
    me: Unlocked,
    { conversation, type }: Place,
    write: (epoch: number, heads: Heads | null) => string | null,
  ): Promise<string> {
    const known = remember(conversation);
    const other = type === 'signal' ? otherIn(me, known) : null;
    if (other !== null && mayLack(known, other)) {
      const heads = await headsOf(me.account);
      return sealToTheirKey(me, other, (epoch) => write(epoch, heads));
    }
    const secrets = secretsOf(conversation);
    const epoch = Math.max(...secrets.keys());
    // A call has to stand: in it, the words are compared.
    if (type !== 'signal') {
      if (present(known).some(([, party]) => party.trust === 'changed')) {
        throw new VaultError(
          'changed_key',
          'The key of the other person has changed. Compare the safety words before you go on.',
        );
      }
      if (epoch < known.newest || !isClosed(known, epoch)) {
        throw new VaultError(
          'old_epoch',
          'Somebody has left, and the new key for those who stay is not here yet. Nothing was sent.',
        );
      }
    }
    const text = write(epoch, await headsOf(me.account));
    if (text === null) throw new VaultError('too_long', 'This is too long to send.');
    const secret = secrets.get(epoch) ?? '';
    return toBase64url(await sealUnderSecret(text, secret, me.identity, now()));
  }

  async function wereCompared(me: Unlocked, id: string): Promise<boolean> {
    const words = (await wordsNow(id)).join(' ');
    const stored = await storage.get(`compared|${me.account}|${id}`);
    return words !== '' && (stored as { words?: string } | undefined)?.words === words;
  }

  return {
    ...createGivingBack({ conversations, remember, wereCompared, sealText, renew, now }),

    async found(me, to) {
      const other = to && conversations.get(to.conversation)?.parties.get(to.account);
      if (to !== undefined && other?.trust !== 'introduced' && other?.trust !== 'confirmed') {
        throw new VaultError('changed_key', 'The key of the other person is not proved.');
      }
      const id = newId();
      const conversation = newId();
      const known = remember(conversation);
      known.secrets.set(1, toBase64url(randomBytes(32)));
      known.parties.set(me.account, {
        identity: me.identity,
        trust: 'self',
        former: false,
        cameBack: false,
        earlier: [],
      });
      const grants = await grantsToMyself(me, conversation, known.secrets, {});
      const given: Grant[] = [];
      if (to !== undefined && other !== undefined) {
        known.parties.set(to.account, other);
        const what = { conversation, epoch: 1, secret: known.secrets.get(1) ?? '', known: {} };
        const sealed = await makeGrant(me.identity, other.identity, what, now());
        given.push({ epoch: 1, member: to.account, sealed });
      }
      return {
        id,
        conversation,
        grants: [...grants.map((grant) => ({ ...grant, member: me.account })), ...given],
      };
    },

    accept: grantsToMyself,

    async learn(me, { alliance, conversation, members, grants, newest = 0 }) {
      const known = remember(conversation);
      known.highest = newest;
      const checked: Checked = new Map();
      const former = new Map<string, Set<string>>();
      const take = (epoch: number, opened: OpenedGrant) => {
        known.secrets.set(epoch, opened.secret);
        if (opened.holders) known.holders.set(epoch, opened.holders);
      };
      const takeFormer = (opened: OpenedGrant) => {
        for (const [account, prints] of Object.entries(opened.former)) {
          former.set(account, new Set([...(former.get(account) ?? []), ...prints]));
        }
      };
      const fromMe = new Set<number>();
      for (const grant of grants) {
        if (grant.granter !== me.account || grant.member !== me.account) continue;
        const found = { conversation, epoch: grant.epoch, sealed: grant.sealed };
        const opened = await openGrant(me.identity, me.identity, found, now());
        if (opened === null) continue;
        take(grant.epoch, opened);
        takeFormer(opened);
        fromMe.add(grant.epoch);
        for (const [name, fingerprint] of Object.entries(opened.known)) {
          const confirmed = name.startsWith(CONFIRMED);
          const account = confirmed ? name.slice(CONFIRMED.length) : name;
          const before = checked.get(account);
          if (before && (before.at_ms > opened.at_ms || (before.confirmed && !confirmed))) continue;
          checked.set(account, { fingerprint, at_ms: opened.at_ms, confirmed });
        }
      }

      const parties = new Map<string, Party>();
      const myself = members.find((member) => member.account === me.account);
      const byLink = (myself?.introduction ?? null) !== null;
      for (const member of members) {
        const bytes = fromBase64url(member.public_key);
        const identity = bytes && (await readPublicIdentity(bytes));
        if (identity === null) continue;
        // Before the judgement, which may put another pin in the place of the one there is.
        const earlier = await vouched(pins, me, alliance, member, checked, former);
        const trust = await judge(
          pins,
          me,
          alliance,
          member,
          identity.fingerprint,
          checked,
          byLink,
        );
        parties.set(member.account, {
          identity,
          trust,
          former: (member.left_ms ?? null) !== null,
          cameBack: (member.former_keys ?? []).length > 0,
          earlier,
        });
      }
      known.parties = parties;

      for (const grant of grants) {
        if (grant.member !== me.account || grant.granter === me.account) continue;
        const giver = parties.get(grant.granter);
        if (giver === undefined) continue;
        const mayGive =
          giver.trust === 'introduced' ||
          giver.trust === 'confirmed' ||
          (giver.trust === 'pinned' && !giver.former);
        for (const signer of [...(mayGive ? [giver.identity] : []), ...giver.earlier]) {
          const found = { conversation, epoch: grant.epoch, sealed: grant.sealed };
          const opened = await openGrant(me.identity, signer, found, now());
          if (opened === null) continue;
          if (!known.secrets.has(grant.epoch)) take(grant.epoch, opened);
          // Of whose key was whose, only whom I know by more than the server's word may tell.
          if (isVouched(giver)) takeFormer(opened);
        }
      }
      for (const member of members) {
        const party = parties.get(member.account);
        if (party) party.earlier = await vouched(pins, me, alliance, member, checked, former);
      }
      await rememberNewest(me, conversation, known);

      const trust: Record<string, Trust> = {};
      // A key that cannot be read at all is not the one we knew, either.
      for (const { account } of members) trust[account] = parties.get(account)?.trust ?? 'changed';
      const cameBack = parties.get(me.account)?.cameBack === true;
      const untold = [...known.secrets.keys()].some((epoch) => !fromMe.has(epoch));
      const keep = cameBack && untold ? await tellMyself(me, conversation) : [];
      return { trust, canRead: known.secrets.size > 0, keep };
    },

    secretsOf,

    async seal(me, place, body) {
      const id = newId();
      const sealed = await sealText(me, place, (epoch, heads) =>
        writeMessage(place, { epoch, sender: me.account, id, at_ms: now(), heads }, body),
      );
      return { id, sealed };
    },

    sealText,

    async read(reader, place, sender, sealed) {
      const conversation = conversations.get(place.conversation);
      if (conversation === undefined) return refused('unknown');
      const isSignal = place.type === 'signal';
      if (conversation.secrets.size === 0 && !isSignal) return refused('no_secret');
      const party = conversation.parties.get(sender);
      if (party === undefined) return refused('stranger');
      if (signersOf(party, place).length === 0) return refused('changed_key');

      const mine = reader?.identity ?? null;
      const read = await openUnderEpoch(conversation, place, party, sender, sealed, mine);
      if (read.kind === 'refused') return read;
      const account = reader?.account ?? '';
      const copy = await copies.judge(account, place, read.opened, sealed);
      if (copy !== null) return refused(copy);
      if (isSignal && sender !== account) {
        const match = readMatch(place.object, read.opened.body);
        if (match !== null) conversation.matches.set(sender, match);
      }
      const { at_ms } = read.opened;
      if (read.heads !== null && sender !== account) {
        const before = headsOfOthers.get(sender);
        if (before === undefined || before.at_ms <= at_ms) {
          headsOfOthers.set(sender, { sender, at_ms, heads: read.heads });
        }
      }
      return read;
    },

    headsSeen() {
      const all = [...headsOfOthers.values()];
      headsOfOthers.clear();
      return all;
    },

    async grantRecord(me, conversation, to) {
      secretsOf(conversation);
      return grantRecord(me, conversation, remember(conversation), to, now());
    },

    inherit: (reader, record) =>
      inheritRecord(reader, record, remember(record.conversation), now()),

    async safetyWords(me, conversation) {
      const words = await wordsNow(conversation);
      const stored = await storage.get(`compared|${me.account}|${conversation}`);
      const { words: before, at_ms } = (stored ?? {}) as { words?: string; at_ms?: number };
      const compared_ms = words.length > 0 && before === words.join(' ') ? (at_ms ?? null) : null;
      return { words, compared_ms };
    },

    async compared(me, conversation, words, same) {
      const current = await wordsNow(conversation);
      if (current.length === 0 || current.join(' ') !== words.join(' ')) {
        throw new VaultError(
          'wrong_words',
          'The words have changed meanwhile. Compare them again.',
        );
      }
      const at_ms = now();
      for (const [account, party] of present(conversations.get(conversation))) {
        if (account === me.account) continue;
        const { fingerprint } = party.identity;
        await pins.put(me.account, account, {
          fingerprint,
          how: same ? 'confirmed' : 'denied',
          at_ms,
        });
        party.trust = same ? 'confirmed' : 'changed';
      }
      const name = `compared|${me.account}|${conversation}`;
      if (!same) {
        await storage.delete(name);
        return [];
      }
      await storage.put(name, { words: words.join(' '), at_ms });
      return tellMyself(me, conversation);
    },

    mayGoOut(id, epoch) {
      const known = conversations.get(id);
      return known === undefined || (epoch >= known.newest && isClosed(known, epoch));
    },

    sealedAnew: copies.sealedAnew,

    async newEpoch(me, id, without) {
      const conversation = conversations.get(id);
      if (conversation === undefined) return null;
      const stay = present(conversation);
      // Alone, with a new key: what was written before stays closed, and one goes on.
      const alone = stay.length === 1 && stay[0]?.[1].cameBack === true;
      if (conversation.secrets.size === 0) return alone ? renew(me, id) : null;
      const newest = Math.max(conversation.newest, ...conversation.secrets.keys());
      return isClosed(conversation, newest, without) ? null : renew(me, id, without);
    },

    forget() {
      conversations.clear();
      copies.forget();
      headsOfOthers.clear();
    },
  };
}
