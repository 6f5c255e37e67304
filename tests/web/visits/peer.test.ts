// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PeerState } from '../../../web/src/visits/peer';
import { type FakeConnection, FakePair, settle } from './fakes';

function assertFlowing(pair: FakePair): void {
  assert.equal(pair.client.call.state.value.kind, 'flowing');
  assert.equal(pair.therapist.call.state.value.kind, 'flowing');
}

test('two who are let in find each other, and only the therapist offers', async () => {
  const pair = new FakePair();
  await pair.meet();
  assertFlowing(pair);
  const offers = pair.log.filter(
    (e) => e.signal.kind === 'description' && e.signal.type === 'offer',
  );
  assert.deepEqual(
    offers.map((e) => e.from),
    ['therapist'],
  );
  assert.deepEqual(
    pair.client.last().transceivers.map((t) => t.direction),
    ['sendrecv', 'sendrecv'],
  );
});

test('nothing is sent before the person is let in', async () => {
  const pair = new FakePair();
  pair.therapist.call.setLocal({ audio: null, video: null }, { microphone: 'on', camera: true });
  pair.therapist.call.start();
  await settle();
  assert.equal(pair.client.made.length, 0);
  assert.equal(
    pair.log.some((entry) => entry.from === 'client'),
    false,
  );
  pair.client.call.start();
  await settle();
  assertFlowing(pair);
});

test('two who wait are connected, and send each other nothing before the door is open', async () => {
  const pair = new FakePair();
  const voice = { kind: 'audio' } as MediaStreamTrack;
  const sent = (side: FakePair['client']) =>
    side.last().transceivers.map(({ sender }) => sender.track);
  for (const { call } of [pair.client, pair.therapist]) {
    call.setLocal({ audio: voice, video: null }, { microphone: 'on', camera: false });
    call.meet();
  }
  await settle();
  await pair.clock.pass(6000);
  for (const side of [pair.client, pair.therapist]) {
    assert.equal(side.last().connectionState, 'connected');
    assert.equal(side.call.state.value.kind, 'meeting');
    assert.deepEqual(sent(side), [null, null]);
    assert.deepEqual(side.call.remote.value, { audio: null, video: null });
    assert.equal(await side.call.line.report(), null);
  }
  // Another microphone meanwhile is not sent either.
  pair.client.call.setLocal({ audio: voice, video: null }, { microphone: 'on', camera: false });
  await settle();
  assert.deepEqual(sent(pair.client), [null, null]);

  // The therapist's device knows first that the door is open; the client's waits for its own word.
  pair.therapist.call.start();
  await settle();
  assert.deepEqual(sent(pair.therapist), [voice, null]);
  assert.deepEqual(sent(pair.client), [null, null]);
  assert.equal(pair.client.call.state.value.kind, 'meeting');
  pair.client.call.start();
  await settle();
  assert.deepEqual(sent(pair.client), [voice, null]);
  assertFlowing(pair);
  assert.equal(pair.client.made.length + pair.therapist.made.length, 2);
});

for (const [what, patience, made] of [
  ['is built anew when the door opens', 1000, 1],
  ['is built anew after a while, too', 25_000, 2],
] as const) {
  test(`a connection the browser gave up while both waited ${what}`, async () => {
    const pair = new FakePair();
    pair.client.call.meet();
    pair.therapist.call.meet();
    await settle();
    const first = pair.client.last();
    first.connectionState = 'failed';
    first.onconnectionstatechange?.();
    await pair.clock.pass(patience);
    assert.equal(pair.client.made.length, made);
    pair.client.call.start();
    pair.therapist.call.start();
    await settle();
    assert.equal(pair.client.made.length, 2);
    assertFlowing(pair);
  });
}

test('a changed address is looked after while both wait, too', async () => {
  const pair = new FakePair();
  pair.client.call.meet();
  pair.client.call.addressChanged();
  pair.therapist.call.meet();
  await settle();
  assert.equal(pair.client.last().restarts, 0, 'there was no way yet');
  pair.client.call.addressChanged();
  assert.equal(pair.client.last().restarts, 1);
  pair.client.call.stop(false);
  pair.client.call.addressChanged();
  assert.equal(pair.client.last().restarts, 1);
});

