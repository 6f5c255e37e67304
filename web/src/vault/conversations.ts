// SPDX-License-Identifier: Apache-2.0
// The conversations this device knows: members with their keys, the secret of each epoch, sealing and
// opening, and the memory of what was opened.

import { newId, randomBytes, sha256 } from './boxes';
import { concat, fromBase64url, toBase64url, utf8 } from './bytes';
import { type KnownKeys, makeGrant, openGrant } from './grants';
import { wordsOf } from './key-words';
import { isIntroduced, type Secrets } from './links';
import { type ReadMessage, readMessage, refused, writeMessage } from './messages';
import {
  type Identity,
  openUnderSecret,
  type PublicIdentity,
  readPublicIdentity,
  sealUnderSecret,
} from './openpgp-wrapper';
import type { Pins } from './pins';
import type { VaultStorage } from './storage';
import type { Unlocked } from './unlocked';
import {
  type Grant,
  type Heads,
  type MemberKey,
  type Opened,
  type Place,
  type PlainPlace,
  type ReceivedGrant,
  type SealedRecord,
  type Trust,
  VaultError,
} from './vault';

type Party = { identity: PublicIdentity; trust: Trust };

type Conversation = {
  parties: Map<string, Party>;
  secrets: Map<number, string>;
  /** The epoch that opened the last message: most likely the next one's, too. */
  lastEpoch: number;
};

/** What was opened before under an id. */
type Copy = { found: string; revision: number; print: string };

type Refusal = Extract<Opened, { kind: 'refused' }>;

