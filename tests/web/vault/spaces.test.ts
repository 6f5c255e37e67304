// SPDX-License-Identifier: Apache-2.0
// Three people with vaults of their own: a couple's joint space, and a private one beside it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Grant, InvitationLook } from '../../../web/src/vault/vault';
import { clockAt, memberKey, newPerson, type Person, received } from './people';

async function newCouple() {
  const clock = clockAt();
  const vogt = await newPerson('vogt', 'therapist', clock);
  await vogt.vault.adopt(vogt.me);
  const { id: alliance, conversation, grants } = await vogt.vault.found();
  vogt.grants = received(grants, vogt.me.account);

  async function join(name: string): Promise<Person> {
    const { fragment, welcome } = await vogt.vault.invite({ alliance, conversation });
    const look: InvitationLook = {
      role: 'client',
      alliance,
      conversation,
      therapist: { account: vogt.me.account, name: 'Vogt', public_key: vogt.me.public_key },
      welcome,
      expires_ms: clock.nowMs + 86_400_000,
    };
    const person = await newPerson(name, 'client', clock);
    const joined = await person.vault.acceptInvitation({ fragment, look });
    await person.vault.adopt(person.me);
    person.introduction = joined.introduction;
    person.grants = received(joined.grants, person.me.account);
    return person;
  }

  const anna = await join('anna');
  const ben = await join('ben');
  const people = [vogt, anna, ben];
  const members = people.map(memberKey);
  const trusts = [];
  for (const person of people)
    trusts.push(
      await person.vault.learn({ alliance, conversation, members, grants: person.grants }),
    );
  return { alliance, conversation, vogt, anna, ben, members, trusts };
}

test('in a joint space three people read one another', async () => {
  const { conversation, alliance, vogt, anna, ben, trusts } = await newCouple();
  const place = { conversation, type: 'goal', object: alliance } as const;
  const { sealed } = await anna.vault.seal(place, { text: 'for both' });
  for (const reader of [vogt, ben]) {
    const opened = await reader.vault.open(place, anna.me.account, sealed);
    assert.equal(opened.kind, 'opened');
  }
  // The links prove the clients to the therapist and the therapist to them, not one to the other.
  assert.equal(trusts[0]?.trust[ben.me.account], 'introduced');
  assert.equal(trusts[1]?.trust[vogt.me.account], 'introduced');
  assert.equal(trusts[1]?.trust[ben.me.account], 'first_seen');
});

test('a partner’s key that is another one later is noticed', async () => {
  const { conversation, alliance, anna, ben, members } = await newCouple();
  const other = await newPerson('other', 'client', clockAt());
  const swapped = members.map((member) =>
    member.account === ben.me.account ? { ...member, public_key: other.me.public_key } : member,
  );
  const { trust } = await anna.vault.learn({
    alliance,
    conversation,
    members: swapped,
    grants: anna.grants,
  });
  assert.equal(trust[ben.me.account], 'changed');
  const place = { conversation, type: 'goal', object: alliance } as const;
  await assert.rejects(() => anna.vault.seal(place, {}), { code: 'changed_key' });
});

test('a private space opens for the one it is for, and not for the partner', async () => {
  const { conversation, vogt, anna, ben, members } = await newCouple();
  const space = await vogt.vault.found({ account: anna.me.account, conversation });
  const given = (person: Person) =>
    received(
      space.grants.filter((grant: Grant) => grant.member === person.me.account),
      vogt.me.account,
    );
  assert.equal(given(vogt).length, 1);
  assert.equal(given(anna).length, 1);
  assert.equal(given(ben).length, 0);
  const at = { alliance: space.id, conversation: space.conversation };
  const inside = members.filter(({ account }) => account !== ben.me.account);
  assert.ok((await vogt.vault.learn({ ...at, members: inside, grants: given(vogt) })).canRead);
  assert.ok((await anna.vault.learn({ ...at, members: inside, grants: given(anna) })).canRead);

  const place = { conversation: space.conversation, type: 'goal', object: space.id } as const;
  const { sealed } = await anna.vault.seal(place, { text: 'only you' });
  const read = await vogt.vault.open(place, anna.me.account, sealed);
  assert.deepEqual(read.kind === 'opened' && read.body, { text: 'only you' });

  // A server that slips the partner in, with everything it has, gives him nothing.
  const slipped = [...given(anna), ...given(vogt)].map((grant) => ({
    ...grant,
    member: ben.me.account,
  }));
  const { canRead } = await ben.vault.learn({ ...at, members, grants: slipped });
  assert.equal(canRead, false);
  assert.equal((await ben.vault.open(place, anna.me.account, sealed)).kind, 'refused');
});

test('a private space is made only for a key that a link has proved', async () => {
  const { conversation, vogt, anna, ben } = await newCouple();
  await assert.rejects(() => anna.vault.found({ account: ben.me.account, conversation }), {
    code: 'changed_key',
  });
  await assert.rejects(() => vogt.vault.found({ account: 'nobody', conversation }), {
    code: 'changed_key',
  });
});
