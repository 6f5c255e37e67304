// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { computed, signal } from '@preact/signals';
import { HttpError } from '../../../web/src/net/http';
import type { Call, CallState } from '../../../web/src/visits/call';
import type { Sending } from '../../../web/src/visits/call-signal';
import type { PeerFrames } from '../../../web/src/visits/frame-proof';
import type { Tracks } from '../../../web/src/visits/link';
import { createRoomModel } from '../../../web/src/visits/room-model';
import { callWish, minutesLeft, type Role } from '../../../web/src/visits/room-stage';
import {
  type Presence,
  presenceOf,
  type Visit,
  type VisitEvent,
} from '../../../web/src/visits/visit';
import { createVisitsModel } from '../../../web/src/visits/visits-model';
import { aChair, aVisit, chairs, FakeClock, fakeAlliances, memory, settle } from './fakes';

/** A call with one other that only remembers what it was told. */
function fakeCall(other: string) {
  const state = signal<CallState>({ kind: 'off' });
  const frames = signal<PeerFrames>('sealed');
  const told: string[] = [];
  /** What a call is once it was started. */
  const begin: { kind: 'flowing' | 'connecting' } = { kind: 'flowing' };
  const call: Call = {
    state,
    peers: computed(() => [
      {
        account: other,
        state: state.value,
        remote: { audio: null, video: null },
        theirSending: null,
        fingerprintHolds: 'yes',
        frames: frames.value,
      },
    ]),
    lineTo: () => null,
    follow(_account, wish) {
      const { kind } = state.peek();
      if (wish === 'off' && kind !== 'off') {
        told.push('stop');
        state.value = { kind: 'off' };
      } else if (wish === 'meet' && kind !== 'meeting') {
        told.push('meet');
        state.value = { kind: 'meeting' };
      } else if (wish === 'run' && !['connecting', 'flowing', 'lost'].includes(kind)) {
        told.push('start');
        state.value =
          begin.kind === 'flowing' ? { kind: 'flowing', gapMs: 0 } : { kind: 'connecting' };
      }
    },
    heard: (_from, said) => told.push(`heard ${said.kind}`),
    setLocal: () => {},
    lineIsBack: () => told.push('line'),
    addressChanged: () => told.push('address'),
    stop(goodbye) {
      told.push(goodbye ? 'bye' : 'stop');
      state.value = { kind: 'off' };
    },
  };
  return { call, told, state, frames, begin };
}

/** One person at one page, with a server that does what the test says. */
function aRoom(role: Role, start: Partial<Visit> = {}, kept = memory()) {
  const me = `the-${role}`;
  const other = role === 'client' ? 'the-therapist' : 'the-client';
  const clock = new FakeClock();
  clock.nowMs = 1_000_000;
  const alliances = fakeAlliances();
  const server = {
    visit: aVisit(start),
    events: [] as VisitEvent[],
    whom: [] as string[],
    refuse: null as HttpError | null,
    answer(event: VisitEvent): Visit {
      const move = (account: string, presence: Presence) =>
        this.visit.chairs.map((one) =>
          one.account === account ? { ...one, presence, came: true } : one,
        );
      if (event === 'arrive') {
        const where = role === 'therapist' || this.visit.state === 'open' ? 'in' : 'waiting';
        return { ...this.visit, chairs: move(me, where) };
      }
      if (event === 'leave') return { ...this.visit, chairs: move(me, 'away') };
      if (event === 'admit') return { ...this.visit, state: 'open', chairs: move(other, 'in') };
      if (event === 'end') return { ...this.visit, state: 'ended' };
      return this.visit;
    },
  };
  const visits = createVisitsModel({
    api: {
      list: async () => [server.visit],
      get: async () => server.visit,
      plan: async () => server.visit,
      gaps: async () => {},
      trouble: async () => server.visit,
      delay: async (_id, delay_minutes) => {
        server.visit = { ...server.visit, delay_minutes };
        return server.visit;
      },
      event: async (_id, event, whom) => {
        server.events.push(event);
        if (whom !== undefined) server.whom.push(whom);
        if (server.refuse !== null) throw server.refuse;
        server.visit = server.answer(event);
        return server.visit;
      },
    },
    alliances: alliances as never,
  });
  const tried: number[] = [];
  const { call, told, state, frames, begin } = fakeCall(other);
  const trust = signal<'introduced' | 'first_seen'>('introduced');
  const room = createRoomModel({
    visit: 'visit-1',
    alliance: 'alliance-1',
    me,
    role,
    others: [other],
    trust: () => trust.value,
    visits,
    tries: {
      note: (_visit, atMs) => tried.push(atMs),
      forget: () => tried.splice(0),
    },
    alliances: alliances as never,
    devices: {
      tracks: signal<Tracks>({ audio: null, video: null }),
      sending: signal<Sending>({ microphone: 'on', camera: true }),
    },
    core: {
      visitOpensMs: async (plan) => plan.startsMs - 1_800_000,
      visitLateMs: async (plan, _visit, _chair, nowMs) => Math.max(0, nowMs - plan.startsMs),
    },
    makeCall: () => call,
    memory: kept,
    now: clock.now,
    callNow: clock.now,
    every: clock.every,
    onAddressChange: () => () => {},
  });
  /** The server changed by itself, and says so. */
  const news = async (change: Partial<Visit>) => {
    server.visit = { ...server.visit, ...change };
    alliances.tell('visit-1');
    await settle();
  };
  return {
    room,
    server,
    clock,
    alliances,
    told,
    call: state,
    frames,
    begin,
    trust,
    kept,
    news,
    tried,
  };
}

