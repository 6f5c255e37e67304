// SPDX-License-Identifier: Apache-2.0
// The invitation link carries, past the server, what two devices need to trust each other: a secret
// (INTRO) and the fingerprint of the therapist's key. docs/protocol.md, Alliances and invitations.

import { hkdf, hmac, lockBox, openBox, randomBytes, sha256 } from './boxes';
import { type Bytes, concat, fromBase64url, sameBytes, toBase64url } from './bytes';
import { type PublicIdentity, readSigned, signText } from './openpgp-wrapper';
import type { Unlocked } from './unlocked';
import { VaultError } from './vault';

const KEY_BYTES = 32;
const NONCE_BYTES = 16;
const MAC_BYTES = 32;

/** A link's parts. `intro` and `fingerprint` are null in the very first therapist's link. */
export type Link = { token: Bytes; intro: Bytes | null; fingerprint: Bytes | null };

/** A conversation's secrets, newest last. */
export type Secrets = ReadonlyMap<number, string>;

/** Reads what follows `#`. Throws VaultError 'bad_link'. */
export function readLink(fragment: string): Link {
  const parts = fragment.replace(/^#/, '').trim().split('.');
  const bytes = parts.map(fromBase64url);
  const [token, intro, fingerprint] = bytes;
  const whole = bytes.every((part) => part?.length === KEY_BYTES);
  if (!whole || !token || (parts.length !== 1 && parts.length !== 3)) {
    throw new VaultError('bad_link', 'A part of the link is missing.');
  }
  return { token, intro: intro ?? null, fingerprint: fingerprint ?? null };
}

/** A new link into an alliance, and what the server needs to know of it. */
export async function makeLink(
  me: Unlocked,
  into: { alliance: string; conversation: string },
  secrets: Secrets,
  nowMs: number,
): Promise<{ fragment: string; token_hash: string; welcome: string }> {
  const token = randomBytes(KEY_BYTES);
  const hash = await sha256(token);
  const nonce = hash.subarray(0, NONCE_BYTES);
  const intro = await introSecret(me, into.alliance, nonce);

  const welcome = await signText(
    JSON.stringify({
      suite: 1,
      type: 'welcome',
      ...into,
      secrets: [...secrets].map(([epoch, secret]) => ({ epoch, secret })),
      at_ms: nowMs,
    }),
    me.identity,
    nowMs,
  );
  const box = await lockBox(
    await hkdf(intro, 'rapport welcome'),
    welcome,
    welcomeContext(into, nonce),
  );
  return {
    fragment: [toBase64url(token), toBase64url(intro), me.identity.fingerprint].join('.'),
    token_hash: toBase64url(hash),
    welcome: toBase64url(box),
  };
}

/** The secrets in a welcome. Throws VaultError 'tampered' when the server changed anything. */
export async function openWelcome(
  link: Link,
  from: { alliance: string; conversation: string; welcome: string; therapist: PublicIdentity },
  nowMs: number,
): Promise<Map<number, string>> {
  if (link.intro === null || link.fingerprint === null) {
    throw new VaultError('bad_link', 'This link does not lead to a person.');
  }
  if (from.therapist.fingerprint !== toBase64url(link.fingerprint)) {
    throw new VaultError('tampered', 'The key is not the one of the person who sent the link.');
  }
  const nonce = await tokenNonce(link.token);
  const box = fromBase64url(from.welcome);
  const key = await hkdf(link.intro, 'rapport welcome');
  const signed = box && (await openBox(key, box, welcomeContext(from, nonce)));
  const text = signed && (await readSigned(signed, from.therapist, nowMs));
  const secrets = text === null ? null : readWelcome(text, from);
  if (secrets === null) {
    throw new VaultError('tampered', 'The welcome is not from the person who sent the link.');
  }
  return secrets;
}

/** Proof, for the therapist's devices, that whoever owns `publicKey` held the link. */
export async function introduce(link: Link, publicKey: Bytes): Promise<string> {
  if (link.intro === null) throw new VaultError('bad_link', 'This link does not lead to a person.');
  const nonce = await tokenNonce(link.token);
  return toBase64url(concat(nonce, await introductionMac(link.intro, publicKey)));
}

/** True when the introduction was made with a link of mine into this alliance. */
export async function isIntroduced(
  me: Unlocked,
  alliance: string,
  publicKey: Bytes,
  introduction: string,
): Promise<boolean> {
  const bytes = fromBase64url(introduction);
  if (bytes?.length !== NONCE_BYTES + MAC_BYTES) return false;
  const intro = await introSecret(me, alliance, bytes.subarray(0, NONCE_BYTES));
  return sameBytes(await introductionMac(intro, publicKey), bytes.subarray(NONCE_BYTES));
}

async function introductionMac(intro: Bytes, publicKey: Bytes): Promise<Bytes> {
  return hmac(await hkdf(intro, 'rapport introduction'), publicKey);
}

function introSecret(me: Unlocked, alliance: string, nonce: Bytes): Promise<Bytes> {
  return hkdf(me.accountKey, `rapport intro|${alliance}|${toBase64url(nonce)}`);
}

async function tokenNonce(token: Bytes): Promise<Bytes> {
  return (await sha256(token)).subarray(0, NONCE_BYTES);
}

function welcomeContext(into: { alliance: string; conversation: string }, nonce: Bytes): string {
  return `welcome|1|${into.alliance}|${into.conversation}|${toBase64url(nonce)}`;
}

function readWelcome(
  text: string,
  from: { alliance: string; conversation: string },
): Map<number, string> | null {
  const inside = JSON.parse(text) as {
    suite: unknown;
    type: unknown;
    alliance: unknown;
    conversation: unknown;
    secrets: Array<{ epoch: number; secret: string }>;
  };
  if (
    inside.suite !== 1 ||
    inside.type !== 'welcome' ||
    inside.alliance !== from.alliance ||
    inside.conversation !== from.conversation ||
    !Array.isArray(inside.secrets) ||
    inside.secrets.length === 0
  ) {
    return null;
  }
  const secrets = new Map<number, string>();
  for (const { epoch, secret } of inside.secrets) {
    if (!Number.isSafeInteger(epoch) || fromBase64url(secret)?.length !== KEY_BYTES) return null;
    secrets.set(epoch, secret);
  }
  return secrets;
}
