// SPDX-License-Identifier: Apache-2.0
// The conversations this device knows: members with their keys, the secret of each epoch, sealing and
// opening, and the memory of what was opened.

import { newId, randomBytes, sha256 } from './boxes';
import { concat, fromBase64url, toBase64url, utf8 } from './bytes';
import { type FormerKeys, type KnownKeys, makeGrant, type OpenedGrant, openGrant } from './grants';
import { wordsOf } from './key-words';
import { isIntroduced, type Secrets } from './links';
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
import type { Pins } from './pins';
import type { VaultStorage } from './storage';
import type { Unlocked } from './unlocked';
import {
  type Grant,
  type Heads,
  type LockedFormer,
  type MemberKey,
  type Opened,
  type Place,
  type PlainPlace,
  type ReceivedGrant,
  type Regrant,
  type SafetyWords,
  type SealedRecord,
  type Session,
  type Trust,
  VaultError,
} from './vault';

type Party = {
  identity: PublicIdentity;
  trust: Trust;
  /** They have left. */
  former: boolean;
  /** They lost everything once, by the server's word. */
  cameBack: boolean;
  /** Keys they had before that somebody I trust, or this device, vouches for. */
  earlier: PublicIdentity[];
};

type Conversation = {
  parties: Map<string, Party>;
  secrets: Map<number, string>;
  /** Epoch → who was to hold it, where whoever made it said so. */
  holders: Map<number, string[]>;
  /** The newest epoch this device has ever known. */
  newest: number;
  /** The newest epoch anybody was ever granted, by the server's word. */
  highest: number;
  /** The epoch that opened the last message: most likely the next one's, too. */
  lastEpoch: number;
  /** Sender → what their device last said of the words, in a signal. */
  matches: Map<string, Match>;
  /** The visit in which I last said that they match. */
  saidIn: string;
};

/** "The words match", as it travels: for these very keys, in this visit. */
type Match = { visit: string; prints: string; lacks: boolean };

/** Account → the key I told myself was theirs, when, and whether words were compared for it. */
type Checked = Map<string, { fingerprint: string; at_ms: number; confirmed: boolean }>;

/** What was opened before under an id. */
type Copy = { found: string; revision: number; print: string };

type Refusal = Extract<Opened, { kind: 'refused' }>;

const NO_SECRET = 'This device has no key for this conversation yet.';

/** Before an account in `known`: not only a link vouches for this key, people compared the words. */
const CONFIRMED = 'confirmed|';

/** The part of the vault that knows conversations; see vault.ts for the meaning of each. */
export interface Conversations {
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
  sayMatch(me: Unlocked, conversation: string, visit: string): Promise<string>;
  regrant(me: Unlocked, session: Session): Promise<Regrant[]>;
  /** What an old key of mine could read, as grants to the one I have now. */
  fromFormer(me: Unlocked, old: Identity, grants: LockedFormer['grants']): Promise<Regrant[]>;
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
  const copies = new Map<string, Copy>();
  const anew = new Set<string>();
  /** Conversation → id → newest revision above the first, as this device has ever opened it. */
  const revisions = new Map<string, Record<string, number>>();
  const headsOfOthers = new Map<string, { sender: string; at_ms: number; heads: Heads }>();

