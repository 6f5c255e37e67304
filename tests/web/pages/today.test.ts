// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Http } from '../../../web/src/net/http';
import { createDaysModel, parseDays } from '../../../web/src/pages/days';
import { newestMessage } from '../../../web/src/pages/newest-message';
import { restStep, stepOfToday } from '../../../web/src/pages/today';
import type { Visit } from '../../../web/src/visits/visit';

const DAY = '2026-11-22';

/** A server that remembers one day, a hand that rests when told, a line that can be cut. */
function day(kept: number | null = null) {
  const world = {
    up: true,
    puts: [] as unknown[],
    rest: () => {},
  };
  const http = {
    get: async () => ({ days: kept === null ? [] : [{ day: DAY, value: kept }] }),
    put: async (path: string, body: unknown) => {
      if (!world.up) throw new Error('no line');
      world.puts.push([path, body]);
      return {};
    },
  } as unknown as Http;
  const model = createDaysModel({
    http,
    today: () => DAY,
    after: (_, run) => {
      world.rest = run;
      return () => {
        world.rest = () => {};
      };
    },
  });
  return { model, world };
}
const settled = () => new Promise((done) => setImmediate(done));

test('nothing is answered before it is touched, and nothing is sent', async () => {
  const { model, world } = day();
  await model.load();
  world.rest();
  assert.equal(model.today.value, null);
  assert.deepEqual(world.puts, []);
});

test('while the hand moves only the last place is sent', async () => {
  const { model, world } = day();
  model.set(4);
  model.set(5);
  model.set(7);
  assert.equal(model.keeping.value, 'soon');
  world.rest();
  await settled();
  assert.deepEqual(world.puts, [[`/api/days/${DAY}`, { value: 7 }]]);
  assert.equal(model.keeping.value, 'kept');
});

test('an answer taken back before it was kept is never sent', async () => {
  const { model, world } = day();
  model.set(4);
  model.set(null);
  world.rest();
  await settled();
  assert.equal(model.today.value, null);
  assert.equal(model.keeping.value, 'no');
  assert.deepEqual(world.puts, []);
});

test('what was kept earlier today is shown, and taking back a later move returns to it', async () => {
  const { model, world } = day(6);
  await model.load();
  assert.equal(model.today.value, 6);
  model.set(9);
  model.set(null);
  assert.equal(model.today.value, 6);
  assert.equal(model.keeping.value, 'kept');
  world.rest();
  assert.deepEqual(world.puts, []);
});

test('an answer of the person is not overwritten by the one that loads later', async () => {
  const { model } = day(2);
  model.set(8);
  await model.load();
  assert.equal(model.today.value, 8);
});

test('a cut line is said, and the next move is kept', async () => {
  const { model, world } = day();
  world.up = false;
  model.set(3);
  world.rest();
  await settled();
  assert.equal(model.keeping.value, 'failed');
  world.up = true;
  model.set(4);
  world.rest();
  await settled();
  assert.equal(model.keeping.value, 'kept');
});

test('days out of shape are refused', () => {
  assert.throws(() => parseDays({}), TypeError);
  assert.throws(() => parseDays(null), TypeError);
  assert.throws(() => parseDays({ days: [null] }), TypeError);
  assert.throws(() => parseDays({ days: [{ day: DAY, value: 'x' }] }), TypeError);
});

test('a step put to rest is back tomorrow, and another may show meanwhile', () => {
  const kept = new Map<string, string>();
  const shelf = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const steps = ['walk', 'write'].map((id) => ({ id, text: id, why: '', goal: '' }));
  assert.equal(stepOfToday(steps, shelf, DAY)?.id, 'walk');
  restStep(shelf, 'walk', DAY);
  assert.equal(stepOfToday(steps, shelf, DAY)?.id, 'write');
  assert.equal(stepOfToday(steps, shelf, '2026-11-23')?.id, 'walk');
  assert.equal(stepOfToday([], shelf, DAY), null);
});

const visit = (id: string, starts_ms: number, started = true) =>
  ({ id, alliance: 'a', starts_ms, started_ms: started ? starts_ms : null }) as Visit;
const message = (seq: number, sender: string, sealed: string) =>
  ({ seq, at_ms: seq, kind: 'message', object: `m${seq}`, sender, visit: 'v', sealed }) as const;

function lookFor(histories: Record<string, ReturnType<typeof message>[]>) {
  const asked: string[] = [];
  const found = newestMessage(
    {
      chat: {
        history: async (_, of) => {
          asked.push(of);
          return histories[of] ?? [];
        },
      },
      alliances: {
        unseal: async (_alliance, _type, _object, sender, sealed) =>
          sealed === 'broken'
            ? { kind: 'refused', why: 'no' }
            : {
                kind: 'opened',
                id: 'm',
                sender,
                at_ms: 0,
                revision: 0,
                revised_ms: null,
                body: { text: sealed },
              },
      },
    },
    { id: 'a', conversation: 'c', other: 'mara' } as never,
    [visit('old', 1), visit('new', 5), visit('planned', 9, false)],
  );
  return { found, asked };
}

test('the newest word is the other’s last readable one, never my own', async () => {
  const { found } = lookFor({
    new: [message(3, 'mara', 'first'), message(4, 'mara', 'broken'), message(5, 'me', 'mine')],
  });
  assert.equal((await found)?.text, 'first');
});

test('a silent session leads to the one before; a planned one is not asked', async () => {
  const { found, asked } = lookFor({ old: [message(1, 'mara', 'long ago')] });
  assert.equal((await found)?.text, 'long ago');
  assert.deepEqual(asked, ['new', 'old']);
});

test('nothing written is nothing', async () => {
  assert.equal(await lookFor({}).found, null);
});
