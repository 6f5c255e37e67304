// SPDX-License-Identifier: Apache-2.0
// An alliance as the server tells it (docs/protocol.md, Alliances and invitations).

import type { MemberKey, ReceivedGrant } from '../vault/vault';

/** Someone who belongs to an alliance. */
export type Member = MemberKey & { name: string; joined_ms: number };

/** The newest invitation of an alliance. */
export type Invitation = {
  id: string;
  state: 'open' | 'used' | 'revoked' | 'expired';
  expires_ms: number;
};

/** One alliance. `seq` is the number of its newest event. */
export type Alliance = {
  id: string;
  kind: 'pair';
  conversation: string;
  created_ms: number;
  seq: number;
  /** The therapist's own word for someone who has not joined yet; '' when there is none. */
  label: string;
  members: Member[];
  invitation: Invitation | null;
};

const INVITATION_STATES: ReadonlyArray<Invitation['state']> = [
  'open',
  'used',
  'revoked',
  'expired',
];

/** Reads `{alliances: [alliance]}`. Throws TypeError naming the first field that is not as agreed. */
export function parseAlliances(value: unknown): Alliance[] {
  return list(record(value, 'answer'), 'alliances').map(parseAlliance);
}

/** Reads one alliance. Throws TypeError like parseAlliances. */
export function parseAlliance(value: unknown): Alliance {
  const from = record(value, 'alliance');
  if (from.kind !== 'pair') throw new TypeError('kind: not one we know');
  return {
    id: text(from, 'id'),
    kind: 'pair',
    conversation: text(from, 'conversation'),
    created_ms: whole(from, 'created_ms'),
    seq: whole(from, 'seq'),
    label: textOrNull(from, 'label') ?? '',
    members: list(from, 'members').map(parseMember),
    invitation: from.invitation === null ? null : parseInvitation(from.invitation),
  };
}

/** Reads `{grants: [grant]}`. Throws TypeError like parseAlliances. */
export function parseGrants(value: unknown): ReceivedGrant[] {
  return list(record(value, 'answer'), 'grants').map((entry) => {
    const from = record(entry, 'grant');
    return {
      epoch: whole(from, 'epoch'),
      member: text(from, 'member'),
      granter: text(from, 'granter'),
      sealed: text(from, 'sealed'),
    };
  });
}

/** Reads the answer to a new invitation. Throws TypeError like parseAlliances. */
export function parseMadeInvitation(value: unknown): { id: string; expires_ms: number } {
  const from = record(value, 'invitation');
  return { id: text(from, 'id'), expires_ms: whole(from, 'expires_ms') };
}

function parseMember(value: unknown): Member {
  const from = record(value, 'member');
  const role = from.role;
  if (role !== 'client' && role !== 'therapist') throw new TypeError('role: not one we know');
  return {
    account: text(from, 'account'),
    role,
    name: text(from, 'name'),
    public_key: text(from, 'public_key'),
    introduction: textOrNull(from, 'introduction'),
    joined_ms: whole(from, 'joined_ms'),
  };
}

function parseInvitation(value: unknown): Invitation {
  const from = record(value, 'invitation');
  const state = INVITATION_STATES.find((known) => known === from.state);
  if (state === undefined) throw new TypeError('invitation.state: not one we know');
  return { id: text(from, 'id'), state, expires_ms: whole(from, 'expires_ms') };
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${name}: not an object`);
  }
  return value as Record<string, unknown>;
}

function text(from: Record<string, unknown>, field: string): string {
  const value = from[field];
  if (typeof value !== 'string') throw new TypeError(`${field}: not text`);
  return value;
}

function textOrNull(from: Record<string, unknown>, field: string): string | null {
  const value = from[field];
  return value === null || value === undefined ? null : text(from, field);
}

function whole(from: Record<string, unknown>, field: string): number {
  const value = from[field];
  if (!Number.isSafeInteger(value)) throw new TypeError(`${field}: not a whole number`);
  return value as number;
}

function list(from: Record<string, unknown>, field: string): unknown[] {
  const value = from[field];
  if (!Array.isArray(value)) throw new TypeError(`${field}: not a list`);
  return value;
}
