// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import { parseHistory, TEXT_MAX } from '../../../web/src/conversations/chat';
import { createChatModel } from '../../../web/src/conversations/chat-model';

type Message = { seq: number; id: string; sender: string; text: string; signedId?: string };

/** A stored message; what is "sealed" is plain JSON here. */
function stored({ seq, id, sender, text, signedId }: Message) {
  const sealed = JSON.stringify({ id: signedId ?? id, body: { text } });
  const at_ms = seq * 1000;
  return { seq, at_ms, kind: 'message' as const, object: id, sender, visit: 'visit-1', sealed };
}

function aChat(history: ReturnType<typeof stored>[] = []) {
  const listeners: Array<(alliance: string, event: never) => void> = [];
  const world = {
    history,
    down: false,
    opened: 0,
    sent: [] as unknown[],
    send: async (): Promise<{ id: string; seq: number }> => ({ id: 'm1', seq: 50 }),
    tell(event: object, alliance = 'alliance-1') {
      for (const listener of [...listeners]) listener(alliance, event as never);
    },
  };
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
      line: signal('open'),
      onEvent(_kind: string, listener: (alliance: string, event: never) => void) {
        listeners.push(listener);
        return () => void listeners.splice(listeners.indexOf(listener), 1);
      },
      async unseal(_a: string, _t: string, _o: string, sender: string, sealed: string) {
        world.opened++;
        if (sealed === 'bent') return { kind: 'refused', why: 'It was changed on the way.' };
        return { kind: 'opened', sender, at_ms: 0, ...JSON.parse(sealed) };
      },
      async sendChat(_a: string, _v: string, body: unknown) {
        world.sent.push(body);
        return world.send();
      },
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
  const moved = stored({ seq: 2, id: 'b', sender: 'them', text: 'hi', signedId: 'another' });
  const empty = { ...stored({ seq: 3, id: 'c', sender: 'them', text: '' }) };
  empty.sealed = JSON.stringify({ id: 'c', body: { words: 7 } });
  const { chat, texts } = aChat([bent, moved, empty]);
  await chat.load();
  assert.deepEqual(texts(), ['refused', 'refused', 'refused']);
  const [first] = chat.lines.value;
  assert.ok(first?.content.kind === 'refused' && first.content.why.length > 0);
});

test('what is written stands at once, waits, and takes its place when it is durable', async () => {
  const { chat, world, texts } = aChat();
  let arrive: (sent: { id: string; seq: number }) => void = () => {};
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
  arrive({ id: 'm', seq: 8 });
  await sending;
  assert.deepEqual(texts(), ['hello', 'meanwhile']);
  assert.equal(chat.lines.value[0]?.delivery, 'sent');
});

test('my line that comes back before the answer does not stand twice', async () => {
  const { chat, world, texts } = aChat();
  let arrive: (sent: { id: string; seq: number }) => void = () => {};
  world.send = () =>
    new Promise((done) => {
      arrive = done;
    });
  const sending = chat.send('hello');
  world.tell(stored({ seq: 8, id: 'm', sender: 'me', text: 'hello' }));
  await settle();
  assert.deepEqual(texts(), ['hello']);
  arrive({ id: 'm', seq: 8 });
  await sending;
  assert.deepEqual(texts(), ['hello']);
});

test('a refused line stays and can be sent again', async () => {
  const { chat, world } = aChat();
  world.send = async () => {
    throw new Error('no');
  };
  await chat.send('hello');
  const [failed] = chat.lines.value;
  assert.equal(failed?.delivery, 'failed');
  world.send = async () => ({ id: 'm2', seq: 5 });
  await chat.resend(failed?.key ?? '');
  assert.deepEqual(
    chat.lines.value.map((line) => [line.key, line.delivery]),
    [['m2', 'sent']],
  );
  assert.deepEqual(world.sent, [{ text: 'hello' }, { text: 'hello' }]);
});

test('nothing but spaces is not sent', async () => {
  const { chat, world } = aChat();
  await chat.send(' \n\t ');
  assert.deepEqual([chat.lines.value, world.sent], [[], []]);
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