/** The part of the vault that knows conversations; see vault.ts for the meaning of each. */
export interface Conversations {
  found(me: Unlocked): Promise<{ id: string; conversation: string; grants: Grant[] }>;
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
    },
  ): Promise<{ trust: Record<string, Trust>; canRead: boolean }>;
  /** Throws VaultError 'no_secret' when there are none. */
  secretsOf(conversation: string): Secrets;
  seal(me: Unlocked, place: PlainPlace, body: unknown): Promise<{ id: string; sealed: string }>;
  /** Seals a text made by `write` for the newest epoch. Throws like Vault.seal; 'too_long' when
   * `write` gives null. */
  sealText(
    me: Unlocked,
    conversation: string,
    write: (epoch: number, heads: Heads | null) => string | null,
  ): Promise<string>;
  /** Opens and checks one message; what a thread says of it is the caller's to judge. `reader` is
   * the account whose device this is; '' for a record opened without one. */
  read(
    reader: string,
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
  safetyWords(conversation: string): Promise<string[]>;
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
  const copies = new Map<string, Copy>();
  /** Conversation → id → newest revision above the first, as this device has ever opened it. */
  const revisions = new Map<string, Record<string, number>>();
  const headsOfOthers = new Map<string, { sender: string; at_ms: number; heads: Heads }>();

  function remember(id: string): Conversation {
    let known = conversations.get(id);
    if (known === undefined) {
      known = { parties: new Map(), secrets: new Map(), lastEpoch: 0 };
      conversations.set(id, known);
    }
    return known;
  }

  function secretsOf(conversation: string): Map<number, string> {
    const secrets = conversations.get(conversation)?.secrets;
    if (secrets === undefined || secrets.size === 0) {
      throw new VaultError('no_secret', 'This device has no key for this conversation yet.');
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

  /** How far to trust the key the server gives for a member. Pins what may be pinned. */
  async function judge(
    me: Unlocked,
    alliance: string,
    member: MemberKey,
    fingerprint: string,
    known: KnownKeys,
  ): Promise<Trust> {
    if (member.account === me.account) {
      return fingerprint === me.identity.fingerprint ? 'self' : 'changed';
    }
    const pin = await pins.get(me.account, member.account);
    if (pin?.how === 'introduced')
      return pin.fingerprint === fingerprint ? 'introduced' : 'changed';

    const checked = known[member.account];
    const publicKey = fromBase64url(member.public_key);
    const introduced =
      checked !== undefined
        ? checked === fingerprint
        : publicKey !== null &&
          member.introduction !== null &&
          (await isIntroduced(me, alliance, publicKey, member.introduction));
    if (introduced) {
      await pins.put(me.account, member.account, { fingerprint, how: 'introduced' });
      return 'introduced';
    }
    // Something vouches for a key of this member, and it is not this one.
    if (checked !== undefined || member.introduction !== null) return 'changed';
    if (pin !== null) return pin.fingerprint === fingerprint ? 'pinned' : 'changed';
    await pins.put(me.account, member.account, { fingerprint, how: 'first_seen' });
    return 'first_seen';
  }

  async function openUnderEpoch(
    conversation: Conversation,
    place: Place,
    party: Party,
    sender: string,
    sealed: string,
  ): Promise<ReadMessage | Refusal> {
    const bytes = fromBase64url(sealed);
    if (bytes === null) return refused('damaged');
    const epochs = [...conversation.secrets.keys()].sort((a, b) => b - a);
    for (const epoch of new Set([conversation.lastEpoch, ...epochs])) {
      const secret = conversation.secrets.get(epoch);
      if (secret === undefined) continue;
      const text = await openUnderSecret(bytes, secret, party.identity, now());
      if (text === null) continue;
      conversation.lastEpoch = epoch;
      return readMessage(text, place, { epoch, sender, nowMs: now() });
    }
    return refused('damaged');
  }

  /** The same bytes at the same place are the same message, read again, and a newer revision takes
   * its place; anything else is a copy. A signal counts once, whatever happens. */
  async function judgeCopy(
    reader: string,
    place: Place,
    { id, revision }: { id: string; revision: number },
    sealed: string,
  ): Promise<'replay' | 'stale' | null> {
    const found = [place.conversation, place.type, place.object].join('|');
    const print = toBase64url(await sha256(utf8(sealed)));
    const newest = await revisionsIn(reader, place.conversation);
    if (revision < (newest[id] ?? 0)) return 'stale';
    const before = copies.get(id);
    if (before !== undefined) {
      if (place.type === 'signal' || before.found !== found) return 'replay';
      if (revision < before.revision) return 'stale';
      if (revision === before.revision) return before.print === print ? null : 'replay';
    }
    copies.set(id, { found, revision, print });
    if (revision > (newest[id] ?? 0)) {
      newest[id] = revision;
      await storage.put(revisedName(reader, place.conversation), newest);
    }
    return null;
  }

  async function revisionsIn(
    reader: string,
    conversation: string,
  ): Promise<Record<string, number>> {
    const known = revisions.get(conversation);
    if (known !== undefined) return known;
    const stored = await storage.get(revisedName(reader, conversation));
    // Somebody else may have been quicker; there must be only one.
    const one = revisions.get(conversation) ?? {
      ...(stored as Record<string, number> | undefined),
    };
    revisions.set(conversation, one);
    return one;
  }

  async function sealText(
    me: Unlocked,
    conversation: string,
    write: (epoch: number, heads: Heads | null) => string | null,
  ): Promise<string> {
    const secrets = secretsOf(conversation);
    const parties = conversations.get(conversation)?.parties.values() ?? [];
    if ([...parties].some((party) => party.trust === 'changed')) {
      throw new VaultError(
        'changed_key',
        'The key of the other person has changed. Compare the safety words before you go on.',
      );
    }
    const epoch = Math.max(...secrets.keys());
    const text = write(epoch, await headsOf(me.account));
    if (text === null) throw new VaultError('too_long', 'This is too long to send.');
    const secret = secrets.get(epoch) ?? '';
    return toBase64url(await sealUnderSecret(text, secret, me.identity, now()));
  }

  return {
    async found(me) {
      const id = newId();
      const conversation = newId();
      const known = remember(conversation);
      known.secrets.set(1, toBase64url(randomBytes(32)));
      known.parties.set(me.account, { identity: me.identity, trust: 'self' });
      const grants = await grantsToMyself(me, conversation, known.secrets, {});
      return {
        id,
        conversation,
        grants: grants.map((grant) => ({ ...grant, member: me.account })),
      };
    },

    accept: grantsToMyself,

    async learn(me, { alliance, conversation, members, grants }) {
      const known = remember(conversation);
      const checked: KnownKeys = {};
      for (const grant of grants) {
        if (grant.granter !== me.account || grant.member !== me.account) continue;
        const found = { conversation, epoch: grant.epoch, sealed: grant.sealed };
        const opened = await openGrant(me.identity, me.identity, found, now());
        if (opened === null) continue;
        known.secrets.set(grant.epoch, opened.secret);
        Object.assign(checked, opened.known);
      }

      const parties = new Map<string, Party>();
      for (const member of members) {
        const bytes = fromBase64url(member.public_key);
        const identity = bytes && (await readPublicIdentity(bytes));
        if (identity === null) continue;
        const trust = await judge(me, alliance, member, identity.fingerprint, checked);
        parties.set(member.account, { identity, trust });
      }
      known.parties = parties;

      for (const grant of grants) {
        const giver = parties.get(grant.granter);
        const mayGive = giver?.trust === 'introduced' || giver?.trust === 'pinned';
        if (!mayGive || grant.member !== me.account || known.secrets.has(grant.epoch)) continue;
        const found = { conversation, epoch: grant.epoch, sealed: grant.sealed };
        const opened = await openGrant(me.identity, giver.identity, found, now());
        if (opened !== null) known.secrets.set(grant.epoch, opened.secret);
      }

      const trust: Record<string, Trust> = {};
      // A key that cannot be read at all is not the one we knew, either.
      for (const { account } of members) trust[account] = parties.get(account)?.trust ?? 'changed';
      return { trust, canRead: known.secrets.size > 0 };
    },

    secretsOf,

    async seal(me, place, body) {
      const id = newId();
      const sealed = await sealText(me, place.conversation, (epoch, heads) =>
        writeMessage(place, { epoch, sender: me.account, id, at_ms: now(), heads }, body),
      );
      return { id, sealed };
    },

    sealText,

    async read(reader, place, sender, sealed) {
      const conversation = conversations.get(place.conversation);
      if (conversation === undefined) return refused('unknown');
      if (conversation.secrets.size === 0) return refused('no_secret');
      const party = conversation.parties.get(sender);
      if (party === undefined) return refused('stranger');
      if (party.trust === 'changed') return refused('changed_key');

      const read = await openUnderEpoch(conversation, place, party, sender, sealed);
      if (read.kind === 'refused') return read;
      const copy = await judgeCopy(reader, place, read.opened, sealed);
      if (copy !== null) return refused(copy);
      const { at_ms } = read.opened;
      if (read.heads !== null && sender !== reader) {
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
      const secrets = secretsOf(conversation);
      const parties = [...(conversations.get(conversation)?.parties ?? [])];
      if (parties.some(([, party]) => party.trust === 'changed')) {
        throw new VaultError('changed_key', 'The key of the other person has changed.');
      }
      if (!parties.some(([, party]) => party.trust === 'introduced')) {
        throw new VaultError('no_record', 'This is nobody’s record.');
      }
      const known: KnownKeys = {};
      for (const [account, party] of parties) known[account] = party.identity.fingerprint;
      const grants = [];
      for (const [epoch, secret] of secrets) {
        const what = { conversation, epoch, secret, known };
        grants.push({ epoch, sealed: await makeGrant(me.identity, to, what, now()) });
      }
      return grants;
    },

    async inherit(reader, { conversation, members, grants }) {
      const known = remember(conversation);
      known.parties.clear();
      for (const member of members) {
        const bytes = fromBase64url(member.public_key);
        const identity = bytes && (await readPublicIdentity(bytes));
        if (identity) known.parties.set(member.account, { identity, trust: 'pinned' });
      }
      for (const { epoch, granter, sealed } of grants) {
        const giver = known.parties.get(granter);
        const found = { conversation, epoch, sealed };
        const opened = giver && (await openGrant(reader, giver.identity, found, now()));
        if (!opened) continue;
        known.secrets.set(epoch, opened.secret);
        for (const [account, party] of known.parties) {
          const wanted = opened.known[account];
          if (wanted !== undefined && wanted !== party.identity.fingerprint)
            party.trust = 'changed';
        }
      }
      return known.secrets.size > 0;
    },

    async safetyWords(conversation) {
      const parties = [...(conversations.get(conversation)?.parties.values() ?? [])];
      if (parties.length < 2) return [];
      const prints = parties
        .map((party) => party.identity.fingerprint)
        .sort()
        .map((print) => fromBase64url(print) ?? new Uint8Array(0));
      const hash = await sha256(concat(...prints));
      return wordsOf(hash, 8);
    },

    forget() {
      conversations.clear();
      copies.clear();
      revisions.clear();
      headsOfOthers.clear();
    },
  };
}

function revisedName(reader: string, conversation: string): string {
  return `revised|${reader}|${conversation}`;
}