test('what got lost while both waited is made up for when the line is back', async () => {
  const pair = new FakePair();
  pair.client.call.meet();
  pair.wire.hold = true;
  pair.therapist.call.meet();
  await settle();
  pair.wire.hold = false;
  // The hello arrives, what it leads to does not.
  pair.held.shift()?.();
  pair.wire.up = false;
  await settle();
  pair.held.length = 0;
  pair.wire.up = true;
  pair.client.call.lineIsBack();
  pair.therapist.call.lineIsBack();
  await settle();
  pair.client.call.start();
  pair.therapist.call.start();
  await settle();
  assertFlowing(pair);
});

test('whoever is sent out to wait is cut off at once, and may be let in again', async () => {
  const pair = new FakePair();
  await pair.meet();
  pair.client.call.meet();
  pair.therapist.call.meet();
  await settle();
  assert.equal(pair.therapist.made[0]?.closed, true);
  assert.equal(pair.therapist.call.remote.value.video, null);
  assert.equal(pair.therapist.call.state.value.kind, 'meeting');
  pair.therapist.call.start();
  pair.client.call.start();
  await settle();
  assertFlowing(pair);
});

test('a reload while waiting is prepared for anew', async () => {
  const pair = new FakePair();
  pair.client.call.meet();
  pair.therapist.call.meet();
  await settle();
  pair.client.call.stop(false);
  pair.client = pair.device('client');
  pair.client.call.meet();
  await settle();
  pair.therapist.call.start();
  pair.client.call.start();
  await settle();
  assertFlowing(pair);
});

test('a reload on one side is a new connection on both', async () => {
  const pair = new FakePair();
  await pair.meet();
  pair.client.call.stop(false);
  pair.client = pair.device('client');
  pair.client.call.start();
  await settle();
  assertFlowing(pair);
  assert.equal(pair.therapist.made.length, 2);
  assert.equal(pair.therapist.made[0]?.closed, true);
});

test('both may reload at once', async () => {
  const pair = new FakePair();
  await pair.meet();
  pair.client.call.stop(false);
  pair.therapist.call.stop(false);
  pair.client = pair.device('client');
  pair.therapist = pair.device('therapist');
  await pair.meet();
  assertFlowing(pair);
});

test('both may reload at once while their first words are still on the way', async () => {
  const pair = new FakePair();
  pair.wire.hold = true;
  await pair.meet();
  pair.client.call.stop(false);
  pair.therapist.call.stop(false);
  pair.client = pair.device('client');
  pair.therapist = pair.device('therapist');
  await pair.meet();
  pair.wire.hold = false;
  for (const deliver of pair.held.splice(0)) deliver();
  await settle();
  await pair.clock.pass(1500);
  assertFlowing(pair);
});

test('signals of an earlier connection, played back, change nothing', async () => {
  const pair = new FakePair();
  await pair.meet();
  const old = pair.log.filter((e) => e.from === 'therapist').map((e) => e.signal);
  pair.client.call.stop(false);
  pair.client = pair.device('client');
  pair.client.call.start();
  await settle();
  assertFlowing(pair);
  const before = { made: pair.client.made.length, said: pair.log.length };
  for (const signal of old.filter((s) => s.kind !== 'hello')) pair.client.call.heard(signal);
  await settle();
  assert.deepEqual({ made: pair.client.made.length, said: pair.log.length }, before);
  assertFlowing(pair);
});

test('a hello that is lost is said again', async () => {
  const pair = new FakePair();
  pair.wire.up = false;
  await pair.meet();
  assert.equal(pair.client.call.state.value.kind, 'connecting');
  pair.wire.up = true;
  await pair.clock.pass(1200);
  assertFlowing(pair);
});

test('when packets stop for longer than a second, a new connection is built', async () => {
  const pair = new FakePair();
  await pair.meet();
  await pair.flow(1000);
  assert.equal(pair.client.made.length, 1);
  await pair.clock.pass(1000);
  assert.equal(pair.client.made.length, 1, 'not yet stalled');
  await pair.clock.pass(500);
  assert.ok(pair.client.made.length > 1);
  await pair.flow(1000);
  assertFlowing(pair);
});

