// SPDX-License-Identifier: Apache-2.0
// What a connection's statistics say about its line, as the call ladder wants it. Pure: two looks in,
// what happened between them out. Browsers leave out what they do not count; that is null.

/** The counters of one moment. */
export type LineCounts = {
  atMs: number;
  availableKbit: number | null;
  roundTripMs: number | null;
  /** Media sent and received, with repairs. */
  sentBytes: number;
  receivedBytes: number;
  /** Sound packets that came. */
  voicePackets: number;
  voiceSamples: number;
  concealedSamples: number;
  /** Sound packets sent, and how many of them once more because they got lost. */
  voiceSent: number;
  voiceSentAgain: number;
  /** Of what is sent, as the other side's browser counts it. */
  lossPermille: number | null;
  /** What the network makes wait, per sample that was played. */
  bufferSeconds: number | null;
  bufferSamples: number;
  /** A picture is being sent, so that the estimate of the line means something. */
  picture: boolean;
};

/** What happened between two looks. */
export type LineMeasure = {
  availableKbit: number | null;
  sentKbit: number;
  receivedKbit: number;
  lossPermille: number | null;
  concealedPermille: number | null;
  roundTripMs: number | null;
  bufferMs: number | null;
};

type Entry = Readonly<Record<string, unknown>>;

const number = (entry: Entry, name: string): number => {
  const value = entry[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
};

const perhaps = (entry: Entry, name: string): number | null =>
  typeof entry[name] === 'number' ? number(entry, name) : null;

/** Reads the counters out of a report. */
export function countsOf(report: ReadonlyMap<string, unknown>, atMs: number): LineCounts {
  const counts: LineCounts = {
    atMs,
    availableKbit: null,
    roundTripMs: null,
    sentBytes: 0,
    receivedBytes: 0,
    voicePackets: 0,
    voiceSamples: 0,
    concealedSamples: 0,
    voiceSent: 0,
    voiceSentAgain: 0,
    lossPermille: null,
    bufferSeconds: null,
    bufferSamples: 0,
    picture: false,
  };
  const entries = [...report.values()] as Entry[];
  // The path's own figure may be half a minute old; the reports about the voice come every few seconds.
  let voiceRound: number | null = null;
  const chosen = entries.find((entry) => entry.type === 'transport')?.selectedCandidatePairId;
  for (const entry of entries) {
    const voice = entry.kind === 'audio';
    switch (entry.type) {
      case 'candidate-pair': {
        if (chosen !== undefined ? entry.id !== chosen : entry.nominated !== true) break;
        const available = perhaps(entry, 'availableOutgoingBitrate');
        const seconds = perhaps(entry, 'currentRoundTripTime');
        if (available !== null) counts.availableKbit = available / 1000;
        if (seconds !== null) counts.roundTripMs = seconds * 1000;
        break;
      }
      case 'outbound-rtp':
        counts.sentBytes += number(entry, 'bytesSent') + number(entry, 'headerBytesSent');
        if (voice) {
          counts.voiceSent += number(entry, 'packetsSent');
          counts.voiceSentAgain += number(entry, 'retransmittedPacketsSent');
        } else if (entry.active !== false && number(entry, 'framesPerSecond') > 0) {
          counts.picture = true;
        }
        break;
      case 'inbound-rtp':
        counts.receivedBytes +=
          number(entry, 'bytesReceived') + number(entry, 'headerBytesReceived');
        if (voice) {
          counts.voicePackets += number(entry, 'packetsReceived');
          counts.voiceSamples += number(entry, 'totalSamplesReceived');
          counts.concealedSamples += number(entry, 'concealedSamples');
          counts.bufferSeconds = perhaps(entry, 'jitterBufferMinimumDelay');
          counts.bufferSamples = number(entry, 'jitterBufferEmittedCount');
        }
        break;
      case 'remote-inbound-rtp': {
        const lost = perhaps(entry, 'fractionLost');
        if (lost !== null) counts.lossPermille = Math.max(counts.lossPermille ?? 0, lost * 1000);
        if (voice) voiceRound = perhaps(entry, 'roundTripTime');
        break;
      }
    }
  }
  if (voiceRound !== null) counts.roundTripMs = voiceRound * 1000;
  return counts;
}

/** What happened from one look to a later one of the same connection. */
export function measureBetween(before: LineCounts, after: LineCounts): LineMeasure {
  const ms = Math.max(1, after.atMs - before.atMs);
  const samples = after.voiceSamples - before.voiceSamples;
  const sent = after.voiceSent - before.voiceSent;
  const again = after.voiceSentAgain - before.voiceSentAgain;
  const played = after.bufferSamples - before.bufferSamples;
  const waited =
    after.bufferSeconds === null || before.bufferSeconds === null
      ? null
      : after.bufferSeconds - before.bufferSeconds;
  // A packet repaired in time is not lost to the ear, but it was to the line.
  const repaired = sent > 0 ? (1000 * again) / sent : null;
  return {
    availableKbit: after.picture ? after.availableKbit : null,
    sentKbit: ((after.sentBytes - before.sentBytes) * 8) / ms,
    receivedKbit: ((after.receivedBytes - before.receivedBytes) * 8) / ms,
    lossPermille:
      after.lossPermille === null && repaired === null
        ? null
        : Math.min(1000, Math.max(after.lossPermille ?? 0, repaired ?? 0)),
    concealedPermille:
      samples > 0
        ? Math.min(1000, (1000 * (after.concealedSamples - before.concealedSamples)) / samples)
        : null,
    roundTripMs: after.roundTripMs,
    bufferMs: waited !== null && played > 0 ? (1000 * waited) / played : null,
  };
}
