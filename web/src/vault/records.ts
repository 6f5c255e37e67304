// SPDX-License-Identifier: Apache-2.0
// A conversation as a clinical record: sealed to the practice's recovery key, and read again from an
// export with the key that two sheets open.

import { fromBase64url } from './bytes';
import { type KnownKeys, makeGrant, type OpenedGrant, openGrant } from './grants';
import { type Identity, type PublicIdentity, readPublicIdentity } from './openpgp-wrapper';
import { type Conversation, formerOf, identitiesOf, type Party } from './party';
import type { Unlocked } from './unlocked';
import { type SealedRecord, VaultError } from './vault';

/** Each secret for `to`, which the caller trusts. Throws VaultError 'changed_key', or 'no_record' when
 * nobody's key is proved: journals and notes are never given away. */
export async function grantRecord(
  me: Unlocked,
  id: string,
  conversation: Conversation,
  to: PublicIdentity,
  nowMs: number,
): Promise<Array<{ epoch: number; sealed: string }>> {
  const parties = [...conversation.parties];
  if (parties.some(([, party]) => party.trust === 'changed')) {
    throw new VaultError('changed_key', 'The key of the other person has changed.');
  }
  if (!parties.some(([, party]) => party.trust === 'introduced' || party.trust === 'confirmed')) {
    throw new VaultError('no_record', 'This is nobody’s record.');
  }
  const known: KnownKeys = {};
  for (const [account, party] of parties) known[account] = party.identity.fingerprint;
  const grants = [];
  for (const [epoch, secret] of conversation.secrets) {
    const former = formerOf(conversation);
    const what = { conversation: id, epoch, secret, known, former };
    grants.push({ epoch, sealed: await makeGrant(me.identity, to, what, nowMs) });
  }
  return grants;
}

/** Fills `known` from a record that was exported with the recovery key: whoever gave a grant says whose
 * keys are right. False when nothing of it opens. */
export async function inheritRecord(
  reader: Identity,
  { conversation, members, grants }: SealedRecord,
  known: Conversation,
  nowMs: number,
): Promise<boolean> {
  known.parties.clear();
  for (const member of members) {
    const bytes = fromBase64url(member.public_key);
    const identity = bytes && (await readPublicIdentity(bytes));
    if (!identity) continue;
    const earlier = await identitiesOf(member);
    known.parties.set(member.account, {
      identity,
      trust: 'pinned',
      former: false,
      cameBack: earlier.length > 0,
      earlier,
    });
  }
  const vouchedFor = new Map<string, Set<string>>();
  for (const { epoch, granter, sealed } of grants) {
    const giver = known.parties.get(granter);
    const found = { conversation, epoch, sealed };
    const opened = giver && (await openAsOneOf(reader, giver, found, nowMs));
    if (!opened) continue;
    known.secrets.set(epoch, opened.secret);
    for (const account of known.parties.keys()) {
      const prints = [opened.known[account] ?? '', ...(opened.former[account] ?? [])];
      vouchedFor.set(account, new Set([...(vouchedFor.get(account) ?? []), ...prints]));
    }
  }
  // Whoever sealed the record says whose keys are right; of those who never lost one, it is one.
  for (const [account, party] of known.parties) {
    const prints = vouchedFor.get(account);
    if (prints === undefined) continue;
    if (!prints.has(party.identity.fingerprint)) party.trust = 'changed';
    party.earlier = party.earlier.filter((one) => prints.has(one.fingerprint));
  }
  return known.secrets.size > 0;
}

/** A grant by whichever of the giver's keys made it. */
async function openAsOneOf(
  reader: Identity,
  giver: Party,
  found: { conversation: string; epoch: number; sealed: string },
  nowMs: number,
): Promise<OpenedGrant | null> {
  for (const signer of [giver.identity, ...giver.earlier]) {
    const opened = await openGrant(reader, signer, found, nowMs);
    if (opened !== null) return opened;
  }
  return null;
}
