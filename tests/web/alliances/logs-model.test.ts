// SPDX-License-Identifier: Apache-2.0
// A server that lies about its logs, in every way it could, and a device that notices.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whatInWords } from '../../../web/src/alliances/LogsNotice';
import type { LogsApi } from '../../../web/src/alliances/logs-api';
import { createLogsModel, type HeadsSeen } from '../../../web/src/alliances/logs-model';
import { HttpError } from '../../../web/src/net/http';
import { createLogs, type Logs } from '../../../web/src/vault/logs';
import { memoryStorage, type VaultStorage } from '../../../web/src/vault/storage';
import type { Vault } from '../../../web/src/vault/vault';
import { createLog, type Log } from '../vault/log';

const BEN = 'AAAAAAAAAAAAAAAAAAAAAA';
const ANNA = 'BBBBBBBBBBBBBBBBBBBBBA';
const EVE = 'CCCCCCCCCCCCCCCCCCCCCA';
const BENS_KEY = 'S0VZMQ';
const ANNAS_KEY = 'S0VZMg';
const EVES_KEY = 'S0VZMw';

type House = {
  keys: Log;
  audit: Log;
  seqs: Map<string, number[]>;
  api: LogsApi;
  /** What the test has the server do instead. */
  lie: Partial<LogsApi>;
};

async function newHouse(): Promise<House> {
  const [keys, audit] = [await createLog('keys'), await createLog('audit')];
  const seqs = new Map<string, number[]>();
  const house: House = {
    keys,
    audit,
    seqs,
    lie: {},
    api: {
      head: (log) => house.lie.head?.(log) ?? house[log].head(),
      growth: (log, from, to) => house.lie.growth?.(log, from, to) ?? house[log].growth(from, to),
      keysOf: (account) => house.lie.keysOf?.(account) ?? keysOf(house, account),
    },
  };
  await putKey(house, BEN, BENS_KEY);
  await putKey(house, ANNA, ANNAS_KEY);
  await audit.audit({ subject: BEN, actor: BEN, action: 'joined' });
  return house;
}

async function putKey(house: House, account: string, key: string): Promise<void> {
  const kind = house.seqs.has(account) ? 'reset' : 'create';
  const seq = await house.keys.key(account, key, kind);
  house.seqs.set(account, [...(house.seqs.get(account) ?? []), seq]);
}

async function keysOf(house: House, account: string) {
  const seqs = house.seqs.get(account) ?? [];
  return {
    head: await house.keys.head(),
    entries: await Promise.all(seqs.map((seq) => house.keys.entry(seq))),
  };
}

/** One person's device in front of a house. */
function device(house: House, me: string, storage: VaultStorage = memoryStorage()) {
  const logs = createLogs(storage, () => 1795000000000);
  const vault: Pick<
    Vault,
    'logs' | 'growLog' | 'proveKey' | 'compareHead' | 'doubtLogs' | 'trustLogsAgain'
  > = {
    logs: () => logs.state(me),
    growLog: (asked) => logs.grow(me, asked),
    proveKey: (asked) => logs.proveKey(me, asked),
    compareHead: (asked) => logs.compare(me, asked),
    doubtLogs: (doubt) => logs.doubt(me, doubt),
    trustLogsAgain: () => logs.trustAgain(me),
  };
  const members = [
    { account: BEN, public_key: BENS_KEY },
    { account: ANNA, public_key: ANNAS_KEY },
  ];
  let seen: HeadsSeen[] = [];
  const model = createLogsModel({
    again: async () => undefined,
    api: house.api,
    vault,
    members: () => members,
    seen: async () => seen.splice(0),
  });
  return {
    model,
    logs,
    members,
    storage,
    async look() {
      await model.check();
      return model.doubt.value?.why ?? 'fine';
    },
    /** A sealed message from somebody carries what their device has seen. */
    async hear(from: { logs: Logs }, sender: string, at_ms = 1795000001000) {
      const heads = await from.logs.heads(sender);
      assert.ok(heads);
      seen = [{ sender, at_ms, heads }];
    },
  };
}