/** Read anew each time; the compiler would remember the last comparison. */
function stageKind(room: ReturnType<typeof aRoom>['room']): string {
  return room.stage.value.kind;
}

test('a client goes from getting ready to waiting to the room, and the call follows', async () => {
  const { room, server, told, news } = aRoom('client');
  await room.load();
  assert.equal(stageKind(room), 'ready');
  assert.deepEqual(server.events, [], 'nobody is told anything yet');
  await room.enter();
  assert.equal(stageKind(room), 'waiting');
  await news({ chairs: chairs('waiting', 'in') });
  assert.deepEqual(told, ['line', 'meet']);
  await news({ state: 'open', chairs: chairs('in', 'in') });
  assert.equal(stageKind(room), 'room');
  assert.deepEqual(told, ['line', 'meet', 'start']);
});

test('the room is drawn when the call flows, and soon when it does not', async () => {
  for (const [flows, passes] of [
    [true, 50],
    [false, 300],
  ] as const) {
    const { room, news, clock, call, begin } = aRoom('client');
    begin.kind = 'connecting';
    await room.load();
    await room.enter();
    await news({ chairs: chairs('waiting', 'in') });
    await news({ state: 'open', chairs: chairs('in', 'in') });
    assert.equal(call.value.kind, 'connecting');
    assert.equal(stageKind(room), 'waiting', 'what the other waits for goes first');
    await clock.pass(50);
    assert.equal(stageKind(room), 'waiting');
    if (flows) call.value = { kind: 'flowing', gapMs: 0 };
    await clock.pass(passes);
    assert.equal(stageKind(room), 'room');
    // Later news are drawn at once.
    await news({ state: 'open', chairs: chairs('in', 'dropped') });
    const { stage } = room;
    assert.ok(stage.value.kind === 'room');
    assert.equal(presenceOf(stage.value.visit, 'the-therapist'), 'dropped');
    room.stop();
  }
});

test('a therapist hears the knock and opens the door', async () => {
  const { room, news, told } = aRoom('therapist');
  await room.load();
  await room.enter();
  const knocks = () => room.stage.value.kind === 'waiting' && room.stage.value.knocks.length > 0;
  assert.equal(stageKind(room), 'waiting');
  assert.equal(knocks(), false);
  await news({ chairs: chairs('waiting', 'in') });
  assert.equal(knocks(), true);
  await room.admit('the-client');
  assert.equal(stageKind(room), 'room');
  assert.equal(told.at(-1), 'start');
});

test('who comes early waits until the doors open, and is announced then', async () => {
  const { room, server, clock } = aRoom('client', { starts_ms: 1_000_000 + 1_800_000 + 5000 });
  await room.load();
  await room.enter();
  const early = room.stage.value;
  assert.ok(early.kind === 'waiting' && early.early);
  assert.deepEqual(server.events, []);
  await clock.pass(7000);
  assert.deepEqual(server.events, ['arrive']);
  const late = room.stage.value;
  assert.ok(late.kind === 'waiting' && !late.early);
});

test('a reload leads back inside without asking', async () => {
  const first = aRoom('client');
  await first.room.load();
  await first.room.enter();
  first.room.stop();
  const again = aRoom('client', { state: 'open', chairs: chairs('away', 'in') }, first.kept);
  await again.room.load();
  await settle();
  assert.deepEqual(again.server.events, ['arrive']);
  assert.equal(again.room.stage.value.kind, 'room');
});

test('a page for another session is not inside because this one is', async () => {
  const kept = memory();
  kept.setItem('rapport.room', 'another-visit');
  const { room, server } = aRoom('client', {}, kept);
  await room.load();
  assert.equal(stageKind(room), 'ready');
  assert.deepEqual(server.events, []);
});

