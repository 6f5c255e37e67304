// SPDX-License-Identifier: Apache-2.0
// A joint record is released by what people signed and what the server knows; neither is enough alone.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Release } from '../../../web/src/spaces/couples-api';
import type { Paper } from '../../../web/src/spaces/paper';
import type { KnownPaper } from '../../../web/src/spaces/papers-model';
import { createReleasesModel, isSigned } from '../../../web/src/spaces/releases-model';

const members = [
  { account: 'vogt', role: 'therapist', left_ms: null },
  { account: 'anna', role: 'client', left_ms: null },
  { account: 'ben', role: 'client', left_ms: null as number | null },
];

const release: Release = {
  id: 'r',
  alliance: 'joint',
  asker: 'anna',
  name: 'Anna',
  at_ms: 1,
  state: 'good',
  until_ms: 2,
  answers: [{ account: 'ben', yes: true }],
};

function said(sender: string, yes: boolean, of = 'r'): KnownPaper {
  const paper: Paper = { kind: 'release_said', release: of, yes };
  return { id: `${sender}${yes}`, sender, paper } as KnownPaper;
}

/** A model before a server that says `list`, in a space that holds `papers`. */
function world(list: Release[], papers: KnownPaper[], knows = true) {
  const done: string[] = [];
  const model = createReleasesModel({
    me: 'anna',
    api: {
      namePolicy: async () => undefined,
      agree: async () => undefined,
      releases: async () => list,
      ask: async () => void done.push('asked'),
      answer: async (_, yes) => void done.push(`told ${yes}`),
      takeBack: async () => undefined,
    },
    alliances: {
      find: () => (knows ? ({ members } as never) : null),
      onEvent: () => () => undefined,
    },
    papers: {
      of: () => ({ kind: 'ready', papers, notes: [] }),
      load: async () => undefined,
      add: async (_, paper) => {
        done.push(`signed ${paper.kind}`);
        return 'id';
      },
    },
  });
  return { model, done };
}

test('a server that claims a yes nobody signed releases nothing', async () => {
  assert.deepEqual(await world([release], []).model.usable(), []);
  assert.deepEqual(await world([release], [said('anna', true)]).model.usable(), []);
  assert.deepEqual(await world([release], [said('ben', true, 'other')]).model.usable(), []);
  assert.deepEqual(await world([release], [said('ben', true)]).model.usable(), [release]);
});

test('the last word counts', () => {
  assert.equal(isSigned(release, members, [said('ben', true), said('ben', false)]), false);
  assert.equal(isSigned(release, members, [said('ben', false), said('ben', true)]), true);
});

test('what was signed is no release before the server knows it, or when it was for somebody else', async () => {
  for (const other of [
    { ...release, state: 'waiting' as const },
    { ...release, state: 'used' as const },
    { ...release, asker: 'ben' },
  ])
    assert.deepEqual(await world([other], [said('ben', true)]).model.usable(), []);
});

test('a therapist needs the signed word of both, and who has left can sign no more', () => {
  const asked = { ...release, asker: 'vogt' };
  assert.equal(isSigned(asked, members, [said('ben', true)]), false);
  assert.equal(isSigned(asked, members, [said('ben', true), said('anna', true)]), true);
  const left = members.map((one) => (one.account === 'ben' ? { ...one, left_ms: 5 } : one));
  assert.equal(isSigned(asked, left, [said('anna', true)]), true);
});

test('a yes is signed before it is told, a no is told before it is signed', async () => {
  const { model, done } = world([release], []);
  await model.answer(release, true);
  await model.answer(release, false);
  assert.deepEqual(done, ['signed release_said', 'told true', 'told false', 'signed release_said']);
});

test('whoever has left the space tells the server alone', async () => {
  const { model, done } = world([release], [], false);
  await model.answer(release, true);
  assert.deepEqual(done, ['told true']);
});
