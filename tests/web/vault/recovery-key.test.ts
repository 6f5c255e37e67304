// SPDX-License-Identifier: Apache-2.0
// The practice's recovery key: made once, on paper from then on, and opening records only.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBase64url, toBase64url } from '../../../web/src/vault/bytes';
import { joinSheets, readSheet, writeSheets } from '../../../web/src/vault/recovery-sheets';
import { memoryStorage } from '../../../web/src/vault/storage';
import type { SealedRecord, Vault, VaultErrorCode } from '../../../web/src/vault/vault';
import { createVault } from '../../../web/src/vault/vault-core';
import { memberKey, newPair, newPerson, type Pair } from './people';

function refusedAs(code: VaultErrorCode) {
  return (error: { code?: string }) => error.code === code;
}

const secret = () => crypto.getRandomValues(new Uint8Array(32));

/** Mara makes the key, the way the page does. */
async function ceremony(vault: Vault) {
  const { words, sheets } = await vault.recoveryBegin('Practice at the River');
  for (const [at, sheet] of sheets.entries()) await vault.recoveryTyped(at + 1, sheet);
  const { public_key } = await vault.recoveryFinish();
  return { words, sheets, public_key };
}

/** Mara, freshly signed in: a ceremony asks for that. */
async function freshPair(): Promise<Pair> {
  const pair = await newPair();
  const slot = pair.mara.me.slots[0];
  if (slot === undefined) throw new Error('no slot');
  const { login } = pair.mara.me;
  const given = { login, slot: 'passphrase' as const, secret: pair.mara.passphrase };
  await pair.mara.vault.authKey({ ...given, parameters: slot });
  await pair.mara.vault.confirm(pair.mara.me, 'passphrase');
  return pair;
}

function recordOf(pair: Pair, publicKey: string, grants: Array<{ epoch: number; sealed: string }>) {
  const record: SealedRecord = {
    public_key: publicKey,
    conversation: pair.conversation,
    members: [memberKey(pair.mara), memberKey(pair.jonas)],
    grants: grants.map((grant) => ({ ...grant, granter: pair.mara.me.account })),
  };
  return record;
}

/** A device that never knew anybody. */
const stranger = (pair: Pair) =>
  createVault({ storage: memoryStorage(), now: () => pair.clock.nowMs });

test('any two of three sheets give the secret back, one alone does not', async () => {
  const wanted = secret();
  const sheets = await writeSheets(wanted);
  for (const [a, b] of [
    [0, 1],
    [1, 2],
    [2, 0],
  ] as const) {
    const joined = await joinSheets([sheets[a] ?? '', sheets[b] ?? '']);
    assert.deepEqual(joined, wanted);
  }
  assert.equal(await joinSheets([sheets[0] ?? '']), null);
  assert.equal(await joinSheets([sheets[0] ?? '', sheets[0] ?? '']), null);
});

test('a sheet is fifteen groups of four, and a slip of the pen is noticed', async () => {
  const [sheet = ''] = await writeSheets(secret());
  assert.match(sheet, /^([0-9A-Z]{4}-){14}[0-9A-Z]{4}$/);
  assert.equal(await readSheet(sheet.toLowerCase().replaceAll('-', ' ')), sheet);
  for (let at = 0; at < sheet.length; at++) {
    if (sheet[at] === '-') continue;
    const other = sheet[at] === '7' ? '8' : '7';
    assert.equal(await readSheet(sheet.slice(0, at) + other + sheet.slice(at + 1)), null);
  }
});

test('the key is given out only when every sheet was typed back', async () => {
  const { mara } = await freshPair();
  const { sheets } = await mara.vault.recoveryBegin('River');
  await assert.rejects(mara.vault.recoveryFinish(), refusedAs('not_confirmed'));
  assert.equal(await mara.vault.recoveryTyped(1, sheets[1] ?? ''), false, 'that is sheet 2');
  for (const at of [1, 2])
    assert.equal(await mara.vault.recoveryTyped(at, sheets[at - 1] ?? ''), true);
  await assert.rejects(mara.vault.recoveryFinish(), refusedAs('not_confirmed'));
  assert.equal(await mara.vault.recoveryTyped(3, sheets[2] ?? ''), true);
  await mara.vault.recoveryFinish();
  // It is over: nothing of it is left to check against.
  await assert.rejects(mara.vault.recoveryTyped(3, sheets[2] ?? ''), refusedAs('locked'));
});

test('two sheets open the record, on a device that knows nobody', async () => {
  const pair = await freshPair();
  const { mara, jonas } = pair;
  const place = { conversation: pair.conversation, type: 'goal', object: 'g' } as const;
  const { sealed } = await jonas.vault.seal(place, { text: 'more air' });
  const { sheets, public_key } = await ceremony(mara.vault);
  const grants = await mara.vault.recoveryGrants(pair.conversation, public_key);
  const record = recordOf(pair, public_key, grants);

  const reader = stranger(pair);
  assert.deepEqual(await reader.recordOpen(record, [sheets[2] ?? '', sheets[0] ?? '']), {
    canRead: true,
  });
  const opened = await reader.open(place, jonas.me.account, sealed);
  assert.deepEqual(opened.kind === 'opened' && opened.body, { text: 'more air' });
});

