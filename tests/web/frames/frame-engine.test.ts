// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameEngine } from '../../../web/src/frames/frame-engine';
import { makeHalf, openBox, parseKeyBox } from '../../../web/src/frames/key-box';
import { USE_AFTER_MS } from '../../../web/src/frames/my-key';

const clock = { ms: 0 };
const engine = () => new FrameEngine(() => clock.ms);
const sound = () => ({ data: crypto.getRandomValues(new Uint8Array(60)).buffer });

/** What `from` gives, `to` takes. */
async function give(from: FrameEngine, to: FrameEngine, link = 'link'): Promise<boolean> {
  return to.take(link, await from.give(await to.share()));
}

/** Whether `to` hears what `from` says now. */
async function hears(from: FrameEngine, to: FrameEngine, link = 'link'): Promise<boolean> {
  const frame = sound();
  const said = new Uint8Array(frame.data.slice(0));
  assert.equal(await from.seal('out', 'audio', frame), true);
  if (!(await to.open(link, 'audio', frame))) return false;
  assert.deepEqual(new Uint8Array(frame.data), said);
  return true;
}

test('whoever was given the key hears; nobody else', async () => {
  const [mara, jonas, eve] = [engine(), engine(), engine()];
  assert.equal(await give(mara, jonas), true);
  assert.equal(await hears(mara, jonas), true);
  assert.equal(await hears(mara, eve), false);
  assert.equal(eve.counts('link').refused.no_key, 1);
});

test('a picture that overtook its key waits for it; a voice does not', async () => {
  const [mara, jonas] = [engine(), engine()];
  const box = await mara.give(await jonas.share());
  const picture = sound();
  const said = new Uint8Array(picture.data.slice(0));
  assert.equal(await mara.seal('out', 'video', picture), true);
  const opened = jonas.open('link', 'video', picture);
  assert.equal(await hears(mara, jonas), false);
  await jonas.take('link', box);
  assert.equal(await opened, true);
  assert.deepEqual(new Uint8Array(picture.data), said);
});

test('without a key a picture does not wait for ever', async () => {
  const [mara, jonas] = [engine(), engine()];
  await mara.give(await jonas.share());
  const picture = sound();
  assert.equal(await mara.seal('out', 'video', picture), true);
  assert.equal(await jonas.open('link', 'video', picture), false);
  assert.equal(jonas.counts('link').refused.no_key, 1);
});

test('a box opens for one device alone, and for none when a letter of it is another', async () => {
  const [mara, jonas, eve] = [engine(), engine(), engine()];
  const box = await mara.give(await jonas.share());
  assert.equal(await eve.take('link', box), false);
  for (const at of [0, 30, box.box.length - 2]) {
    const letter = box.box[at] === 'A' ? 'B' : 'A';
    const changed = { ...box, box: box.box.slice(0, at) + letter + box.box.slice(at + 1) };
    assert.equal(await jonas.take('link', changed), false);
  }
  assert.equal(await jonas.take('link', { ...box, share: await eve.share() }), false);
  assert.equal(await jonas.take('link', box), true);
});

test('what is no box is not read as one', async () => {
  const half = await makeHalf();
  const mara = engine();
  const box = await mara.give(half.share);
  assert.deepEqual(parseKeyBox(JSON.parse(JSON.stringify(box))), box);
  const wrong = [null, 'x', {}, { ...box, share: 'AA' }, { ...box, box: `${box.box}AA` }];
  for (const one of [...wrong, { ...box, box: 7 }, { share: box.share }]) {
    assert.equal(parseKeyBox(one), null);
  }
  // As long as a share, and on no curve.
  const off = { ...box, share: Buffer.alloc(65, 4).toString('base64url') };
  assert.equal(await openBox(half, off), null);
  await assert.rejects(mara.give(off.share));
  assert.equal(await give(mara, engine()), true, 'and the next one gets a key all the same');
});

test('a third one hears from now on; the two go on without a new signal', async () => {
  const [mara, jonas, ada] = [engine(), engine(), engine()];
  await give(mara, jonas);
  const early = sound();
  await mara.seal('out', 'audio', early);
  await give(mara, ada);
  assert.equal(await ada.open('link', 'audio', early), false, 'not what was before');
  assert.equal(await hears(mara, ada), true);
  assert.equal(await hears(mara, jonas), true);
});

test('whoever left hears nothing any more; those who stay do, after they were given the new key', async () => {
  const [mara, jonas, ada] = [engine(), engine(), engine()];
  await give(mara, jonas);
  await give(mara, ada);
  await mara.leave(await ada.share());
  assert.equal(await hears(mara, jonas), true);
  await give(mara, jonas);
  clock.ms += USE_AFTER_MS;
  assert.equal(await hears(mara, jonas), true);
  assert.equal(await hears(mara, ada), false);
});

test('when the only other one left and comes back, nothing of the time between opens', async () => {
  const [mara, jonas] = [engine(), engine()];
  await give(mara, jonas);
  await mara.leave(await jonas.share());
  assert.equal(await hears(mara, jonas), false, 'at once');
  await give(mara, jonas);
  assert.equal(await hears(mara, jonas), true);
});

test('nine who come and go, and every one of them hears in their time', async () => {
  const mara = engine();
  const stays = engine();
  await give(mara, stays);
  for (let round = 0; round < 9; round++) {
    const guest = engine();
    await give(mara, guest);
    await give(mara, stays);
    clock.ms += USE_AFTER_MS;
    assert.equal(await hears(mara, guest), true, `guest ${round}`);
    assert.equal(await hears(mara, stays), true, `with guest ${round}`);
  }
});

test('the same device on a second connection goes on counting: an old frame opens on neither', async () => {
  const [mara, jonas] = [engine(), engine()];
  await give(mara, jonas, 'first');
  const frame = sound();
  await mara.seal('out', 'audio', frame);
  const again = { data: frame.data.slice(0) };
  assert.equal(await jonas.open('first', 'audio', frame), true);
  await give(mara, jonas, 'second');
  assert.equal(await jonas.open('second', 'audio', again), false);
  assert.equal(jonas.counts('second').refused.repeated, 1);
  assert.equal(jonas.counts('second').in.audio.again, 1);
});

test('frames are counted where they went', async () => {
  const [mara, jonas] = [engine(), engine()];
  await give(mara, jonas);
  for (let at = 0; at < 3; at++) await hears(mara, jonas);
  await jonas.open('link', 'video', sound());
  assert.deepEqual(mara.counts('out').out.audio, { seen: 3, passed: 3, again: 0 });
  assert.deepEqual(jonas.counts('link').in.audio, { seen: 3, passed: 3, again: 0 });
  assert.deepEqual(jonas.counts('link').in.video, { seen: 1, passed: 0, again: 0 });
});
