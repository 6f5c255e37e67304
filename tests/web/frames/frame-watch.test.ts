// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noCounts } from '../../../web/src/frames/frame-engine';
import {
  type BrowserCounts,
  browserCounts,
  type Expected,
  FOLLOW_MS,
  watchFrom,
  watchStep,
} from '../../../web/src/frames/frame-watch';

/** What moves in each second of a case, and what is found at its end. */
type Second = {
  went?: Partial<Rates>;
  seen?: Partial<Rates>;
  passed?: Partial<Rates>;
  again?: Partial<Rates>;
};
type Rates = { outAudio: number; outVideo: number; inAudio: number; inVideo: number };

const all: Rates = { outAudio: 50, outVideo: 20, inAudio: 50, inVideo: 20 };
const none: Rates = { outAudio: 0, outVideo: 0, inAudio: 0, inVideo: 0 };
const fine: Second = { went: all, seen: all, passed: all };

const both = { audio: true, video: true };
const everything: Expected = { out: both, in: both };
const voices: Expected = {
  out: { audio: true, video: false },
  in: { audio: true, video: false },
};

function run(seconds: Second[], expected = everything): string[] {
  const browser: BrowserCounts = { out: { audio: 0, video: 0 }, in: { audio: 0, video: 0 } };
  const worker = noCounts();
  let watch = watchFrom(0);
  return seconds.map((second, at) => {
    for (const side of ['out', 'in'] as const) {
      for (const kind of ['audio', 'video'] as const) {
        const name = `${side}${kind === 'audio' ? 'Audio' : 'Video'}` as keyof Rates;
        browser[side][kind] += second.went?.[name] ?? 0;
        worker[side][kind].seen += second.seen?.[name] ?? 0;
        worker[side][kind].passed += second.passed?.[name] ?? 0;
        worker[side][kind].again += second.again?.[name] ?? 0;
      }
    }
    watch = watchStep(watch, (at + 1) * 1000, browser, worker, expected);
    return watch.verdict;
  });
}

test('sealed is said once frames were counted both ways, and not before', () => {
  const onlyOut = { ...none, outAudio: 50, outVideo: 20 };
  const inUnseen: Second = { went: all, seen: onlyOut, passed: onlyOut };
  assert.deepEqual(run([{}, fine, fine]), ['counting', 'sealed', 'sealed']);
  assert.deepEqual(run([inUnseen]), ['counting']);
});

test('a picture that is expected is waited for, though not for ever; without one the voice is enough', () => {
  const only = { ...none, outAudio: 50, inAudio: 50 };
  const voice: Second = { went: only, seen: only, passed: only };
  assert.deepEqual(run([voice, voice]), ['counting', 'sealed']);
  assert.deepEqual(run([voice], voices), ['sealed']);
});

test('a way that begins later has to be counted, too', () => {
  const only = { ...none, outAudio: 50, inAudio: 50 };
  const voice: Second = { went: only, seen: only, passed: only };
  const by: Second = { went: { ...only, outVideo: 20 }, seen: only, passed: only };
  assert.deepEqual(run([voice, by, by], voices), ['sealed', 'counting', 'passed_by']);
});

test('frames that go by without the worker are found within two seconds, on each way alone', () => {
  for (const name of Object.keys(all) as Array<keyof Rates>) {
    const without = { ...all, [name]: 0 };
    const by: Second = { went: all, seen: without, passed: without };
    const found = run([fine, by, by, by]);
    assert.equal(found[0], 'sealed', name);
    assert.equal(found[FOLLOW_MS / 1000 + 0], 'passed_by', name);
  }
});

test('frames of which none can be opened are found within two seconds', () => {
  const dark = { ...all, inAudio: 0, inVideo: 0 };
  const stuck: Second = { went: all, seen: all, passed: dark };
  assert.deepEqual(run([stuck, stuck, stuck]), ['counting', 'stuck', 'stuck']);
});

test('old frames that are sent once more, as a line is looked for with them, are no alarm', () => {
  const voice = { ...all, outVideo: 0, inVideo: 0 };
  const old = { ...voice, inVideo: 10 };
  const probed: Second = { went: old, seen: old, passed: voice, again: { inVideo: 10 } };
  assert.deepEqual([...new Set(run([fine, probed, probed, probed, probed]))], ['sealed']);
  const strange: Second = { went: old, seen: old, passed: voice, again: { inVideo: 1 } };
  assert.equal(run([fine, strange, strange, strange, strange]).at(-1), 'stuck');
});

test('silence is no alarm: a camera that is off, a microphone that is muted, a line that is down', () => {
  const quiet: Second = {
    went: { ...all, outVideo: 0, inVideo: 0 },
    seen: { ...all, outVideo: 0, inVideo: 0 },
    passed: { ...all, outVideo: 0, inVideo: 0 },
  };
  assert.deepEqual([...new Set(run([fine, quiet, quiet, quiet, {}, {}, {}, {}]))], ['sealed']);
});

test('a few frames on their way between two looks are no alarm', () => {
  const few: Second = { went: { ...none, inVideo: 1 } };
  assert.equal(run([fine, few, few, few, {}, {}]).at(-1), 'sealed');
});

test('the browser’s counts are read by kind and direction, all layers together', () => {
  const report = new Map<string, unknown>([
    ['a', { type: 'outbound-rtp', kind: 'audio', packetsSent: 7 }],
    ['b', { type: 'outbound-rtp', kind: 'video', framesEncoded: 3 }],
    ['c', { type: 'outbound-rtp', kind: 'video', framesEncoded: 2 }],
    ['d', { type: 'inbound-rtp', kind: 'audio', packetsReceived: 9 }],
    ['e', { type: 'inbound-rtp', kind: 'video', framesReceived: 4, packetsReceived: 90 }],
    ['f', { type: 'remote-inbound-rtp', kind: 'video', packetsReceived: 90 }],
    ['g', { type: 'candidate-pair' }],
  ]);
  const want = { out: { audio: 7, video: 5 }, in: { audio: 9, video: 4 } };
  assert.deepEqual(browserCounts(report), want);
});
