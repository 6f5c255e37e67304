// SPDX-License-Identifier: Apache-2.0
// A way back: a link that gives an account whose person lost everything a new key.

import { fields, object, oneOf, orNull, text, whole } from '../net/read';

/** An open one. It works from `opens_ms` on. */
export type WayBack = { id: string; opens_ms: number; expires_ms: number };

/** What the link says of itself. */
export type WayBackLook = {
  login: string;
  name: string;
  role: 'client' | 'therapist';
  /** Who made it; null: the practice. */
  therapist: string | null;
  opens_ms: number;
  expires_ms: number;
};

/** Reads an open one. Throws TypeError naming the first field that is not as agreed. */
export function parseWayBack(value: unknown): WayBack {
  const from = fields(value, 'way back');
  return {
    id: text(from, 'id'),
    opens_ms: whole(from, 'opens_ms'),
    expires_ms: whole(from, 'expires_ms'),
  };
}

/** Reads `{way_back}`. Throws TypeError like parseWayBack. */
export function parseMine(value: unknown): WayBack | null {
  const found = orNull(fields(value, 'answer'), 'way_back', object);
  return found && parseWayBack(found.values);
}

/** Reads what a link leads to. Throws TypeError like parseWayBack. */
export function parseWayBackLook(value: unknown): WayBackLook {
  const from = fields(value, 'way back');
  return {
    login: text(from, 'login'),
    name: text(from, 'name'),
    role: oneOf(from, 'role', ['client', 'therapist']),
    therapist: orNull(from, 'therapist', text),
    opens_ms: whole(from, 'opens_ms'),
    expires_ms: whole(from, 'expires_ms'),
  };
}
