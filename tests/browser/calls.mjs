// SPDX-License-Identifier: Apache-2.0
// What really arrives in a call, from the browser's own statistics. The client keeps no handle for
// tests, so the constructor is watched.

import assert from 'node:assert/strict';
import { press } from './people.mjs';

/** Call once before any page opens: lets `heardAndSeen` look at the connections. */
export async function watchConnections(context) {
  await context.addInitScript(() => {
    const Real = globalThis.RTCPeerConnection;
    globalThis.connections = [];
    globalThis.RTCPeerConnection = class extends Real {
      constructor(...given) {
        super(...given);
        globalThis.connections.push(this);
      }
    };
  });
}

/** Call once before any page opens: cameras are small and slow, where many pictures are drawn at once. */
export async function smallCameras(context) {
  await context.addInitScript(() => {
    // A page without a house, such as about:blank, has no devices.
    const real = globalThis.MediaDevices?.prototype.getUserMedia;
    if (!real) return;
    MediaDevices.prototype.getUserMedia = function (wanted) {
      const { video, ...rest } = wanted;
      const small = { ...(video === true ? {} : video), width: 160, height: 120, frameRate: 5 };
      return real.call(this, video ? { ...rest, video: small } : wanted);
    };
  });
}

/**
 * What arrives now: frames decoded, energy of the sound and packets so far over all open connections,
 * their codecs, how many are open and how many were ever made. One on which nothing ever went, as between
 * two of whom one waits, is not counted as open.
 */
export function heardAndSeen(page) {
  return page.evaluate(async () => {
    const made = globalThis.connections.length;
    const sum = { frames: 0, energy: 0, packets: 0, codecs: [], open: 0, made };
    for (const connection of globalThis.connections) {
      if (connection.connectionState !== 'connected') continue;
      const stats = await connection.getStats();
      const went = [...stats.values()].some(
        // Only of streams: a transport counts what looks after the way, too.
        ({ type, packetsSent = 0, packetsReceived = 0 }) =>
          type.endsWith('bound-rtp') && packetsSent + packetsReceived > 0,
      );
      if (!went) continue;
      sum.open++;
      for (const entry of stats.values()) {
        if (entry.type !== 'inbound-rtp') continue;
        sum.frames += entry.framesDecoded ?? 0;
        sum.energy += entry.totalAudioEnergy ?? 0;
        sum.packets += entry.packetsReceived ?? 0;
        const codec = stats.get(entry.codecId);
        if (codec) sum.codecs.push(codec.mimeType);
      }
    }
    return sum;
  });
}

/** Waits until `look` gives something true; fails with the words. */
export async function until(look, words, ms = 10_000) {
  const end = Date.now() + ms;
  for (;;) {
    const got = await look();
    if (got) return got;
    if (Date.now() > end) assert.fail(`not within ${ms} ms: ${words}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Waits until so many lines, and no more, bring more picture and sound than now; gives what arrived. */
export async function flowing(page, words, lines = 1) {
  let first = await heardAndSeen(page);
  return until(
    async () => {
      const now = await heardAndSeen(page);
      // A connection that was rebuilt counts from nothing again.
      if (now.frames < first.frames) first = now;
      return (
        now.open === lines && now.frames > first.frames + 5 && now.energy > first.energy && now
      );
    },
    words,
    20_000,
  );
}

/**
 * One session from the open door to the first picture of the other at the client, in ms by the clocks
 * of the pages. Both stay in the room.
 */
export async function firstPicture(therapist, client, path) {
  await therapist.goto(path);
  await client.goto(path);
  await press(client, 'Go in');
  await press(therapist, 'Go in');
  await therapist.getByRole('button', { name: 'Let in' }).waitFor();
  await therapist.waitForTimeout(2500); // the pages are done with opening, the devices with meeting
  const seen = client.evaluate(
    () =>
      new Promise((done) => {
        const look = () => {
          const video = document.querySelector('video.room-picture');
          if (video === null) return setTimeout(look, 1);
          video.requestVideoFrameCallback(() => done(performance.timeOrigin + performance.now()));
        };
        look();
      }),
  );
  const opened = await therapist.evaluate(() => {
    const at = performance.timeOrigin + performance.now();
    [...document.querySelectorAll('button')].find((b) => b.textContent === 'Let in').click();
    return at;
  });
  return (await seen) - opened;
}