test('half-way into a stall one word is said, which shows whether signals still get through', async () => {
  const pair = new FakePair();
  await pair.meet();
  await pair.flow(1000);
  const said = () => pair.log.filter((one) => one.from === 'client').length;
  const before = said();
  await pair.clock.pass(900);
  assert.equal(said(), before + 1);
  assert.equal(pair.log.filter((one) => one.from === 'client').at(-1)?.signal.kind, 'sending');
  await pair.flow(1000);
  assert.equal(said(), before + 1, 'once a silence');
  await pair.clock.pass(900);
  assert.equal(said(), before + 2, 'and again in the next');
});

test('a stall is told with the time since when', async () => {
  const pair = new FakePair();
  await pair.meet();
  await pair.flow(1000);
  pair.wire.up = false;
  await pair.clock.pass(2000);
  const state = pair.client.call.state.value;
  assert.equal(state.kind, 'lost');
  assert.ok(state.kind === 'lost' && state.sinceMs <= 1250, 'since the last packet');
  pair.wire.up = true;
  pair.client.call.lineIsBack();
  pair.therapist.call.lineIsBack();
  await settle();
  assertFlowing(pair);
  const after = pair.client.call.state.value;
  assert.ok(after.kind === 'flowing' && after.gapMs >= 1900 && after.gapMs < 2500, 'told after it');
});

test('silence is no stall when the other sends nothing', async () => {
  const pair = new FakePair();
  await pair.meet();
  for (const side of [pair.client, pair.therapist]) {
    side.call.setLocal({ audio: null, video: null }, { microphone: 'none', camera: false });
  }
  await settle();
  await pair.clock.pass(6000);
  assert.equal(pair.client.made.length, 1);
  assertFlowing(pair);
});

test('silence is no stall of somebody without a voice whose line is too weak for a picture', async () => {
  for (const rung of ['voice', 'low_video'] as const) {
    const pair = new FakePair();
    await pair.meet();
    await pair.flow(1000);
    pair.therapist.call.setLocal(
      { audio: null, video: null },
      { microphone: 'none', camera: true },
    );
    pair.therapist.call.line.tell({
      rung,
      why: 'rate',
      pin: 'video',
      concealedPermille: null,
      silentMs: null,
      receivedKbit: null,
      oneWayMs: null,
    });
    await settle();
    await pair.clock.pass(3000);
    const state = pair.client.call.state.value.kind;
    assert.equal(state === 'flowing', rung === 'voice', `${rung}: ${state}`);
  }
});

test('what the other sends is told without a new offer', async () => {
  const pair = new FakePair();
  await pair.meet();
  const offers = () => pair.log.filter((e) => e.signal.kind === 'description').length;
  const before = offers();
  const track = { kind: 'audio' } as MediaStreamTrack;
  pair.client.call.setLocal({ audio: track, video: null }, { microphone: 'muted', camera: false });
  await settle();
  assert.deepEqual(pair.therapist.call.theirSending.value, { microphone: 'muted', camera: false });
  assert.equal(pair.client.last().transceivers[0]?.sender.track, track);
  assert.equal(offers(), before);
});

test('a second window takes the call and the first is told', async () => {
  const pair = new FakePair();
  await pair.meet();
  const first = pair.client;
  const second = pair.device('client');
  // The wire reaches both windows of the person.
  const both: typeof first.call.heard = (signal) => {
    first.call.heard(signal);
    second.call.heard(signal);
  };
  pair.client = { ...second, call: { ...second.call, heard: both } };
  second.call.start();
  await settle();
  assert.equal(second.call.state.value.kind, 'flowing');
  assert.equal(first.call.state.value.kind, 'moved');
  await pair.clock.pass(3000);
  assert.equal(first.call.state.value.kind, 'moved', 'it does not fight for the call');
});

test('who leaves on purpose is not waited for', async () => {
  const pair = new FakePair();
  await pair.meet();
  pair.client.call.stop(true);
  await settle();
  assert.equal(pair.therapist.call.state.value.kind, 'connecting');
  assert.deepEqual(pair.therapist.call.remote.value, { audio: null, video: null });
});

