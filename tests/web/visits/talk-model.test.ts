// SPDX-License-Identifier: Apache-2.0
// The talk mirror over the real core, with a clock and levels that the test moves.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import type { CoreClient } from '../../../web/src/core/core-types';
import type { PeerView } from '../../../web/src/visits/call';
import { createTalkModel, type Voice } from '../../../web/src/visits/talk-model';
import { voicesOf } from '../../../web/src/visits/talk-voices';
import { loadCore } from '../core/load';
import { FakeClock } from './fakes';

const core = loadCore();
const track = (name: string) => ({ id: name }) as MediaStreamTrack;
const mine = track('mine');
const theirs = track('theirs');

function room() {
  const clock = new FakeClock();
  const wanted = signal(false);
  const voices = signal<readonly Voice[]>([mine, theirs]);
  const levels = new Map([
    [mine, -70],
    [theirs, -70],
  ]);
  const listening = new Set<MediaStreamTrack>();
  const talk = createTalkModel({
    core: {
      talkStart: async (people) => core.talkStart(people),
      talkHear: async (ears, looks) => core.talkHear(ears, looks),
      talkLook: async (spans, people, nowMs) => core.talkLook(spans, people, nowMs),
    } satisfies Pick<CoreClient, 'talkStart' | 'talkHear' | 'talkLook'>,
    wanted,
    voices,
    listen(one) {
      listening.add(one);
      return { decibels: () => levels.get(one) ?? -100, stop: () => void listening.delete(one) };
    },
    now: clock.now,
    every: clock.every,
  });
  const pass = (ms: number) => clock.pass(ms);
  /** Somebody who speaks breathes. */
  async function speak(ms: number): Promise<void> {
    for (let gone = 0; gone < ms; gone += 3000) {
      levels.set(mine, -30);
      await pass(2800);
      levels.set(mine, -70);
      await pass(200);
    }
  }
  return {
    wanted,
    voices,
    levels,
    listening,
    talk,
    pass,
    speak,
    why: () => talk.mirror.value?.why,
  };
}

test('nothing is listened to before everybody said yes', async () => {
  const { listening, talk, pass } = room();
  await pass(5000);
  assert.equal(listening.size, 0);
  assert.equal(talk.mirror.value, null);
});

test('after half a minute both see how the time was shared', async () => {
  const { wanted, levels, talk, pass, why } = room();
  wanted.value = true;
  await pass(6000);
  assert.equal(why(), 'too_little');
  levels.set(mine, -30);
  await pass(15_000);
  levels.set(mine, -70);
  levels.set(theirs, -30);
  await pass(15_000);
  levels.set(theirs, -70);
  await pass(6000);
  const seen = talk.mirror.value;
  assert.equal(seen?.why, 'shown');
  assert.equal(seen.people[0]?.part, 'third');
  assert.equal(seen.people[1]?.part, 'third');
  assert.ok(seen.silent.permille > 200);
});

test('a line that is away is nobody’s silence', async () => {
  const { wanted, voices, talk, pass, speak } = room();
  wanted.value = true;
  await pass(1000);
  await speak(31_000);
  voices.value = [mine, null];
  await pass(60_000);
  voices.value = [mine, theirs];
  await pass(6000);
  assert.ok((talk.mirror.value?.heardMs ?? 0) < 40_000);
  assert.equal(talk.mirror.value?.people[0]?.part, 'nine_tenths');
});

test('one takes the yes back and all is forgotten at once', async () => {
  const { wanted, listening, talk, pass, speak, why } = room();
  wanted.value = true;
  await pass(1000);
  await speak(36_000);
  assert.equal(why(), 'shown');
  wanted.value = false;
  assert.ok(talk.mirror.value === null);
  assert.equal(listening.size, 0);
  wanted.value = true;
  await pass(6000);
  assert.equal(why(), 'too_little', 'it begins anew');
});

test('another microphone is listened to and the old one let go', async () => {
  const { wanted, voices, listening, pass } = room();
  const other = track('other');
  wanted.value = true;
  await pass(1000);
  voices.value = [other, theirs];
  await pass(1000);
  assert.deepEqual([...listening], [theirs, other]);
});

test('voices are the own one first, muted ones silent, and none while one is not private', () => {
  const sending = { microphone: 'on', camera: false } as const;
  const peer = (account: string, state: PeerView['state']['kind'], microphone: 'on' | 'muted') =>
    ({
      account,
      state: { kind: state },
      remote: { audio: theirs, video: null },
      theirSending: { microphone, camera: false },
    }) as unknown as PeerView;
  const me = { audio: mine, sending };
  assert.deepEqual(voicesOf(me, ['a'], [peer('a', 'flowing', 'on')], false), [mine, theirs]);
  assert.deepEqual(voicesOf(me, ['a'], [peer('a', 'flowing', 'muted')], false), [mine, 'silent']);
  assert.deepEqual(voicesOf(me, ['a'], [peer('a', 'lost', 'on')], false), [mine, null]);
  assert.deepEqual(voicesOf(me, ['a', 'b'], [peer('b', 'flowing', 'on')], false), [
    mine,
    null,
    theirs,
  ]);
  assert.deepEqual(voicesOf(me, ['a'], [peer('a', 'flowing', 'on')], true), [null, null]);
  const muted = { audio: mine, sending: { ...sending, microphone: 'muted' } as const };
  assert.deepEqual(voicesOf(muted, ['a'], [peer('a', 'flowing', 'on')], false), ['silent', theirs]);
});
