// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCallSignal } from '../../../web/src/visits/call-signal';
import {
  createLink,
  fingerprints,
  type LinkNews,
  type LinkSignal,
} from '../../../web/src/visits/link';
import { FakeConnection, settle } from './fakes';

function aLink(polite: boolean) {
  const pc = new FakeConnection();
  const sent: LinkSignal[] = [];
  const news: LinkNews[] = [];
  const link = createLink({
    pc: pc as unknown as RTCPeerConnection,
    polite,
    tracks: { audio: null, video: null },
    codecs: null,
    send: (signal) => sent.push(signal),
    news: (said) => news.push(said),
    remoteChanged: () => {},
  });
  return { pc, link, sent, news };
}

const address = { kind: 'description', from: 'a', to: 'b' } as const;

test('in a collision of offers the impolite side keeps its own', async () => {
  const { pc, link, sent } = aLink(false);
  link.open();
  await settle();
  await link.hear({ ...address, type: 'offer', sdp: 'theirs' });
  assert.equal(pc.signalingState, 'have-local-offer');
  assert.deepEqual(
    sent.map((s) => s.kind === 'description' && s.type),
    ['offer'],
  );
});

test('in a collision of offers the polite side answers the other', async () => {
  const { pc, link, sent } = aLink(true);
  link.open();
  await settle();
  await link.hear({ ...address, type: 'offer', sdp: 'theirs' });
  assert.equal(pc.signalingState, 'stable');
  assert.deepEqual(
    sent.map((s) => s.kind === 'description' && s.type),
    ['offer', 'answer'],
  );
});

test('candidates that arrive before the description are kept for it', async () => {
  const { pc, link } = aLink(true);
  await link.hear({ kind: 'candidates', from: 'a', to: 'b', candidates: [{ candidate: 'one' }] });
  assert.equal(pc.candidates.length, 0);
  await link.hear({ ...address, type: 'offer', sdp: 'theirs' });
  assert.equal(pc.candidates.length, 1);
});

test('a description that cannot be used breaks the link instead of hanging it', async () => {
  const { link, news } = aLink(false);
  await link.hear({ ...address, type: 'answer', sdp: 'to nothing' });
  assert.deepEqual(
    news.map((n) => n.kind),
    ['broken'],
  );
});

test('a closed link says nothing more', async () => {
  const { pc, link, news, sent } = aLink(false);
  link.open();
  link.close();
  await settle();
  await link.hear({ ...address, type: 'answer', sdp: 'late' });
  assert.equal(pc.closed, true);
  assert.deepEqual([news, sent], [[], []]);
});

test('fingerprints are read from every part of a description, each once', () => {
  const sdp = 'v=0\r\na=fingerprint:sha-256 AB:01\r\nm=audio\r\na=fingerprint:sha-256 ab:01\r\n';
  assert.deepEqual(fingerprints(sdp), ['sha-256 ab:01']);
  assert.deepEqual(fingerprints('a=setup:actpass'), []);
});

test('a signal out of shape is no signal', () => {
  const good = { kind: 'description', from: 'a', to: 'b', type: 'offer', sdp: 'v=0' };
  assert.deepEqual(parseCallSignal(good), good);
  for (const bad of [
    null,
    'hello',
    {},
    { ...good, kind: 'order' },
    { ...good, to: null },
    { ...good, from: '' },
    { ...good, from: 'x'.repeat(65) },
    { ...good, type: 'rollback' },
    { ...good, sdp: 'x'.repeat(50_000) },
    { kind: 'candidates', from: 'a', to: 'b', candidates: [{ candidate: 7 }] },
    { kind: 'candidates', from: 'a', to: 'b', candidates: Array(101).fill({ candidate: '' }) },
    {
      kind: 'hello',
      from: 'a',
      to: null,
      for: 'me',
      device: 'd',
      sending: { microphone: 'loud', camera: true },
    },
    { kind: 'hello', from: 'a', to: null, for: 'me', device: 'd' },
    {
      kind: 'hello',
      from: 'a',
      to: null,
      device: 'd',
      sending: { microphone: 'on', camera: true },
    },
  ]) {
    assert.equal(parseCallSignal(bad), null, JSON.stringify(bad)?.slice(0, 60));
  }
});
