// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFrame } from '../../../web/src/net/live-frames';
import { eventFrame, FakeLine, type FakeSocket } from './fake-line';

function followed(line: FakeLine, after = 0): number[] {
  const seen: number[] = [];
  line.live.follow('a', after, { event: (event) => seen.push(event.seq) });
  return seen;
}

function letter(id: string) {
  return { alliance: 'a', visit: 'v', id, type: 'chat', sealed: 'AAAA' } as const;
}

function ops(socket: FakeSocket): unknown[] {
  return socket.said.map((frame) => frame.op);
}

test('nothing is connected before there is something to do', () => {
  const line = new FakeLine();
  assert.equal(line.sockets.length, 0);
  followed(line);
  assert.equal(line.sockets.length, 1);
});

test('following waits for the hello, then says what was last seen', () => {
  const line = new FakeLine();
  followed(line, 7);
  assert.deepEqual(line.socket.said, []);
  line.hello();
  assert.deepEqual(line.socket.said, [{ op: 'follow', alliance: 'a', after: 7 }]);
  assert.equal(line.live.state, 'open');
});

test('the hello tells how far the device clock is off', () => {
  const line = new FakeLine();
  followed(line);
  line.hello(line.nowMs + 90_000);
  assert.equal(line.live.clockOffsetMs, 90_000);
});

test('events arrive in order, each once', () => {
  const line = new FakeLine();
  const seen = followed(line);
  const socket = line.hello();
  for (const seq of [1, 2, 2, 1, 3]) socket.say(eventFrame(seq));
  assert.deepEqual(seen, [1, 2, 3]);
});

test('after a broken line it follows from the last event, and hears each once', () => {
  const line = new FakeLine();
  const seen = followed(line);
  line.hello().say(eventFrame(1));
  line.socket.say(eventFrame(2));
  line.socket.break();
  assert.equal(line.live.state, 'waiting');
  line.pass(500);
  const second = line.hello();
  assert.deepEqual(second.said, [{ op: 'follow', alliance: 'a', after: 2 }]);
  for (const seq of [2, 3]) second.say(eventFrame(seq));
  assert.deepEqual(seen, [1, 2, 3]);
});

test('what an old, broken socket still says is not heard', () => {
  const line = new FakeLine();
  const seen = followed(line);
  const first = line.hello();
  first.break();
  line.pass(500);
  line.hello();
  first.say(eventFrame(1));
  assert.deepEqual(seen, []);
});

test('a gap after catching up asks again instead of skipping', () => {
  const line = new FakeLine();
  const seen = followed(line);
  const socket = line.hello();
  socket.say({ op: 'followed', alliance: 'a', seq: 4 });
  socket.say(eventFrame(6));
  assert.deepEqual(seen, []);
  assert.deepEqual(socket.said.at(-1), { op: 'follow', alliance: 'a', after: 4 });
  socket.say(eventFrame(5));
  socket.say(eventFrame(6));
  assert.deepEqual(seen, [5, 6]);
});

test('fallen behind, it follows again from its last event', () => {
  const line = new FakeLine();
  followed(line);
  const socket = line.hello();
  socket.say(eventFrame(1));
  socket.say({ op: 'resync', alliance: 'a' });
  assert.deepEqual(socket.said.at(-1), { op: 'follow', alliance: 'a', after: 1 });
});

test('a resync that brought nothing is not asked again in the same breath', () => {
  const line = new FakeLine();
  followed(line, 5);
  const socket = line.hello();
  socket.say({ op: 'resync', alliance: 'a' });
  assert.equal(socket.said.length, 1);
  line.pass(1_000);
  assert.equal(socket.said.length, 2);
  socket.say(eventFrame(6));
  socket.say({ op: 'resync', alliance: 'a' });
  assert.deepEqual(socket.said.at(-1), { op: 'follow', alliance: 'a', after: 6 });
});

test('each attempt waits longer, up to fifteen seconds, never all devices at once', () => {
  const line = new FakeLine();
  followed(line);
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    line.socket.break();
    waits.push(line.nextInMs ?? -1);
    line.pass(line.nextInMs ?? 0);
  }
  assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 7500, 7500, 7500]);
  line.chance = 0.999;
  line.socket.break();
  assert.ok((line.nextInMs ?? 0) > 14_900 && (line.nextInMs ?? 0) <= 15_000);
});

test('a network that comes back is tried at once', () => {
  const line = new FakeLine();
  followed(line);
  for (let i = 0; i < 5; i++) {
    line.socket.break();
    line.pass(line.nextInMs ?? 0);
  }
  line.socket.break();
  const before = line.sockets.length;
  line.wake.dispatchEvent(new Event('online'));
  assert.equal(line.sockets.length, before + 1);
  assert.equal(line.live.state, 'connecting');
});

test('a socket that opens but never greets is given up', () => {
  const line = new FakeLine();
  followed(line);
  const silent = line.socket;
  line.pass(10_000);
  assert.equal(silent.closed, true);
  assert.equal(line.live.state, 'waiting');
});

