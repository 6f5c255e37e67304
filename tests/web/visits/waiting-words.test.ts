// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Person } from '../../../web/src/visits/room-others';
import type { Chair, Presence, Visit } from '../../../web/src/visits/visit';
import {
  delayWords,
  lateWords,
  outcomesWords,
  whereWords,
} from '../../../web/src/visits/waiting-words';
import { aChair, aVisit, chairs } from './fakes';

const anna: Person = { account: 'the-client', name: 'Anna', role: 'client' };
const mara: Person = { account: 'the-therapist', name: 'Mara', role: 'therapist' };
const minutes = (count: number) => count * 60_000;

function seen(person: Person, visit: Visit, here = false): string {
  const role = person.role === 'client' ? 'therapist' : 'client';
  return whereWords(person, { visit, me: `the-${role}`, role, isHere: () => here });
}

/** The client's chair with this changed, and nobody else there. */
function withClient(change: Partial<Chair>): Visit {
  const [therapist] = chairs();
  assert.ok(therapist);
  return aVisit({ chairs: [therapist, { ...aChair('client', 'the-client'), ...change }] });
}

test('each reads of the other what is known, and no more', () => {
  const at = (client: Presence, therapist: Presence) =>
    aVisit({ chairs: chairs(client, therapist) });
  assert.match(seen(anna, at('away', 'in')), /^Anna is not here yet/);
  assert.match(seen(anna, at('away', 'in'), true), /has Rapport open/);
  assert.match(seen(anna, at('dropped', 'in')), /line of Anna dropped. It is the network/);
  assert.match(seen(anna, withClient({ came: true })), /went out again/);
  assert.match(seen(anna, withClient({ trouble: true })), /their device could not/);
  assert.match(seen(mara, at('waiting', 'in')), /^Mara has been told that you are here.$/);
  assert.match(seen(mara, at('waiting', 'away')), /not here yet, and will see you/);
  const busy = { ...at('waiting', 'away'), therapist_elsewhere: true };
  assert.match(seen(mara, busy), /still in another session/);
});

test('nobody is called late who is there, or who said so', () => {
  const visit = aVisit();
  assert.equal(lateWords(anna, minutes(0.9), visit), null);
  assert.match(lateWords(anna, minutes(2), visit) ?? '', /2 minutes ago/);
  assert.equal(lateWords(anna, minutes(2), aVisit({ chairs: chairs('waiting') })), null);
  const told = aVisit({ delay_minutes: 5 });
  assert.equal(lateWords(mara, minutes(4), told), null);
  assert.match(lateWords(mara, minutes(6), told) ?? '', /6 minutes ago/);
  assert.match(lateWords(anna, minutes(2), told) ?? '', /2 minutes ago/);
});

test('a later beginning is said until it began', () => {
  assert.equal(delayWords(aVisit(), 'Mara'), null);
  assert.equal(
    delayWords(aVisit({ delay_minutes: 5 }), 'Mara'),
    'Mara says: we begin 5 minutes later today.',
  );
  assert.equal(delayWords(aVisit({ delay_minutes: 5, state: 'open' }), 'Mara'), null);
});

test('what was technical is called so, once, and no absence', () => {
  const [therapist, client] = chairs();
  assert.ok(therapist && client);
  const over = (theirs: Partial<Chair>, mine: Partial<Chair>) =>
    outcomesWords(
      aVisit({
        state: 'lapsed',
        chairs: [
          { ...therapist, ...mine },
          { ...client, ...theirs },
        ],
      }),
      'the-therapist',
      () => 'Anna',
    );
  const waited = { outcome: 'came', outcome_why: 'waited' } as const;
  const device = { outcome: 'technical', outcome_why: 'device_trouble' } as const;
  const house = { outcome: 'technical', outcome_why: 'house_outage' } as const;
  const missed = { outcome: 'missed', outcome_why: 'did_not_come' } as const;
  assert.deepEqual(over(device, waited), [
    'You were here and waited.',
    'The line or the device of Anna was in the way. That is no absence.',
  ]);
  assert.deepEqual(over(missed, waited).at(-1), 'Anna did not come.');
  assert.equal(over(house, house).length, 1);
});
