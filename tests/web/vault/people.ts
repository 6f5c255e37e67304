// SPDX-License-Identifier: Apache-2.0
// A simulated pair with vaults of their own, and a server that keeps what it is given. Time is a
// number the test moves.

import { openBox, sha256 } from '../../../web/src/vault/boxes';
import { fromBase64url, toBase64url } from '../../../web/src/vault/bytes';
import { openGrant } from '../../../web/src/vault/grants';
import { type Identity, readIdentity } from '../../../web/src/vault/openpgp-wrapper';
import { deriveSlot, unwrapAccountKey } from '../../../web/src/vault/slots';
import { memoryStorage, type VaultStorage } from '../../../web/src/vault/storage';
import type {
  Grant,
  InvitationLook,
  LockedAccount,
  MemberKey,
  NewAccount,
  Place,
  ReceivedGrant,
  ThreadPlace,
  Vault,
} from '../../../web/src/vault/vault';
import { createVault } from '../../../web/src/vault/vault-core';

/** One device of one person: a vault, its memory, and what the server holds for them. */
export type Person = {
  vault: Vault;
  storage: VaultStorage;
  passphrase: string;
  made: NewAccount;
  me: LockedAccount;
  introduction: string | null;
  grants: ReceivedGrant[];
};

/** A clock that stands until it is moved. */
export type Clock = { nowMs: number };

/** A clock at a fixed moment. */
export function clockAt(text = '2026-11-22T10:00:00Z'): Clock {
  return { nowMs: Date.parse(text) };
}

/** A vault on `storage`. */
export function vaultOn(storage: VaultStorage, clock: Clock): Vault {
  return createVault({ storage, now: () => clock.nowMs });
}

/** Someone who has just made an account without an invitation into an alliance. */
export async function newPerson(
  name: string,
  role: 'client' | 'therapist',
  clock: Clock,
): Promise<Person> {
  const storage = memoryStorage();
  const vault = vaultOn(storage, clock);
  const passphrase = `${name} walks along the river`;
  const made = await vault.newAccount({ login: name, passphrase });
  const me = lockedAccount(name, role, made);
  return { vault, storage, passphrase, made, me, introduction: null, grants: [] };
}

/** What the server answers to *me*. */
export function lockedAccount(
  name: string,
  role: 'client' | 'therapist',
  made: NewAccount,
): LockedAccount {
  const { salt, memory_kib, passes, lanes } = made;
  return {
    account: `account-of-${name}`,
    login: name,
    role,
    name,
    public_key: made.public_key,
    sealed_key: made.sealed_key,
    slots: [
      {
        scheme: 1,
        kind: 'passphrase',
        wrapped: made.passphrase.wrapped,
        salt,
        memory_kib,
        passes,
        lanes,
        proved_ms: null,
      },
      {
        scheme: 1,
        kind: 'recovery',
        wrapped: made.recovery.wrapped,
        salt,
        memory_kib: 0,
        passes: 0,
        lanes: 0,
        proved_ms: null,
      },
    ],
  };
}

/** A member as the server lists them. */
export function memberKey(person: Person): MemberKey {
  const { account, role, public_key } = person.me;
  return { account, role, public_key, introduction: person.introduction };
}

/** Grants as the server hands them out to their member. */
export function received(grants: Grant[], granter: string): ReceivedGrant[] {
  return grants.map((grant) => ({ ...grant, member: grant.member || granter, granter }));
}

/** An alliance of two who have both learned it. */
export type Pair = {
  clock: Clock;
  mara: Person;
  jonas: Person;
  alliance: string;
  conversation: string;
  fragment: string;
  look: InvitationLook;
  /** For attackers who know more than they should: the first secret, and the client's own key. */
  secret: string;
  jonasIdentity: Identity;
};

