// SPDX-License-Identifier: Apache-2.0
// A grant hands a conversation's secret to one member: encrypted to their identity key, signed by the
// giver. A grant to oneself also carries the keys one has checked, so that another device of the same
// person need not trust the server for them.

import { fromBase64url, toBase64url } from './bytes';
import { type Identity, openWithKey, type PublicIdentity, sealToKey } from './openpgp-wrapper';

/** Account → key fingerprint, as its owner checked it. */
export type KnownKeys = Record<string, string>;

/** Account → fingerprints of keys they had before they lost everything. */
export type FormerKeys = Record<string, string[]>;

/** What a grant holds when it is what it claims to be. */
export type OpenedGrant = {
  secret: string;
  known: KnownKeys;
  /** Who was to hold this epoch when it was made; null: whoever was ever a member. */
  holders: string[] | null;
  former: FormerKeys;
  at_ms: number;
};

const SECRET_BYTES = 32;

/** Seals one epoch's secret to `to`. */
export async function makeGrant(
  from: Identity,
  to: PublicIdentity,
  what: {
    conversation: string;
    epoch: number;
    secret: string;
    known: KnownKeys;
    holders?: string[] | null;
    former?: FormerKeys;
  },
  nowMs: number,
): Promise<string> {
  const text = JSON.stringify({
    suite: 1,
    type: 'grant',
    ...what,
    to: to.fingerprint,
    at_ms: nowMs,
  });
  return toBase64url(await sealToKey(text, to, from, nowMs));
}

/** Opens a grant to me; null unless `giver` made it, for this conversation, epoch and key. */
export async function openGrant(
  mine: Identity,
  giver: PublicIdentity,
  found: { conversation: string; epoch: number; sealed: string },
  nowMs: number,
): Promise<OpenedGrant | null> {
  const sealed = fromBase64url(found.sealed);
  const text = sealed && (await openWithKey(sealed, mine, giver, nowMs));
  if (text === null) return null;
  try {
    return readGrant(JSON.parse(text), mine.fingerprint, found);
  } catch {
    return null;
  }
}

function readGrant(
  inside: unknown,
  to: string,
  found: { conversation: string; epoch: number },
): OpenedGrant | null {
  const grant = inside as Record<string, unknown>;
  if (
    grant.suite !== 1 ||
    grant.type !== 'grant' ||
    grant.conversation !== found.conversation ||
    grant.epoch !== found.epoch ||
    grant.to !== to ||
    typeof grant.secret !== 'string' ||
    fromBase64url(grant.secret)?.length !== SECRET_BYTES
  ) {
    return null;
  }
  const known: KnownKeys = {};
  for (const [account, fingerprint] of Object.entries(grant.known ?? {})) {
    if (typeof fingerprint === 'string') known[account] = fingerprint;
  }
  const { holders } = grant;
  const named = Array.isArray(holders) && holders.every((one) => typeof one === 'string');
  return {
    secret: grant.secret,
    known,
    holders: named ? (holders as string[]) : null,
    former: readFormer(grant.former),
    at_ms: Number(grant.at_ms) || 0,
  };
}

function readFormer(value: unknown): FormerKeys {
  const former: FormerKeys = {};
  for (const [account, prints] of Object.entries(value ?? {})) {
    if (Array.isArray(prints)) former[account] = prints.filter((one) => typeof one === 'string');
  }
  return former;
}
