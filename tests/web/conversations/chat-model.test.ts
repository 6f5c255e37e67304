// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHistory, TEXT_MAX } from '../../../web/src/conversations/chat';
import { createChatModel } from '../../../web/src/conversations/chat-model';
import type { Row, ThreadNote } from '../../../web/src/vault/vault';

type Message = { seq: number; id: string; sender: string; text: string };

/** A stored message; what is "sealed" is plain JSON here. */
function stored({ seq, id, sender, text }: Message) {
  const sealed = JSON.stringify({ id, body: { text } });
  const at_ms = seq * 1000;
  return { seq, at_ms, kind: 'message' as const, object: id, sender, visit: 'visit-1', sealed };
}

function aChat(history: ReturnType<typeof stored>[] = []) {
  const listeners: Array<(alliance: string, event: never) => void> = [];
  const world = {
    history,
    down: false,
    opened: 0,
    posted: [] as unknown[],
    /** What waits on the device, in the outbox. */
    outbox: [] as Array<{ id: string; at_ms: number; sealed: string }>,
    notes: [] as ThreadNote[],
    post: async (): Promise<undefined> => undefined,
    send: async (): Promise<number> => 50,
    tell(event: object, alliance = 'alliance-1') {
      for (const listener of [...listeners]) listener(alliance, event as never);
    },
  };
  const open = (sender: string, sealed: string) =>
    sealed === 'bent'
      ? { kind: 'refused', why: 'It was changed on the way.' }
      : { kind: 'opened', sender, at_ms: 0, ...JSON.parse(sealed) };
  const chat = createChatModel({
    alliance: 'alliance-1',
    conversation: 'conversation-1',
    visit: 'visit-1',
    me: 'me',
    api: {
      history: async () => {
        if (world.down) throw new Error('no line');
        return world.history;
      },
    },
    alliances: {
      onEvent(_kind: string, listener: (alliance: string, event: never) => void) {
        listeners.push(listener);
        return () => void listeners.splice(listeners.indexOf(listener), 1);
      },
      unseal: async (_a: string, _t: string, _o: string, sender: string, sealed: string) =>
        open(sender, sealed),
      async openThread(_a: string, _t: string, _o: string, rows: Row[]) {
        world.opened += rows.length;
        return { opened: rows.map((row) => open(row.sender, row.sealed)), notes: world.notes };
      },
      async post(_a: string, _t: string, _o: string, _v: string, body: unknown) {
        await world.post();
        const id = `m${world.posted.push(body)}`;
        const item = { id, at_ms: 1, sealed: JSON.stringify({ id, body }) };
        world.outbox.push(item);
        return { ...item, sent: world.send() };
      },
      waiting: async () => world.outbox.map((item) => ({ ...item, sent: world.send() })),
    } as never,
    now: () => 1,
  });
  const texts = () =>
    chat.lines.value.map((line) => (line.content.kind === 'text' ? line.content.text : 'refused'));
  return { chat, world, texts };
}

const settle = () => new Promise((done) => setTimeout(done, 5));

test('lines stand by sequence number, however they arrive', async () => {
  const { chat, world, texts } = aChat([
    stored({ seq: 3, id: 'c', sender: 'them', text: 'three' }),
    stored({ seq: 1, id: 'a', sender: 'me', text: 'one' }),
  ]);
  world.tell(stored({ seq: 2, id: 'b', sender: 'them', text: 'two' }));
  await chat.load();
  assert.deepEqual(texts(), ['one', 'two', 'three']);
  assert.deepEqual(
    chat.lines.value.map((line) => line.mine),
    [true, false, false],
  );
});

test('a line that comes twice stands once and is opened once', async () => {
  const line = stored({ seq: 1, id: 'a', sender: 'them', text: 'once' });
  const { chat, world, texts } = aChat([line]);
  world.tell(line);
  await chat.load();
  world.tell(line);
  await settle();
  assert.deepEqual(texts(), ['once']);
  assert.equal(world.opened, 1);
});

test('lines of another session or alliance stay out', async () => {
  const { world, texts } = aChat();
  world.tell({ ...stored({ seq: 1, id: 'a', sender: 'them', text: 'x' }), visit: 'visit-2' });
  world.tell(stored({ seq: 2, id: 'b', sender: 'them', text: 'y' }), 'alliance-2');
  await settle();
  assert.deepEqual(texts(), []);
});

test('a line that is not what it claims to be is shown as refused, with why', async () => {
  const bent = { ...stored({ seq: 1, id: 'a', sender: 'them', text: '' }), sealed: 'bent' };
  const empty = { ...stored({ seq: 3, id: 'c', sender: 'them', text: '' }) };
  empty.sealed = JSON.stringify({ id: 'c', body: { words: 7 } });
  const { chat, texts } = aChat([bent, empty]);
  await chat.load();
  assert.deepEqual(texts(), ['refused', 'refused']);
  const [first] = chat.lines.value;
  assert.ok(first?.content.kind === 'refused' && first.content.why.length > 0);
});

