// SPDX-License-Identifier: Apache-2.0
// Two links of one line: what is heard and shown while one takes the place of the other.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import type { Sending } from '../../../web/src/visits/call-signal';
import { createHandover, type Remote } from '../../../web/src/visits/handover';
import type { Link } from '../../../web/src/visits/link';
import { FakeClock } from './fakes';

/** A link that brings what the test says. */
function aLink(name: string) {
  const came = { voice: 0, picture: 0, frames: 0, dead: false, closed: false };
  const link = {
    remote: { audio: `${name} voice`, video: `${name} picture` },
    async report() {
      if (came.dead) throw new Error('closed');
      const of = (kind: string, packetsReceived: number) => ({
        type: 'inbound-rtp',
        kind,
        packetsReceived,
        framesDecoded: kind === 'video' ? came.frames : 0,
      });
      return new Map([
        ['A', of('audio', came.voice)],
        ['V', of('video', came.picture)],
      ]);
    },
    close() {
      came.closed = true;
    },
  };
  return { link: link as unknown as Link, came };
}

function world() {
  const clock = new FakeClock();
  const remote = signal<Remote>({ audio: null, video: null });
  const is = { sealed: true, sending: { microphone: 'on', camera: true } as Sending | null };
  const heardAt: number[] = [];
  const links = createHandover({
    remote,
    mayShow: () => is.sealed,
    theirSending: () => is.sending,
    onHeard: () => void heardAt.push(clock.nowMs),
    now: clock.now,
    every: clock.every,
  });
  const shown = () => [remote.value.audio, remote.value.video] as unknown as (string | null)[];
  /** A first link that is heard and seen. */
  const first = () => {
    const one = aLink('first');
    links.take(one.link);
    links.stand();
    return one;
  };
  /** Another one, in place of the one that is given up. */
  const another = (name: string) => {
    links.giveUp();
    const next = aLink(name);
    links.take(next.link);
    return next;
  };
  return { clock, links, is, heardAt, shown, first, another };
}

test('the first link is heard and shown as soon as it stands', () => {
  const { links, shown, heardAt } = world();
  const one = aLink('first');
  links.take(one.link);
  assert.deepEqual(shown(), [null, null]);
  assert.equal(links.heard(), null);
  links.stand();
  assert.deepEqual(shown(), ['first voice', 'first picture']);
  assert.equal(links.heard(), one.link);
  links.stand();
  assert.equal(heardAt.length, 1, 'standing twice is standing once');
});

test('the old link goes on until the new one brings a voice, and is seen until it brings a picture', async () => {
  const { clock, links, shown, heardAt, first, another } = world();
  const one = first();
  const two = another('second');
  assert.equal(links.heard(), one.link);
  links.stand();
  await clock.pass(200);
  assert.deepEqual(shown(), ['first voice', 'first picture']);
  two.came.voice = 3;
  await clock.pass(200);
  assert.deepEqual(shown(), ['second voice', 'first picture']);
  assert.equal(links.heard(), two.link);
  assert.equal(heardAt.length, 2);
  assert.equal(one.came.closed, false);
  two.came.frames = 1;
  await clock.pass(200);
  assert.deepEqual(shown(), ['second voice', 'second picture']);
  assert.equal(one.came.closed, true);
  assert.equal(links.old, null);
});

test('the old picture does not wait for ever, nor for a camera that is off', async () => {
  for (const camera of [true, false]) {
    const { clock, links, is, shown, first, another } = world();
    first();
    is.sending = { microphone: 'on', camera };
    const two = another('second');
    two.came.voice = 3;
    links.stand();
    await clock.pass(200);
    assert.equal(shown()[1], camera ? 'first picture' : 'second picture');
    await clock.pass(1500);
    assert.equal(shown()[1], 'second picture');
  }
});

test('a new link that is given up before it is heard leaves the old one as it is', async () => {
  const { clock, links, shown, first, another } = world();
  const one = first();
  const two = another('second');
  links.stand();
  links.giveUp();
  assert.equal(two.came.closed, true);
  const three = aLink('third');
  links.take(three.link);
  two.came.voice = 9;
  await clock.pass(200);
  assert.deepEqual(shown(), ['first voice', 'first picture']);
  assert.equal(links.heard(), one.link);
  three.came.dead = true;
  links.stand();
  await clock.pass(200);
  assert.equal(links.heard(), one.link, 'one that cannot be asked has brought nothing');
});

test('a link that was heard and is given up twice is not kept twice', () => {
  const { links, first, another } = world();
  const one = first();
  const two = another('second');
  links.giveUp();
  links.take(aLink('third').link);
  assert.deepEqual([one.came.closed, two.came.closed], [false, true]);
  assert.equal(links.old, one.link);
});

test('what may not be shown is not, on either link', async () => {
  const { clock, links, is, shown, first, another } = world();
  is.sealed = false;
  first();
  assert.deepEqual(shown(), [null, null]);
  const two = another('second');
  two.came.voice = 3;
  two.came.frames = 1;
  links.stand();
  await clock.pass(200);
  assert.deepEqual(shown(), [null, null]);
  is.sealed = true;
  links.show();
  assert.deepEqual(shown(), ['second voice', 'second picture']);
});

test('after all were dropped the next one is a first one again', async () => {
  const { clock, links, shown, first, another } = world();
  const one = first();
  const two = another('second');
  links.stand();
  links.drop();
  assert.deepEqual([one.came.closed, two.came.closed], [true, true]);
  assert.deepEqual([links.link, links.old, links.heard(), links.stands], [null, null, null, false]);
  two.came.voice = 3;
  await clock.pass(200);
  assert.equal(links.heardMs, null);
  const three = aLink('third');
  links.take(three.link);
  links.changed(three.link);
  assert.equal(shown()[0], 'first voice', 'what does not stand shows nothing');
  links.stand();
  assert.deepEqual(shown(), ['third voice', 'third picture']);
  assert.equal(links.heard(), three.link);
});
