// SPDX-License-Identifier: Apache-2.0
// What is shared before a session, what is not, and which of two devices counts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY_DRAFT, readArrival, sharedOf } from '../../../web/src/arrivals/arrival';
import { createArrivalModel } from '../../../web/src/arrivals/arrival-model';
import type { StoredArrival } from '../../../web/src/arrivals/arrivals-api';
import { HttpError } from '../../../web/src/net/http';

const place = { where: 'Garden Street 5', hears: 'nobody', phone: '555' };
const full = { place, coming: { value: 3, words: 'tired' }, worthwhile: 'one idea' };
const none = { place: false, coming: false, worthwhile: false };

test('only what was chosen leaves the device', () => {
  assert.deepEqual(sharedOf(full, none), { place: null, coming: null, worthwhile: null });
  assert.deepEqual(sharedOf(full, { ...none, coming: true }), {
    place: null,
    coming: full.coming,
    worthwhile: null,
  });
  const all = { place: true, coming: true, worthwhile: true };
  assert.deepEqual(sharedOf(EMPTY_DRAFT, all), { place: null, coming: null, worthwhile: null });
});

test('what is not as agreed reads as not shared', () => {
  const nothing = { place: null, coming: null, worthwhile: null, device: null };
  for (const body of [null, 'words', [], { place: 4, coming: [], worthwhile: {} }])
    assert.deepEqual(readArrival(body), nothing);
  assert.equal(readArrival({ coming: { value: 99, words: '' } }).coming?.value, null);
  assert.deepEqual(readArrival(full), { ...full, device: null });
  assert.equal(readArrival({ device: 'voice' }).device, 'voice');
  assert.equal(readArrival({ device: 'a telephone' }).device, null);
});

/** A house that seals by JSON, and keeps one revision, as the real one does. */
function world() {
  const stored: StoredArrival[] = [];
  const kept = new Map<string, string>();
  const house = {
    api: {
      list: async () => [...stored],
      put: async (_visit: string, revision: number, sealed: string) => {
        const before = stored.pop();
        if (revision !== (before?.revision ?? 0) + 1) {
          if (before) stored.push(before);
          throw new HttpError(409, 'conflict', '');
        }
        stored.push({ account: 'jonas', revision, sealed });
      },
    },
    alliances: {
      seal: async (_alliance: string, _type: string, _visit: string, body: unknown) => ({
        id: 'x',
        sealed: JSON.stringify(body),
      }),
      unseal: async (_a: string, _t: string, _v: string, sender: string, sealed: string) => ({
        kind: 'opened' as const,
        id: 'x',
        sender,
        at_ms: 1,
        revision: 0,
        revised_ms: null,
        body: JSON.parse(sealed),
      }),
      onEvent: () => () => {},
      keepLocal: async (name: string, value: string | null) => {
        if (value === null) kept.delete(name);
        else kept.set(name, value);
      },
      keptLocal: async (name: string) => kept.get(name) ?? null,
    },
  };
  const model = (me: string, role: 'client' | 'therapist') =>
    createArrivalModel({ visit: 'v', me, role, spaceOf: () => 'a', ...house });
  return { stored, kept, model };
}

test('the therapist sees what was shared, and never what was not', async () => {
  const { stored, model } = world();
  const jonas = model('jonas', 'client');
  await jonas.load();
  jonas.write({ ...full });
  jonas.choose({ coming: true });
  await jonas.share();
  assert.equal(jonas.state.value, 'shared');
  assert.doesNotMatch(JSON.stringify(stored), /one idea/);
  const mara = model('mara', 'therapist');
  await mara.load();
  assert.deepEqual(mara.theirs.value, [
    { account: 'jonas', arrival: { place, coming: full.coming, worthwhile: null, device: null } },
  ]);
});

test('sharing again, also from another device, takes the place of what was shared', async () => {
  const { stored, model } = world();
  const phone = model('jonas', 'client');
  const laptop = model('jonas', 'client');
  await phone.load();
  await laptop.load();
  phone.write({ place });
  await phone.share();
  laptop.write({ place: { ...place, where: 'elsewhere' } });
  await laptop.share();
  assert.equal(laptop.state.value, 'shared');
  assert.equal(stored.length, 1);
  assert.match(stored[0]?.sealed ?? '', /elsewhere/);
  assert.equal(stored[0]?.revision, 2);
});

test('a place is remembered on the device when the person wants it, and forgotten again', async () => {
  const { kept, model } = world();
  const first = model('jonas', 'client');
  first.write({ place });
  await first.share();
  assert.equal(kept.size, 0);
  first.remember(true);
  await first.share();
  assert.equal(kept.size, 1);
  first.remember(false);
  assert.equal(kept.size, 0);
});

test('what the check came to is told without what was not shared, and kept when more is shared', async () => {
  const { stored, model } = world();
  const jonas = model('jonas', 'client');
  await jonas.load();
  jonas.write({ ...full });
  await jonas.tellDevice('voice');
  assert.equal(jonas.state.value, 'none', 'nothing was shared by it');
  assert.doesNotMatch(JSON.stringify(stored), /Garden Street|one idea/);
  const mara = model('mara', 'therapist');
  await mara.load();
  assert.equal(mara.theirs.value[0]?.arrival.device, 'voice');
  await Promise.all([jonas.share(), jonas.tellDevice('text')]);
  await mara.load();
  assert.deepEqual(mara.theirs.value[0]?.arrival, {
    place,
    coming: null,
    worthwhile: null,
    device: 'text',
  });
});

test('the same outcome is told once', async () => {
  const { stored, model } = world();
  const jonas = model('jonas', 'client');
  await jonas.load();
  await jonas.tellDevice('video');
  await jonas.tellDevice('video');
  assert.equal(stored[0]?.revision, 1);
});
