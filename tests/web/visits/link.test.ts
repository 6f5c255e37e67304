// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LinkSealer } from '../../../web/src/frames/frame-sealer';
import { parseCallSignal } from '../../../web/src/visits/call-signal';
import { createLink, type LinkNews, type LinkSignal } from '../../../web/src/visits/link';
import { FakeConnection, settle } from './fakes';

function aLink(polite: boolean, sealer: LinkSealer | null = null) {
  const pc = new FakeConnection();
  const sent: LinkSignal[] = [];
  const addresses: LinkSignal[] = [];
  const news: LinkNews[] = [];
  const link = createLink({
    pc: pc as unknown as RTCPeerConnection,
    polite,
    tracks: { audio: null, video: null },
    codecs: null,
    sealer: () => sealer,
    send: (signal) => (signal.kind === 'description' ? sent : addresses).push(signal),
    news: (said) => news.push(said),
    remoteChanged: () => {},
  });
  return { pc, link, sent, addresses, news };
}

const address = { kind: 'description', from: 'a', to: 'b', key: null } as const;

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

test('whoever offers, both begin with small pictures', async () => {
  const camera = { kind: 'video', getSettings: () => ({ height: 720 }) };
  const tracks = { audio: null, video: camera as unknown as MediaStreamTrack };
  const begun = (pc: FakeConnection) =>
    pc.transceivers.find(({ receiver }) => receiver.track.kind === 'video')?.parameters.encodings;
  const offers = aLink(false);
  await offers.link.setTracks(tracks);
  offers.link.open();
  assert.deepEqual(begun(offers.pc), [{ scaleResolutionDownBy: 4 }]);
  const answers = aLink(true);
  await answers.link.setTracks(tracks);
  await answers.link.hear({ ...address, type: 'offer', sdp: 'theirs' });
  assert.deepEqual(begun(answers.pc), [{ scaleResolutionDownBy: 4 }]);
});

test('candidates that arrive before the description are kept for it', async () => {
  const { pc, link } = aLink(true);
  await link.hear({
    kind: 'candidates',
    from: 'a',
    to: 'b',
    candidates: [{ candidate: 'one' }],
  });
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

async function standing() {
  const made = aLink(true);
  await made.link.hear({ ...address, type: 'offer', sdp: 'theirs' });
  await made.link.hear({
    kind: 'candidates',
    from: 'a',
    to: 'b',
    candidates: [{ candidate: 'c' }],
  });
  await settle();
  const transport = made.pc.transceivers[0]?.sender.transport;
  assert.ok(transport);
  return { ...made, transport };
}

const aWhile = () => new Promise((done) => setTimeout(done, 350));

test('a line that the other side closed is broken, unless the reason comes at once', async () => {
  const { news, transport } = await standing();
  transport.close();
  assert.deepEqual(news, [{ kind: 'connected' }]);
  await aWhile();
  assert.deepEqual(news.at(-1), { kind: 'broken', why: 'closed by the other side' });

  const meant = await standing();
  meant.transport.close();
  meant.link.close();
  await aWhile();
  assert.deepEqual(meant.news, [{ kind: 'connected' }]);
});

/** A sealer that only remembers what it was put on. */
function remembering() {
  const on: string[] = [];
  const sealer: LinkSealer = {
    sender: (_sender, kind) => void on.push(`send ${kind}`),
    receiver: (_receiver, kind) => void on.push(`receive ${kind}`),
    give: () => Promise.reject(new Error('not asked here')),
    take: async () => true,
    counts: () => Promise.reject(new Error('not asked here')),
    close: () => {},
  };
  return { on, sealer };
}

const ALL = ['receive audio', 'receive video', 'send audio', 'send video'];

test('every line is sealed in the same breath as it is made, before it is described', async () => {
  const offering = remembering();
  const first = aLink(false, offering.sealer);
  first.link.open();
  assert.deepEqual([...offering.on].sort(), ALL);
  assert.equal(first.pc.localDescription, null);

  const answering = remembering();
  const second = aLink(true, answering.sealer);
  const describe = second.pc.setLocalDescription.bind(second.pc);
  let before: string[] = [];
  second.pc.setLocalDescription = async () => {
    before = [...new Set(answering.on)].sort();
    await describe();
  };
  await second.link.hear({ ...address, type: 'offer', sdp: 'theirs' });
  assert.deepEqual(before, ALL);
});

test('where a line cannot be sealed there is none, and that is said', async () => {
  const broken = remembering();
  broken.sealer.sender = () => {
    throw new Error('no worker');
  };
  const { link, sent, news } = aLink(true, broken.sealer);
  await link.hear({ ...address, type: 'offer', sdp: 'theirs' });
  assert.deepEqual(sent, []);
  assert.equal(news[0]?.kind, 'broken');
});

test('a description with a codec that is not sealed is refused while frames are sealed', async () => {
  const sealable = 'm=audio 9 X 1\r\na=rtpmap:1 opus/48000/2\r\nm=video 9 X 2 3\r\n';
  const vp8 = `${sealable}a=rtpmap:2 VP8/90000\r\na=rtpmap:3 rtx/90000\r\n`;
  for (const [sdp, fits] of [
    [vp8, true],
    [`${sealable}a=rtpmap:2 H264/90000\r\n`, false],
    [`${vp8}a=rtpmap:4 AV1/90000\r\n`, false],
    [`${vp8}m=audio 9 X 5\r\na=rtpmap:5 red/48000/2\r\n`, false],
    [`${vp8}m=application 9 X 6\r\n`, false],
  ] as const) {
    const { link, sent, news } = aLink(true, remembering().sealer);
    await link.hear({ ...address, type: 'offer', sdp });
    assert.equal(sent.length, fits ? 1 : 0, sdp);
    assert.equal(news.filter(({ kind }) => kind === 'broken').length, fits ? 0 : 1, sdp);
  }
});

test('a signal out of shape is no signal', () => {
  const good = { kind: 'description', from: 'a', to: 'b', type: 'offer', sdp: 'v=0', key: null };
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
