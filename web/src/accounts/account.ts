// SPDX-License-Identifier: Apache-2.0
// Who is signed in, and what the practice says about itself (docs/protocol.md, Accounts).

import type { InvitationLook, LockedAccount, SlotKind, SlotParameters } from '../vault/vault';

/** A practice's number for help now; one or more a country. */
export type HelpNumber = {
  country: string;
  name: string;
  phone: string;
  hours: string;
  url: string;
};

/** What anyone may know before signing in. */
export type Hello = {
  practice: string;
  now_ms: number;
  version: string;
  help: HelpNumber[];
};

/** The signed-in person, with the locked box of keys. */
export type Me = LockedAccount;

/** Reads `GET /api/hello`. Throws TypeError naming the first field that is not as agreed. */
export function parseHello(value: unknown): Hello {
  const from = record(value, 'hello');
  return {
    practice: text(from, 'practice'),
    now_ms: whole(from, 'now_ms'),
    version: text(from, 'version'),
    help: list(from, 'help').map((entry) => {
      const help = record(entry, 'help');
      return {
        country: text(help, 'country'),
        name: text(help, 'name'),
        phone: text(help, 'phone'),
        hours: text(help, 'hours'),
        url: text(help, 'url'),
      };
    }),
  };
}

/** Reads *me*. Throws TypeError like parseHello. */
export function parseMe(value: unknown): Me {
  const from = record(value, 'me');
  const role = from.role;
  if (role !== 'client' && role !== 'therapist') throw new TypeError('role: not one we know');
  return {
    account: text(from, 'account'),
    login: text(from, 'login'),
    role,
    name: text(from, 'name'),
    public_key: text(from, 'public_key'),
    sealed_key: text(from, 'sealed_key'),
    slots: list(from, 'slots').map((entry) => {
      const slot = record(entry, 'slots');
      const kind = slot.kind;
      if (kind !== 'passphrase' && kind !== 'recovery') {
        throw new TypeError('slots.kind: not one we know');
      }
      const proved = slot.proved_ms;
      return {
        // Scheme 1 is the only one there is; a server that names another is refused by the vault.
        ...parseParameters({ scheme: 1, ...slot }),
        kind: kind satisfies SlotKind,
        wrapped: text(slot, 'wrapped'),
        proved_ms: proved === null || proved === undefined ? null : whole(slot, 'proved_ms'),
      };
    }),
  };
}

/** Reads how a slot turns a secret into keys. Judging the values is the vault's work. */
export function parseParameters(value: unknown): SlotParameters {
  const from = record(value, 'parameters');
  return {
    scheme: whole(from, 'scheme'),
    salt: text(from, 'salt'),
    memory_kib: whole(from, 'memory_kib'),
    passes: whole(from, 'passes'),
    lanes: whole(from, 'lanes'),
  };
}

/** Reads what an invitation leads to. Throws TypeError like parseHello. */
export function parseLook(value: unknown): InvitationLook {
  const from = record(value, 'invitation');
  const role = from.role;
  if (role !== 'client' && role !== 'therapist') throw new TypeError('role: not one we know');
  const textOrNull = (field: string) => (from[field] === null ? null : text(from, field));
  const therapist = from.therapist === null ? null : record(from.therapist, 'therapist');
  return {
    role,
    alliance: textOrNull('alliance'),
    conversation: textOrNull('conversation'),
    therapist: therapist && {
      account: text(therapist, 'account'),
      name: text(therapist, 'name'),
      public_key: text(therapist, 'public_key'),
    },
    welcome: textOrNull('welcome'),
    expires_ms: whole(from, 'expires_ms'),
  };
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
