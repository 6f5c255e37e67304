// SPDX-License-Identifier: Apache-2.0
// An alliance as the server tells it (docs/protocol.md, Alliances and invitations).

import { type Fields, fields, list, object, oneOf, orNull, text, whole } from '../net/read';
import type { FormerKey, MemberKey, ReceivedGrant } from '../vault/vault';

/** Someone who belongs to an alliance. */
export type Member = MemberKey & {
  name: string;
  joined_ms: number;
  /** When they stopped belonging to it; their key still opens what they wrote. */
  left_ms: number | null;
  former_keys: FormerKey[];
  /** The open way back of a client; told to their therapist alone. */
  way_back: WayBack | null;
};

/** A link that gives an account whose person lost everything a new key. It works from `opens_ms` on. */
type WayBack = { id: string; opens_ms: number; expires_ms: number };

/** `self` is a journal, `notes` a therapist's own notes beside another alliance. */
export type AllianceKind = 'pair' | 'couple' | 'self' | 'notes';

/** The newest invitation of an alliance. */
export type Invitation = {
  id: string;
  state: 'open' | 'used' | 'revoked' | 'expired';
  expires_ms: number;
};

/** One alliance. `seq` is the number of its newest event. */
export type Alliance = {
  id: string;
  kind: AllianceKind;
  /** What notes are beside; of a pair, the couple it is a private space of. */
  about: string | null;
  conversation: string;
  created_ms: number;
  seq: number;
  /** The therapist's own word for someone who has not joined yet; '' when there is none. */
  label: string;
  members: Member[];
  invitation: Invitation | null;
  /** The open invitations, oldest first; a couple may have two. */
  links: Invitation[];
};

const KINDS: readonly AllianceKind[] = ['pair', 'couple', 'self', 'notes'];

const INVITATION_STATES: ReadonlyArray<Invitation['state']> = [
  'open',
  'used',
  'revoked',
  'expired',
];

/** Reads `{alliances: [alliance]}`. Throws TypeError naming the first field that is not as agreed. */
export function parseAlliances(value: unknown): Alliance[] {
  return list(fields(value, 'answer'), 'alliances').map(parseAlliance);
}

/** Reads one alliance. Throws TypeError like parseAlliances. */
export function parseAlliance(value: unknown): Alliance {
  const from = fields(value, 'alliance');
  const invitation = orNull(from, 'invitation', object);
  return {
    id: text(from, 'id'),
    kind: oneOf(from, 'kind', KINDS),
    about: orNull(from, 'about', text),
    conversation: text(from, 'conversation'),
    created_ms: whole(from, 'created_ms'),
    seq: whole(from, 'seq'),
    label: text(from, 'label'),
    members: list(from, 'members').map(parseMember),
    invitation: invitation && readInvitation(invitation),
    links: list(from, 'links').map((link) => readInvitation(fields(link, 'link'))),
  };
}

/** Reads `{grants: [grant], newest}`. Throws TypeError like parseAlliances. */
export function parseGrants(value: unknown): { grants: ReceivedGrant[]; newest: number } {
  const answer = fields(value, 'answer');
  const grants = list(answer, 'grants').map((entry) => {
    const from = fields(entry, 'grant');
    return {
      epoch: whole(from, 'epoch'),
      member: text(from, 'member'),
      granter: text(from, 'granter'),
      sealed: text(from, 'sealed'),
    };
  });
  return { grants, newest: whole(answer, 'newest') };
}

/** Reads the answer to a new invitation. Throws TypeError like parseAlliances. */
export function parseMadeInvitation(value: unknown): { id: string; expires_ms: number } {
  const from = fields(value, 'invitation');
  return { id: text(from, 'id'), expires_ms: whole(from, 'expires_ms') };
}

function parseMember(value: unknown): Member {
  const from = fields(value, 'member');
  const way = orNull(from, 'way_back', object);
  return {
    account: text(from, 'account'),
    role: oneOf(from, 'role', ['client', 'therapist']),
    name: text(from, 'name'),
    public_key: text(from, 'public_key'),
    introduction: orNull(from, 'introduction', text),
    joined_ms: whole(from, 'joined_ms'),
    left_ms: orNull(from, 'left_ms', whole),
    former_keys: list(from, 'former_keys').map((entry) => {
      const key = fields(entry, 'former key');
      return { public_key: text(key, 'public_key'), until_ms: whole(key, 'until_ms') };
    }),
    way_back: way && readWayBack(way),
  };
}

function readWayBack(from: Fields): WayBack {
  return {
    id: text(from, 'id'),
    opens_ms: whole(from, 'opens_ms'),
    expires_ms: whole(from, 'expires_ms'),
  };
}

function readInvitation(from: Fields): Invitation {
  return {
    id: text(from, 'id'),
    state: oneOf(from, 'state', INVITATION_STATES),
    expires_ms: whole(from, 'expires_ms'),
  };
}
