// SPDX-License-Identifier: Apache-2.0
// Files: sealed in chunks, uploaded over a line that breaks, fetched and checked.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFilesModel, fetchFile } from '../../../web/src/conversations/files-model';
import { cleanName, isPicture, parseLetterBody } from '../../../web/src/conversations/letter';
import { HttpError } from '../../../web/src/net/http';
import { CHUNK_BYTES, createFiles, FILE_BYTES_MAX } from '../../../web/src/vault/files';
import { memoryStorage } from '../../../web/src/vault/storage';

const me = { account: 'me' } as never;

/** A server that keeps chunks and can break the line. */
function aHouse() {
  const storage = memoryStorage();
  const files = createFiles(storage);
  const kept = new Map<string, string>();
  const house = { kept, breakAfter: Number.POSITIVE_INFINITY, full: false, puts: 0 };
  const api = {
    begin: async ({ id }: { id: string }) => {
      if (house.full) throw new HttpError(413, 'too_large', 'no room');
      return {
        have: [...kept.keys()].flatMap((at) =>
          at.startsWith(`${id}|`) ? [Number(at.split('|')[1])] : [],
        ),
      };
    },
    putChunk: async (id: string, n: number, sealed: string) => {
      if (house.puts >= house.breakAfter) throw new HttpError(0, 'offline', 'no line');
      house.puts++;
      kept.set(`${id}|${n}`, sealed);
    },
    chunk: async (id: string, n: number) => kept.get(`${id}|${n}`) ?? '',
    cancel: async () => undefined,
  };
  const vault = {
    keepFile: (bytes: Uint8Array<ArrayBuffer>) => files.keepFile(me, bytes),
    keptChunk: (id: string, n: number) => files.keptChunk(me, id, n),
    forgetFile: (id: string, chunks: number) => files.forgetFile(me, id, chunks),
    openChunk: files.openChunk,
    fileHash: files.fileHash,
  };
  const model = () => createFilesModel({ alliance: 'a1', api, vault, changed: () => undefined });
  return { house, api, vault, model };
}

function bytesOf(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length).map((_, at) => at % 251);
}

const settle = () => new Promise((done) => setTimeout(done, 30));

test('a file comes back as it was, whatever its length', async () => {
  for (const length of [1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 7]) {
    const { api, vault, model } = aHouse();
    const files = model();
    await files.add('a.bin', '', bytesOf(length));
    const upload = files.uploads.value[0];
    assert.equal(upload?.state, 'done');
    assert.ok(upload);
    const got = await fetchFile(upload.file, api, vault, () => undefined);
    assert.deepEqual(got, bytesOf(length));
  }
});

test('after a cut only what is missing goes up, also in another run', async () => {
  const { house, model } = aHouse();
  house.breakAfter = 2;
  const files = model();
  await files.add('a.bin', '', bytesOf(5 * CHUNK_BYTES));
  assert.equal(files.uploads.value[0]?.state, 'waiting');
  assert.equal(files.uploads.value[0]?.there, 2);
  house.breakAfter = Number.POSITIVE_INFINITY;
  const later = model();
  later.restore(files.uploads.value.map((one) => one.file));
  await settle();
  assert.equal(later.uploads.value[0]?.state, 'done');
  assert.equal(house.puts, 5);
});

test('chunks that were moved, left out or bent are not the file', async () => {
  const { house, api, vault, model } = aHouse();
  const files = model();
  await files.add('a.bin', '', bytesOf(2 * CHUNK_BYTES));
  const file = files.uploads.value[0]?.file;
  assert.ok(file);
  const get = (one = file) => fetchFile(one, api, vault, () => undefined);
  const [first = '', second = ''] = [0, 1].map((n) => house.kept.get(`${file.id}|${n}`));
  assert.ok(await get());
  house.kept.set(`${file.id}|0`, second).set(`${file.id}|1`, first);
  assert.equal(await get(), null);
  house.kept.set(`${file.id}|0`, first).set(`${file.id}|1`, second);
  assert.equal(await get({ ...file, size: CHUNK_BYTES }), null);
  assert.equal(await get({ ...file, sha256: 'A'.repeat(43) }), null);
  house.kept.set(`${file.id}|1`, `${second.startsWith('A') ? 'B' : 'A'}${second.slice(1)}`);
  assert.equal(await get(), null);
});

test('a chunk opens in its own place alone, among as many as there were', async () => {
  const { house, vault, model } = aHouse();
  const files = model();
  await files.add('a.bin', '', bytesOf(2 * CHUNK_BYTES));
  const file = files.uploads.value[0]?.file;
  assert.ok(file);
  const first = house.kept.get(`${file.id}|0`) ?? '';
  assert.ok(await vault.openChunk(file, 0, first));
  assert.equal(await vault.openChunk(file, 1, first), null);
  assert.equal(await vault.openChunk({ ...file, size: CHUNK_BYTES }, 0, first), null);
  assert.equal(await vault.openChunk({ ...file, id: 'AAAAAAAAAAAAAAAAAAAAAA' }, 0, first), null);
});

test('what cannot come along is said', async () => {
  const { house, model } = aHouse();
  const files = model();
  await files.add('empty', '', new Uint8Array(0));
  assert.equal(files.refusal.value, 'empty');
  await files.add('large', '', new Uint8Array(FILE_BYTES_MAX + 1));
  assert.equal(files.refusal.value, 'too_large');
  house.full = true;
  await files.add('a', '', bytesOf(3));
  assert.equal(files.uploads.value[0]?.state, 'no_room');
  house.full = false;
  await files.cancel(files.uploads.value[0]?.file.id ?? '');
  for (let n = 0; n < 11; n++) await files.add(`${n}`, '', bytesOf(3));
  assert.equal(files.uploads.value.length, 10);
  assert.equal(files.refusal.value, 'too_many');
});

test('a file this device no longer has is said to be lost', async () => {
  const { house, vault, model } = aHouse();
  house.breakAfter = 0;
  const files = model();
  await files.add('a', '', bytesOf(3));
  const file = files.uploads.value[0]?.file;
  assert.ok(file);
  await vault.forgetFile(file.id, 1);
  house.breakAfter = 9;
  files.resume();
  await settle();
  assert.equal(files.uploads.value[0]?.state, 'lost');
});

test('file names are only names', () => {
  assert.equal(cleanName('../../etc/passwd'), '_.._etc_passwd');
  assert.equal(cleanName('\u202Etxt.exe\u0000'), 'txt.exe');
  assert.equal(cleanName('...'), 'file');
  assert.equal(cleanName('a<b>"c".txt'), 'a_b__c_.txt');
  assert.equal(isPicture({ type: 'image/svg+xml' } as never), false);
  assert.equal(isPicture({ type: 'image/png' } as never), true);
});

test('a body that is no letter is none', () => {
  const file = { id: 'i', key: 'k', name: 'n', type: '', size: 1, sha256: 'h' };
  assert.deepEqual(parseLetterBody({ text: 'a', files: [file] }), { text: 'a', files: [file] });
  assert.deepEqual(parseLetterBody({ deleted: true }), { deleted: true });
  for (const body of [
    null,
    5,
    {},
    { text: 5 },
    { text: 'x'.repeat(8001) },
    { text: '', files: [{ ...file, size: 0 }] },
    { text: '', files: [{ ...file, name: 5 }] },
    { text: '', files: Array.from({ length: 11 }, () => file) },
  ])
    assert.equal(parseLetterBody(body), null);
});
