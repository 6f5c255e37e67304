// SPDX-License-Identifier: Apache-2.0
// How keys travel between two devices, and what is said of the frames.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakePair, FakeSealer, settle } from './fakes';

function sealedPair() {
  const seals = { client: new FakeSealer(), therapist: new FakeSealer() };
  return { seals, pair: new FakePair(seals) };
}

/** Sound came and went, by the worker's count and the browser's. */
function counted(pair: FakePair, sealer: FakeSealer, frames: number, opened: number): void {
  pair.client.last().audioIn = frames;
  pair.client.last().audioOut = frames;
  sealer.counted.out.audio = { seen: frames, passed: frames, again: 0 };
  sealer.counted.in.audio = { seen: frames, passed: opened, again: 0 };
}

test('both keys go with the two descriptions, and not one signal more', async () => {
  const { seals, pair } = sealedPair();
  await pair.meet();
  assert.equal(pair.client.call.state.value.kind, 'flowing');
  const kinds = pair.log.map(({ signal }) => signal.kind);
  assert.equal(kinds.filter((kind) => kind === 'description').length, 2);
  assert.equal(kinds.includes('key'), false);
  assert.deepEqual(seals.client.taken, [seals.therapist.share()]);
  assert.deepEqual(seals.therapist.taken, [seals.client.share()]);
  assert.ok(pair.client.last().sealed && pair.therapist.last().sealed);
});

test('nothing is said or built before the lines could be sealed', async () => {
  const { seals, pair } = sealedPair();
  let run = () => {};
  let share = '';
  seals.client.share = () => share;
  seals.client.ready = new Promise((done) => {
    run = () => {
      share = Buffer.alloc(65, 9).toString('base64url');
      done();
    };
  });
  await pair.meet();
  assert.equal(pair.client.made.length, 0);
  assert.equal(pair.log.filter(({ from }) => from === 'client').length, 0);
  run();
  await settle();
  assert.equal(pair.client.call.state.value.kind, 'flowing');
});

test('a worker that never runs: no connection, and it is said', async () => {
  const { seals, pair } = sealedPair();
  seals.client.share = () => '';
  seals.client.ready = Promise.reject(new Error('not as built'));
  await pair.meet();
  assert.equal(pair.client.made.length, 0);
  assert.equal(pair.client.call.frames.value, 'stuck');
});

test('where one browser cannot seal, both know it and say so; the line is made without', async () => {
  const pair = new FakePair({ client: null, therapist: new FakeSealer() });
  await pair.meet();
  for (const side of [pair.client, pair.therapist]) {
    assert.equal(side.call.state.value.kind, 'flowing');
    assert.equal(side.call.frames.value, 'line');
    assert.equal(side.last().sealed, false);
  }
});

test('sealed is said once frames were counted; what cannot be opened is said, and built anew', async () => {
  const { seals, pair } = sealedPair();
  await pair.meet();
  assert.equal(pair.client.call.frames.value, 'counting');
  for (const { call } of [pair.client, pair.therapist]) {
    call.setLocal({ audio: null, video: null }, { microphone: 'on', camera: false });
  }
  await settle();
  counted(pair, seals.client, 50, 50);
  await pair.flow(500);
  assert.equal(pair.client.call.frames.value, 'sealed');
  const before = pair.client.made.length;
  for (let frames = 100; frames <= 250 && pair.client.made.length === before; frames += 10) {
    counted(pair, seals.client, frames, 50);
    // Nothing is amiss on the other side.
    seals.therapist.counted.in.audio = { seen: frames, passed: frames, again: 0 };
    await pair.flow(300);
  }
  assert.equal(pair.client.call.frames.value, 'stuck');
  assert.ok(pair.client.made.length > before, 'a new connection');
  await settle();
  assert.deepEqual(pair.client.call.remote.value, { audio: null, video: null });
});

test('when the other leaves, what they had opens nothing more; when somebody else does, they get a new key', async () => {
  const { seals, pair } = sealedPair();
  await pair.meet();
  seals.therapist.leave('somebody else');
  await settle();
  const keys = pair.log.filter(({ signal }) => signal.kind === 'key');
  assert.deepEqual(
    keys.map(({ from }) => from),
    ['therapist'],
  );
  assert.equal(seals.client.taken.length, 2);
  pair.client.call.stop(true);
  await settle();
  assert.ok(seals.therapist.left.includes(seals.client.share()));
  assert.ok(seals.client.left.includes(seals.therapist.share()));
});

test('two who wait get no key before the door is open, and then the one in use', async () => {
  const { seals, pair } = sealedPair();
  const keys = () =>
    pair.log.filter(({ signal }) =>
      signal.kind === 'description' ? signal.key !== null : signal.kind === 'key',
    );
  pair.client.call.meet();
  pair.therapist.call.meet();
  await settle();
  assert.equal(pair.client.last().connectionState, 'connected');
  seals.therapist.leave('somebody else');
  await settle();
  await pair.clock.pass(6000);
  assert.deepEqual(keys(), []);

  pair.therapist.call.start();
  await settle();
  assert.deepEqual(
    keys().map(({ from }) => from),
    ['therapist'],
  );
  assert.equal(seals.therapist.taken.length, 0);
  pair.client.call.start();
  await settle();
  assert.equal(keys().length, 2, 'one for each');
  assert.deepEqual(seals.client.taken, [seals.therapist.share()]);
  assert.deepEqual(seals.therapist.taken, [seals.client.share()]);
});
