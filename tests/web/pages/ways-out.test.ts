// SPDX-License-Identifier: Apache-2.0
// Help now and Leave this page: the two things that must work when nothing else does.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  byCountry,
  countryName,
  countryOf,
  keepHelp,
  keptHelp,
  siteOf,
  telephone,
} from '../../../web/src/pages/help';
import {
  chooseRefuge,
  chosenRefuge,
  type Door,
  leave,
  refuges,
  shiftWatch,
} from '../../../web/src/pages/leave';

function shelf() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

const forbidden = {
  getItem(): string | null {
    throw new Error('forbidden');
  },
  setItem(): void {
    throw new Error('forbidden');
  },
};

const line = (country: string, name: string) => ({
  country,
  name,
  phone: '116 123',
  hours: 'always',
  url: '',
});

test('the numbers are there again after they were kept', () => {
  const on = shelf();
  keepHelp(on, [line('GB', 'Samaritans')]);
  assert.deepEqual(keptHelp(on), [line('GB', 'Samaritans')]);
});

test('a shelf that is forbidden, empty or full of nonsense gives no numbers and no error', () => {
  keepHelp(forbidden, [line('GB', 'x')]);
  assert.deepEqual(keptHelp(forbidden), []);
  assert.deepEqual(keptHelp(shelf()), []);
  for (const nonsense of ['{', '7', 'null', '[1, null, {"name": 3}]']) {
    const on = shelf();
    on.setItem('rapport help', nonsense);
    assert.deepEqual(keptHelp(on), [], nonsense);
  }
});

test('the reader’s own country comes first, the others keep the order of the practice', () => {
  const numbers = [line('EU', 'a'), line('GB', 'b'), line('DE', 'c'), line('GB', 'd')];
  const found = byCountry(numbers, 'DE');
  assert.deepEqual(
    found.map((one) => one.country),
    ['DE', 'EU', 'GB'],
  );
  assert.equal(found[2]?.numbers.length, 2);
  assert.deepEqual(
    byCountry(numbers, '').map((one) => one.country),
    ['EU', 'GB', 'DE'],
  );
});

test('countries are read from a locale and named in words; nonsense stays itself', () => {
  assert.equal(countryOf('de-AT'), 'AT');
  assert.equal(countryOf('de'), '');
  assert.equal(countryOf('not a locale'), '');
  assert.equal(countryName('AT', 'en'), 'Austria');
  assert.equal(countryName('Nowhere land', 'en'), 'Nowhere land');
});

test('a link to dial holds only what a phone can dial', () => {
  assert.equal(telephone('+49 30 / 5557-01'), 'tel:+4930555701');
  assert.equal(telephone('javascript:alert(1)'), 'tel:1');
});

test('only https sites are linked, by their name', () => {
  assert.equal(siteOf('https://www.samaritans.org/ireland'), 'samaritans.org');
  for (const bad of ['', 'nowhere', 'http://a.org', 'javascript:alert(1)'])
    assert.equal(siteOf(bad), '');
});

test('three presses of Shift within two seconds leave; anything between does not', () => {
  const rows: [string, [string, number][], number][] = [
    [
      'three',
      [
        ['Shift', 0],
        ['Shift', 300],
        ['Shift', 600],
      ],
      1,
    ],
    [
      'too slow',
      [
        ['Shift', 0],
        ['Shift', 1500],
        ['Shift', 3000],
      ],
      0,
    ],
    [
      'typing capitals',
      [
        ['Shift', 0],
        ['A', 50],
        ['Shift', 200],
        ['B', 250],
        ['Shift', 400],
      ],
      0,
    ],
    ['six', [0, 1, 2, 3, 4, 5].map((n): [string, number] => ['Shift', n * 100]), 2],
    [
      'slow, then three',
      [
        ['Shift', 0],
        ['Shift', 3000],
        ['Shift', 3200],
        ['Shift', 3400],
      ],
      1,
    ],
  ];
  for (const [name, keys, times] of rows) {
    let left = 0;
    const watch = shiftWatch(() => left++);
    for (const [key, at] of keys) watch(key, at);
    assert.equal(left, times, name);
  }
});

function door(lock: () => Promise<void>): Door & { done: string[] } {
  const done: string[] = [];
  return {
    done,
    blank: () => void done.push('blank'),
    lock: () => {
      done.push('lock');
      return lock();
    },
    replace: (url) => void done.push(url),
    wait: () => new Promise((go) => setTimeout(go, 5)),
  };
}

test('leaving draws nothing first, then locks, then goes', async () => {
  const out = door(() => Promise.resolve());
  await leave(out, 'weather');
  assert.deepEqual(out.done, ['blank', 'lock', refuges[2].url]);
});

test('a vault that fails or hangs does not keep anybody here', async () => {
  for (const lock of [
    () => Promise.reject(new Error('broken')),
    () => new Promise<void>(() => {}),
  ]) {
    const out = door(lock);
    await leave(out, 'search');
    assert.equal(out.done.at(-1), refuges[1].url);
  }
});

test('the chosen place is remembered; an unknown one is the first of the list', () => {
  const on = shelf();
  assert.equal(chosenRefuge(on), 'encyclopedia');
  chooseRefuge(on, 'weather');
  assert.equal(chosenRefuge(on), 'weather');
  on.setItem('rapport leave to', 'elsewhere');
  assert.equal(chosenRefuge(on), 'encyclopedia');
  assert.equal(chosenRefuge(forbidden), 'encyclopedia');
  chooseRefuge(forbidden, 'weather');
});
