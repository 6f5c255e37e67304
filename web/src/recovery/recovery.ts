// SPDX-License-Identifier: Apache-2.0
// The practice's recovery key as the server tells it (docs/recovery-key.md).

import { type Fields, fields, list, object, orNull, text, truth, whole } from '../net/read';

/** A recovery key. From `applies_ms` on records are sealed to it, too. */
export type RecoveryKey = {
  id: string;
  public_key: string;
  maker: string;
  made_ms: number;
  applies_ms: number;
};

/** What there is. `owner`: I am the one who may make a new one. */
export type Recovery = {
  owner: boolean;
  current: RecoveryKey | null;
  coming: RecoveryKey | null;
};

/** Reads `GET /api/practice/recovery-key`. Throws TypeError naming the first field not as agreed. */
export function parseRecovery(value: unknown): Recovery {
  const from = fields(value, 'recovery key');
  const current = orNull(from, 'current', object);
  const coming = orNull(from, 'coming', object);
  return {
    owner: truth(from, 'owner'),
    current: current && readKey(current),
    coming: coming && readKey(coming),
  };
}

/** The epochs of `GET /api/conversations/:id/recovery-grants`, if they are for this key. */
export function parseGranted(value: unknown, key: string): number[] {
  const from = fields(value, 'recovery grants');
  if (text(from, 'key') !== key) return [];
  return list(from, 'grants').map((grant) => whole(fields(grant, 'grant'), 'epoch'));
}

function readKey(from: Fields): RecoveryKey {
  return {
    id: text(from, 'id'),
    public_key: text(from, 'public_key'),
    maker: text(from, 'maker'),
    made_ms: whole(from, 'made_ms'),
    applies_ms: whole(from, 'applies_ms'),
  };
}
