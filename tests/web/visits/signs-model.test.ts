// SPDX-License-Identifier: Apache-2.0
// Two or three people on a line that the test can cut, with a clock that it moves.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createSignsModel,
  FEELING_SHOWN_MS,
  SIGN_SHOWN_MS,
  type SignsModel,
  STANDING_HOLDS_MS,
} from '../../../web/src/visits/signs-model';
import { FakeClock, settle } from './fakes';

type Person = { signs: SignsModel; held: boolean; hear: (from: string, body: unknown) => void };

class Room {
  clock = new FakeClock();
  people = new Map<string, Person>();
  cut = false;
  sent: unknown[] = [];
  #ids = 0;
  #all: readonly string[];
  #memories = new Map<string, Map<string, string>>();
  constructor(...all: string[]) {
    this.#all = all;
    for (const name of all) this.open(name);
  }
  /** Opens the page of one person, or opens it again. */
  open(name: string): SignsModel {
    this.people.get(name)?.signs.stop();
    const kept = this.#memories.get(name) ?? new Map<string, string>();
    this.#memories.set(name, kept);
    let hear: Person['hear'] = () => {};
    const person = { held: false } as Person;
    person.signs = createSignsModel({
      alliance: 'alliance-1',
      visit: 'visit-1',
      others: this.#all.filter((one) => one !== name),
      alliances: {
        onSignal: (_visit, listener) => {
          hear = listener;
          return () => {
            hear = () => {};
          };
        },
        sendSignal: async (_alliance, _visit, body) => {
          if (this.cut) throw new Error('cut');
          this.sent.push(body);
          await Promise.resolve();
          for (const [other, { hear: theirs }] of this.people) {
            if (other !== name) theirs(name, body);
          }
        },
      },
      hold: (held) => {
        person.held = held;
      },
      memory: {
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
        removeItem: (key) => void kept.delete(key),
      },
      random: () => `id-${++this.#ids}`,
      now: this.clock.now,
      every: this.clock.every,
    });
    person.hear = (from, body) => hear(from, body);
    this.people.set(name, person);
    return person.signs;
  }
  get(name: string): Person {
    const found = this.people.get(name);
    assert.ok(found);
    return found;
  }
}

test('a sign is shown to the other, and the one who gave it knows what came of it', async () => {
  const room = new Room('mara', 'jonas');
  const mara = room.get('mara').signs;
  const jonas = room.get('jonas').signs;
  jonas.say('slower');
  assert.equal(jonas.said.value?.sent, 'going');
  await settle();
  assert.deepEqual(
    mara.shown.value.map((one) => [one.from, one.what]),
    [['jonas', 'slower']],
  );
  assert.deepEqual(jonas.said.value?.shownTo, ['mara']);
  mara.yes(mara.shown.value[0]?.id ?? '');
  await settle();
  assert.deepEqual(mara.shown.value, []);
  assert.deepEqual(jonas.said.value?.yesFrom, ['mara']);
});

test('a sign can be given again, and goes by itself', async () => {
  const room = new Room('mara', 'jonas');
  const mara = room.get('mara').signs;
  const jonas = room.get('jonas').signs;
  jonas.say('again');
  await room.clock.pass(SIGN_SHOWN_MS - 2000);
  const [first] = mara.shown.value;
  jonas.say('again');
  await settle();
  assert.equal(mara.shown.value.length, 1);
  assert.notEqual(mara.shown.value[0]?.id, first?.id);
  await room.clock.pass(SIGN_SHOWN_MS - 2000);
  assert.equal(mara.shown.value.length, 1, 'the second has a time of its own');
  await room.clock.pass(4000);
  assert.deepEqual([mara.shown.value, jonas.said.value], [[], null]);
});

test('a sign on a cut line is told as not sent', async () => {
  const room = new Room('mara', 'jonas');
  room.cut = true;
  room.get('jonas').signs.say('pause');
  await settle();
  assert.equal(room.get('jonas').signs.said.value?.sent, 'no');
  assert.deepEqual(room.get('mara').signs.shown.value, []);
});

