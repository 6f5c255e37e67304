// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEntry } from '../../../web/src/net/api-types';
import { checkPage, type RecordPage, rowsOf } from '../../../web/src/records/record';
import { lineInWords } from '../../../web/src/records/record-words';
import { createRecordsModel } from '../../../web/src/records/records-model';
import { createLog } from '../vault/log';

const ME = 'AAAAAAAAAAAAAAAAAAAAAA';
const ANNA = 'BBBBBBBBBBBBBBBBBBBBBA';

/** A log with what Anna read of mine, and one entry about somebody else in between. */
async function madePage(): Promise<RecordPage> {
  const log = await createLog('audit');
  const mine: Array<{ seq: number; details: string }> = [];
  for (const action of ['joined', 'other', 'checks_read', 'checks_read']) {
    if (action === 'other') await log.audit({ subject: ANNA, actor: ANNA, action: 'sign_in' });
    else
      mine.push(await log.audit({ subject: ME, actor: action === 'joined' ? ME : ANNA, action }));
  }
  const head = await log.head();
  const entries: AuditEntry[] = [];
  for (const { seq, details } of mine.reverse())
    entries.push({ ...(await log.entry(seq)), details, name: seq === 0 ? 'Ben' : 'Anna' });
  return { entries, more: false, head };
}

const checks = async (page: RecordPage) => (await checkPage(page, ME)).map((line) => line.check);

test('what_was_done_is_told_with_who_did_it_and_checked', async () => {
  const lines = await checkPage(await madePage(), ME);
  assert.deepEqual(
    lines.map((line) => [line.seq, line.check, lineInWords(line)]),
    [
      [3, 'proved', 'Anna looked at your answers from the closing minutes.'],
      [2, 'proved', 'Anna looked at your answers from the closing minutes.'],
      [0, 'proved', 'You joined.'],
    ],
  );
});

test('an_entry_newer_than_the_head_waits_for_it', async () => {
  const page = await madePage();
  const late = {
    ...page,
    entries: page.entries.map((one) => ({ ...one, proof: null })),
    head: null,
  };
  assert.deepEqual(await checks(late), ['waiting', 'waiting', 'waiting']);
  // But who leaves a proof away under a head that has the entry hides something.
  assert.deepEqual(await checks({ ...late, head: page.head }), ['failed', 'failed', 'failed']);
});

test('a_server_that_tells_another_story_is_found_out', async () => {
  const page = await madePage();
  const [first, second, third] = page.entries as [AuditEntry, AuditEntry, AuditEntry];
  const told = async (one: AuditEntry) => (await checks({ ...page, entries: [one] }))[0];
  assert.equal(await told(first), 'proved');
  // another entry under the proof, the proof of another, another place, another's details
  assert.equal(await told({ ...first, entry: second.entry }), 'failed');
  assert.equal(await told({ ...first, proof: third.proof }), 'failed');
  assert.equal(await told({ ...first, seq: 2 }), 'failed');
  assert.equal(await told({ ...first, details: second.details }), 'failed');
  assert.equal(await told({ ...first, entry: 'AAAA' }), 'failed');
  assert.equal((await checkPage(page, ANNA))[0]?.check, 'failed');
});

test('a_head_that_the_practice_did_not_sign_proves_nothing', async () => {
  const page = await madePage();
  const forged = page.head && { ...page.head, at_ms: page.head.at_ms + 1 };
  assert.deepEqual(await checks({ ...page, head: forged }), ['failed', 'failed', 'failed']);
});

test('a_list_in_another_order_fails', async () => {
  const page = await madePage();
  const turned = { ...page, entries: [...page.entries].reverse() };
  const model = createRecordsModel({ page: async () => turned }, ME);
  await model.load();
  const state = model.state.value;
  assert.ok(state.kind === 'ready');
  assert.deepEqual(
    state.lines.map((line) => line.check),
    ['proved', 'failed', 'failed'],
  );
});

test('the_same_thing_on_one_day_is_one_row', async () => {
  const lines = await checkPage(await madePage(), ME);
  const rows = rowsOf(lines, () => 'today');
  assert.deepEqual(
    rows.map((row) => row.lines.length),
    [2, 1],
  );
  let day = 0;
  assert.equal(rowsOf(lines, () => String(day++)).length, 3);
});

test('older_ones_are_fetched_behind_those_that_are_here', async () => {
  const page = await madePage();
  const asked: Array<number | null> = [];
  const model = createRecordsModel(
    {
      page: async (before) => {
        asked.push(before);
        const from = before === null ? 0 : page.entries.findIndex((one) => one.seq < before);
        return { ...page, entries: page.entries.slice(from, from + 2), more: from === 0 };
      },
    },
    ME,
  );
  await model.load();
  await model.loadMore();
  await model.loadMore();
  const state = model.state.value;
  assert.ok(state.kind === 'ready');
  assert.deepEqual(asked, [null, 2]);
  assert.equal(state.lines.length, 3);
  assert.ok(state.lines.every((line) => line.check === 'proved'));
});
