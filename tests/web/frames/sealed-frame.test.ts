// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MyKey, USE_AFTER_MS } from '../../../web/src/frames/my-key';
import { ReplayWindow, WINDOW } from '../../../web/src/frames/replay';
import {
  cutPlain,
  type FrameKind,
  joinSealed,
  parseSealed,
  SEAL_BYTES,
} from '../../../web/src/frames/sealed-frame';
import { TheirKeys } from '../../../web/src/frames/their-keys';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

/** A frame as VP8 begins it: a key frame has a 0 in the lowest bit. */
function picture(length: number, isKeyFrame: boolean) {
  const frame = random(length);
  frame[0] = ((frame[0] ?? 0) & 0xfe) | (isKeyFrame ? 0 : 1);
  return frame;
}

async function pair() {
  const clock = { ms: 0 };
  const mine = new MyKey(() => clock.ms);
  await mine.renew(true);
  const theirs = new TheirKeys();
  await theirs.take(mine.given());
  return { clock, mine, theirs };
}

async function sealed(mine: MyKey, kind: FrameKind, frame: Uint8Array<ArrayBuffer>) {
  const got = await mine.seal(kind, frame);
  assert.ok(got);
  return got;
}

test('a frame comes out as it went in, 25 bytes longer on the way, its start readable', async () => {
  const { mine, theirs } = await pair();
  const cases: Array<[FrameKind, Uint8Array<ArrayBuffer>, number]> = [
    ['video', picture(5000, true), 10],
    ['video', picture(1200, false), 3],
    ['video', picture(2, false), 2],
    ['video', picture(7, true), 7],
    ['audio', random(80), 1],
    ['audio', random(1), 1],
  ];
  for (const [kind, frame, clear] of cases) {
    const wire = await sealed(mine, kind, frame);
    assert.equal(wire.length, frame.length + SEAL_BYTES);
    assert.deepEqual(wire.subarray(0, clear), frame.subarray(0, clear));
    if (frame.length > clear + 8) {
      const rest = Buffer.from(frame.subarray(clear, clear + 8));
      assert.equal(Buffer.from(wire).includes(rest), false);
    }
    assert.deepEqual(await theirs.open(kind, wire), frame);
  }
});

test('one changed bit, wherever it is, and the frame is not opened', async () => {
  const { mine, theirs } = await pair();
  const wire = await sealed(mine, 'video', picture(60, true));
  for (let bit = 0; bit < wire.length * 8; bit++) {
    const changed = new Uint8Array(wire);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.equal(typeof (await theirs.open('video', changed)), 'string', `bit ${bit}`);
  }
  assert.notEqual(
    typeof (await theirs.open('video', wire)),
    'string',
    'and none of that spoiled it',
  );
});

test('whatever comes instead of a frame is refused, and harms nothing', async () => {
  const { mine, theirs } = await pair();
  for (let round = 0; round < 3000; round++) {
    const bytes = random(Math.floor(Math.random() * 90));
    for (const kind of ['audio', 'video'] as const) {
      const parsed = parseSealed(kind, bytes);
      assert.equal(parsed === null, bytes.length < SEAL_BYTES + 1);
      if (parsed !== null) {
        // Reading loses nothing: written again, it is the same.
        assert.deepEqual(joinSealed(parsed), bytes);
      }
      if (round < 300) assert.equal(typeof (await theirs.open(kind, bytes)), 'string');
    }
  }
  const frame = random(40);
  assert.deepEqual(await theirs.open('audio', await sealed(mine, 'audio', frame)), frame);
});

test('sound is not taken for picture', async () => {
  const { mine, theirs } = await pair();
  const wire = await sealed(mine, 'audio', picture(100, false));
  assert.equal(await theirs.open('video', wire), 'changed');
});

test('a frame counts once; overtaking is fine; what is too old is refused', async () => {
  const { mine, theirs } = await pair();
  const wires: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < WINDOW + 10; at++) wires.push(await sealed(mine, 'audio', random(3)));
  const open = async (at: number) => {
    const got = await theirs.open('audio', wires[at] ?? new Uint8Array(0));
    return typeof got === 'string' ? got : 'opened';
  };
  assert.equal(await open(3), 'opened');
  assert.equal(await open(1), 'opened');
  assert.equal(await open(3), 'repeated');
  assert.equal(await open(1), 'repeated');
  assert.equal(await open(2), 'opened');
  assert.equal(await open(WINDOW + 5), 'opened');
  assert.equal(await open(4), 'repeated', 'as old as the window is wide');
  assert.equal(await open(8), 'opened', 'late, but still known to be new');
  const both = await Promise.all([open(20), open(20)]);
  assert.deepEqual(both.sort(), ['opened', 'repeated']);
});

