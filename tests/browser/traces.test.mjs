// SPDX-License-Identifier: Apache-2.0
// The search for markers finds what it should: else it would prove nothing.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { openHouse } from './house.mjs';
import { openRecorder, unmasked } from './recorder.mjs';
import { heldBy, holds } from './traces.mjs';

const MARK = 'marker-of-a-word/that?nobody>wrote';

test('a marker is found in every form, wherever it begins', () => {
  for (let before = 0; before < 7; before++) {
    for (let behind = 0; behind < 4; behind++) {
      const all = Buffer.from('x'.repeat(before) + MARK + 'y'.repeat(behind));
      for (const how of ['latin1', 'base64', 'base64url'])
        assert.ok(holds(Buffer.from(all.toString(how)), MARK), `${how} ${before} ${behind}`);
    }
  }
  assert.ok(holds(Buffer.from(`a${MARK}`, 'utf16le'), MARK));
  assert.ok(holds(Buffer.from(`a${MARK}`, 'utf16le').swap16(), MARK));
  assert.ok(!holds(Buffer.from(MARK.slice(1)), MARK));
});

test('a marker is found across the pieces of a stream', async () => {
  const all = Buffer.from(`${'x'.repeat(99)}${MARK}`);
  for (let cut = 1; cut < all.length; cut++) {
    const pieces = [all.subarray(0, cut), all.subarray(cut)];
    assert.deepEqual(await heldBy(pieces, [MARK, 'nothing']), [MARK]);
  }
});

test('a marker is found beside long runs of nothing', async () => {
  const wide = Buffer.from(MARK, 'utf16le');
  const nothing = () => Buffer.alloc(1 << 16);
  for (const bytes of [Buffer.from(MARK), wide, Buffer.from(wide).swap16()])
    for (let cut = 0; cut <= 2; cut++) {
      const pieces = [
        nothing(),
        bytes.subarray(0, -cut || undefined),
        bytes.subarray(bytes.length - cut),
      ];
      assert.deepEqual(await heldBy([...pieces, nothing()], [MARK]), [MARK]);
    }
  // Its zeros may lie on the other side.
  const [first, last] = [wide.subarray(0, -1), Buffer.from(wide).swap16().subarray(1)];
  assert.deepEqual(await heldBy([nothing(), first, nothing()], [MARK]), [MARK]);
  assert.deepEqual(await heldBy([nothing(), last, nothing()], [MARK]), [MARK]);
});

test('frames of a browser are read without their mask', () => {
  const mask = Buffer.from([1, 2, 3, 255]);
  const frame = (text) => {
    const long = text.length > 125;
    const head = long
      ? [0x81, 0xfe, text.length >> 8, text.length & 255]
      : [0x81, 0x80 | text.length];
    return Buffer.concat([
      Buffer.from(head),
      mask,
      Buffer.from(text).map((byte, i) => byte ^ mask[i % 4]),
    ]);
  };
  const two = Buffer.concat([frame(MARK), frame('z'.repeat(300))]);
  assert.equal(unmasked(two).toString(), MARK + 'z'.repeat(300));
  assert.equal(unmasked(two.subarray(0, -1)).toString(), MARK);
});

test('the recorder keeps both directions', async () => {
  const server = createServer((_, answer) => answer.end(`${MARK}-down`)).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const recorder = await openRecorder(() => server.address().port);
  await (await fetch(`http://127.0.0.1:${recorder.port}/${MARK}-up`)).text();
  const runs = recorder.runs();
  assert.ok(runs.some((run) => holds(run, '-up')));
  assert.ok(runs.some((run) => holds(run, `${MARK}-down`)));
  await recorder.close();
  server.closeAllConnections();
  server.close();
});

test('what lies in the memory of the daemon lies in its core', async () => {
  const house = await openHouse();
  try {
    // Half a head: the daemon keeps it while it waits for the rest.
    const line = connect(house.port, '127.0.0.1');
    line.write(`GET /${'x'.repeat(3000)}${MARK.replaceAll('>', '-')}`);
    await new Promise((done) => setTimeout(done, 300));
    const mark = MARK.replaceAll('>', '-');
    const held = await house.coreHolds([mark, 'marker-nobody-sent']);
    if (process.getuid() === 0) assert.deepEqual(held, [mark]);
    else assert.equal(held, null, 'the daemon lets nobody of its user take a core');
    line.destroy();
  } finally {
    await house.close();
  }
});
