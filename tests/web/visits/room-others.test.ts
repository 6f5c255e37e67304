// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallState, PeerView } from '../../../web/src/visits/call';
import { withoutPicture } from '../../../web/src/visits/ladder-model';
import { othersOf } from '../../../web/src/visits/room-others';
import type { Presence } from '../../../web/src/visits/visit';
import { aVisit, chairs } from './fakes';

const track = { kind: 'video' } as MediaStreamTrack;

/** The client as the therapist's room draws them. */
function client(presence: Presence, state: CallState, faceless: ReadonlySet<string> = new Set()) {
  const peer = {
    account: 'the-client',
    state,
    remote: { audio: null, video: track },
    theirSending: { microphone: 'on', camera: true },
  } as PeerView;
  const people = [{ account: 'the-client', name: 'Jonas', role: 'client' } as const];
  const [other] = othersOf(aVisit({ chairs: chairs(presence, 'in') }), people, [peer], faceless);
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

test('the last picture before a line carries none is no face', () => {
  const line = { account: 'the-client', rung: 'video', why: 'start', delay: 'none' } as const;
  const sends = (rung: 'low_video' | 'voice' | 'text') =>
    client('in', flowing, withoutPicture([{ ...line, theirs: { rung, why: 'rate' } }]))?.picture;
  assert.equal(sends('low_video'), track);
  assert.equal(sends('voice'), null);
  assert.equal(sends('text'), null);
  assert.equal(withoutPicture([{ ...line, theirs: null }]).size, 0);
});
