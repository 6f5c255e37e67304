// SPDX-License-Identifier: Apache-2.0
// The therapist's prompts over the real core, in a session that the test moves.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import { createPromptsModel, type PromptSight } from '../../../web/src/visits/prompts-model';
import { loadCore } from '../core/load';
import { FakeClock } from './fakes';

const core = loadCore();
const calm: PromptSight = {
  startedMs: null,
  endsMs: 3_000_000,
  heard: true,
  seen: true,
  hidden: false,
  signs: [],
  feelings: [],
};

function room(kept = new Map<string, string>()) {
  const clock = new FakeClock();
  const sight = signal<PromptSight | null>(calm);
  const prompts = createPromptsModel({
    core: { promptChoose: async (facts, nowMs) => core.promptChoose(facts, nowMs) },
    sight,
    keep: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
    },
    now: clock.now,
    every: clock.every,
  });
  const now = () => prompts.prompt.value?.prompt ?? null;
  const change = (to: Partial<PromptSight>) => {
    sight.value = { ...calm, ...sight.peek(), ...to };
  };
  return { clock, sight, prompts, now, change };
}

test('a line that was away for three seconds asks for a summary when it is back', async () => {
  const { clock, change, now } = room();
  change({ heard: false, seen: false });
  await clock.pass(4000);
  assert.equal(now(), null, 'not while it is away');
  change({ heard: true, seen: true });
  await clock.pass(1000);
  assert.equal(now(), 'cut');
});

test('a picture that went before the voice did is no longer what to speak of', async () => {
  const { clock, change, now } = room();
  change({ seen: false });
  await clock.pass(1000);
  assert.equal(now(), 'unseen');
  change({ heard: false });
  await clock.pass(1000);
  assert.equal(now(), null, 'they write');
  await clock.pass(3000);
  change({ heard: true });
  await clock.pass(1000);
  assert.equal(now(), 'cut');
});

test('while nothing is heard there is nothing to say out loud', async () => {
  const { clock, change, now } = room();
  change({ startedMs: 0 });
  await clock.pass(61_000);
  assert.equal(now(), 'begin');
  change({ heard: false });
  await clock.pass(1000);
  assert.equal(now(), null);
});

test('a blink of the line is nothing to speak of', async () => {
  const { clock, change, now } = room();
  change({ heard: false });
  await clock.pass(2000);
  change({ heard: true });
  await clock.pass(2000);
  assert.equal(now(), null);
});

test('a picture that goes while the voice stays is named, and no more once it is back', async () => {
  const { clock, change, now } = room();
  change({ seen: false });
  await clock.pass(1000);
  assert.equal(now(), 'unseen');
  change({ seen: true });
  await clock.pass(1000);
  assert.equal(now(), null);
});

test('a sign calls for it, put away it stays away, and the next sign brings it back', async () => {
  const { clock, change, prompts, now } = room();
  change({ signs: [{ id: '1', from: 'a', what: 'again', atMs: 0 }] });
  await clock.pass(1000);
  assert.equal(now(), 'again');
  prompts.putAway('again');
  await clock.pass(2000);
  assert.equal(now(), null);
  await clock.pass(60_000);
  change({ signs: [{ id: '2', from: 'a', what: 'again', atMs: clock.now() }] });
  await clock.pass(1000);
  assert.equal(now(), 'again');
});

test('who was not private and is back is asked first', async () => {
  const { clock, change, now } = room();
  change({ hidden: true, seen: false });
  await clock.pass(1000);
  assert.equal(now(), null, 'a covered face is no lost picture');
  change({ hidden: false, seen: true });
  await clock.pass(1000);
  assert.equal(now(), 'private');
});

test('turned off, nothing is said, in the next session either', async () => {
  const kept = new Map<string, string>();
  const first = room(kept);
  first.change({ hidden: true });
  first.change({ hidden: false });
  await first.clock.pass(1000);
  assert.equal(first.now(), 'private');
  first.prompts.want(false);
  await first.clock.pass(1000);
  assert.equal(first.now(), null);
  const second = room(kept);
  assert.equal(second.prompts.wanted.value, false);
});

test('outside the room nothing is said', async () => {
  const { clock, sight, now } = room();
  sight.value = null;
  await clock.pass(120_000);
  assert.equal(now(), null);
});
