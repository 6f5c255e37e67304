// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AGAIN_MS,
  createRelayKeeper,
  fetchRelayPass,
  parseRelayPass,
  RENEW_BEFORE_MS,
  type RelayPass,
} from '../../../web/src/visits/relay-api';
import { settle } from './fakes';

const SERVER = { urls: ['turn:relay:3478?transport=udp'], username: '9:x', credential: 'c' };

function aKeeper() {
  const house = {
    nowMs: 0,
    asked: 0,
    down: false,
    lifeMs: 2 * RENEW_BEFORE_MS,
    answer(): Promise<RelayPass> {
      house.asked++;
      if (house.down) return Promise.reject(new Error('no line'));
      const name = { ...SERVER, username: `pass ${house.asked}` };
      return Promise.resolve({ iceServers: [name], untilMs: house.nowMs + house.lifeMs });
    },
  };
  const keeper = createRelayKeeper({ fetch: () => house.answer(), now: () => house.nowMs });
  return { house, keeper };
}

test('an answer out of shape is refused, and a page is no server', () => {
  assert.deepEqual(parseRelayPass({ ice_servers: [SERVER], until_ms: 5 }), {
    iceServers: [SERVER],
    untilMs: 5,
  });
  assert.deepEqual(parseRelayPass({ ice_servers: [], until_ms: 5 }).iceServers, []);
  const bad = [
    {},
    { ice_servers: [], until_ms: '5' },
    { ice_servers: [{ ...SERVER, urls: 'turn:x' }], until_ms: 5 },
    { ice_servers: [{ ...SERVER, urls: ['https://relay'] }], until_ms: 5 },
    { ice_servers: [{ ...SERVER, credential: 7 }], until_ms: 5 },
  ];
  for (const one of bad) assert.throws(() => parseRelayPass(one), TypeError);
});

test('the pass of a session is asked for by its id', async () => {
  let asked = '';
  const http = {
    get: async (path: string) => {
      asked = path;
      return { ice_servers: [], until_ms: 1 };
    },
  };
  await fetchRelayPass(http as never, 'a/b');
  assert.equal(asked, '/api/visits/a%2Fb/relay');
});

test('a connection never waits: it gets what is known, and the rest comes by itself', async () => {
  const { house, keeper } = aKeeper();
  assert.deepEqual(keeper.servers(), []);
  await settle();
  assert.equal(keeper.servers()[0]?.username, 'pass 1');
  assert.equal(house.asked, 1);
});

test('a pass is renewed before it runs out, and used until the new one is there', async () => {
  const { house, keeper } = aKeeper();
  await keeper.ready();
  house.nowMs += RENEW_BEFORE_MS - 1;
  assert.equal(keeper.servers()[0]?.username, 'pass 1');
  assert.equal(house.asked, 1);
  house.nowMs += 2;
  assert.equal(keeper.servers()[0]?.username, 'pass 1');
  await settle();
  assert.equal(keeper.servers()[0]?.username, 'pass 2');
});

test('a pass that ran out is never handed on', async () => {
  const { house, keeper } = aKeeper();
  await keeper.ready();
  house.down = true;
  house.nowMs += house.lifeMs;
  assert.deepEqual(keeper.servers(), []);
});

test('a line that is down is not asked again at once', async () => {
  const { house, keeper } = aKeeper();
  house.down = true;
  keeper.servers();
  await settle();
  keeper.servers();
  await settle();
  assert.equal(house.asked, 1);
  house.nowMs += AGAIN_MS;
  house.down = false;
  assert.equal((await keeper.ready())[0]?.username, 'pass 2');
});
