// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countLine,
  type LineCount,
  measureLine,
  runLineTest,
  serversOf,
  WAY_PATIENCE_MS,
  wayOf,
  whyOf,
} from '../../../web/src/visits/line-test';

const SERVERS = [
  {
    urls: ['turn:r:3478?transport=udp', 'turn:r:3478?transport=tcp', 'turns:r:443?transport=tcp'],
    username: 'u',
    credential: 'c',
  },
];

test('an address tells its way', () => {
  assert.equal(wayOf('turn:r:3478?transport=udp'), 'udp');
  assert.equal(wayOf('turn:r'), 'udp');
  assert.equal(wayOf('turn:r:3478?transport=tcp'), 'tcp');
  assert.equal(wayOf('turns:r:443?transport=tcp'), 'tls');
  assert.equal(wayOf('stun:r'), null);
});

test('each way is tried with its own address alone', () => {
  assert.deepEqual(serversOf('tls', SERVERS), [
    { urls: ['turns:r:443?transport=tcp'], username: 'u', credential: 'c' },
  ]);
  assert.deepEqual(serversOf('udp', [{ urls: 'stun:r' }]), []);
});

test('a refused pass is not mistaken for a closed port', () => {
  assert.equal(whyOf([701, 401]), 'refused');
  assert.equal(whyOf([486]), 'full');
  assert.equal(whyOf([701]), 'unreachable');
  assert.equal(whyOf([]), 'unreachable');
});

const COUNT: LineCount = {
  atMs: 0,
  bytes: 0,
  received: 0,
  lost: 0,
  frames: 0,
  samples: 0,
  concealed: 0,
  jitterMs: null,
  rttMs: null,
  availableKbit: null,
};

test('statistics of both kinds are added up', () => {
  const count = countLine(
    7,
    [
      { type: 'candidate-pair', nominated: false, currentRoundTripTime: 9 },
      {
        type: 'candidate-pair',
        nominated: true,
        currentRoundTripTime: 0.04,
        availableOutgoingBitrate: 300_000,
      },
    ],
    [
      {
        type: 'inbound-rtp',
        bytesReceived: 90,
        headerBytesReceived: 10,
        packetsReceived: 4,
        packetsLost: -1,
        framesDecoded: 2,
        jitter: 0.002,
      },
      {
        type: 'inbound-rtp',
        bytesReceived: 50,
        packetsReceived: 5,
        packetsLost: 1,
        totalSamplesReceived: 480,
        concealedSamples: 48,
        silentConcealedSamples: 8,
        jitter: 0.005,
      },
      { type: 'outbound-rtp', bytesReceived: 1000 },
    ],
  );
  assert.deepEqual(count, {
    atMs: 7,
    bytes: 150,
    received: 9,
    lost: 1,
    frames: 2,
    samples: 480,
    concealed: 40,
    jitterMs: 5,
    rttMs: 40,
    availableKbit: 300,
  });
});

test('loss, rate and made-up sound are shares of what happened meanwhile', () => {
  const first = { ...COUNT, atMs: 1000, bytes: 1000, received: 10, lost: 5, samples: 100 };
  const last = {
    ...first,
    atMs: 3000,
    bytes: 101_000,
    received: 85,
    lost: 30,
    samples: 300,
    concealed: 20,
    jitterMs: 3,
    availableKbit: 250,
  };
  assert.deepEqual(measureLine(first, last, [50, 10, 20]), {
    rttMs: 20,
    jitterMs: 3,
    loss: 0.25,
    concealed: 0.1,
    rateKbit: 400,
    availableKbit: 250,
  });
});

test('where nothing came, nothing is claimed', () => {
  assert.deepEqual(measureLine(COUNT, COUNT, []), {
    rttMs: null,
    jitterMs: null,
    loss: null,
    concealed: null,
    rateKbit: null,
    availableKbit: null,
  });
});

/** A connection whose relay says what `answer` says, after some time. */
function aLine(answer: (url: string) => { address: string } | { code: number } | null) {
  const clock = { nowMs: 0 };
  const made: Array<{ closed: boolean; configuration: RTCConfiguration }> = [];
  const newConnection = (configuration: RTCConfiguration) => {
    const pc = {
      configuration,
      closed: false,
      onicecandidate: null as ((event: unknown) => void) | null,
      onicecandidateerror: null as ((event: unknown) => void) | null,
      ontrack: null,
      createDataChannel() {},
      async setLocalDescription() {
        const said = answer(String(configuration.iceServers?.[0]?.urls ?? ''));
        if (said === null) return;
        clock.nowMs += 30;
        if ('code' in said) this.onicecandidateerror?.({ errorCode: said.code });
        else {
          const { address } = said;
          this.onicecandidate?.({
            candidate: { candidate: 'x', type: 'relay', address, relatedAddress: '0.0.0.0' },
          });
        }
        this.onicecandidate?.({ candidate: null });
      },
      createOffer: () => Promise.reject(new Error('no media here')),
      close() {
        this.closed = true;
      },
    };
    made.push(pc);
    return pc as unknown as RTCPeerConnection;
  };
  const options = {
    iceServers: SERVERS,
    tracks: { audio: null, video: null },
    seconds: 1,
    now: () => clock.nowMs,
    wait: async (ms: number) => {
      clock.nowMs += ms;
    },
    newConnection,
  };
  return { options, made, clock };
}

test('each way says for itself whether it works, and every connection is closed', async () => {
  const { options, made } = aLine((url) =>
    url.startsWith('turns:')
      ? { address: '192.0.2.9' }
      : url.includes('tcp')
        ? { code: 401 }
        : null,
  );
  const { relay, relayed, seenAs, firstFrameMs, loss } = await runLineTest(options);
  assert.deepEqual([relay.udp.ok, relay.udp.why], [false, 'unreachable']);
  assert.deepEqual([relay.tcp.ok, relay.tcp.why], [false, 'refused']);
  assert.deepEqual([relay.tls.ok, relay.tls.address], [true, '192.0.2.9']);
  assert.deepEqual([relayed, seenAs, firstFrameMs, loss], [true, null, null, null]);
  assert.ok(made.every((pc) => pc.closed));
  for (const pc of made) assert.equal(pc.configuration.iceTransportPolicy, 'relay');
});

test('a relay that says nothing is not waited for longer than is patient', async () => {
  const { options, made, clock } = aLine(() => null);
  const { relayed } = await runLineTest(options);
  assert.equal(relayed, false);
  assert.ok(clock.nowMs < 3 * WAY_PATIENCE_MS + 3000);
  // No call inside of the device pretends that all is well.
  assert.equal(made.length, 3);
});

test('a house without a relay is measured inside of the device, and says so', async () => {
  const { options, made } = aLine(() => null);
  const { relay, relayed } = await runLineTest({ ...options, iceServers: [] });
  assert.deepEqual([relay.udp.why, relay.tcp.why, relay.tls.why], ['none', 'none', 'none']);
  assert.equal(relayed, false);
  assert.equal(made.length, 2);
  assert.equal(made[0]?.configuration.iceTransportPolicy, 'all');
  assert.ok(made.every((pc) => pc.closed));
});