test('a yes to an older sign says nothing about the newer', async () => {
  const room = new Room('mara', 'jonas');
  const jonas = room.get('jonas').signs;
  jonas.say('slower');
  const old = jonas.said.value?.id;
  jonas.say('pause');
  await settle();
  room.get('jonas').hear('mara', { kind: 'sign_answer', to: old, answer: 'yes' });
  assert.deepEqual(jonas.said.value?.yesFrom, []);
});

test('only the people of the alliance are listened to', async () => {
  const room = new Room('mara', 'jonas');
  room.get('mara').hear('somebody', { kind: 'sign', id: 'x', word: 'pause' });
  room.get('mara').hear('somebody', { kind: 'standing', hidden: true, mirror: true, ask: false });
  assert.deepEqual(room.get('mara').signs.shown.value, []);
  assert.deepEqual(room.get('mara').signs.hiddenOthers.value, []);
});

test('not private holds this device, covers the other, and both are back with one tap', async () => {
  const room = new Room('mara', 'jonas');
  const { signs } = room.get('jonas');
  signs.setHidden(true);
  assert.equal(room.get('jonas').held, true, 'at once, before anything is sent');
  await settle();
  assert.deepEqual(room.get('mara').signs.hiddenOthers.value, ['jonas']);
  assert.equal(room.get('mara').held, false, 'only who said it stops sending');
  signs.setHidden(false);
  await settle();
  assert.equal(room.get('jonas').held, false);
  assert.deepEqual(room.get('mara').signs.hiddenOthers.value, []);
});

test('not private holds on a cut line, outlives a reload of either side, and does not outlive the device', async () => {
  const room = new Room('mara', 'jonas');
  room.cut = true;
  room.get('jonas').signs.setHidden(true);
  assert.equal(room.get('jonas').held, true);
  room.cut = false;
  await room.clock.pass(6000);
  assert.deepEqual(room.get('mara').signs.hiddenOthers.value, ['jonas'], 'said when it could be');
  room.open('jonas');
  assert.equal(room.get('jonas').held, true, 'after a reload, too');
  room.open('mara').arrive();
  await settle();
  assert.deepEqual(room.get('mara').signs.hiddenOthers.value, ['jonas'], 'whoever comes back asks');
  room.get('jonas').signs.stop();
  room.people.delete('jonas');
  await room.clock.pass(STANDING_HOLDS_MS + 1000);
  assert.deepEqual(room.get('mara').signs.hiddenOthers.value, []);
});

test('a feeling is shown until it is taken back or may no longer be true', async () => {
  const room = new Room('mara', 'jonas');
  const mara = room.get('mara').signs;
  const jonas = room.get('jonas').signs;
  jonas.feel({ word: 'tense', own: '', degree: 7 });
  await settle();
  assert.equal(mara.feelings.value[0]?.what.word, 'tense');
  jonas.feel(null);
  await settle();
  assert.deepEqual([mara.feelings.value, jonas.feeling.value], [[], null]);
  jonas.feel({ word: null, own: 'far away', degree: null });
  await settle();
  assert.equal(mara.feelings.value[0]?.what.own, 'far away');
  await room.clock.pass(FEELING_SHOWN_MS + 1000);
  assert.deepEqual([mara.feelings.value, jonas.feeling.value], [[], null]);
  room.cut = true;
  jonas.feel({ word: 'sad', own: '', degree: null });
  await settle();
  assert.equal(jonas.feeling.value, null, 'nobody saw it, so it does not look shown');
});

test('the mirror needs the yes of everybody, and anybody can end it', async () => {
  const room = new Room('mara', 'jonas', 'eva');
  const mara = room.get('mara').signs;
  mara.setMirror(true);
  await settle();
  room.get('jonas').signs.setMirror(true);
  await settle();
  assert.equal(mara.mirror.value.all, false, 'two of three');
  assert.deepEqual(room.get('eva').signs.mirror.value, {
    mine: false,
    others: ['mara', 'jonas'],
    all: false,
  });
  room.get('eva').signs.setMirror(true);
  await settle();
  for (const name of ['mara', 'jonas', 'eva'])
    assert.equal(room.get(name).signs.mirror.value.all, true, name);
  room.get('jonas').signs.setMirror(false);
  await settle();
  for (const name of ['mara', 'jonas', 'eva'])
    assert.equal(room.get(name).signs.mirror.value.all, false, name);
});
