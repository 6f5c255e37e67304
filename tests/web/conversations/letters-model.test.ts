// SPDX-License-Identifier: Apache-2.0
// The thread of letters over a made-up house: what is "sealed" is plain JSON here.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLettersModel } from '../../../web/src/conversations/letters-model';

type Event = { kind: string; object: string; seq: number; sender: string };
type Heard = (alliance: string, event: Event) => void;

function stored(seq: number, id: string, sender: string, body: unknown, revision = 0) {
  const sealed = JSON.stringify({ id, body, revision });
  return { seq, at_ms: seq * 1000, kind: 'message', object: id, sender, visit: null, sealed };
}

type Stored = ReturnType<typeof stored>;

function aThread(first: Stored[] = []) {
  const listeners: Array<[string, Heard]> = [];
  const world = {
    stored: [...first],
    down: false,
    waiting: [] as Array<{ id: string; body: unknown }>,
    receipts: [] as Array<[number, number]>,
    attachments: [] as string[][],
    sent: null as ((seq: number) => void) | null,
    refuse: null as (() => void) | null,
    tell(kind: string, event: Stored) {
      for (const [of, listener] of [...listeners])
        if (of === kind) listener('a1', { ...event, kind } as never);
    },
  };
  const open = (sender: string, sealed: string) => {
    if (sealed === 'bent') return { kind: 'refused', why: 'It was changed on the way.' };
    const { id, body, revision } = JSON.parse(sealed);
    const revised_ms = revision > 0 ? 9000 : null;
    return { kind: 'opened', id, sender, at_ms: 0, revision, revised_ms, body };
  };
  const way = () =>
    new Promise<number>((done, fail) => {
      world.sent = done;
      world.refuse = () => fail(new Error('no'));
    });
  const page = (from: Stored[]) => {
    if (world.down) throw new Error('no line');
    return { messages: from.slice(0, 2) as never, more: from.length > 2 };
  };
  const model = createLettersModel({
    alliance: 'a1',
    conversation: 'c1',
    me: 'me',
    api: {
      before: async (_c, seq) =>
        page(world.stored.filter((one) => seq === null || one.seq < seq).reverse()),
      after: async (_c, seq) => ({
        messages: world.stored.filter((one) => one.seq > seq) as never,
        more: false,
      }),
      one: async (_c, id) => world.stored.find((one) => one.object === id) as never,
      reword: async (_c, id, body) => {
        world.attachments.push(body.attachments);
        world.stored = world.stored.map((one) =>
          one.object === id ? { ...one, sealed: body.sealed } : one,
        );
        return world.stored.find((one) => one.object === id) as never;
      },
    },
    alliances: {
      onEvent(kind: string, listener: Heard) {
        listeners.push([kind, listener]);
        return () => undefined;
      },
      unseal: async (_a: string, _t: string, _o: string, sender: string, sealed: string) =>
        open(sender, sealed),
      openThread: async (
        _a: string,
        _t: string,
        _o: string,
        rows: Array<{ sender: string; sealed: string }>,
      ) => ({ opened: rows.map((row) => open(row.sender, row.sealed)), notes: [] }),
      async post(_a: string, _t: string, _o: string, _v: null, body: unknown, files: string[]) {
        world.attachments.push(files);
        return { id: 'p1', at_ms: 99, sealed: JSON.stringify({ id: 'p1', body }), sent: way() };
      },
      waiting: async () =>
        world.waiting.map(({ id, body }) => ({
          id,
          at_ms: 5,
          sealed: JSON.stringify({ id, body, revision: 0 }),
          sent: way(),
        })),
      async reseal(_a: string, _t: string, _o: string, original: string, body: unknown) {
        const { id, revision } = JSON.parse(original);
        const next = revision + 1;
        return { id, revision: next, sealed: JSON.stringify({ id, body, revision: next }) };
      },
      receipt: (_a: string, delivered: number, read: number) =>
        world.receipts.push([delivered, read]),
    } as never,
  });
  const texts = () =>
    model.letters.value.map(({ content }) =>
      content.kind === 'text' ? content.text : content.kind,
    );
  return { model, world, texts };
}

const settle = () => new Promise((done) => setTimeout(done, 5));
const text = (words: string) => ({ text: words, files: [] });

test('the newest come first, older ones when they are asked for, all in order', async () => {
  const all = [1, 2, 3, 4, 5].map((n) => stored(n, `m${n}`, 'them', text(`${n}`)));
  const { model, texts } = aThread(all);
  await model.load();
  assert.deepEqual(texts(), ['4', '5']);
  assert.equal(model.older.value, true);
  await model.loadOlder();
  await model.loadOlder();
  assert.deepEqual(texts(), ['1', '2', '3', '4', '5']);
  assert.equal(model.older.value, false);
});

