// SPDX-License-Identifier: Apache-2.0
// From the browser's statistics to the encoders and the words: what the ladder measures, does and tells.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import type { CoreClient } from '../../../web/src/core/core-types';
import type { LadderTuning } from '../../../web/src/core/ladder';
import type { Call, PeerView } from '../../../web/src/visits/call';
import { parseCallSignal } from '../../../web/src/visits/call-signal';
import {
  createLadderModel,
  LINE_LOOK_MS,
  type LineView,
} from '../../../web/src/visits/ladder-model';
import { delayWords, ladderWords } from '../../../web/src/visits/ladder-words';
import { countsOf, measureBetween } from '../../../web/src/visits/line-measure';
import type { PeerLine, ToldLine } from '../../../web/src/visits/peer-line';
import { withVoiceRepair } from '../../../web/src/visits/sdp';
import { loadCore } from '../core/load';
import { FakeClock } from './fakes';

type Entries = Record<string, Record<string, unknown>>;

/** As Chromium 156 reported it over a line with 15 % loss, one second apart; made shorter. */
const early: Entries = {
  T: { type: 'transport', selectedCandidatePairId: 'P' },
  P: {
    type: 'candidate-pair',
    id: 'P',
    nominated: true,
    availableOutgoingBitrate: 924_000,
    currentRoundTripTime: 0.012,
  },
  Q: { type: 'candidate-pair', id: 'Q', nominated: true, availableOutgoingBitrate: 1 },
  OA: {
    type: 'outbound-rtp',
    kind: 'audio',
    bytesSent: 10_000,
    headerBytesSent: 1000,
    packetsSent: 100,
    retransmittedPacketsSent: 10,
  },
  OV: {
    type: 'outbound-rtp',
    kind: 'video',
    bytesSent: 100_000,
    headerBytesSent: 4000,
    framesPerSecond: 20,
    active: true,
  },
  IA: {
    type: 'inbound-rtp',
    kind: 'audio',
    bytesReceived: 9000,
    headerBytesReceived: 1000,
    packetsReceived: 90,
    totalSamplesReceived: 48_000,
    concealedSamples: 480,
    jitterBufferMinimumDelay: 2880,
    jitterBufferEmittedCount: 48_000,
  },
  RV: { type: 'remote-inbound-rtp', kind: 'video', fractionLost: 0.04 },
};

function later(change: Entries): Entries {
  const all: Entries = {};
  for (const [id, entry] of Object.entries(early)) all[id] = { ...entry, ...change[id] };
  return all;
}

const report = (entries: Entries) => new Map<string, unknown>(Object.entries(entries));

test('two reports become rates and shares', () => {
  const after = later({
    OA: { bytesSent: 13_000, packetsSent: 160, retransmittedPacketsSent: 19 },
    OV: { bytesSent: 160_000 },
    IA: {
      bytesReceived: 12_000,
      totalSamplesReceived: 96_000,
      concealedSamples: 4320,
      jitterBufferMinimumDelay: 7680,
      jitterBufferEmittedCount: 96_000,
    },
  });
  const found = measureBetween(countsOf(report(early), 1000), countsOf(report(after), 2000));
  assert.deepEqual(found, {
    availableKbit: 924,
    sentKbit: 504,
    receivedKbit: 24,
    lossPermille: 150,
    concealedPermille: 80,
    roundTripMs: 12,
    bufferMs: 100,
  });
});

test('how long a round takes is what the voice says of it, where it says so', () => {
  const told = later({});
  const voice = { type: 'remote-inbound-rtp', kind: 'audio', roundTripTime: 0.9 };
  const of = (entries: Entries) => countsOf(report(entries), 0).roundTripMs;
  assert.equal(of({ ...told, RA: voice }), 900);
  assert.equal(of({ ...told, RA: { ...voice, kind: 'video' } }), 12);
  assert.equal(of({ ...told, RA: { ...voice, roundTripTime: undefined } }), 12);
});

test('without a picture the estimate of the line says nothing, and what is not counted is unknown', () => {
  const none = report({ OA: { type: 'outbound-rtp', kind: 'audio', bytesSent: 1 } });
  const off = later({ OV: { active: false } });
  assert.equal(
    measureBetween(countsOf(report(early), 0), countsOf(report(off), 1000)).availableKbit,
    null,
  );
  const found = measureBetween(countsOf(none, 0), countsOf(none, 1000));
  assert.deepEqual(found, {
    availableKbit: null,
    sentKbit: 0,
    receivedKbit: 0,
    lossPermille: null,
    concealedPermille: null,
    roundTripMs: null,
    bufferMs: null,
  });
});

test('lost sound is asked for once more, in whatever the browser describes', () => {
  const sdp = 'm=audio 9\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1\r\n';
  const made = withVoiceRepair(sdp);
  assert.ok(made.includes('a=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 nack\r\na=fmtp:111'));
  assert.equal(withVoiceRepair(made), made);
  assert.equal(withVoiceRepair('m=video 9\r\n'), 'm=video 9\r\n');
});