test('a window tells new from seen like a list of all that came', () => {
  const window = new ReplayWindow();
  const seen = new Set<number>();
  let top = -1;
  for (let round = 0; round < 20_000; round++) {
    const jump = Math.random() < 0.01 ? Math.floor(Math.random() * 3 * WINDOW) : 0;
    const counter = Math.max(0, top + jump + Math.floor(Math.random() * 300) - 250);
    const fresh = counter > top - WINDOW && !seen.has(counter);
    assert.equal(window.isNew(BigInt(counter)), fresh, `${counter} after ${top}`);
    if (!fresh) continue;
    window.take(BigInt(counter));
    seen.add(counter);
    top = Math.max(top, counter);
  }
});

test('a receiver follows steps by itself; whoever came later cannot look back', async () => {
  const { mine, theirs } = await pair();
  const early = await sealed(mine, 'audio', random(20));
  const late = new TheirKeys();
  for (let step = 1; step <= 7; step++) {
    assert.equal(await mine.step(), true);
    if (step === 3) await late.take(mine.given());
    const wire = await sealed(mine, 'audio', random(20));
    if (step === 5) continue; // as if lost on the way
    assert.notEqual(typeof (await theirs.open('audio', wire)), 'string', `step ${step}`);
    assert.equal(await theirs.open('audio', wire), 'repeated');
    if (step >= 3) assert.notEqual(typeof (await late.open('audio', wire)), 'string');
    else assert.equal(await late.open('audio', wire), 'no_key');
  }
  assert.equal(await late.open('audio', early), 'no_key');
  assert.equal(await mine.step(), false, 'then a new key is due');
});

test('a forged key id ahead of its time makes no step', async () => {
  const { mine, theirs } = await pair();
  const wire = await sealed(mine, 'audio', random(20));
  const forged = new Uint8Array(wire);
  forged[forged.length - 1] = 5;
  assert.equal(await theirs.open('audio', forged), 'changed');
  assert.notEqual(typeof (await theirs.open('audio', wire)), 'string');
});

test('a new key is used once those who stay have it, and opens for nobody else', async () => {
  const { clock, mine, theirs } = await pair();
  const gone = new TheirKeys();
  await gone.take(mine.given());
  await mine.renew(false);
  await theirs.take(mine.given());
  const between = await sealed(mine, 'audio', random(20));
  assert.notEqual(typeof (await theirs.open('audio', between)), 'string');
  clock.ms += USE_AFTER_MS;
  const after = await sealed(mine, 'audio', random(20));
  assert.equal(await gone.open('audio', after), 'no_key');
  assert.notEqual(typeof (await theirs.open('audio', after)), 'string');
  const lateOne = await theirs.open('audio', between);
  assert.equal(lateOne, 'repeated', 'the old key is still known for what is late');
});

test('without a key nothing leaves, nor a frame without anything in it', async () => {
  const none = new MyKey(() => 0);
  assert.equal(await none.seal('audio', random(20)), null);
  const { mine } = await pair();
  assert.equal(await mine.seal('audio', new Uint8Array(0)), null);
});

test('no counter comes twice, not over steps and new keys, nor from two frames at once', async () => {
  const { mine } = await pair();
  const seen = new Set<string>();
  let frames = 0;
  for (let round = 0; round < 12; round++) {
    const wires = await Promise.all([1, 2, 3].map((n) => sealed(mine, 'audio', random(n))));
    for (const wire of wires) {
      const { counter, kid } = parseSealed('audio', wire) ?? assert.fail();
      seen.add(`${kid} ${counter}`);
      frames++;
    }
    if (!(await mine.step())) await mine.renew(true);
  }
  assert.equal(seen.size, frames);
});

test('what stays readable is what a media server needs, and no more', () => {
  const clear = (kind: FrameKind, frame: Uint8Array<ArrayBuffer>) =>
    cutPlain(kind, frame).clear.length;
  assert.equal(clear('video', picture(900, true)), 10);
  assert.equal(clear('video', picture(900, false)), 3);
  assert.equal(clear('audio', random(90)), 1);
});
