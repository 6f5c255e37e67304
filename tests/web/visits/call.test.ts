// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeRoom, settle } from './fakes';

const everybody = ['therapist', 'anna', 'ben'];

function states(room: FakeRoom, account: string): string[] {
  return room.of(account).call.peers.value.map((peer) => `${peer.account} ${peer.state.kind}`);
}

test('three who are let in hear each other, with one connection for each two', async () => {
  const room = new FakeRoom();
  await room.run(...everybody);
  assert.deepEqual(states(room, 'therapist'), ['anna flowing', 'ben flowing']);
  assert.deepEqual(states(room, 'anna'), ['therapist flowing', 'ben flowing']);
  assert.deepEqual(states(room, 'ben'), ['therapist flowing', 'anna flowing']);
  for (const { made } of room.devices) assert.equal(made.length, 2);
});

test('the therapist offers to everybody, and of two clients the one whose id sorts first', async () => {
  const room = new FakeRoom();
  await room.run(...everybody);
  const offers = room.log
    .filter(({ signal }) => signal.kind === 'description' && signal.type === 'offer')
    .map(({ from }) => from);
  assert.deepEqual(offers.sort(), ['anna', 'therapist', 'therapist']);
});

test('every hello says whom it is for, and nobody else answers it', async () => {
  const room = new FakeRoom();
  room.of('anna').call.follow('ben', 'run');
  await settle();
  const hello = room.log[0]?.signal;
  assert.ok(hello?.kind === 'hello' && hello.for === 'ben');
  await room.run('therapist', 'ben');
  assert.equal(room.view('therapist', 'anna').theirSending, null);
  assert.deepEqual(room.view('ben', 'anna').theirSending, { microphone: 'on', camera: true });
});

test('a call with two goes on while the line to one is lost, and says so of that one only', async () => {
  const room = new FakeRoom();
  await room.run(...everybody);
  await room.flow(1000);
  const toBen = room.of('therapist').made[1];
  assert.ok(toBen);
  // Nothing that would mend it gets through, either.
  toBen.getStats = async () => new Map();
  room.of('ben').call.stop(false);
  await room.flow(2000, [toBen]);
  assert.deepEqual(states(room, 'therapist'), ['anna flowing', 'ben lost']);
  assert.equal(room.of('therapist').call.state.value.kind, 'flowing');
  await room.run('ben', 'therapist');
  await room.clock.pass(1200);
  assert.deepEqual(states(room, 'therapist'), ['anna flowing', 'ben flowing']);
});

test('who leaves on purpose leaves the others talking', async () => {
  const room = new FakeRoom();
  await room.run(...everybody);
  room.of('ben').call.stop(true);
  room.of('therapist').call.follow('ben', 'off');
  room.of('anna').call.follow('ben', 'off');
  await settle();
  assert.deepEqual(states(room, 'therapist'), ['anna flowing', 'ben off']);
  assert.equal(room.of('therapist').call.state.value.kind, 'flowing');
  assert.deepEqual(room.view('therapist', 'ben').remote, { audio: null, video: null });
});

test('one waits at the door while the two inside talk', async () => {
  const room = new FakeRoom();
  const voice = { kind: 'audio' } as MediaStreamTrack;
  for (const { call } of room.devices) {
    call.setLocal({ audio: voice, video: null }, { microphone: 'on', camera: false });
  }
  await room.run('therapist', 'anna');
  room.of('therapist').call.follow('ben', 'meet');
  room.of('ben').call.follow('therapist', 'meet');
  await settle();
  assert.deepEqual(states(room, 'therapist'), ['anna flowing', 'ben meeting']);
  const sent = (account: string) =>
    room.of(account).made.map(({ transceivers }) => transceivers[0]?.sender.track);
  assert.deepEqual(sent('therapist'), [voice, null]);
  assert.deepEqual(sent('ben'), [null]);
});

test('a second device takes the whole call, and the first can bring it back', async () => {
  const room = new FakeRoom();
  await room.run(...everybody);
  const first = room.of('anna');
  const second = room.device('anna');
  for (const other of ['therapist', 'ben']) second.call.follow(other, 'run');
  await settle();
  assert.equal(second.call.state.value.kind, 'flowing');
  assert.deepEqual(states(room, 'anna'), ['therapist moved', 'ben moved']);
  await room.flow(3000);
  assert.equal(first.call.state.value.kind, 'moved', 'it does not fight for the call');
  assert.deepEqual(
    second.call.peers.value.map((peer) => peer.state.kind),
    ['flowing', 'flowing'],
  );
  first.call.stop(false);
  for (const other of ['therapist', 'ben']) first.call.follow(other, 'run');
  await settle();
  assert.deepEqual(states(room, 'anna'), ['therapist flowing', 'ben flowing']);
  assert.equal(second.call.state.value.kind, 'moved');
});

test('what the first device says late does not bring the call back to it', async () => {
  const room = new FakeRoom();
  await room.run(...everybody);
  const hellos = room.log.flatMap(({ from, signal }) =>
    from === 'anna' && signal.kind === 'hello' ? [signal] : [],
  );
  const first = hellos.at(-1);
  assert.ok(first !== undefined);
  const second = room.device('anna');
  for (const other of ['therapist', 'ben']) second.call.follow(other, 'run');
  await settle();
  // Its line had stalled, and it builds anew before it hears that the call is gone.
  const late = { ...first, from: 'late', to: null, for: 'therapist' };
  room.of('therapist').call.heard('anna', late);
  await settle();
  const answer = room.log.at(-1)?.signal;
  assert.ok(answer?.kind === 'moved' && answer.to === 'late', JSON.stringify(answer));
  await room.flow(3000);
  assert.equal(second.call.state.value.kind, 'flowing');
});

test('a signal of somebody who is no member of the call changes nothing', async () => {
  const room = new FakeRoom();
  await room.run('therapist', 'anna');
  const said = room.log.length;
  const sending = { microphone: 'on', camera: true } as const;
  const hello = { kind: 'hello', from: 'x', to: null, device: 'd', share: null, sending } as const;
  room.of('anna').call.heard('a-stranger', { ...hello, for: 'anna' });
  room.of('anna').call.heard('ben', { ...hello, for: 'therapist' });
  await settle();
  assert.equal(room.log.length, said);
  assert.equal(room.view('anna', 'ben').theirSending, null);
});