const told: ToldLine = {
  rung: 'video',
  why: 'start',
  pin: 'video',
  concealedPermille: null,
  silentMs: null,
  receivedKbit: null,
  oneWayMs: null,
};

test('only a whole and possible line is read out of a signal', () => {
  const signalOf = (line: unknown) => parseCallSignal({ kind: 'line', from: 'a', to: 'b', line });
  assert.deepEqual(signalOf(told), { kind: 'line', from: 'a', to: 'b', line: told });
  const { pin: _pin, ...without } = told;
  for (const wrong of [
    null,
    'x',
    without,
    { ...told, rung: 'best' },
    { ...told, why: 'because' },
    { ...told, silentMs: -1 },
    { ...told, silentMs: 1.5 },
    { ...told, oneWayMs: '3' },
    { ...told, receivedKbit: 1e9 },
  ])
    assert.equal(signalOf(wrong), null, JSON.stringify(wrong));
});

/** One peer whose statistics the test sets, over the real core. */
function world() {
  const clock = new FakeClock();
  const core = loadCore();
  const peers = signal<readonly PeerView[]>([
    {
      account: 'mara',
      state: { kind: 'flowing', gapMs: 0 },
      remote: { audio: null, video: null },
      theirSending: { microphone: 'on', camera: true },
      fingerprintHolds: 'yes',
      frames: 'sealed',
    },
  ]);
  const tuned: LadderTuning[] = [];
  const said: ToldLine[] = [];
  const heard = signal<{ line: ToldLine; atMs: number } | null>(null);
  let packets = 0;
  const now: { stats: Entries; flows: boolean; speaks: boolean } = {
    stats: early,
    flows: true,
    speaks: true,
  };
  const line: PeerLine = {
    async report() {
      if (now.flows) packets++;
      const IA = { ...now.stats.IA, packetsReceived: packets };
      return {
        connection: 'one',
        stats: report({ ...now.stats, IA }) as unknown as RTCStatsReport,
      };
    },
    async tune(tuning) {
      if (JSON.stringify(tuned.at(-1)) !== JSON.stringify(tuning)) tuned.push(tuning);
    },
    tell: (one) => void said.push(one),
    told: heard,
    speaks: () => now.speaks,
  };
  const model = createLadderModel({
    call: { peers, lineTo: () => line } as unknown as Call,
    core: {
      ladderStart: async (...given) => core.ladderStart(...given),
      ladderStep: async (...given) => core.ladderStep(...given),
      ladderTuning: async (...given) => core.ladderTuning(...given),
    } satisfies Pick<CoreClient, 'ladderStart' | 'ladderStep' | 'ladderTuning'>,
    agreed: 'video',
    now: clock.now,
    every: clock.every,
  });
  const tell = (change: Partial<ToldLine>) => {
    heard.value = { line: { ...told, ...change }, atMs: clock.nowMs };
  };
  return { clock, model, tuned, said, tell, now, peers };
}

test('a picture is not whole before its connection is ten seconds old', async () => {
  const { clock, model, tuned } = world();
  await clock.pass(5000);
  assert.deepEqual([tuned.at(-1)?.pictureHeight, tuned.at(-1)?.pictureKbit], [360, 400]);
  await clock.pass(7000);
  assert.deepEqual([tuned.at(-1)?.pictureHeight, tuned.at(-1)?.pictureKbit], [720, 1500]);
  model.stop();
});

test('a narrow line sets the encoders and is told once', async () => {
  const { clock, model, tuned, said, now } = world();
  await clock.pass(12_000);
  assert.equal(tuned.at(-1)?.pictureKbit, 1500);
  now.stats = later({ P: { availableOutgoingBitrate: 120_000 } });
  await clock.pass(4000);
  assert.equal(tuned.at(-1)?.pictureKbit, 120);
  assert.deepEqual(
    model.lines.value.map(({ account, rung, why }) => ({ account, rung, why })),
    [{ account: 'mara', rung: 'low_video', why: 'rate' }],
  );
  const before = said.length;
  assert.equal(said.at(-1)?.rung, 'low_video');
  await clock.pass(4000);
  assert.equal(said.length, before, 'nothing new, nothing told');
  model.stop();
});

test('a broken voice there takes the picture here, as long as it is told', async () => {
  const { clock, model, tuned, tell } = world();
  await clock.pass(4000);
  tell({ concealedPermille: 400 });
  await clock.pass(600);
  assert.equal(tuned.at(-1)?.picture, false);
  await clock.pass(6000);
  assert.equal(model.lines.value[0]?.rung, 'voice', 'an old telling is no reason to write');
  model.stop();
});

