// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomeOf, readCheckLink, verdictOf } from '../../../web/src/visits/call-check';
import type { LineTest } from '../../../web/src/visits/line-test';

const NOW = 1_000_000;
const pass = {
  ice_servers: [{ urls: ['turn:192.0.2.7:3478?transport=udp'], username: 'u', credential: 'p' }],
  until_ms: NOW + 600_000,
};
const link = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const open = { ok: true, ms: 10, address: '192.0.2.7', why: null } as const;
const shut = { ok: false, ms: null, address: null, why: 'unreachable' } as const;
const found: LineTest = {
  relay: { udp: open, tcp: open, tls: shut },
  seenAs: null,
  relayed: true,
  firstFrameMs: 312.4,
  rttMs: 3.2,
  jitterMs: 1,
  loss: 0.021,
  concealed: 0,
  rateKbit: 901.5,
  availableKbit: null,
};

test('a link gives its pass while that is good', () => {
  assert.equal(readCheckLink(link(pass), NOW)?.iceServers.length, 1);
  assert.equal(readCheckLink(link(pass), pass.until_ms), null);
});

test('half a link, another one, or one without a relay gives none', () => {
  const whole = link(pass);
  for (const bad of ['', '%', whole.slice(0, -9), link({ ...pass, ice_servers: [] }), link({})])
    assert.equal(readCheckLink(bad, NOW), null);
});

test('the outcome says each way, and numbers as whole ones', () => {
  assert.deepEqual(outcomeOf(found), {
    link_good: true,
    udp: 'ok',
    tcp: 'ok',
    tls: 'unreachable',
    first_ms: 312,
    rtt_ms: 3,
    loss_percent: 2,
    kbit: 902,
  });
});

test('a call that did not go through the relay is none', () => {
  assert.equal(outcomeOf({ ...found, relayed: false }).first_ms, -1);
});

test('the verdict is the first thing that matters', () => {
  const relay = found.relay;
  const verdict = (change: Partial<LineTest>) => verdictOf(outcomeOf({ ...found, ...change }));
  assert.equal(verdict({}), 'through');
  assert.equal(verdict({ relay: { ...relay, udp: shut } }), 'detour');
  assert.equal(verdict({ firstFrameMs: null }), 'nothing_came');
  assert.equal(verdict({ relay: { udp: shut, tcp: shut, tls: shut } }), 'no_way');
  assert.equal(verdictOf(outcomeOf(null)), 'no_link');
});