test('a message counts as sent only when the server says it is durable', async () => {
  const line = new FakeLine();
  let seq: number | null = null;
  const sent = line.live.send(letter('m1')).then((number) => {
    seq = number;
  });
  const socket = line.hello();
  assert.deepEqual(ops(socket), ['send']);
  await Promise.resolve();
  assert.equal(seq, null);
  socket.say({ op: 'sent', ref: socket.said[0]?.ref, seq: 12 });
  await sent;
  assert.equal(seq, 12);
});

test('what was not confirmed is sent again with the same id, after every break', async () => {
  const line = new FakeLine();
  const sent = line.live.send(letter('m1'));
  const ids: unknown[] = [];
  for (let i = 0; i < 3; i++) {
    const socket = line.hello();
    ids.push(socket.said.find((frame) => frame.op === 'send')?.id);
    socket.break();
    line.pass(15_000);
  }
  assert.deepEqual(ids, ['m1', 'm1', 'm1']);
  const last = line.hello();
  last.say({ op: 'sent', ref: last.said[0]?.ref, seq: 3 });
  assert.equal(await sent, 3);
  last.break();
  line.pass(15_000);
  assert.deepEqual(ops(line.hello()), [], 'confirmed is confirmed');
});

test('several messages keep their order over a break', () => {
  const line = new FakeLine();
  for (const id of ['m1', 'm2', 'm3']) void line.live.send(letter(id));
  line.hello().break();
  line.pass(500);
  const ids = line.hello().said.map((frame) => frame.id);
  assert.deepEqual(ids, ['m1', 'm2', 'm3']);
});

test('a line that takes a message and says nothing is taken for dead', () => {
  const line = new FakeLine();
  followed(line);
  const socket = line.hello();
  void line.live.send(letter('m1')).catch(() => undefined);
  line.pass(9_999);
  assert.equal(socket.closed, false);
  line.pass(1);
  assert.equal(socket.closed, true);
  line.pass(500);
  assert.ok(line.hello().said.some((frame) => frame.id === 'm1'));
});

test('a refused message fails with the server’s words and is not sent again', async () => {
  const line = new FakeLine();
  const sent = line.live.send(letter('m1'));
  const socket = line.hello();
  const error = { code: 'conflict', text: 'The session is over.', field: 'visit' };
  socket.say({ op: 'refused', ref: socket.said[0]?.ref, error });
  await assert.rejects(sent, { code: 'conflict', message: 'The session is over.', field: 'visit' });
  socket.break();
  line.pass(15_000);
  assert.deepEqual(ops(line.hello()), []);
});

test('a signal is never kept: it goes now or fails', async () => {
  const line = new FakeLine();
  followed(line);
  const message = { alliance: 'a', visit: 'v', sealed: 'AAAA' };
  await assert.rejects(line.live.signal(message), { status: 0 });
  const socket = line.hello();
  await line.live.signal(message);
  assert.deepEqual(ops(socket), ['follow', 'signal']);
  socket.break();
  await assert.rejects(line.live.signal(message), { status: 0 });
});

test('signals and presence reach the follower of their alliance only', () => {
  const line = new FakeLine();
  const heard: unknown[] = [];
  line.live.follow('a', 0, {
    event: () => undefined,
    signal: (signal) => heard.push(signal.from),
    presence: (account, here) => heard.push(`${account} ${here}`),
  });
  const socket = line.hello();
  for (const alliance of ['a', 'b']) {
    socket.say({ op: 'signal', alliance, visit: 'v', from: `from-${alliance}`, sealed: 'AAAA' });
    socket.say({ op: 'presence', alliance, account: 'x', here: alliance === 'a' });
  }
  assert.deepEqual(heard, ['from-a', 'x true']);
});

test('after stopping, nothing more is heard, and it is not followed again', () => {
  const line = new FakeLine();
  const seen: number[] = [];
  const stop = line.live.follow('a', 0, { event: (event) => seen.push(event.seq) });
  const socket = line.hello();
  socket.say(eventFrame(1));
  stop();
  socket.say(eventFrame(2));
  socket.break();
  line.pass(500);
  assert.deepEqual(ops(line.hello()), []);
  assert.deepEqual(seen, [1]);
});

test('a closed socket stays closed and fails what waits', async () => {
  const line = new FakeLine();
  const sent = line.live.send(letter('m1'));
  const socket = line.hello();
  line.live.close();
  await assert.rejects(sent, { code: 'closed' });
  await assert.rejects(line.live.send(letter('m2')), { code: 'closed' });
  assert.equal(socket.closed, true);
  assert.equal(line.live.state, 'closed');
  line.pass(60_000);
  line.wake.dispatchEvent(new Event('online'));
  assert.equal(line.sockets.length, 1);
});

test('listeners hear every change of the line, until they stop', () => {
  const line = new FakeLine();
  const heard: string[] = [];
  const stop = line.live.onState((state) => heard.push(state));
  followed(line);
  line.hello().break();
  line.pass(500);
  stop();
  line.hello();
  assert.deepEqual(heard, ['connecting', 'open', 'waiting', 'connecting']);
});

