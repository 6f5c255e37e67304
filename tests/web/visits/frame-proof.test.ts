// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noCounts } from '../../../web/src/frames/frame-engine';
import type { BrowserCounts, Expected } from '../../../web/src/frames/frame-watch';
import { createFrameProof, PROOF_MS } from '../../../web/src/visits/frame-proof';

const both = { audio: true, video: true };
const expected: Expected = { out: both, in: both };

/** A line whose own picture may pass the worker by, looked at four times a second. */
function aLine() {
  const proof = createFrameProof();
  let nowMs = 0;
  let browser: BrowserCounts = { out: { audio: 0, video: 0 }, in: { audio: 0, video: 0 } };
  let worker = noCounts();
  const seen: string[] = [];
  return {
    proof,
    seen,
    /** A new link stands. */
    stands(sealing = true) {
      browser = { out: { audio: 0, video: 0 }, in: { audio: 0, video: 0 } };
      worker = noCounts();
      proof.stands(nowMs, sealing);
    },
    /** True when another link is asked for within so long. */
    goesOn(ms: number, honest: boolean): boolean {
      for (const end = nowMs + ms; nowMs < end; ) {
        nowMs += 250;
        for (const side of ['out', 'in'] as const) {
          for (const kind of ['audio', 'video'] as const) {
            browser[side][kind] += 10;
            if (!honest && side === 'out' && kind === 'video') continue;
            worker[side][kind].seen += 10;
            worker[side][kind].passed += 10;
          }
        }
        const another = proof.look(nowMs, browser, worker, expected);
        seen.push(proof.frames.peek());
        if (another) return true;
      }
      return false;
    },
  };
}

test('each link is counted before it is called sealed', () => {
  const line = aLine();
  line.stands();
  assert.equal(line.proof.frames.peek(), 'counting');
  assert.equal(line.goesOn(1000, true), false);
  assert.equal(line.proof.frames.peek(), 'sealed');
  line.stands();
  assert.equal(line.proof.frames.peek(), 'counting');
  assert.ok(line.proof.mayShow());
});

test('a browser that leaves the worker out is never called sealed, on no link, and nothing is shown again', () => {
  const line = aLine();
  for (let link = 0; link < 4; link++) {
    line.stands();
    line.goesOn(10_000, false);
    assert.equal(line.proof.frames.peek(), 'passed_by');
    assert.equal(line.proof.mayShow(), false);
  }
  assert.equal(line.seen.includes('sealed'), false);
  assert.equal(line.seen.lastIndexOf('counting') < 12, true, 'and once found it stays found');
});

test('after a finding a sound link is shown when it was sealed for three seconds without a break', () => {
  const line = aLine();
  line.stands();
  assert.equal(line.goesOn(5000, false), true);
  line.stands();
  assert.equal(line.goesOn(PROOF_MS - 500, true), false);
  assert.equal(line.proof.mayShow(), false);
  line.goesOn(1500, true);
  assert.equal(line.proof.frames.peek(), 'sealed');
  assert.ok(line.proof.mayShow());
});

test('another link is asked for at once, and then more and more seldom', () => {
  const line = aLine();
  const waits: number[] = [];
  for (let link = 0; link < 6; link++) {
    line.stands();
    const before = line.seen.length;
    assert.ok(line.goesOn(60_000, false));
    waits.push((line.seen.length - before) * 250);
  }
  assert.ok((waits[0] ?? 0) <= 2500, String(waits));
  assert.ok((waits[5] ?? 0) > 20_000 && (waits[5] ?? 0) <= 32_000, String(waits));
});

test('where one of the two cannot seal, the line says so', () => {
  const line = aLine();
  line.stands(false);
  assert.equal(line.proof.frames.peek(), 'line');
});
