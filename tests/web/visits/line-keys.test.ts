// SPDX-License-Identifier: Apache-2.0
// The keys of one line: who gets mine, and when what comes can be opened.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FrameSealer, LinkSealer } from '../../../web/src/frames/frame-sealer';
import type { KeyBox } from '../../../web/src/frames/key-box';
import { createLineKeys } from '../../../web/src/visits/line-keys';

const box = (share: string) => ({ share }) as unknown as KeyBox;

/** A sealer that notes what it is asked. */
function aSealer() {
  const did: string[] = [];
  const open: (() => void)[] = [];
  const sealer = {
    share: () => 'mine',
    leave: (theirs: string) => void did.push(`leave ${theirs}`),
    link: (name: string) =>
      ({
        give: async (theirs: string) => box(`${name} for ${theirs}`),
        take: () => new Promise<boolean>((done) => open.push(() => done(true))),
      }) as unknown as LinkSealer,
  } as unknown as FrameSealer;
  return { sealer, did, open };
}

test('nothing is given before it is known for whom, and what comes opens once their key is there', async () => {
  const { sealer, open } = aSealer();
  const keys = createLineKeys(sealer);
  assert.equal(keys.share(), 'mine');
  const first = keys.begin('one');
  assert.ok(first);
  assert.equal(keys.lines(), null);
  assert.equal(await keys.give(), null);
  keys.know('theirs');
  assert.equal(keys.lines(), first);
  assert.deepEqual(await keys.give(), box('one for theirs'));
  assert.equal(keys.opens(), false);
  const taking = keys.take(box('theirs'));
  assert.equal(keys.opens(), false);
  open[0]?.();
  await taking;
  assert.equal(keys.opens(), true);
});

test('a key to an earlier link opens nothing of the next one', async () => {
  const { sealer, open } = aSealer();
  const keys = createLineKeys(sealer);
  keys.begin('one');
  keys.know('theirs');
  const taking = keys.take(box('theirs'));
  keys.begin('two');
  open[0]?.();
  await taking;
  assert.equal(keys.opens(), false);
  assert.deepEqual(await keys.give(), box('two for theirs'));
});

test('a device that is gone is left behind once, and the next one gets a key of its own', () => {
  const { sealer, did } = aSealer();
  const keys = createLineKeys(sealer);
  keys.know('first');
  keys.know('first');
  assert.deepEqual(did, []);
  keys.know('second');
  keys.know(null);
  keys.know(null);
  assert.deepEqual(did, ['leave first', 'leave second']);
});

test('for a browser that cannot seal the next link is one without, and back again', async () => {
  const { sealer } = aSealer();
  const keys = createLineKeys(sealer);
  assert.ok(keys.begin('one'));
  assert.equal(keys.fits(true), true);
  assert.equal(keys.fits(false), false);
  keys.suit(false);
  keys.suit(false);
  assert.equal(keys.begin('two'), null);
  keys.know(null);
  assert.equal(keys.opens(), true, 'there is nothing to open');
  assert.equal(await keys.give(), null);
  keys.suit(true);
  assert.ok(keys.begin('three'));
});

test('where this browser cannot seal every link is one without', async () => {
  const keys = createLineKeys(null);
  assert.equal(keys.share(), null);
  assert.equal(keys.begin('one'), null);
  keys.know('theirs');
  assert.deepEqual([keys.fits(true), keys.fits(false)], [true, true]);
  keys.suit(false);
  assert.equal(keys.lines(), null);
  assert.equal(await keys.give(), null);
  assert.equal(keys.opens(), true);
});
