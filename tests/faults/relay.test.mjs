// SPDX-License-Identifier: Apache-2.0
// The relay as packaging/coturn sets it up: whom it serves, and whom it never reaches.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openRelay } from './relay.mjs';
import { askRelay } from './turn.mjs';

const FORBIDDEN = 403;
const OTHER_FAMILY = 443;
const UNAUTHORIZED = 401;

let relay;

before(async () => {
  relay = await openRelay();
});
after(async () => relay?.close());

function ask(pass, peers = []) {
  return askRelay({ host: relay.address, port: relay.port, ...pass, peers });
}

test('a good pass gets an address, and may send to the public internet', async () => {
  const { allocated, permitted } = await ask(relay.pass(), ['192.0.3.1', '8.8.8.8']);
  assert.equal(allocated, 0);
  assert.deepEqual(permitted, { '192.0.3.1': 0, '8.8.8.8': 0 });
});

test('a pass that ran out gets nothing', async () => {
  assert.equal((await ask(relay.pass(-5))).allocated, UNAUTHORIZED);
});

test('a pass made with another secret gets nothing', async () => {
  assert.equal((await ask(relay.pass(600, 'some other secret'))).allocated, UNAUTHORIZED);
});

test('a name without its password gets nothing', async () => {
  const pass = { ...relay.pass(), credential: '' };
  assert.equal((await ask(pass)).allocated, UNAUTHORIZED);
});

test('no private network is reached, by IPv4', async () => {
  const peers = [
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
  ];
  const { permitted } = await ask(relay.pass(), peers);
  assert.deepEqual(permitted, Object.fromEntries(peers.map((peer) => [peer, FORBIDDEN])));
});

test('nor in the clothes of IPv6', async () => {
  const peers = ['::ffff:10.0.0.1', '::ffff:127.0.0.1', '::1', '::', 'fe80::1', 'fc00::1'];
  const { permitted } = await ask(relay.pass(), peers);
  assert.deepEqual(permitted, Object.fromEntries(peers.map((peer) => [peer, OTHER_FAMILY])));
});
