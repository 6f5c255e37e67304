// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strFromU8, unzipSync } from 'fflate';
import { createCopyModel } from '../../../web/src/archive/copy-model';
import type { Found } from '../../../web/src/archive/found';
import { fileName } from '../../../web/src/archive/sealed-files';
import { utf8 } from '../../../web/src/vault/bytes';
import { VaultError } from '../../../web/src/vault/vault';

const LINES = 40;

function foundOf(lines = LINES): Found {
  const member = {
    account: 'j',
    name: 'Jonas',
    role: 'client' as const,
    public_key: 'AAAA',
    former_keys: [] as string[],
  };
  return {
    practice: 'River',
    owner: { account: 'j', login: 'jonas', name: 'Jonas', role: 'client' },
    alliances: [
      {
        id: 'a',
        kind: 'pair',
        about: null,
        conversation: 'c',
        title: 'Mara',
        created_ms: 0,
        members: [member],
        letters: [],
        sessions: [
          {
            id: 'v',
            number: 1,
            wall: '',
            zone: 'UTC',
            starts_ms: 0,
            minutes: 50,
            medium: 'text',
            state: 'ended',
            started_ms: 0,
            ended_ms: 1,
            chat: Array.from({ length: lines }, (_, at) => ({
              id: `m${at}`,
              at_ms: at,
              revision: 0,
              revised_ms: null,
              sender: 'j',
              sealed: 'AAAA',
            })),
            answers: [],
          },
        ],
        goals: [],
        tasks: [],
      },
    ],
    questions: {},
    days: [],
    access: [],
    left_out: [],
  };
}

function modelOf(changes: Partial<Parameters<typeof createCopyModel>[0]> = {}) {
  let n = 0;
  return createCopyModel({
    find: async () => foundOf(),
    filesOf: () => [],
    unseal: async () => ({
      kind: 'opened',
      id: `m${n}`,
      sender: 'j',
      at_ms: 0,
      revision: 0,
      revised_ms: null,
      body: { text: `line ${n++}` },
    }),
    vault: {
      keyToTakeAway: async () => ({ public_key: 'AAAA', locked_key: 'AAAA' }),
      secretsToTakeAway: async () => [],
      fileToTakeAway: async (name, bytes) => utf8(`sealed ${name} ${bytes.length}`),
    },
    now: () => Date.parse('2026-11-25T10:00:00Z'),
    ...changes,
  });
}

test('a copy is a ZIP named after whose it is and when', async () => {
  const model = modelOf();
  await model.make('readable', '');
  const state = model.state.value;
  assert.ok(state.kind === 'ready', state.kind);
  assert.equal(state.name, 'rapport-jonas-2026-11-25.zip');
  assert.equal(state.refused, 0);
  const head = new Uint8Array(await state.file.arrayBuffer()).subarray(0, 4);
  assert.deepEqual([...head], [0x50, 0x4b, 3, 4]);
});

test('what does not open, or lies under another name, is counted and stays in', async () => {
  const model = modelOf({
    unseal: async () => ({
      kind: 'opened',
      id: 'm0',
      sender: 'j',
      at_ms: 0,
      revision: 0,
      revised_ms: null,
      body: { text: 'x' },
    }),
  });
  await model.make('readable', '');
  const state = model.state.value;
  assert.ok(state.kind === 'ready');
  assert.equal(state.refused, LINES - 1);
});

test('words that look like a refusal are not counted as one', async () => {
  const model = modelOf({
    find: async () => foundOf(1),
    unseal: async () => ({
      kind: 'opened',
      id: 'm0',
      sender: 'j',
      at_ms: 0,
      revision: 0,
      revised_ms: null,
      body: { text: '"kind": "refused"' },
    }),
  });
  await model.make('readable', '');
  const state = model.state.value;
  assert.ok(state.kind === 'ready');
  assert.equal(state.refused, 0);
});

test('stopping in the middle leaves nothing behind', async () => {
  let opened = 0;
  const model = modelOf({
    breathe: async () => {
      model.reset();
    },
    unseal: async () => {
      opened++;
      return { kind: 'refused', why: '' };
    },
  });
  await model.make('readable', '');
  assert.equal(model.state.value.kind, 'choosing');
  assert.ok(opened < LINES, `${opened} were opened after the stop`);
});

test('keys that are refused, or a line that is down, are said', async () => {
  const refused = modelOf({
    vault: {
      keyToTakeAway: async () => {
        throw new VaultError('not_fresh', 'Give your pass phrase once more.');
      },
      secretsToTakeAway: async () => [],
      fileToTakeAway: async (name, bytes) => utf8(`sealed ${name} ${bytes.length}`),
    },
  });
  await refused.make('sealed', 'words');
  assert.deepEqual(refused.state.value, {
    kind: 'failed',
    why: 'Give your pass phrase once more.',
  });
  const down = modelOf({
    find: async () => {
      throw new Error('offline');
    },
  });
  await down.make('readable', '');
  assert.match(JSON.stringify(down.state.value), /line is down/);
});