test('the fingerprint in use must be the one that was signed', async () => {
  const honest = new FakePair();
  await honest.meet();
  assert.equal(honest.client.call.fingerprintHolds.value, 'yes');

  const bent = new FakePair();
  bent.client.call.start();
  await settle();
  const connection = bent.client.last();
  connection.getStats = async () =>
    new Map([
      ['t', { type: 'transport', remoteCertificateId: 'c' }],
      ['c', { type: 'certificate', fingerprintAlgorithm: 'sha-256', fingerprint: 'CC:DD' }],
    ]);
  bent.therapist.call.start();
  await settle();
  assert.equal(bent.client.call.fingerprintHolds.value, 'no');
});

test('a dead voice is a stall, also while the picture lives', async () => {
  const pair = new FakePair();
  await pair.meet();
  await pair.flow(1000);
  pair.client.last().silent = true;
  await pair.flow(1500);
  assert.ok(pair.client.made.length > 1);
});

for (const [what, answer] of [
  ['counts nothing any more', async () => new Map()],
  ['cannot be asked any more', async () => Promise.reject(new Error('closed'))],
] as const) {
  test(`a connection that ${what} is a stall`, async () => {
    const pair = new FakePair();
    await pair.meet();
    await pair.flow(1000);
    pair.client.last().getStats = answer as FakeConnection['getStats'];
    await pair.flow(1300);
    assert.equal(pair.client.made.length, 2);
  });
}

test('the old connection is heard and shown until the new one brings something', async () => {
  const pair = new FakePair();
  await pair.meet();
  await pair.flow(1000);
  const old = pair.client.last();
  const shown = pair.client.call.remote.value.video;
  let empty = true;
  pair.onMade = (connection) => {
    const real = connection.getStats.bind(connection);
    connection.getStats = async () => (empty ? new Map() : real());
  };
  await pair.clock.pass(1600);
  assert.notEqual(pair.client.last(), old);
  assert.equal(pair.client.last().connectionState, 'connected');
  assert.equal(old.closed, false);
  assert.equal(pair.client.call.remote.value.video, shown);
  assert.equal(pair.client.call.state.value.kind, 'lost');
  empty = false;
  await pair.clock.pass(100);
  assert.equal(old.closed, true);
  assert.notEqual(pair.client.call.remote.value.video, shown);
  assertFlowing(pair);
});

test('an old connection that comes back by itself counts while the new one is not there', async () => {
  const pair = new FakePair();
  await pair.meet();
  await pair.flow(1000);
  const old = pair.client.last();
  pair.wire.up = false;
  await pair.clock.pass(2000);
  const lost = pair.client.call.state.value;
  assert.equal(lost.kind, 'lost');
  old.packets++;
  await pair.clock.pass(300);
  const state = pair.client.call.state.value as PeerState;
  assert.ok(state.kind === 'flowing' && state.gapMs >= 1900);
});

test('new connections that bring nothing are built at growing distances', async () => {
  const pair = new FakePair();
  await pair.meet();
  await pair.flow(1000);
  await pair.clock.pass(30_000);
  const { length } = pair.client.made;
  assert.ok(length > 2 && length <= 12, `${length} in half a minute`);
});

test('a changed address first looks for another way, and soon for a new connection', async () => {
  const pair = new FakePair();
  await pair.meet();
  await pair.flow(1000);
  pair.client.call.addressChanged();
  await pair.flow(2000);
  assert.equal(pair.client.last().restarts, 1);
  assert.equal(pair.client.made.length, 1, 'it helped');
  /** Only the client hears nothing. */
  const deaf = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) {
      pair.therapist.last().packets++;
      await pair.clock.pass(100);
    }
  };
  await deaf(800);
  pair.client.call.addressChanged();
  await deaf(700);
  assert.equal(pair.client.made.length, 1, 'it gets its time');
  await deaf(700);
  assert.ok(pair.client.made.length > 1, 'it did not help');
});

test('while another app has their microphone nothing is expected of it', async () => {
  const pair = new FakePair();
  await pair.meet();
  await pair.flow(500);
  pair.therapist.call.setLocal(
    { audio: null, video: null },
    { microphone: 'interrupted', camera: false },
  );
  await settle();
  for (let passed = 0; passed < 3000; passed += 100) {
    pair.therapist.last().packets++;
    await pair.clock.pass(100);
  }
  assert.equal(pair.client.made.length, 1);
  assert.equal(pair.client.call.theirSending.value?.microphone, 'interrupted');
});