  function remember(id: string): Conversation {
    let known = conversations.get(id);
    if (known === undefined) {
      known = {
        parties: new Map(),
        secrets: new Map(),
        holders: new Map(),
        newest: 0,
        highest: 0,
        lastEpoch: 0,
        matches: new Map(),
        saidIn: '',
      };
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

  /** How far to trust the key the server gives for a member. Pins what may be pinned. `byLink`: I came
   * by a link myself; then the others' links were not mine, and what they prove is not for me. */
  async function judge(
    me: Unlocked,
    alliance: string,
    member: MemberKey,
    fingerprint: string,
    known: Checked,
    byLink: boolean,
  ): Promise<Trust> {
    if (member.account === me.account) {
      return fingerprint === me.identity.fingerprint ? 'self' : 'changed';
    }
    const pin = await pins.get(me.account, member.account);
    const checked = known.get(member.account);
    const same = pin?.fingerprint === fingerprint;
    // Another device of mine has compared the words since: what I told myself counts, if it is newer.
    const news = checked !== undefined && checked.at_ms > (pin?.at_ms ?? 0);
    const confirmed = news && checked.confirmed && checked.fingerprint === fingerprint;
    if (confirmed && !(same && pin?.how === 'confirmed')) {
      const { at_ms } = checked;
      await pins.put(me.account, member.account, { fingerprint, how: 'confirmed', at_ms });
      return 'confirmed';
    }
    if (pin?.how === 'denied') return 'changed';
    if (pin?.how === 'confirmed' || pin?.how === 'introduced') return same ? pin.how : 'changed';

    const publicKey = fromBase64url(member.public_key);
    const introduced =
      checked !== undefined
        ? checked.fingerprint === fingerprint
        : publicKey !== null &&
          member.introduction !== null &&
          (await isIntroduced(me, alliance, publicKey, member.introduction));
    if (introduced) {
      await pins.put(me.account, member.account, { fingerprint, how: 'introduced' });
      return 'introduced';
    }
    // Something vouches for a key of this member, and it is not this one.
    if (checked !== undefined) return 'changed';
    if (member.introduction !== null && !byLink) return 'changed';
    if (pin !== null) return same ? 'pinned' : 'changed';
    await pins.put(me.account, member.account, { fingerprint, how: 'first_seen' });
    return 'first_seen';
  }

  /** Those who belong to it now. */
  function present(conversation: Conversation | undefined): Array<[string, Party]> {
    return [...(conversation?.parties ?? [])].filter(([, party]) => !party.former);
  }

  /** True when nobody who left holds this epoch, so far as those who made it said. */
  function isClosed(conversation: Conversation, epoch: number, without = ''): boolean {
    const former = [...conversation.parties].filter(
      ([account, party]) => party.former || account === without,
    );
    const holders = conversation.holders.get(epoch);
    return former.every(([account]) => holders !== undefined && !holders.includes(account));
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

  /** Whose signature counts under a message of theirs. With a changed key, only that of a key they
   * are known to have had; a call has to stand, so its signals come from the key they have now. */
  function signersOf({ trust, identity, earlier }: Party, { type }: Place): PublicIdentity[] {
    if (type === 'signal') return [identity];
    return trust === 'changed' ? earlier : [identity, ...earlier];
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

  /** I began anew, and not everything was given again. */
  function lacksSome({ parties, secrets, highest }: Conversation): boolean {
    const cameBack = [...parties.values()].some(
      (party) => party.trust === 'self' && party.cameBack,
    );
    return cameBack && secrets.size < highest;
  }

  /** Everybody's former keys, to be told to those who are given a secret. */
  function formerOf(conversation: Conversation): FormerKeys {
    const former: FormerKeys = {};
    for (const [account, { earlier }] of conversation.parties) {
      if (earlier.length > 0) former[account] = earlier.map((one) => one.fingerprint);
    }
    return former;
  }

  function printsNow(conversation: Conversation): string {
    return present(conversation)
      .map(([, party]) => party.identity.fingerprint)
      .sort()
      .join(' ');
  }

  /** The other, where there is one. */
  function otherIn(me: Unlocked, conversation: Conversation): [string, Party] | null {
    const others = present(conversation).filter(([account]) => account !== me.account);
    return others.length === 1 ? (others[0] as [string, Party]) : null;
  }

  /** True when something I share with them cannot be read here. */
  function lacksWith(account: string): boolean {
    return [...conversations.values()].some(
      (one) => one.parties.get(account)?.former === false && one.secrets.size === 0,
    );
  }

  /** One of the two may not hold the conversation's secrets. */
  function mayLack(conversation: Conversation, [, { trust, cameBack }]: [string, Party]): boolean {
    return conversation.secrets.size === 0 || trust === 'changed' || cameBack;
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

  /** What of their former keys is vouched for: by this device, by me, by whom I trust, or by the link of
   * mine they came with. */
  async function vouched(
    me: Unlocked,
    alliance: string,
    member: MemberKey,
    known: Checked,
    former: ReadonlyMap<string, ReadonlySet<string>>,
  ): Promise<PublicIdentity[]> {
    if ((member.former_keys ?? []).length === 0) return [];
    const pin = await pins.get(me.account, member.account);
    const prints = new Set([...(pin?.former ?? []), ...(former.get(member.account) ?? [])]);
    if (pin !== null && pin.how !== 'denied') prints.add(pin.fingerprint);
    const checked = known.get(member.account);
    if (checked !== undefined) prints.add(checked.fingerprint);
    const earlier = [];
    for (const one of await identitiesOf(member)) {
      const { introduction } = member;
      const byLink = introduction && (await isIntroduced(me, alliance, one.bytes, introduction));
      if (byLink || prints.has(one.fingerprint)) earlier.push(one);
    }
    return earlier;
  }

  /** A grant by whichever of the giver's keys made it. */
  async function openAsOneOf(
    reader: Identity,
    giver: Party,
    found: { conversation: string; epoch: number; sealed: string },
  ): Promise<OpenedGrant | null> {
    for (const signer of [giver.identity, ...giver.earlier]) {
      const opened = await openGrant(reader, signer, found, now());
      if (opened !== null) return opened;
    }
    return null;
  }

  /** A member whose key may be given secrets. */
  const isVouched = ({ trust }: Party) => ['self', 'introduced', 'confirmed'].includes(trust);

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

  /** The keys I have checked, for my other devices. */
  function knownIn(conversation: Conversation): KnownKeys {
    const known: KnownKeys = {};
    for (const [account, { trust, identity }] of conversation.parties) {
      if (trust === 'introduced') known[account] = identity.fingerprint;
      if (trust === 'confirmed') known[CONFIRMED + account] = identity.fingerprint;
    }
    return known;
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
      if (revision === before.revision && !anew.has(id))
        return before.print === print ? null : 'replay';
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

  return {
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
        const earlier = await vouched(me, alliance, member, checked, former);
        const trust = await judge(me, alliance, member, identity.fingerprint, checked, byLink);
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
        if (party) party.earlier = await vouched(me, alliance, member, checked, former);
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
      const copy = await judgeCopy(account, place, read.opened, sealed);
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
      const secrets = secretsOf(conversation);
      const parties = [...(conversations.get(conversation)?.parties ?? [])];
      if (parties.some(([, party]) => party.trust === 'changed')) {
        throw new VaultError('changed_key', 'The key of the other person has changed.');
      }
      if (
        !parties.some(([, party]) => party.trust === 'introduced' || party.trust === 'confirmed')
      ) {
        throw new VaultError('no_record', 'This is nobody’s record.');
      }
      const known: KnownKeys = {};
      for (const [account, party] of parties) known[account] = party.identity.fingerprint;
      const grants = [];
      for (const [epoch, secret] of secrets) {
        const former = formerOf(remember(conversation));
        const what = { conversation, epoch, secret, known, former };
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
        if (!identity) continue;
        const earlier = await identitiesOf(member);
        known.parties.set(member.account, {
          identity,
          trust: 'pinned',
          former: false,
          cameBack: earlier.length > 0,
          earlier,
        });
      }
      const vouchedFor = new Map<string, Set<string>>();
      for (const { epoch, granter, sealed } of grants) {
        const giver = known.parties.get(granter);
        const found = { conversation, epoch, sealed };
        const opened = giver && (await openAsOneOf(reader, giver, found));
        if (!opened) continue;
        known.secrets.set(epoch, opened.secret);
        for (const account of known.parties.keys()) {
          const prints = [opened.known[account] ?? '', ...(opened.former[account] ?? [])];
          vouchedFor.set(account, new Set([...(vouchedFor.get(account) ?? []), ...prints]));
        }
      }
      // Whoever sealed the record says whose keys are right; of those who never lost one, it is one.
      for (const [account, party] of known.parties) {
        const prints = vouchedFor.get(account);
        if (prints === undefined) continue;
        if (!prints.has(party.identity.fingerprint)) party.trust = 'changed';
        party.earlier = party.earlier.filter((one) => prints.has(one.fingerprint));
      }
      return known.secrets.size > 0;
    },

    async sayMatch(me, id, visit) {
      const conversation = remember(id);
      const words = (await wordsNow(id)).join(' ');
      const stored = await storage.get(`compared|${me.account}|${id}`);
      const other = otherIn(me, conversation);
      if (other === null || words === '' || (stored as { words?: string })?.words !== words) {
        throw notConfirmed();
      }
      conversation.saidIn = visit;
      const prints = printsNow(conversation);
      const body = { kind: 'words_match', prints, lacks: lacksWith(other[0]) };
      const place: PlainPlace = { conversation: id, type: 'signal', object: visit };
      const at_ms = now();
      return sealText(me, place, (epoch, heads) =>
        writeMessage(place, { epoch, sender: me.account, id: newId(), at_ms, heads }, body),
      );
    },

    async regrant(me, { conversation: id, visit, medium }) {
      if (medium !== 'video') {
        throw new VaultError('no_video', 'What was lost is given again in a video session only.');
      }
      const conversation = remember(id);
      const other = otherIn(me, conversation);
      if (other === null) throw notConfirmed();
      const [account, { trust, identity }] = other;
      const match = conversation.matches.get(account);
      const both =
        trust === 'confirmed' &&
        conversation.saidIn === visit &&
        match?.visit === visit &&
        match.prints === printsNow(conversation);
      if (!both) throw notConfirmed();
      if (!match.lacks) return [];
      const given: Regrant[] = [];
      for (const [shared, one] of conversations) {
        const party = one.parties.get(account);
        if (!party || party.former || party.identity.fingerprint !== identity.fingerprint) continue;
        party.trust = 'confirmed';
        const grants: Grant[] = [];
        const former = formerOf(one);
        for (const [epoch, secret] of one.secrets) {
          const holders = one.holders.get(epoch) ?? null;
          const what = { conversation: shared, epoch, secret, known: {}, holders, former };
          const sealed = await makeGrant(me.identity, identity, what, now());
          grants.push({ epoch, member: account, sealed });
        }
        // Whoever found what they lost must not read on. When both lost it, one of them begins.
        const mayBegin = one.secrets.size > 0 || me.account < account;
        const fresh = mayBegin ? await renew(me, shared) : null;
        grants.push(...(fresh ?? []));
        if (grants.length > 0) given.push({ conversation: shared, grants });
      }
      return given;
    },

    async fromFormer(me, old, grants) {
      const known = new Map<string, KnownKeys>();
      const found = new Map<string, Map<number, OpenedGrant>>();
      const take = (one: LockedFormer['grants'][number], opened: OpenedGrant) => {
        const epochs = found.get(one.conversation) ?? new Map<number, OpenedGrant>();
        found.set(one.conversation, epochs.set(one.epoch, opened));
        if (one.granter === me.account) {
          known.set(one.conversation, { ...known.get(one.conversation), ...opened.known });
        }
      };
      for (const mine of [true, false]) {
        for (const one of grants) {
          if ((one.granter === me.account) !== mine) continue;
          const told = known.get(one.conversation) ?? {};
          const prints = [told[one.granter], told[CONFIRMED + one.granter]];
          const party = remember(one.conversation).parties.get(one.granter);
          // Only by whom the old key had checked: not by whoever the server names.
          const theirs = [...(party ? [party.identity, ...party.earlier] : [])];
          const givers = mine ? [old] : theirs.filter((two) => prints.includes(two.fingerprint));
          for (const giver of givers) {
            const opened = await openGrant(old, giver, one, now());
            if (opened !== null) take(one, opened);
          }
        }
      }
      const given: Regrant[] = [];
      for (const [conversation, epochs] of found) {
        const former = formerOf(remember(conversation));
        former[me.account] = [...new Set([...(former[me.account] ?? []), old.fingerprint])];
        const made: Grant[] = [];
        for (const [epoch, { secret, holders }] of epochs) {
          const told = known.get(conversation) ?? {};
          const what = { conversation, epoch, secret, known: told, holders, former };
          const sealed = await makeGrant(me.identity, me.identity, what, now());
          made.push({ epoch, member: me.account, sealed });
        }
        given.push({ conversation, grants: made });
      }
      return given;
    },

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

    sealedAnew: (id) => void anew.add(id),

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
      copies.clear();
      anew.clear();
      revisions.clear();
      headsOfOthers.clear();
    },
  };
}

async function identitiesOf(member: Pick<MemberKey, 'former_keys'>): Promise<PublicIdentity[]> {
  const all = [];
  for (const { public_key } of member.former_keys ?? []) {
    const bytes = fromBase64url(public_key);
    const identity = bytes && (await readPublicIdentity(bytes));
    if (identity) all.push(identity);
  }
  return all;
}

function readMatch(visit: string, body: unknown): Match | null {
  const { kind, prints, lacks } = (body ?? {}) as Record<string, unknown>;
  if (kind !== 'words_match' || typeof prints !== 'string') return null;
  return { visit, prints, lacks: lacks === true };
}

function notConfirmed(): VaultError {
  return new VaultError(
    'not_confirmed',
    'Both of you have to say in this session that the words match.',
  );
}

function revisedName(reader: string, conversation: string): string {
  return `revised|${reader}|${conversation}`;
}
