// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dayNumber,
  isAway,
  parseContracts,
  usualContract,
  wallOf,
} from '../../../web/src/conversations/contract';
import { createContractModel } from '../../../web/src/conversations/contract-model';
import {
  dueInWords,
  hoursInWords,
  medianInWords,
  recordInWords,
} from '../../../web/src/conversations/contract-words';
import { loadCore } from '../core/load';

const core = loadCore();
const client = {
  contractDue: async (...given: Parameters<typeof core.contractDue>) => core.contractDue(...given),
  contractRecord: async (...given: Parameters<typeof core.contractRecord>) =>
    core.contractRecord(...given),
};
const at = (text: string) => Date.parse(text);

function aModel(pages: Record<string, Array<{ at_ms: number; sender: string }>> = {}) {
  return createContractModel({
    http: {} as never,
    letters: {
      before: async (conversation) => ({
        messages: (pages[conversation] ?? []) as never,
        more: false,
      }),
    },
    core: client,
    me: 'mara',
  });
}

test('the contract is said in one sentence each', async () => {
  const contract = usualContract('Europe/Vienna');
  assert.equal(
    hoursInWords('Anna', contract).replace(/\s/g, ' '),
    'Anna reads messages Mon to Fri, 9 AM to 5 PM.',
  );
  const due = await aModel().due(contract, at('2026-11-24T10:00:00Z'));
  assert.ok(due);
  assert.equal(
    dueInWords(due.dueWall, due.nowWall),
    'You can expect an answer by Thursday evening.',
  );
});

test('a far day has its date, an early one its time of day', () => {
  const day = 24 * 60;
  const now = dayNumber('2026-12-18') * day;
  const due = dayNumber('2027-01-07') * day;
  assert.match(dueInWords(due + 17 * 60, now), /Thursday.*January.* evening\.$|January.*Thursday/);
  assert.match(dueInWords(now + day + 12 * 60, now), /Saturday noon/);
  assert.match(dueInWords(now + day + 15 * 60, now), /Saturday afternoon/);
});

test('the wall is that of the zone, on both sides of a change of the clock', () => {
  assert.equal(wallOf(at('2026-03-29T00:59:00Z'), 'Europe/Vienna') % 1440, 119);
  assert.equal(wallOf(at('2026-03-29T01:00:00Z'), 'Europe/Vienna') % 1440, 180);
  assert.equal(
    wallOf(at('2026-11-24T23:30:00Z'), 'Europe/Vienna'),
    dayNumber('2026-11-25') * 1440 + 30,
  );
});

test('away is by the calendar of the zone, first and last day included', () => {
  const cover = { text: '', from: '2026-12-20', until: '2026-12-21' };
  const contract = { ...usualContract('Europe/Vienna'), cover };
  assert.equal(isAway(contract, at('2026-12-19T22:30:00Z')), false);
  assert.equal(isAway(contract, at('2026-12-19T23:30:00Z')), true);
  assert.equal(isAway(contract, at('2026-12-21T22:30:00Z')), true);
  assert.equal(isAway(contract, at('2026-12-21T23:30:00Z')), false);
});

test('the promise is counted over all people', async () => {
  const contract = { ...usualContract('Europe/Vienna'), answer_days: 1 };
  const pages = {
    one: [
      { at_ms: at('2026-11-24T10:00:00Z'), sender: 'mara' },
      { at_ms: at('2026-11-23T10:00:00Z'), sender: 'a' },
    ],
    two: [
      { at_ms: at('2026-11-20T10:00:00Z'), sender: 'mara' },
      { at_ms: at('2026-11-16T10:00:00Z'), sender: 'b' },
    ],
    three: [],
  };
  const people = Object.keys(pages).map((conversation) => ({ conversation }));
  const record = await aModel(pages).record(contract, people, at('2026-11-25T10:00:00Z'));
  assert.ok(record);
  assert.equal(recordInWords(record), '1 of 2 answered in time.');
  assert.equal(medianInWords(record), 'Half of your answers came within 24 hours.');
});

test('a contract off the wire is read with suspicion', () => {
  const one = { ...usualContract('UTC'), account: 'a', changed_ms: 1 };
  assert.deepEqual(parseContracts({ contracts: [one] }), [one]);
  assert.throws(() => parseContracts({ contracts: [{ ...one, hours: [] }] }), TypeError);
  assert.throws(() => parseContracts({ contracts: [{ ...one, cover: 5 }] }), TypeError);
});
