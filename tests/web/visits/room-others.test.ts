// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallState, PeerView } from '../../../web/src/visits/call';
import type { LineView } from '../../../web/src/visits/ladder-model';
import { goneOf, othersOf, unseenByAll } from '../../../web/src/visits/room-others';
import { posterWords } from '../../../web/src/visits/room-words';
import type { Presence } from '../../../web/src/visits/visit';
import { aVisit, chairs } from './fakes';

const track = { kind: 'video' } as MediaStreamTrack;

/** The client as the therapist's room draws them. */
function client(presence: Presence, state: CallState, lines: readonly LineView[] = []) {
  const peer = {
    account: 'the-client',
    state,
    remote: { audio: null, video: track },
    theirSending: { microphone: 'on', camera: true },
  } as PeerView;
  const people = [{ account: 'the-client', name: 'Jonas', role: 'client' } as const];
  const [other] = othersOf(
    aVisit({ chairs: chairs(presence, 'in') }),
    people,
    [peer],
    goneOf(lines),
  );
  return other;
}

const flowing = { kind: 'flowing', gapMs: 0 } as const;
const lost = { kind: 'lost', sinceMs: 0 } as const;

test('a picture stays over a short break, and is no face of somebody whose line is gone', () => {
  assert.equal(client('in', flowing)?.picture, track);
  assert.equal(client('in', lost)?.picture, track);
  assert.equal(client('dropped', lost)?.picture, null);
  assert.equal(client('dropped', flowing)?.picture, track, 'only the line to the house is gone');
});

const line = { account: 'the-client', rung: 'video', why: 'start', delay: 'none' } as const;
const sends = (rung: 'low_video' | 'voice' | 'text') =>
  client('in', flowing, [{ ...line, theirs: { rung, why: 'rate' } }]);

test('the last picture before a line carries none is no face', () => {
  assert.equal(sends('low_video')?.picture, track);
  assert.equal(sends('voice')?.picture, null);
  assert.equal(sends('text')?.picture, null);
  assert.equal(client('in', flowing, [{ ...line, theirs: null }])?.picture, track);
});

test('who is not heard is there in writing, whichever side of the line is too weak', () => {
  const words = (other: ReturnType<typeof client>) => other && posterWords(other);
  assert.equal(words(sends('voice')), 'Here, by voice');
  assert.equal(words(sends('text')), 'Here, in writing');
  const mine = client('in', flowing, [{ ...line, rung: 'text', theirs: null }]);
  assert.equal(words(mine), 'Here, in writing');
});

test('the own picture is hidden when nobody gets it, and only then', () => {
  const lower = { ...line, rung: 'voice', theirs: null } as const;
  assert.equal(unseenByAll([]), false);
  assert.equal(unseenByAll([lower]), true);
  assert.equal(unseenByAll([lower, { ...lower, rung: 'low_video' }]), false);
  assert.equal(
    unseenByAll([{ ...lower, rung: 'video', theirs: { rung: 'voice', why: 'rate' } }]),
    false,
  );
});
