// SPDX-License-Identifier: Apache-2.0
// Who is signed in, and what the practice says about itself (docs/protocol.md, Accounts).

import { fields, list, object, oneOf, orNull, text, truth, whole } from '../net/read';
import type { InvitationLook, LockedAccount, SlotParameters } from '../vault/vault';

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
  /** The practice lets its rooms show how the time of talking is shared. */
  talk_mirror: boolean;
  help: HelpNumber[];
};

/** A passkey of the person. With `wrapped` it opens the box by itself. */
export type Passkey = {
  id: string;
  name: string;
  credential: string;
  wrapped: string | null;
  backed_up: boolean;
  created_ms: number;
  used_ms: number | null;
};

/** Something that happened to the account and was not done on this device. */
export type Tiding = {
  kind:
    | 'device'
    | 'passphrase'
    | 'recovery'
    | 'totp_added'
    | 'totp_removed'
    | 'passkey_added'
    | 'passkey_removed'
    | 'factor_reset'
    | 'wrong_second'
    | 'way_back';
  at_ms: number;
  /** The name of the device where it was done; null when nobody knows. */
  device: string | null;
};

/** The signed-in person, with the locked box of keys and the ways to it. */
export type Me = LockedAccount & {
  /** Others are shown what I have read, and I what they have. */
  shows_read: boolean;
  created_ms: number;
  /** `owed`: nothing but adding a second step is open. */
  second_factor: 'owed' | 'required' | 'offered';
  /** Since when an app shows codes; null without one. */
  totp_ms: number | null;
  passkeys: Passkey[];
  tidings: Tiding[];
};

/** Reads `GET /api/hello`. Throws TypeError naming the first field that is not as agreed. */
export function parseHello(value: unknown): Hello {
  const from = fields(value, 'hello');
  return {
    practice: text(from, 'practice'),
    now_ms: whole(from, 'now_ms'),
    version: text(from, 'version'),
    talk_mirror: truth(from, 'talk_mirror'),
    help: list(from, 'help').map((entry) => {
      const help = fields(entry, 'help');
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
  const from = fields(value, 'me');
  return {
    account: text(from, 'account'),
    login: text(from, 'login'),
    role: oneOf(from, 'role', ['client', 'therapist']),
    name: text(from, 'name'),
    public_key: text(from, 'public_key'),
    sealed_key: text(from, 'sealed_key'),
    shows_read: from.values.shows_read === true,
    created_ms: whole(from, 'created_ms'),
    second_factor: oneOf(from, 'second_factor', ['owed', 'required', 'offered']),
    totp_ms: orNull(from, 'totp_ms', whole),
    passkeys: list(from, 'passkeys').map(parsePasskey),
    tidings: list(from, 'tidings').map(parseTiding),
    slots: list(from, 'slots').map((entry) => {
      const slot = fields(entry, 'slot');
      return {
        // Scheme 1 is the only one there is; a server that names another is refused by the vault.
        ...parseParameters({ scheme: 1, ...slot.values }),
        kind: oneOf(slot, 'kind', ['passphrase', 'recovery']),
        wrapped: text(slot, 'wrapped'),
        proved_ms: orNull(slot, 'proved_ms', whole),
      };
    }),
  };
}

function parsePasskey(entry: unknown): Passkey {
  const passkey = fields(entry, 'passkey');
  return {
    id: text(passkey, 'id'),
    name: text(passkey, 'name'),
    credential: text(passkey, 'credential'),
    wrapped: orNull(passkey, 'wrapped', text),
    backed_up: truth(passkey, 'backed_up'),
    created_ms: whole(passkey, 'created_ms'),
    used_ms: orNull(passkey, 'used_ms', whole),
  };
}

const TIDINGS = [
  'device',
  'passphrase',
  'recovery',
  'totp_added',
  'totp_removed',
  'passkey_added',
  'passkey_removed',
  'factor_reset',
  'wrong_second',
  'way_back',
] as const;

function parseTiding(entry: unknown): Tiding {
  const tiding = fields(entry, 'tiding');
  return {
    kind: oneOf(tiding, 'kind', TIDINGS),
    at_ms: whole(tiding, 'at_ms'),
    device: orNull(tiding, 'device', text),
  };
}

/** Reads how a slot turns a secret into keys. Judging the values is the vault's work. */
export function parseParameters(value: unknown): SlotParameters {
  const from = fields(value, 'parameters');
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
  const from = fields(value, 'invitation');
  const therapist = orNull(from, 'therapist', object);
  return {
    role: oneOf(from, 'role', ['client', 'therapist']),
    alliance: orNull(from, 'alliance', text),
    conversation: orNull(from, 'conversation', text),
    therapist: therapist && {
      account: text(therapist, 'account'),
      name: text(therapist, 'name'),
      public_key: text(therapist, 'public_key'),
    },
    welcome: orNull(from, 'welcome', text),
    expires_ms: whole(from, 'expires_ms'),
  };
}