test('when the server took us for gone, we say again that we are here', async () => {
  const { room, server, news } = aRoom('client', { state: 'open', chairs: chairs('away', 'in') });
  await room.load();
  await room.enter();
  await news({ chairs: chairs('dropped', 'in') });
  assert.deepEqual(server.events, ['arrive', 'arrive']);
  assert.equal(stageKind(room), 'room');
});

test('a broken line is tried again when it is back', async () => {
  const { room, server, alliances, tried } = aRoom('client');
  await room.load();
  alliances.line.value = 'waiting';
  server.refuse = new HttpError(0, 'line', 'no line');
  await room.enter();
  assert.equal(room.problem.value, null, 'the line is shown as such, not as a mistake');
  assert.deepEqual(tried, [1_000_000], 'the try that failed is remembered');
  server.refuse = null;
  alliances.line.value = 'open';
  await settle();
  assert.equal(presenceOf(server.visit, 'the-client'), 'waiting');
  assert.deepEqual(tried, [], 'and forgotten by who came in after all');
});

test('going out on purpose is told, ends the call, and a reload does not lead back in', async () => {
  const { room, server, told, kept } = aRoom('client', {
    state: 'open',
    chairs: chairs('away', 'in'),
  });
  await room.load();
  await room.enter();
  await room.leave();
  assert.ok(told.includes('bye'));
  assert.deepEqual(server.events, ['arrive', 'leave']);
  assert.equal(stageKind(room), 'ready');
  assert.equal(kept.getItem('rapport.room'), null);
});

test('going out in another window takes this one out too', async () => {
  const { room, server, news } = aRoom('client', { state: 'open', chairs: chairs('away', 'in') });
  await room.load();
  await room.enter();
  await news({ chairs: chairs('away', 'in') });
  assert.equal(stageKind(room), 'ready');
  assert.deepEqual(server.events, ['arrive'], 'it does not argue');
});

test('while only the line of the other is gone the call goes on; when they left it ends', async () => {
  const { room, told, news } = aRoom('therapist', { state: 'open', chairs: chairs('in') });
  await room.load();
  await room.enter();
  assert.deepEqual(told, ['line', 'start']);
  await news({ chairs: chairs('dropped', 'in') });
  assert.deepEqual(told, ['line', 'start']);
  assert.equal(stageKind(room), 'room');
  await news({ chairs: chairs('away', 'in') });
  assert.deepEqual(told, ['line', 'start', 'stop']);
});

test('signals that are changed on the way are told, once it is no chance, until one arrives whole', async () => {
  const { room, alliances } = aRoom('client', { state: 'open', chairs: chairs('away', 'in') });
  await room.load();
  await room.enter();
  for (let count = 0; count < 2; count++) alliances.refuse('the-therapist');
  assert.equal(room.changed.value, null);
  for (let count = 0; count < 9; count++) alliances.refuse('a-stranger');
  assert.equal(room.changed.value, null);
  alliances.refuse('the-therapist');
  assert.equal(room.changed.value, 'the-therapist');
  alliances.hear('the-therapist', { kind: 'nothing we know' });
  assert.equal(room.changed.value, null);
});

test('the end of the session is the end of the call', async () => {
  const { room, told, news, kept } = aRoom('client', {
    state: 'open',
    chairs: chairs('away', 'in'),
  });
  await room.load();
  await room.enter();
  await news({ state: 'ended' });
  assert.equal(stageKind(room), 'over');
  assert.equal(told.at(-1), 'stop');
  assert.equal(kept.getItem('rapport.room'), null);
});

test('a refused end leaves the call and says why', async () => {
  const { room, server, told } = aRoom('therapist', { state: 'open', chairs: chairs('in') });
  await room.load();
  await room.enter();
  server.refuse = new HttpError(409, 'conflict', 'no', 'only_open');
  await room.end();
  assert.equal(room.problem.value, server.refuse);
  assert.equal(told.at(-1), 'start');
});

test('signals of anybody but the other person never reach the call', async () => {
  const { alliances, told } = aRoom('client');
  const hello = {
    kind: 'hello',
    from: 'a',
    to: null,
    for: 'me',
    device: 'd',
    share: null,
    sending: { microphone: 'on', camera: true },
  };
  alliances.hear('a-stranger', hello);
  alliances.hear('the-therapist', { kind: 'nonsense' });
  assert.deepEqual(told, ['line']);
  alliances.hear('the-therapist', hello);
  assert.deepEqual(told, ['line', 'heard hello']);
});