/** A therapist opens an alliance, invites, and a client joins by the link. */
export async function newPair(): Promise<Pair> {
  const clock = clockAt();
  const mara = await newPerson('mara', 'therapist', clock);
  await mara.vault.adopt(mara.me);
  const founded = await mara.vault.found();
  const { id: alliance, conversation } = founded;
  mara.grants = received(founded.grants, mara.me.account);
  const { fragment, welcome } = await mara.vault.invite({ alliance, conversation });
  const look: InvitationLook = {
    role: 'client',
    alliance,
    conversation,
    therapist: { account: mara.me.account, name: 'Mara', public_key: mara.me.public_key },
    welcome,
    expires_ms: clock.nowMs + 86_400_000,
  };

  const jonas = await newPerson('jonas', 'client', clock);
  const joined = await jonas.vault.acceptInvitation({ fragment, look });
  await jonas.vault.adopt(jonas.me);
  jonas.introduction = joined.introduction;
  jonas.grants = received(joined.grants, jonas.me.account);

  const jonasIdentity = await identityOf(jonas);
  const secret = await secretIn(jonas, jonasIdentity, conversation, clock);
  const pair: Pair = {
    clock,
    mara,
    jonas,
    alliance,
    conversation,
    fragment,
    look,
    secret,
    jonasIdentity,
  };
  await learn(pair, mara);
  await learn(pair, jonas);
  return pair;
}

/** Someone's key pair, taken out of the vault by way of the pass phrase. */
export async function identityOf(person: Person): Promise<Identity> {
  const slot = person.me.slots[0];
  const wrapped = fromBase64url(slot?.wrapped ?? '');
  const sealed = fromBase64url(person.me.sealed_key);
  const publicKey = fromBase64url(person.me.public_key);
  if (!slot || !wrapped || !sealed || !publicKey) throw new Error('not an account');
  const fingerprint = toBase64url(await sha256(publicKey));
  const { login } = person.me;
  const keys = await deriveSlot('passphrase', person.passphrase, slot);
  const about = { login, kind: 'passphrase' as const, fingerprint };
  const accountKey = await unwrapAccountKey(keys.enc, wrapped, about);
  const bytes = accountKey && (await openBox(accountKey, sealed, `key|1|${login}|${fingerprint}`));
  const identity = bytes && (await readIdentity(bytes));
  if (!identity) throw new Error('the account does not open');
  return identity;
}

async function secretIn(
  person: Person,
  identity: Identity,
  conversation: string,
  clock: Clock,
): Promise<string> {
  const grant = person.grants[0];
  if (grant === undefined) throw new Error('no grant');
  const found = { conversation, epoch: grant.epoch, sealed: grant.sealed };
  const opened = await openGrant(identity, identity, found, clock.nowMs);
  if (opened === null) throw new Error('the grant does not open');
  return opened.secret;
}

/** The person's device asks the (honest) server about the alliance. */
export function learn(
  pair: Pair,
  person: Person,
  changes: { vault?: Vault; members?: MemberKey[]; grants?: ReceivedGrant[] } = {},
): ReturnType<Vault['learn']> {
  return (changes.vault ?? person.vault).learn({
    alliance: pair.alliance,
    conversation: pair.conversation,
    members: changes.members ?? [memberKey(pair.mara), memberKey(pair.jonas)],
    grants: changes.grants ?? person.grants,
  });
}

/** Signs in on a new device, with nothing but the pass phrase. */
export async function signIn(person: Person, vault: Vault): Promise<void> {
  const slot = person.me.slots[0];
  if (slot === undefined) throw new Error('no slot');
  await vault.authKey({
    login: person.me.login,
    slot: 'passphrase',
    secret: person.passphrase,
    parameters: slot,
  });
  await vault.unlock(person.me, 'passphrase');
}

/** Writes into a thread, and the server has it at once. */
export async function say(
  vault: Vault,
  place: Place,
  body: unknown,
): Promise<{ id: string; sealed: string }> {
  const { id, sealed } = await vault.post(place as ThreadPlace, body, {
    alliance: 'alliance',
    visit: place.object,
  });
  await vault.posted(id);
  return { id, sealed };
}
