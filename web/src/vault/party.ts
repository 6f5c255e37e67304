// SPDX-License-Identifier: Apache-2.0
// What a device knows of one conversation and of those who belong to it, and what follows from it. No
// storage, nothing sealed or opened.

import { fromBase64url } from './bytes';
import type { FormerKeys, KnownKeys } from './grants';
import { type PublicIdentity, readPublicIdentity } from './openpgp-wrapper';
import type { Unlocked } from './unlocked';
import type { MemberKey, Place, Trust } from './vault';

/** Somebody who belongs to a conversation, or did. */
export type Party = {
  identity: PublicIdentity;
  trust: Trust;
  /** They have left. */
  former: boolean;
  /** They lost everything once, by the server's word. */
  cameBack: boolean;
  /** Keys they had before that somebody I trust, or this device, vouches for. */
  earlier: PublicIdentity[];
};

/** A conversation, as this device knows it. */
export type Conversation = {
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
export type Match = { visit: string; prints: string; lacks: boolean };

/** Before an account in `known`: not only a link vouches for this key, people compared the words. */
export const CONFIRMED = 'confirmed|';

/** Nothing known yet. */
export function emptyConversation(): Conversation {
  return {
    parties: new Map(),
    secrets: new Map(),
    holders: new Map(),
    newest: 0,
    highest: 0,
    lastEpoch: 0,
    matches: new Map(),
    saidIn: '',
  };
}

/** Those who belong to it now. */
export function present(conversation: Conversation | undefined): Array<[string, Party]> {
  return [...(conversation?.parties ?? [])].filter(([, party]) => !party.former);
}

/** True when nobody who left holds this epoch, so far as those who made it said. */
export function isClosed(conversation: Conversation, epoch: number, without = ''): boolean {
  const former = [...conversation.parties].filter(
    ([account, party]) => party.former || account === without,
  );
  const holders = conversation.holders.get(epoch);
  return former.every(([account]) => holders !== undefined && !holders.includes(account));
}

/** Whose signature counts under a message of theirs. With a changed key, only that of a key they
 * are known to have had; a call has to stand, so its signals come from the key they have now. */
export function signersOf({ trust, identity, earlier }: Party, { type }: Place): PublicIdentity[] {
  if (type === 'signal') return [identity];
  return trust === 'changed' ? earlier : [identity, ...earlier];
}

/** I began anew, and not everything was given again. */
export function lacksSome({ parties, secrets, highest }: Conversation): boolean {
  const cameBack = [...parties.values()].some((party) => party.trust === 'self' && party.cameBack);
  return cameBack && secrets.size < highest;
}

/** Everybody's former keys, to be told to those who are given a secret. */
export function formerOf(conversation: Conversation): FormerKeys {
  const former: FormerKeys = {};
  for (const [account, { earlier }] of conversation.parties) {
    if (earlier.length > 0) former[account] = earlier.map((one) => one.fingerprint);
  }
  return former;
}

export function printsNow(conversation: Conversation): string {
  return present(conversation)
    .map(([, party]) => party.identity.fingerprint)
    .sort()
    .join(' ');
}

/** The other, where there is one. */
export function otherIn(me: Unlocked, conversation: Conversation): [string, Party] | null {
  const others = present(conversation).filter(([account]) => account !== me.account);
  return others.length === 1 ? (others[0] as [string, Party]) : null;
}

/** One of the two may not hold the conversation's secrets. */
export function mayLack(
  conversation: Conversation,
  [, { trust, cameBack }]: [string, Party],
): boolean {
  return conversation.secrets.size === 0 || trust === 'changed' || cameBack;
}

/** A member whose key may be given secrets. */
export function isVouched({ trust }: Party): boolean {
  return ['self', 'introduced', 'confirmed'].includes(trust);
}

/** The keys I have checked, for my other devices. */
export function knownIn(conversation: Conversation): KnownKeys {
  const known: KnownKeys = {};
  for (const [account, { trust, identity }] of conversation.parties) {
    if (trust === 'introduced') known[account] = identity.fingerprint;
    if (trust === 'confirmed') known[CONFIRMED + account] = identity.fingerprint;
  }
  return known;
}

/** The keys a member had before, by the server's word. */
export async function identitiesOf(
  member: Pick<MemberKey, 'former_keys'>,
): Promise<PublicIdentity[]> {
  const all = [];
  for (const { public_key } of member.former_keys ?? []) {
    const bytes = fromBase64url(public_key);
    const identity = bytes && (await readPublicIdentity(bytes));
    if (identity) all.push(identity);
  }
  return all;
}