test('one sheet, a sheet twice, or sheets of another ceremony open nothing', async () => {
  const pair = await freshPair();
  const { vault } = pair.mara;
  const { sheets, public_key } = await ceremony(vault);
  const record = recordOf(
    pair,
    public_key,
    await vault.recoveryGrants(pair.conversation, public_key),
  );
  const other = await ceremony(vault);
  const [one = '', two = ''] = sheets;
  for (const typed of [[one], [one, one], [one, other.sheets[1] ?? ''], other.sheets, [one, 'x']])
    await assert.rejects(stranger(pair).recordOpen(record, typed), refusedAs('wrong_secret'));
  assert.equal((await stranger(pair).recordOpen(record, [one, two])).canRead, true);
});

test('a server’s own recovery key is given nothing, whatever it claims', async () => {
  const pair = await freshPair();
  const { mara } = pair;
  const real = await ceremony(mara.vault);
  const evil = await ceremony((await freshPair()).mara.vault);
  assert.equal(await mara.vault.recoveryTrust(evil.public_key), 'changed');
  await assert.rejects(
    mara.vault.recoveryGrants(pair.conversation, evil.public_key),
    refusedAs('not_confirmed'),
  );
  // Words of the real sheets do not fit it; being told of it is not enough.
  await assert.rejects(
    mara.vault.recoveryConfirm(evil.public_key, real.words.join(' ')),
    refusedAs('wrong_words'),
  );
  await mara.vault.recoveryNoticed(evil.public_key);
  await assert.rejects(
    mara.vault.recoveryGrants(pair.conversation, evil.public_key),
    refusedAs('not_confirmed'),
  );
  await mara.vault.recoveryConfirm(evil.public_key, ` ${evil.words.join(', ').toUpperCase()}.`);
  assert.equal(await mara.vault.recoveryTrust(evil.public_key), 'confirmed');
});

test('what nobody joined by a link is given to no recovery key: journals, notes, made-up members', async () => {
  const pair = await freshPair();
  const { mara } = pair;
  const { public_key } = await ceremony(mara.vault);
  const journal = await mara.vault.found();
  await assert.rejects(
    mara.vault.recoveryGrants(journal.conversation, public_key),
    refusedAs('no_record'),
  );
  // The server puts a client of its own into the journal.
  const planted = await newPerson('planted', 'client', pair.clock);
  await mara.vault.learn({
    alliance: journal.id,
    conversation: journal.conversation,
    members: [memberKey(mara), { ...memberKey(planted), introduction: null }],
    grants: journal.grants.map((grant) => ({ ...grant, granter: mara.me.account })),
  });
  await assert.rejects(
    mara.vault.recoveryGrants(journal.conversation, public_key),
    refusedAs('no_record'),
  );
});

test('a record whose members’ keys were exchanged in the export shows nothing of theirs', async () => {
  const pair = await freshPair();
  const { mara, jonas } = pair;
  const { sheets, public_key } = await ceremony(mara.vault);
  const record = recordOf(
    pair,
    public_key,
    await mara.vault.recoveryGrants(pair.conversation, public_key),
  );
  const evil = (await newPair()).jonas;
  record.members = record.members.map((member) =>
    member.account === jonas.me.account ? { ...member, public_key: evil.me.public_key } : member,
  );
  const reader = stranger(pair);
  await reader.recordOpen(record, sheets.slice(1));
  const place = { conversation: pair.conversation, type: 'goal', object: 'g' } as const;
  const { sealed } = await jonas.vault.seal(place, { text: 'x' });
  assert.equal((await reader.open(place, jonas.me.account, sealed)).kind, 'refused');
});

test('nothing of the private part stays on the device, and no account key is needed to make it', async () => {
  const pair = await freshPair();
  const kept: unknown[] = [];
  const storage = memoryStorage();
  const vault = createVault({
    storage: { ...storage, put: async (name, value) => void kept.push([name, value]) },
    now: () => pair.clock.nowMs,
  });
  await assert.rejects(vault.recoveryBegin('River'), refusedAs('locked'));
  const slot = pair.mara.me.slots[0];
  if (slot === undefined) throw new Error('no slot');
  const given = { login: pair.mara.me.login, slot: 'passphrase' as const };
  await vault.authKey({ ...given, secret: pair.mara.passphrase, parameters: slot });
  await vault.unlock(pair.mara.me, 'passphrase');
  const { sheets, public_key } = await ceremony(vault);
  const joined = await joinSheets(sheets.slice(0, 2));
  assert.ok(joined);
  const said = JSON.stringify(kept);
  for (const trace of [
    ...sheets,
    ...sheets.map((sheet) => sheet.replaceAll('-', '')),
    toBase64url(joined),
  ])
    assert.equal(said.includes(trace), false);
  // The public half holds no trace of it, either.
  const bytes = Buffer.from(fromBase64url(public_key) ?? []);
  assert.equal(bytes.includes(Buffer.from(joined)), false);
});