test('frames that are not as agreed are no frames', () => {
  const bad = [
    '',
    'null',
    '[]',
    '7',
    '{',
    '{"op":"new thing"}',
    '{"op":"hello"}',
    '{"op":"hello","now_ms":"1"}',
    '{"op":"hello","now_ms":1.5}',
    '{"op":"sent","ref":1}',
    '{"op":"event","alliance":"a"}',
    '{"op":"event","alliance":"a","event":{"seq":1,"at_ms":1,"kind":"odd","object":"o"}}',
    '{"op":"signal","alliance":"a","visit":null,"from":"x","sealed":"A"}',
    '{"op":"refused","ref":1}',
  ];
  for (const text of bad) assert.equal(parseFrame(text), null, text);
  assert.equal(parseFrame(new ArrayBuffer(4)), null);
  const line = new FakeLine();
  const seen = followed(line);
  const socket = line.hello();
  for (const text of bad) socket.say(text);
  socket.say(eventFrame(1));
  assert.deepEqual(seen, [1]);
});

const SIGNAL = { alliance: 'a', visit: 'v', sealed: 'AAAA' };

test('a signal into a silence brings a question; the answer to it changes nothing', async () => {
  const line = new FakeLine();
  followed(line, 7);
  const socket = line.hello();
  await line.live.signal(SIGNAL);
  assert.deepEqual(ops(socket), ['follow', 'signal'], 'somebody has just spoken');
  line.pass(1000);
  await line.live.signal(SIGNAL);
  await line.live.signal(SIGNAL);
  assert.deepEqual(ops(socket), ['follow', 'signal', 'signal', 'follow', 'signal']);
  assert.deepEqual(socket.said[3], { op: 'follow', alliance: 'a', after: 7 });
  socket.say({ op: 'followed', alliance: 'a', seq: 7 });
  line.pass(60_000);
  assert.equal(line.sockets.length, 1);
});

/** A signal into a silence, and no answer for half a second. */
async function doubted() {
  const line = new FakeLine();
  const seen = followed(line, 7);
  const states: string[] = [];
  line.live.onState((state) => states.push(state));
  const old = line.hello();
  line.pass(1000);
  await line.live.signal(SIGNAL);
  line.pass(500);
  return { line, seen, states, old };
}

test('a socket that does not answer a signal gets a rival; the one that speaks first is kept', async () => {
  const { line, seen, states, old } = await doubted();
  assert.equal(line.sockets.length, 2);
  assert.equal(old.closed, false, 'it may only be slow');
  line.hello();
  assert.equal(old.closed, true);
  assert.deepEqual(states, ['open', 'connecting', 'open'], 'the line is told to be back');
  assert.deepEqual(line.socket.said, [{ op: 'follow', alliance: 'a', after: 7 }]);
  old.say(eventFrame(8));
  assert.deepEqual(seen, [], 'what is left is not heard');
  line.socket.say(eventFrame(8));
  assert.deepEqual(seen, [8]);
  line.pass(60_000);
  assert.equal(line.sockets.length, 2, 'the doubt ended with the old one');
});

test('a slow socket that speaks at last beats its rival', async () => {
  const { line, states, old } = await doubted();
  old.say({ op: 'followed', alliance: 'a', seq: 7 });
  assert.equal(line.socket.closed, true);
  line.socket.say({ op: 'hello', now_ms: 1 });
  assert.deepEqual(states, ['open']);
  await line.live.signal(SIGNAL);
  assert.equal(old.said.at(-1)?.op, 'signal');
  line.pass(60_000);
  assert.equal(line.sockets.length, 2);
});

test('when neither speaks, or the rival is refused, both are left and it is tried again', async () => {
  for (const refused of [true, false]) {
    const { line, old } = await doubted();
    const rival = line.socket;
    if (refused) rival.break();
    else line.pass(10_000);
    assert.equal(old.closed, true);
    assert.equal(rival.closed, true);
    assert.equal(line.live.state, 'waiting');
    line.pass(500);
    assert.equal(line.sockets.length, 3);
    line.hello();
    assert.equal(line.live.state, 'open');
    line.pass(60_000);
    assert.equal(line.sockets.length, 3);
  }
});

test('a letter on its way through a change of sockets is said again, and settled once', async () => {
  const { line } = await doubted();
  const sent = line.live.send(letter('x'));
  line.hello();
  const again = line.socket.said.find((frame) => frame.op === 'send');
  assert.ok(again !== undefined);
  line.socket.say({ op: 'sent', ref: again.ref, seq: 9 });
  assert.equal(await sent, 9);
});

test('a network that is back is a reason to ask a socket that is open', () => {
  const line = new FakeLine();
  followed(line);
  line.hello();
  line.pass(1000);
  line.wake.dispatchEvent(new Event('online'));
  line.pass(500);
  assert.equal(line.sockets.length, 2);
});