test('an_honest_house_is_believed_while_it_grows', async () => {
  const house = await newHouse();
  const [ben, anna] = [device(house, BEN), device(house, ANNA)];
  assert.equal(await ben.look(), 'fine');
  assert.equal(await anna.look(), 'fine');
  for (let round = 0; round < 5; round++) {
    await putKey(house, `D${round}AAAAAAAAAAAAAAAAAAAA`, EVES_KEY);
    await house.audit.audit({ subject: BEN, actor: ANNA, action: 'checks_read' });
    // one behind the other, both ways
    assert.equal(await anna.look(), 'fine');
    await ben.hear(anna, ANNA);
    assert.equal(await ben.look(), 'fine');
    await anna.hear(ben, BEN);
    assert.equal(await anna.look(), 'fine');
  }
  assert.equal((await ben.logs.state(BEN)).keys, 7);
});

test('a_server_that_shows_two_people_different_keys_is_found_out_by_their_messages', async () => {
  const house = await newHouse();
  const ben = device(house, BEN);
  assert.equal(await ben.look(), 'fine');

  // Ben's server forks: Anna gets another log, in which Ben has another key.
  const forged = { ...(await newHouse()), keys: house.keys.fork(), audit: house.audit.fork() };
  for (const [account, list] of house.seqs) forged.seqs.set(account, [...list]);
  forged.api = {
    head: (log) => forged[log].head(),
    growth: (log, from, to) => forged[log].growth(from, to),
    keysOf: (account) => keysOf(forged, account),
  };
  await putKey(forged, BEN, EVES_KEY);
  await putKey(house, EVE, EVES_KEY);
  const anna = device(forged, ANNA);
  anna.members[0] = { account: BEN, public_key: EVES_KEY };
  assert.equal(await anna.look(), 'fine'); // in itself the lie is in order
  assert.equal(await ben.look(), 'fine');

  await ben.hear(anna, ANNA);
  assert.equal(await ben.look(), 'split');
  assert.deepEqual(ben.model.doubt.value, { why: 'split', log: 'keys', about: ANNA });
  assert.equal(
    whatInWords({ why: 'split', log: 'keys', about: ANNA }, () => 'Anna'),
    "Anna's device sees another list of keys than this one.",
  );
  assert.equal(await ben.logs.heads(BEN), null); // and is not passed on
});

test('a_longer_log_that_is_kept_from_me_is_found_out', async () => {
  const house = await newHouse();
  const ben = device(house, BEN);
  assert.equal(await ben.look(), 'fine');
  const anna = device(house, ANNA);
  await putKey(house, EVE, EVES_KEY);
  assert.equal(await anna.look(), 'fine');
  house.lie.head = (log) => house[log].head(log === 'keys' ? 2 : house.audit.size);
  house.lie.keysOf = async (account) => ({
    head: await house.keys.head(2),
    entries: [await house.keys.entry(account === BEN ? 0 : 1, 2)],
  });
  assert.equal(await ben.look(), 'fine');
  await ben.hear(anna, ANNA);
  assert.equal(await ben.look(), 'split');
});

test('a_log_that_lost_its_end_is_doubted_also_after_a_reload', async () => {
  const house = await newHouse();
  const ben = device(house, BEN);
  assert.equal(await ben.look(), 'fine');
  house.lie.head = (log) => house[log].head(1);
  const later = device(house, BEN, ben.storage);
  assert.equal(await later.look(), 'shortened');
  house.lie = {};
  // Nothing takes the doubt away but people.
  assert.equal(await device(house, BEN, ben.storage).look(), 'shortened');
  await later.model.trustAgain();
  assert.equal(later.model.doubt.value, null);
  assert.equal(await device(house, BEN, ben.storage).look(), 'fine');
});

test('a_log_that_rewrote_its_past_is_doubted', async () => {
  for (const how of ['its own proof', 'no proof', 'no answer']) {
    const house = await newHouse();
    const ben = device(house, BEN);
    assert.equal(await ben.look(), 'fine');
    const other = house.keys.rewritten(1);
    await other.key(EVE, EVES_KEY);
    house.lie.head = (log) => (log === 'keys' ? other.head() : house.audit.head());
    house.lie.growth = async (_, from, to) => {
      if (how === 'no answer') throw new HttpError(400, 'bad_input', 'no');
      return how === 'no proof' ? [] : other.growth(from, to);
    };
    assert.equal(await ben.look(), 'rewritten', how);
  }
  // Of the same size, too.
  const house = await newHouse();
  const ben = device(house, BEN);
  assert.equal(await ben.look(), 'fine');
  const other = house.keys.rewritten(0);
  house.lie.head = (log) => (log === 'keys' ? other.head() : house.audit.head());
  assert.equal(await ben.look(), 'rewritten');
});