test('a letter stands on this device until the server has it, and then once', async () => {
  const { model, world, texts } = aThread();
  await model.load();
  await model.send('hello', [{ id: 'f1' } as never]);
  assert.deepEqual(texts(), ['hello']);
  assert.equal(model.stageOf(model.letters.value[0] as never), 'kept');
  assert.deepEqual(world.attachments, [['f1']]);
  // It comes back as news before `sent` does.
  world.tell('message', stored(7, 'p1', 'me', text('hello')));
  await settle();
  world.sent?.(7);
  await settle();
  assert.deepEqual(texts(), ['hello']);
  assert.equal(model.stageOf(model.letters.value[0] as never), 'sent');
});

test('what an earlier run could not send is shown and followed', async () => {
  const { model, world, texts } = aThread();
  world.waiting = [{ id: 'w1', body: text('from yesterday') }];
  world.down = true;
  await model.load();
  assert.deepEqual(texts(), ['from yesterday']);
  assert.equal(model.state.value, 'failed');
  world.refuse?.();
  await settle();
  assert.equal(model.stageOf(model.letters.value[0] as never), 'failed');
  world.down = false;
  await model.load();
  world.sent?.(3);
  await settle();
  assert.equal(model.stageOf(model.letters.value[0] as never), 'sent');
});

test('new words keep the files, a deletion keeps nothing', async () => {
  const file = { id: 'f1', key: 'k', name: 'n.txt', type: '', size: 3, sha256: 'h' };
  const { model, world, texts } = aThread([stored(1, 'm1', 'me', { text: 'one', files: [file] })]);
  await model.load();
  await model.edit('m1', 'uno');
  assert.deepEqual(texts(), ['uno']);
  assert.equal(model.letters.value[0]?.edited_ms, 9000);
  assert.deepEqual(world.attachments, [['f1']]);
  await model.remove('m1');
  assert.deepEqual(texts(), ['deleted']);
  assert.deepEqual(world.attachments[1], []);
});

test('an edit of the other is read again', async () => {
  const { model, world, texts } = aThread([stored(1, 'm1', 'them', text('one'))]);
  await model.load();
  world.stored = [stored(1, 'm1', 'them', { deleted: true }, 1)];
  world.tell('edited', stored(2, 'm1', 'them', null));
  await settle();
  assert.deepEqual(texts(), ['deleted']);
});

test('what is no letter, and what was bent, is said and not shown', async () => {
  const bent = { ...stored(2, 'm2', 'them', null), sealed: 'bent' };
  const { model, texts } = aThread([stored(1, 'm1', 'them', { text: 5 }), bent]);
  await model.load();
  assert.deepEqual(texts(), ['refused', 'refused']);
});

test('receipts turn sent into delivered and read, and hidden ones do not', async () => {
  const { model } = aThread([stored(4, 'm4', 'me', text('x'))]);
  await model.load();
  const [letter] = model.letters.value;
  assert.ok(letter);
  assert.equal(model.stageOf(letter), 'sent');
  model.heard({ account: 'them', delivered: 4, read: null });
  assert.equal(model.stageOf(letter), 'delivered');
  model.heard({ account: 'them', delivered: 4, read: 3 });
  assert.equal(model.stageOf(letter), 'delivered');
  model.heard({ account: 'them', delivered: 4, read: 4 });
  assert.equal(model.stageOf(letter), 'read');
  model.heard({ account: 'me', delivered: 9, read: 9 });
});

test('what is new is counted without opening it, and seen says so once', async () => {
  const all = [3, 4, 5].map((n) => stored(n, `m${n}`, n === 4 ? 'me' : 'them', text(`${n}`)));
  const { model, world } = aThread(all);
  assert.equal(model.unread.value, null);
  model.heard({ account: 'me', delivered: 2, read: 2 });
  await settle();
  assert.equal(model.unread.value, 2);
  assert.deepEqual(world.receipts, [[5, 2]]);
  world.tell('message', stored(6, 'm6', 'them', text('6')));
  assert.equal(model.unread.value, 3);
  await model.load();
  model.seen();
  assert.deepEqual(world.receipts.at(-1), [5, 5]);
  model.heard({ account: 'me', delivered: 6, read: 6 });
  assert.equal(model.unread.value, 0);
  const said = world.receipts.length;
  model.seen();
  assert.equal(world.receipts.length, said);
});
