// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byDay, createJournalModel } from '../../../web/src/spaces/journal-model';
import type { Entry } from '../../../web/src/spaces/paper';
import { createPapersModel } from '../../../web/src/spaces/papers-model';
import { sharedWithMe } from '../../../web/src/spaces/shared';
import { alliance, letterHouse, settle } from './fake-letters';

const words = (text: string, tags: string[] = [], mood: number | null = null): Entry => ({
  kind: 'entry',
  text,
  mood,
  tags,
});

function anna() {
  const made = letterHouse('anna', [alliance('pair', {})]);
  const papers = createPapersModel({ api: made.api, me: 'anna', alliances: made.alliances });
  const journal = createJournalModel({ alliances: made.alliances as never, papers });
  return { ...made, papers, journal };
}

/** What the therapist reads in the same house. */
function mara({ house, api, alliances }: ReturnType<typeof anna>) {
  house.alliances.value = house.alliances.value.filter((one) => one.kind === 'pair');
  return createPapersModel({ api, me: 'mara', alliances });
}

test('the journal is opened by the first entry, and an entry is found again', async () => {
  const { journal, house } = anna();
  assert.equal(journal.place.value, null);
  await journal.write(words('the river was high', ['walks']));
  await settle();
  house.nowMs = 2000;
  await journal.write(words('slept badly', ['sleep', 'walks'], 3));
  await settle();
  assert.equal(house.alliances.value.filter((one) => one.kind === 'self').length, 1);
  assert.deepEqual(
    journal.entries.value.map(({ paper }) => paper.text),
    ['slept badly', 'the river was high'],
  );
  assert.deepEqual(journal.tags.value, ['walks', 'sleep']);
  assert.equal(byDay(journal.entries.value, (ms) => String(ms)).length, 2);
});

test('searching asks nobody', async () => {
  const { journal, house } = anna();
  await journal.write(words('the river was high'));
  await journal.write(words('slept badly'));
  await settle();
  house.asked.length = 0;
  journal.search('riv');
  assert.equal(journal.entries.value.length, 1);
  assert.equal(journal.count.value, 2);
  assert.deepEqual(house.asked, []);
});

test('a changed entry keeps its day, and a deleted one leaves no words', async () => {
  const { journal, house } = anna();
  await journal.write(words('first wording'));
  await settle();
  const [first] = journal.entries.value;
  assert.ok(first);
  house.nowMs = 9000;
  await journal.change(first.id, words('second wording'));
  assert.equal(journal.entries.value[0]?.paper.text, 'second wording');
  assert.equal(journal.entries.value[0]?.at_ms, first.at_ms);
  assert.equal(journal.entries.value[0]?.revision, 1);
  const [changed] = journal.entries.value;
  assert.ok(changed);
  await journal.remove(changed);
  assert.equal(journal.count.value, 0);
  assert.doesNotMatch(JSON.stringify([...house.letters]), /wording/);
});

test('an entry that is shown can be read by the therapist until it is taken back', async () => {
  const made = anna();
  const { journal, papers, house } = made;
  await journal.write(words('about my father', ['family'], 4));
  await journal.write(words('not for you'));
  await journal.load();
  await settle();
  const [shown] = journal.entries.value.filter(({ paper }) => paper.tags.length > 0);
  assert.ok(shown);
  await journal.show(shown, 'pair', { words: true, bring: true });
  await settle();
  const after = journal.entries.value.find(({ id }) => id === shown.id);
  assert.equal(after?.shown.length, 1);

  const space = house.alliances.value;
  const hers = mara(made);
  await hers.load('pair');
  const [read] = sharedWithMe(hers, 'pair');
  assert.equal(read?.paper.kind, 'shared_entry');
  assert.equal(read?.bring, true);
  assert.doesNotMatch(JSON.stringify(house.letters.get('c-pair')), /not for you/);

  house.alliances.value = space;
  const back = after?.shown[0];
  assert.ok(back);
  await journal.takeBack(back);
  await settle();
  assert.equal(sharedWithMe(hers, 'pair').length, 0);
  assert.doesNotMatch(JSON.stringify(house.letters.get('c-pair')), /about my father/);
  assert.equal(journal.count.value, 2);
  papers.stop();
});

test('a wish to talk about something carries none of its words', async () => {
  const made = anna();
  const { journal, house } = made;
  await journal.write(words('about my father'));
  await settle();
  const [entry] = journal.entries.value;
  assert.ok(entry);
  await journal.show(entry, 'pair', { words: false, bring: true });
  await settle();
  assert.doesNotMatch(JSON.stringify(house.letters.get('c-pair')), /father/);
  const hers = mara(made);
  await hers.load('pair');
  assert.equal(sharedWithMe(hers, 'pair')[0]?.bring, true);
});

test('deleting an entry takes back what was shown of it', async () => {
  const { journal, house } = anna();
  await journal.write(words('about my father'));
  await settle();
  const [entry] = journal.entries.value;
  assert.ok(entry);
  await journal.show(entry, 'pair', { words: true, bring: false });
  await settle();
  await journal.load();
  const [again] = journal.entries.value;
  assert.ok(again);
  await journal.remove(again);
  assert.doesNotMatch(JSON.stringify([...house.letters]), /father/);
});

test('without a line an entry stands in the list and says that it waits', async () => {
  const { journal, house } = anna();
  await journal.write(words('one'));
  await settle();
  house.down = true;
  await journal.write(words('two')).catch(() => undefined);
  assert.equal(journal.entries.value.length, 1);
  house.down = false;
  await journal.load();
  const waits = journal.entries.value.find(({ paper }) => paper.text === 'two');
  assert.equal(waits?.delivery, 'sending');
});

test('a draft stays on the device and an empty one is forgotten', async () => {
  const { journal, house } = anna();
  await journal.keepDraft(words('half a', ['x']));
  assert.equal((await journal.draft())?.text, 'half a');
  await journal.keepDraft(words('  '));
  assert.equal(await journal.draft(), null);
  assert.equal(house.local.size, 0);
  assert.equal(house.letters.size, 0);
});
