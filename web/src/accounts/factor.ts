// SPDX-License-Identifier: Apache-2.0
// The second step of a sign-in, and where one is signed in (docs/protocol.md, Accounts).

import { fields, list, oneOf, refuse, text, truth, whole } from '../net/read';

/** What can be a second step. */
export type SecondWay = 'totp' | 'passkey';

/** The first secret was right; one of `second` is still to be shown. */
export type Half = {
  second: SecondWay[];
  half: string;
  challenge: string;
  credentials: string[];
};

/** A device with an open login. */
export type SignedInDevice = { id: string; name: string; here: boolean; seen_ms: number };

/** What an app needs: as text to type, and as the address a picture holds. */
export type TotpSeed = { seed: string; uri: string };

/** True when a sign-in is only half done. */
export function isHalf(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'half' in value;
}

/** Reads *half*. Throws TypeError naming the first field that is not as agreed. */
export function parseHalf(value: unknown): Half {
  const from = fields(value, 'half');
  return {
    second: list(from, 'second').map((way) =>
      oneOf({ what: 'half', values: { way } }, 'way', ['totp', 'passkey'] as const),
    ),
    half: text(from, 'half'),
    challenge: text(from, 'challenge'),
    credentials: list(from, 'credentials').map((one) =>
      typeof one === 'string' ? one : refuse(from, 'credentials', 'texts'),
    ),
  };
}

/** Reads `GET /api/accounts/logins`. */
export function parseDevices(value: unknown): SignedInDevice[] {
  return list(fields(value, 'answer'), 'logins').map((entry) => {
    const login = fields(entry, 'login');
    return {
      id: text(login, 'id'),
      name: text(login, 'name'),
      here: truth(login, 'here'),
      seen_ms: whole(login, 'seen_ms'),
    };
  });
}

/** Reads `POST /api/accounts/totp`. */
export function parseSeed(value: unknown): TotpSeed {
  const from = fields(value, 'totp');
  return { seed: text(from, 'seed'), uri: text(from, 'uri') };
}

/** Reads what a new passkey has to sign. */
export function parseBegin(value: unknown): { challenge: string; credentials: string[] } {
  const { challenge, credentials } = parseHalf({
    second: [],
    half: '',
    ...(fields(value, 'begin').values as object),
  });
  return { challenge, credentials };
}
