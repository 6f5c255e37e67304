// SPDX-License-Identifier: Apache-2.0
// Giving back what somebody lost: to their new key, once both of us have said in one video session that
// the words match; and from an old key of mine that turned up.

import { newId } from './boxes';
import { type KnownKeys, makeGrant, type OpenedGrant, openGrant } from './grants';
import { writeMessage } from './messages';
import type { Identity } from './openpgp-wrapper';
import { CONFIRMED, type Conversation, formerOf, type Match, otherIn, printsNow } from './party';
import type { Unlocked } from './unlocked';
import {
  type Grant,
  type Heads,
  type LockedFormer,
  type Place,
  type PlainPlace,
  type Regrant,
  type Session,
  VaultError,
} from './vault';

/** What giving back stands on. */
export type RegrantDeps = {
  /** All that this device knows. */
  conversations: ReadonlyMap<string, Conversation>;
  remember(id: string): Conversation;
  /** True when the words of this conversation were compared for the keys that are in force. */
  wereCompared(me: Unlocked, id: string): Promise<boolean>;
  sealText(
    me: Unlocked,
    place: Place,
    write: (epoch: number, heads: Heads | null) => string | null,
  ): Promise<string>;
  /** One more epoch; null when this device cannot vouch for everybody. */
  renew(me: Unlocked, id: string): Promise<Grant[] | null>;
  now(): number;
};

/** See vault.ts for the meaning of each. */
export interface GivingBack {
  sayMatch(me: Unlocked, conversation: string, visit: string): Promise<string>;
  regrant(me: Unlocked, session: Session): Promise<Regrant[]>;
  /** What an old key of mine could read, as grants to the one I have now. */
  fromFormer(me: Unlocked, old: Identity, grants: LockedFormer['grants']): Promise<Regrant[]>;
}

/** Keeps nothing of its own: what both said stands with the conversation. */
export function createGivingBack(deps: RegrantDeps): GivingBack {
  const { conversations, remember, sealText, renew, now } = deps;

  /** True when something I share with them cannot be read here. */
  function lacksWith(account: string): boolean {
    return [...conversations.values()].some(
      (one) => one.parties.get(account)?.former === false && one.secrets.size === 0,
    );
  }

  return {
    async sayMatch(me, id, visit) {
      const conversation = remember(id);
      const other = otherIn(me, conversation);
      if (other === null || !(await deps.wereCompared(me, id))) throw notConfirmed();
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
  };
}

/** What a signal says of the words; null when it says something else. */
export function readMatch(visit: string, body: unknown): Match | null {
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