test('a name makes a file name on any system', () => {
  assert.equal(fileName('Zoë / Müller: "friend"'), 'zoe-muller-friend');
  assert.equal(fileName('../..'), 'someone');
  assert.equal(fileName('陳'), 'someone');
});

const kept = {
  id: 'f1',
  name: 'Brief für dich.PDF',
  size: 3,
  fetch: async () => new Uint8Array([1, 2, 3]),
};
const broken = { id: 'f2', name: 'broken.png', size: 3, fetch: async () => null };

/** Two letters: the first with a good and a broken file, the second deleted. */
function withLetters() {
  const found = foundOf(0);
  const [alliance] = found.alliances;
  if (alliance === undefined) throw new Error('no alliance');
  alliance.letters = ['bTA', 'bTE'].map((id) => ({ id, at_ms: 0, sender: 'j', sealed: id }));
  return modelOf({
    find: async () => found,
    unseal: async (_, type, object, sender, sealed) => {
      assert.deepEqual([type, object], ['letter', 'a']);
      return {
        kind: 'opened',
        id: sealed,
        sender,
        at_ms: 0,
        revision: 0,
        revised_ms: 5,
        body: sealed === 'bTA' ? { text: 'with files', mood: 4 } : { deleted: true },
      };
    },
    filesOf: (body) => (JSON.stringify(body).includes('with files') ? [kept, broken] : []),
  });
}

test('letters come with their files, deleted ones without words, broken files are named', async () => {
  const model = withLetters();
  await model.make('readable', '');
  const state = model.state.value;
  assert.ok(state.kind === 'ready', JSON.stringify(state));
  const files = unzipSync(new Uint8Array(await state.file.arrayBuffer()));
  const path = 'files/bTA-1-brief-fur-dich.pdf';
  assert.deepEqual(Object.keys(files), [path, 'index.html', 'archive.json']);
  assert.deepEqual([...(files[path] ?? [])], [1, 2, 3]);
  const [first, second] = JSON.parse(strFromU8(files['archive.json'] ?? new Uint8Array(0)))
    .alliances[0].letters;
  assert.deepEqual(first.files, [
    { name: kept.name, size: 3, path },
    { name: 'broken.png', size: 3, path: null },
  ]);
  assert.equal(first.edited_ms, 5);
  assert.equal(second.deleted, true);
  const html = strFromU8(files['index.html'] ?? new Uint8Array(0));
  assert.match(html, /with files/);
  assert.match(html, /mood: 4/);
  assert.match(html, /href="files\/bTA-1-brief-fur-dich\.pdf"/);
  assert.match(html, /broken\.png could not be opened/);
});

test('the sealed copy has each file sealed beside its letter, and says which one is broken', async () => {
  const model = withLetters();
  await model.make('sealed', 'words');
  const state = model.state.value;
  assert.ok(state.kind === 'ready', JSON.stringify(state));
  assert.equal(state.refused, 1);
  const files = unzipSync(new Uint8Array(await state.file.arrayBuffer()));
  const path = 'conversations/1-mara/letters/00001-1-brief-fur-dich.pdf.pgp';
  assert.equal(strFromU8(files[path] ?? new Uint8Array(0)), `sealed ${kept.name} 3`);
  assert.ok(files['conversations/1-mara/letters/00002.pgp']);
  const index = JSON.parse(strFromU8(files['index.json'] ?? new Uint8Array(0)));
  const lines = index.files.filter((one: { type: string }) => one.type === 'file');
  const about = { conversation: 'c', type: 'file', object: 'bTA', sender: 'j', at_ms: 0 };
  assert.deepEqual(lines, [
    { file: path, id: 'f1', ...about },
    { file: '', id: 'f2', ...about, why: 'This file is not the one that was sent.' },
  ]);
});

test('keys that somebody lost go along, so that what they signed can be checked', async () => {
  const found = foundOf(0);
  const [alliance] = found.alliances;
  if (alliance === undefined) throw new Error('no alliance');
  const mara = { account: 'm', name: 'Mara', role: 'therapist' as const, public_key: 'BBBB' };
  alliance.members = [
    { ...(alliance.members[0] as (typeof alliance.members)[0]), former_keys: ['CCCC'] },
    { ...mara, former_keys: ['DDDD', 'EEEE'] },
  ];
  const model = modelOf({ find: async () => found });
  await model.make('sealed', 'words');
  const state = model.state.value;
  assert.ok(state.kind === 'ready', JSON.stringify(state));
  const files = unzipSync(new Uint8Array(await state.file.arrayBuffer()));
  const keys = Object.keys(files).filter((path) => /^(people|my-public)/.test(path));
  assert.deepEqual(keys, [
    'my-public-key.pgp',
    'my-public-key-before-1.pgp',
    'people/1-mara.pgp',
    'people/1-mara-before-1.pgp',
    'people/1-mara-before-2.pgp',
  ]);
  const readme = strFromU8(files['README.txt'] ?? new Uint8Array(0));
  assert.match(readme, /gpg --import .*people\/1-mara\.pgp my-public-key-before-1\.pgp/);
});
