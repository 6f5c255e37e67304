// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bothZones, lengthWords } from '../../../web/src/visits/visit-words';
import { msToWall, wallToMs, zoneCity, zones } from '../../../web/src/visits/wall-time';

test('wall time in a zone names one instant, and the instant names it back', () => {
  for (const [wall, zone, utc] of [
    ['2026-11-24T18:00', 'Europe/Vienna', '2026-11-24T17:00Z'],
    ['2026-07-01T18:00', 'Europe/Vienna', '2026-07-01T16:00Z'],
    ['2026-11-24T18:00', 'Asia/Kathmandu', '2026-11-24T12:15Z'],
    ['2026-11-24T00:30', 'Pacific/Auckland', '2026-11-23T11:30Z'],
    ['2026-11-24T18:00', 'UTC', '2026-11-24T18:00Z'],
  ] as const) {
    assert.equal(wallToMs(wall, zone), Date.parse(utc), `${wall} ${zone}`);
    assert.equal(msToWall(Date.parse(utc), zone), wall);
  }
});

test('a time the clocks skip is none; of a time that comes twice it is the first', () => {
  assert.equal(wallToMs('2026-03-29T02:30', 'Europe/Vienna'), null);
  assert.equal(wallToMs('2026-03-29T03:30', 'Europe/Vienna'), Date.parse('2026-03-29T01:30Z'));
  assert.equal(wallToMs('2026-10-25T02:30', 'Europe/Vienna'), Date.parse('2026-10-25T00:30Z'));
});

test('what is no time is none', () => {
  for (const wall of ['', 'T', '2026-11-24', '2026-13-40T99:99', '2026-11-24T18:00:00', 'now']) {
    assert.equal(wallToMs(wall, 'UTC'), null, wall);
  }
});

test('both clocks are told only when they differ', () => {
  const ms = Date.parse('2026-11-24T17:00Z');
  assert.equal(bothZones(ms, 'Europe/Vienna', 'Europe/Berlin'), '');
  const words = bothZones(ms, 'Europe/Lisbon', 'Europe/Vienna');
  assert.match(words, /where you are/);
  assert.match(words, /in Lisbon/);
});

test('a zone is called by its city, and the own zone comes first', () => {
  assert.equal(zoneCity('America/Argentina/Buenos_Aires'), 'Buenos Aires');
  const all = zones('Europe/Vienna');
  assert.equal(all[0], 'Europe/Vienna');
  assert.equal(all.filter((zone) => zone === 'Europe/Vienna').length, 1);
});

test('a session of one minute is said as one', () => {
  assert.equal(lengthWords(1, 'text'), '1 minute in writing.');
  assert.equal(lengthWords(50, 'video'), '50 minutes by video.');
});