test('a hole in the voice holds the picture at once, and nobody is told of one that is soon over', async () => {
  const { clock, model, tuned, said, now } = world();
  let samples = 48_000;
  let made = 0;
  const hears = async (share: number, ms: number) => {
    for (let passed = 0; passed < ms; passed += LINE_LOOK_MS) {
      samples += 48 * LINE_LOOK_MS;
      made += 48 * LINE_LOOK_MS * (1 - share);
      now.stats = later({ IA: { totalSamplesReceived: samples, concealedSamples: made } });
      await clock.pass(LINE_LOOK_MS);
    }
  };
  // The first sounds of a connection say nothing yet.
  await hears(0.2, 600);
  await hears(1, 1600);
  assert.deepEqual([...new Set(tuned.map(({ picture }) => picture))], [true]);
  await hears(0, LINE_LOOK_MS);
  assert.equal(tuned.at(-1)?.picture, false);
  await hears(1, 3 * LINE_LOOK_MS);
  assert.equal(tuned.at(-1)?.picture, true);
  assert.deepEqual([...new Set(said.map(({ rung }) => rung))], ['video']);
  now.speaks = false;
  await hears(0, 2 * LINE_LOOK_MS);
  assert.equal(
    tuned.at(-1)?.picture,
    true,
    'without a voice of mine there is nothing to hold it for',
  );
  await hears(1, 5 * LINE_LOOK_MS);
  now.speaks = true;
  await hears(0.3, 2400);
  assert.equal(model.lines.value[0]?.rung, 'voice', 'one that lasts is a step down');
  model.stop();
});

test('what they told to receive is held against what was sent then, not what is sent now', async () => {
  const { clock, model, tell, now } = world();
  let bytes = 100_000;
  const sends = async (kbit: number, ms: number) => {
    for (let passed = 0; passed < ms; passed += 500) {
      bytes += (kbit * 500) / 8;
      now.stats = later({ OV: { bytesSent: bytes } });
      await clock.pass(500);
    }
  };
  await sends(35, 5000);
  tell({ receivedKbit: 35 });
  await sends(400, 4500);
  assert.equal(model.lines.value[0]?.rung, 'video', 'a picture that began since then');
  tell({ receivedKbit: 60 });
  await sends(400, 4000);
  assert.equal(model.lines.value[0]?.rung, 'voice', 'most of it did not arrive');
  model.stop();
});

test('no packet for six seconds leads to writing; one who does not speak is no silence', async () => {
  const { clock, model, now, peers } = world();
  await clock.pass(3000);
  now.flows = false;
  await clock.pass(7000);
  assert.equal(model.lines.value[0]?.rung, 'text');
  model.stop();
  const other = world();
  const [peer] = other.peers.value;
  assert.ok(peer);
  other.peers.value = [{ ...peer, theirSending: { microphone: 'none', camera: false } }];
  other.now.flows = false;
  await other.clock.pass(10_000);
  assert.equal(other.model.lines.value[0]?.rung, 'video');
  assert.equal(peers.value.length, 1);
  other.model.stop();
});

test('a pin of either side is a ceiling and is told', async () => {
  const { clock, model, said, tell } = world();
  model.setPin('voice');
  await clock.pass(1000);
  assert.equal(said.at(-1)?.pin, 'voice');
  assert.equal(model.lines.value[0]?.why, 'pinned_here');
  model.setPin('video');
  tell({ pin: 'voice' });
  await clock.pass(1000);
  assert.equal(model.lines.value[0]?.why, 'pinned_there');
  model.stop();
});

test('both read the same about the same line', () => {
  const line: LineView = {
    account: 'mara',
    rung: 'video',
    why: 'start',
    theirs: { rung: 'low_video', why: 'rate' },
    delay: 'none',
  };
  assert.match(ladderWords(line, 'Mara', 'video') ?? '', /from Mara to you is weak/);
  const mine: LineView = { ...line, rung: 'low_video', why: 'rate', theirs: null };
  assert.match(ladderWords(mine, 'Jonas', 'video') ?? '', /from you to Jonas is weak/);
  // My picture went because of what I hear: it is their voice that comes badly.
  const heard: LineView = { ...mine, rung: 'voice', why: 'heard_broken' };
  assert.match(ladderWords(heard, 'Jonas', 'video') ?? '', /from Jonas to you is weak/);
  const told: LineView = { ...line, theirs: { rung: 'voice', why: 'heard_broken' } };
  assert.match(ladderWords(told, 'Mara', 'video') ?? '', /from you to Mara is weak/);
  assert.equal(ladderWords({ ...line, theirs: null }, 'Mara', 'video'), null);
  const chosen = { ...line, theirs: { rung: 'voice' as const, why: 'pinned_there' as const } };
  assert.equal(
    ladderWords(chosen, 'Mara', 'video'),
    'Voice only, as you chose. You can change it under View.',
  );
  assert.equal(ladderWords({ ...mine, rung: 'voice' }, 'Mara', 'voice'), null);
  assert.equal(delayWords(line, 'Mara'), null);
  assert.match(delayWords({ ...line, delay: 'long' }, 'Mara') ?? '', /not Mara/);
});
