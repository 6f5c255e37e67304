// SPDX-License-Identifier: Apache-2.0
// The vectors of the talk mirror through WebAssembly and the client's wrapper.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TalkLoudness, TalkMirror, TalkShare } from '../../../web/src/core/talk';
import { loadCore, loadVectors } from './load';

const LOOK_MS = 100;
const core = loadCore();

type Flat = readonly [number, number, number];
type Hear = {
  name: string;
  people: number;
  steps: readonly (readonly [number, number[]])[];
  spans: readonly Flat[];
};
type Look = {
  name: string;
  people: number;
  nowMs: number;
  spans: readonly Flat[];
  expect: Partial<TalkMirror> | null;
};
const vectors = loadVectors<{ hear: readonly Hear[]; look: readonly Look[] }>('talk');

for (const { name, people, steps, spans } of vectors.hear)
  test(`who speaks: ${name}`, () => {
    const looks: TalkLoudness[] = [];
    let atMs = -LOOK_MS;
    for (const [untilMs, levelsDb] of steps)
      while (atMs < untilMs) {
        atMs += LOOK_MS;
        looks.push({ atMs, levelsDb });
      }
    // In two goes, so that what the ears remember is handed on.
    const half = Math.floor(looks.length / 2);
    const first = core.talkHear(core.talkStart(people), looks.slice(0, half));
    const second = core.talkHear(first.ears, looks.slice(half));
    const joined: [number, number, number][] = [];
    for (const { fromMs, toMs, speaking } of [...first.spans, ...second.spans]) {
      const last = joined.at(-1);
      if (fromMs === toMs) continue;
      if (last?.[1] === fromMs && last[2] === speaking) last[1] = toMs;
      else joined.push([fromMs, toMs, speaking]);
    }
    assert.deepEqual(joined, spans);
  });

for (const { name, people, nowMs, spans, expect } of vectors.look)
  test(`shares: ${name}`, () => {
    const list = spans.map(([fromMs, toMs, speaking]) => ({ fromMs, toMs, speaking }));
    if (expect === null) {
      assert.throws(() => core.talkLook(list, people, nowMs), RangeError);
      return;
    }
    const found = core.talkLook(list, people, nowMs);
    assert.equal(found.why, expect.why);
    assert.equal(found.heardMs, expect.heardMs);
    const same = (share: TalkShare, wanted: TalkShare | undefined) => {
      if (wanted === undefined) return;
      assert.equal(share.permille, wanted.permille);
      if (wanted.part !== null) assert.equal(share.part, wanted.part);
    };
    assert.equal(found.people.length, people);
    for (const [i, share] of found.people.entries()) same(share, expect.people?.[i]);
    same(found.together, expect.together);
    same(found.silent, expect.silent);
  });

test('levels and people that cannot be are refused', () => {
  const ears = core.talkStart(2);
  assert.throws(() => core.talkStart(4), RangeError);
  assert.throws(() => core.talkHear(ears, [{ atMs: 0, levelsDb: [0.5, -60] }]), RangeError);
  assert.throws(() => core.talkHear(ears, [{ atMs: 0, levelsDb: [-60] }]), RangeError);
  assert.throws(
    () => core.talkHear([4, ...ears.slice(1)], [{ atMs: 0, levelsDb: [-60, -60, -60, -60] }]),
    RangeError,
  );
});