test('"sealed" is said only of a flowing call whose key was proved and whose frames were counted', async () => {
  const { room, call, frames, trust } = aRoom('client', {
    state: 'open',
    chairs: chairs('away', 'in'),
  });
  await room.load();
  assert.equal(room.seal.value, 'none');
  await room.enter();
  const said = () => room.seal.value as string;
  assert.equal(said(), 'sealed');
  frames.value = 'counting';
  assert.equal(said(), 'none');
  frames.value = 'line';
  assert.equal(said(), 'line');
  for (const alarm of ['stuck', 'passed_by'] as const) {
    frames.value = alarm;
    assert.equal(said(), 'dark');
  }
  frames.value = 'sealed';
  trust.value = 'first_seen';
  assert.equal(said(), 'unproved');
  frames.value = 'line';
  assert.equal(said(), 'open', 'neither the person nor each frame');
  frames.value = 'sealed';
  call.value = { kind: 'lost', sinceMs: 0 };
  assert.equal(said(), 'none');
});

test('how long the other is awaited is read off the clock, and no longer once it began', async () => {
  const { room, clock, news } = aRoom('therapist');
  await room.load();
  await room.enter();
  await clock.pass(125_000);
  assert.equal(Math.floor((room.lateMs.value['the-client'] ?? 0) / 60_000), 2);
  await news({ state: 'open', chairs: chairs('in', 'in') });
  await clock.pass(1000);
  assert.deepEqual(room.lateMs.value, {});
});

test('the call is prepared only while both are there, for every pair of presences', () => {
  const places = ['away', 'waiting', 'in', 'dropped'] as const;
  const [me, other] = ['the-client', 'the-therapist'] as const;
  for (const client of places) {
    for (const therapist of places) {
      const planned = aVisit({ chairs: chairs(client, therapist) });
      const both = [client, therapist].every((one) => one === 'waiting' || one === 'in');
      assert.equal(callWish(planned, me, other, false), both ? 'meet' : 'off');
      const ended = { ...planned, state: 'ended' } as const;
      assert.equal(callWish(ended, other, me, true), 'off');
    }
  }
});

test('of three, whoever is put back loses the line to both, and the two others keep theirs', () => {
  const three = (anna: Presence, ben: Presence) =>
    aVisit({
      state: 'open',
      chairs: [
        aChair('therapist', 'mara', 'in'),
        aChair('client', 'anna', anna),
        aChair('client', 'ben', ben),
      ],
    });
  const wishes = (visit: Visit) =>
    ['mara anna', 'mara ben', 'anna ben'].map((pair) => {
      const [one = '', other = ''] = pair.split(' ');
      assert.equal(callWish(visit, one, other, true), callWish(visit, other, one, true));
      return callWish(visit, one, other, true);
    });
  assert.deepEqual(wishes(three('in', 'in')), ['run', 'run', 'run']);
  assert.deepEqual(wishes(three('waiting', 'in')), ['meet', 'run', 'meet']);
  assert.deepEqual(wishes(three('dropped', 'in')), ['run', 'run', 'run']);
  assert.deepEqual(wishes(three('away', 'in')), ['off', 'run', 'off']);
});

test('each of a couple is let in for themselves', async () => {
  const start = {
    chairs: [...chairs('waiting', 'in'), aChair('client', 'the-partner', 'waiting')],
  };
  const { room, server } = aRoom('therapist', start);
  await room.load();
  await room.enter();
  const knocks = () => (room.stage.value.kind === 'waiting' ? room.stage.value.knocks : null);
  assert.deepEqual(knocks(), ['the-client', 'the-partner']);
  await room.admit('the-client');
  assert.deepEqual(server.whom, ['the-client']);
  const stage = room.stage.value;
  assert.ok(stage.kind === 'room');
  assert.deepEqual(stage.knocks, ['the-partner']);
});

test('what the therapist says of the beginning is kept, and who waits reads it', async () => {
  const { room, server } = aRoom('therapist');
  await room.load();
  await room.delay(5);
  assert.equal(server.visit.delay_minutes, 5);
  assert.equal(room.busy.value, null);
});

test('minutes left are counted to the agreed end', () => {
  const visit = aVisit({ starts_ms: 0, minutes: 50 });
  assert.equal(minutesLeft(visit, 0), 50);
  assert.equal(minutesLeft(visit, 49.5 * 60_000), 1);
  assert.equal(minutesLeft({ ...visit, lost_ms: 120_000 }, 0), 52, 'what was lost is given back');
  assert.ok(minutesLeft(visit, 51 * 60_000) < 0);
});
