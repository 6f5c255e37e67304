// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpError } from '../../../web/src/net/http';
import type { Visit } from '../../../web/src/visits/visit';
import { createVisitsModel } from '../../../web/src/visits/visits-model';
import { aVisit, chairs, fakeAlliances, settle } from './fakes';

function aModel(stored: Visit[]) {
  const alliances = fakeAlliances();
  const server = {
    stored,
    down: false,
    gets: [] as Array<(visit: Visit) => void>,
    /** What an act makes of the session. */
    acts: null as Visit | null,
  };
  const model = createVisitsModel({
    api: {
      list: async () => {
        if (server.down) throw new HttpError(0, 'line', 'no line');
        return server.stored;
      },
      get: (id) =>
        new Promise((done, fail) => {
          if (server.down) fail(new HttpError(0, 'line', 'no line'));
          else if (server.gets.length > 0) server.gets.push(done);
          else done(server.stored.find((visit) => visit.id === id) as Visit);
        }),
      gaps: async () => {},
      plan: async (plan) => aVisit({ ...plan, id: 'planned', starts_ms: 500 }),
      event: async (id) => server.acts ?? aVisit({ id, state: 'open', seq: 2 }),
      trouble: async (id) => aVisit({ id }),
      delay: async (id, delay_minutes) => aVisit({ id, delay_minutes }),
    },
    alliances: alliances as never,
  });
  return { model, alliances, server };
}

test('sessions are listed newest first, and the next one is known', async () => {
  const { model } = aModel([aVisit({ id: 'a', starts_ms: 1 }), aVisit({ id: 'b', starts_ms: 2 })]);
  await model.load();
  assert.deepEqual(
    model.visits.value.map((visit) => visit.id),
    ['b', 'a'],
  );
  assert.equal(model.next.value?.id, 'a');
  assert.equal(model.state.value.kind, 'ready');
});

test('a failed load keeps the last list and says so', async () => {
  const { model, server } = aModel([aVisit()]);
  await model.load();
  server.down = true;
  await model.load();
  assert.equal(model.state.value.kind, 'failed');
  assert.equal(model.visits.value.length, 1);
});

test('what is planned stands in the list at once', async () => {
  const { model } = aModel([]);
  const plan = { alliance: 'x', wall: 'now', zone: 'UTC', minutes: 50, medium: 'text' } as const;
  await model.plan(plan);
  assert.equal(model.nextOf('x')?.medium, 'text');
});

test('news of a session makes it read again; a broken line changes nothing', async () => {
  const { model, alliances, server } = aModel([aVisit()]);
  await model.load();
  server.stored = [aVisit({ chairs: chairs('waiting') })];
  alliances.tell('visit-1');
  await settle();
  assert.equal(model.find('visit-1')?.chairs[1]?.presence, 'waiting');
  server.down = true;
  alliances.tell('visit-1');
  await settle();
  assert.equal(model.find('visit-1')?.chairs[1]?.presence, 'waiting');
});

test('news that say what the session is now are taken as they are, the older ones left', async () => {
  const { model, alliances, server } = aModel([aVisit()]);
  await model.load();
  server.stored = [];
  const presence = () => model.find('visit-1')?.chairs[1]?.presence;
  alliances.tell('visit-1', aVisit({ seq: 5, chairs: chairs('waiting') }));
  assert.equal(presence(), 'waiting');
  alliances.tell('visit-1', aVisit({ seq: 4, chairs: chairs('away') }));
  assert.equal(presence(), 'waiting');
  // What my own act made of it is known before the event of it comes, and after older news.
  server.acts = aVisit({ seq: 7, state: 'open', chairs: chairs('in', 'in') });
  await model.act('visit-1', 'admit');
  alliances.tell('visit-1', aVisit({ seq: 6, chairs: chairs('waiting', 'in') }));
  assert.equal(presence(), 'in');
});

test('news that cannot be read, or are of another session, are read again', async () => {
  for (const now of [7, {}, aVisit({ id: 'visit-2', state: 'ended' })]) {
    const { model, alliances, server } = aModel([aVisit()]);
    await model.load();
    server.stored = [aVisit({ chairs: chairs('waiting') })];
    alliances.tell('visit-1', now);
    await settle();
    assert.equal(model.find('visit-1')?.chairs[1]?.presence, 'waiting');
    assert.equal(model.find('visit-2'), null);
  }
});

test('an answer that is older than what is known overwrites nothing, whenever it comes', async () => {
  const { model, server } = aModel([aVisit()]);
  await model.load();
  server.gets.push(() => {});
  const slow = model.refresh('visit-1');
  await model.act('visit-1', 'admit');
  server.gets[1]?.(aVisit({ state: 'planned' }));
  await slow;
  assert.equal(model.find('visit-1')?.state, 'open');
});

test('a list that was long on its way takes nothing back: neither what is newer, nor what was planned since', async () => {
  const { model, alliances, server } = aModel([aVisit(), aVisit({ id: 'gone' })]);
  await model.load();
  server.stored = [aVisit({ seq: 3 })];
  const slow = model.load();
  alliances.tell('visit-1', aVisit({ seq: 4, chairs: chairs('waiting') }));
  alliances.tell('new', aVisit({ id: 'new', seq: 5 }));
  await slow;
  assert.equal(model.find('visit-1')?.chairs[1]?.presence, 'waiting');
  assert.deepEqual(model.visits.value.map(({ id }) => id).sort(), ['new', 'visit-1']);
});

test('after stop, news is not listened to', async () => {
  const { model, alliances, server } = aModel([aVisit()]);
  await model.load();
  model.stop();
  server.stored = [aVisit({ state: 'ended' })];
  alliances.tell('visit-1');
  await settle();
  assert.equal(model.find('visit-1')?.state, 'planned');
});