test('a_head_with_a_wrong_or_another_signature_is_doubted', async () => {
  const house = await newHouse();
  const ben = device(house, BEN);
  assert.equal(await ben.look(), 'fine');
  const other = await newHouse();
  await putKey(other, EVE, EVES_KEY);
  house.lie.head = (log) => (log === 'keys' ? other.keys.head() : house.audit.head());
  assert.equal(await ben.look(), 'unsigned');
});

test('a_key_that_is_not_in_the_log_is_doubted', async () => {
  const house = await newHouse();
  const ben = device(house, BEN);
  ben.members[1] = { account: ANNA, public_key: EVES_KEY };
  assert.equal(await ben.look(), 'unlogged');
  assert.equal(ben.model.doubt.value?.about, ANNA);
});

test('an_old_key_under_a_newer_one_and_a_chain_with_a_hole_are_doubted', async () => {
  const house = await newHouse();
  await putKey(house, ANNA, EVES_KEY);
  const ben = device(house, BEN);
  assert.equal(await ben.look(), 'unlogged'); // the list says Anna has another key by now
  ben.members[1] = { account: ANNA, public_key: EVES_KEY };
  const knowing = device(house, BEN);
  knowing.members[1] = { account: ANNA, public_key: EVES_KEY };
  assert.equal(await knowing.look(), 'fine');
  house.lie.keysOf = async (account) => {
    const { head, entries } = await keysOf(house, account);
    return { head, entries: entries.slice(-1) };
  };
  const holed = device(house, BEN);
  holed.members[1] = { account: ANNA, public_key: EVES_KEY };
  assert.equal(await holed.look(), 'unlogged');
});

test('another_ones_entry_is_not_mine', async () => {
  const house = await newHouse();
  house.lie.keysOf = async () => keysOf(house, BEN);
  const ben = device(house, BEN);
  ben.members[1] = { account: ANNA, public_key: BENS_KEY };
  assert.equal(await ben.look(), 'unlogged');
});

test('without_a_line_nothing_is_doubted_and_what_is_owed_is_compared_later', async () => {
  const house = await newHouse();
  const [ben, anna] = [device(house, BEN), device(house, ANNA)];
  assert.equal(await ben.look(), 'fine');
  await putKey(house, EVE, EVES_KEY);
  assert.equal(await anna.look(), 'fine');
  await ben.hear(anna, ANNA);
  house.lie.head = async () => {
    throw new HttpError(0, 'line', 'no line');
  };
  assert.equal(await ben.look(), 'fine');
  assert.equal((await ben.logs.state(BEN)).keys, 2);
  house.lie = {};
  assert.equal(await ben.look(), 'fine');
  assert.equal((await ben.logs.state(BEN)).keys, 3);
});

test('keys_that_are_not_shown_twice_running_are_doubted', async () => {
  const house = await newHouse();
  const ben = device(house, BEN);
  house.lie.keysOf = async () => {
    throw new HttpError(404, 'not_found', 'no');
  };
  assert.equal(await ben.look(), 'fine');
  assert.equal(await ben.look(), 'unlogged');
});

test('what_was_sealed_before_people_trusted_again_counts_no_more', async () => {
  const house = await newHouse();
  const ben = device(house, BEN);
  assert.equal(await ben.look(), 'fine');
  const other = await newHouse();
  const anna = device(other, ANNA);
  assert.equal(await anna.look(), 'fine');
  await ben.hear(anna, ANNA);
  assert.equal(await ben.look(), 'split');
  await ben.model.trustAgain();
  await ben.hear(anna, ANNA, 1794999999999);
  assert.equal(await ben.look(), 'fine');
  await ben.hear(anna, ANNA);
  assert.equal(await ben.look(), 'split');
});

test('comparing_words_settles_a_doubt_about_that_person_s_keys_and_no_other', async () => {
  const house = await newHouse();
  const ben = device(house, BEN);
  assert.equal(await ben.look(), 'fine');
  const settled: unknown[] = [];
  for (const doubt of [
    { why: 'split', log: 'keys', about: ANNA },
    { why: 'split', log: 'audit', about: ANNA },
    { why: 'shortened', log: 'keys', about: null },
  ] as const) {
    await ben.logs.doubt(BEN, doubt);
    await ben.model.compared([BEN, EVE]);
    assert.equal(await ben.look(), doubt.why, 'words compared with somebody else');
    await ben.model.compared([BEN, ANNA]);
    settled.push(await ben.look());
    await ben.model.trustAgain();
  }
  assert.deepEqual(settled, ['fine', 'split', 'shortened']);
});
