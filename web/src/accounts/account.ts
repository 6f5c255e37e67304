// SPDX-License-Identifier: Apache-2.0
// Who is signed in, and what the practice says about itself (docs/protocol.md, Accounts).

import { fields, list, object, oneOf, orNull, text, whole } from '../net/read';
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
  help: HelpNumber[];
};

/** The signed-in person, with the locked box of keys. */
export type Me = LockedAccount & {
  /** Others are shown what I have read, and I what they have. */
  shows_read: boolean;
};

/** Reads `GET /api/hello`. Throws TypeError naming the first field that is not as agreed. */
export function parseHello(value: unknown): Hello {
  const from = fields(value, 'hello');
  return {
    practice: text(from, 'practice'),
    now_ms: whole(from, 'now_ms'),
    version: text(from, 'version'),
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