test('what is written stands at once, waits, and takes its place when it is durable', async () => {
  const { chat, world, texts } = aChat();
  let arrive: (seq: number) => void = () => {};
  world.send = () =>
    new Promise((done) => {
      arrive = done;
    });
  const sending = chat.send('  hello \n');
  assert.deepEqual(texts(), ['hello']);
  assert.equal(chat.lines.value[0]?.delivery, 'sending');
  world.tell(stored({ seq: 9, id: 'b', sender: 'them', text: 'meanwhile' }));
  await settle();
  assert.deepEqual(texts(), ['meanwhile', 'hello'], 'what waits stands last');
  arrive(8);
  await sending;
  assert.deepEqual(texts(), ['hello', 'meanwhile']);
  assert.equal(chat.lines.value[0]?.delivery, 'sent');
});

test('my line that comes back before the answer does not stand twice', async () => {
  const { chat, world, texts } = aChat();
  let arrive: (seq: number) => void = () => {};
  world.send = () =>
    new Promise((done) => {
      arrive = done;
    });
  const sending = chat.send('hello');
  await settle();
  world.tell(stored({ seq: 8, id: 'm1', sender: 'me', text: 'hello' }));
  await settle();
  assert.deepEqual(texts(), ['hello']);
  arrive(8);
  await sending;
  assert.deepEqual(texts(), ['hello']);
});

test('a refused line stays and is sent again as the same message', async () => {
  const { chat, world } = aChat();
  world.send = async () => {
    throw new Error('no');
  };
  await chat.send('hello');
  const [failed] = chat.lines.value;
  assert.equal(failed?.delivery, 'failed');
  world.send = async () => 5;
  await chat.resend(failed?.key ?? '');
  await settle();
  assert.deepEqual(
    chat.lines.value.map((line) => [line.key, line.delivery]),
    [['m1', 'sent']],
  );
  assert.deepEqual(world.posted, [{ text: 'hello' }]);
});

test('a line that could not even be sealed stays, and is sealed at the second try', async () => {
  const { chat, world } = aChat();
  world.post = async () => {
    throw new Error('the key has changed');
  };
  await chat.send('hello');
  const [failed] = chat.lines.value;
  assert.equal(failed?.delivery, 'failed');
  world.post = async () => undefined;
  await chat.resend(failed?.key ?? '');
  assert.deepEqual(
    chat.lines.value.map((line) => [line.key, line.delivery]),
    [['m1', 'sent']],
  );
});

test('a line that waited over a reload stands there, goes out, and stands once', async () => {
  const { chat, world, texts } = aChat([stored({ seq: 1, id: 'a', sender: 'them', text: 'one' })]);
  world.outbox.push({
    id: 'w',
    at_ms: 7,
    sealed: JSON.stringify({ id: 'w', body: { text: 'two' } }),
  });
  let arrive: (seq: number) => void = () => {};
  world.send = () =>
    new Promise((done) => {
      arrive = done;
    });
  await chat.load();
  assert.deepEqual(texts(), ['one', 'two']);
  assert.equal(chat.lines.value[1]?.delivery, 'sending');
  arrive(2);
  await settle();
  assert.equal(chat.lines.value[1]?.delivery, 'sent');
  await chat.load();
  assert.deepEqual(texts(), ['one', 'two']);
});

test('what is missing is told', async () => {
  const { chat, world } = aChat([stored({ seq: 2, id: 'b', sender: 'them', text: 'two' })]);
  world.notes = [{ kind: 'missing', sender: 'them', before: 'b', why: 'A message is missing.' }];
  await chat.load();
  assert.deepEqual(chat.notes.value, world.notes);
});

test('nothing but spaces is not sent', async () => {
  const { chat, world } = aChat();
  await chat.send(' \n\t ');
  assert.deepEqual([chat.lines.value, world.posted], [[], []]);
});

test('only lines of the other count as unseen, until they are seen', async () => {
  const { chat, world } = aChat([stored({ seq: 1, id: 'a', sender: 'me', text: 'mine' })]);
  await chat.load();
  assert.equal(chat.unseen.value, 0);
  world.tell(stored({ seq: 2, id: 'b', sender: 'them', text: 'theirs' }));
  await settle();
  assert.equal(chat.unseen.value, 1);
  chat.seen();
  assert.equal(chat.unseen.value, 0);
});

test('a history that cannot be read says so and can be tried again', async () => {
  const { chat, world } = aChat([stored({ seq: 1, id: 'a', sender: 'them', text: 'x' })]);
  world.down = true;
  await chat.load();
  assert.equal(chat.state.value.kind, 'failed');
  world.down = false;
  await chat.load();
  assert.equal(chat.state.value.kind, 'ready');
  assert.equal(chat.lines.value.length, 1);
});

test('a history out of shape is refused', () => {
  const good = stored({ seq: 1, id: 'a', sender: 'them', text: 'x' });
  assert.equal(parseHistory({ messages: [good] }).length, 1);
  for (const bad of [null, {}, { messages: [null] }, { messages: [{ ...good, sealed: null }] }]) {
    assert.throws(() => parseHistory(bad), TypeError);
  }
  assert.throws(() => parseHistory({ messages: [{ ...good, seq: '1' }] }), TypeError);
});

test('a line longer than may be written is not shown', async () => {
  const long = stored({ seq: 1, id: 'a', sender: 'them', text: 'x'.repeat(TEXT_MAX + 1) });
  const { chat, texts } = aChat([long]);
  await chat.load();
  assert.deepEqual(texts(), ['refused']);
});
