// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import type { Visit } from '../../../web/src/visits/visit';
import { createWaitingAlert } from '../../../web/src/visits/waiting-alert';
import { aVisit, chairs, memory } from './fakes';

function watch(kept = memory(), permission: NotificationPermission = 'default') {
  const visits = signal<Visit[]>([]);
  const seen = { chimes: 0, shown: 0, asked: 0, mark: false, hidden: true, permission };
  const alert = createWaitingAlert({
    visits,
    keep: kept,
    notices: {
      permission: () => seen.permission,
      ask: async () => {
        seen.asked++;
        return seen.permission;
      },
      show: () => seen.shown++,
    },
    hidden: () => seen.hidden,
    chime: () => seen.chimes++,
    mark: (on) => {
      seen.mark = on;
    },
  });
  const knocks = () => {
    visits.value = [aVisit({ chairs: chairs('waiting', 'away') })];
  };
  return { alert, visits, seen, knocks };
}

test('the tab is marked while somebody waits, and nothing else happens unasked', () => {
  const { visits, seen, knocks } = watch();
  knocks();
  assert.deepEqual([seen.mark, seen.chimes, seen.shown, seen.asked], [true, 0, 0, 0]);
  visits.value = [aVisit({ chairs: chairs('in', 'in'), state: 'open' })];
  assert.equal(seen.mark, false);
});

test('a chosen sound is heard once for each who comes, and outlives the page', () => {
  const kept = memory();
  const first = watch(kept);
  first.alert.setSound(true);
  assert.equal(first.seen.chimes, 1, 'heard when it is chosen');
  const { visits, seen, knocks } = watch(kept);
  knocks();
  visits.value = [...visits.value];
  assert.equal(seen.chimes, 1);
  visits.value = [aVisit({ chairs: chairs('dropped') })];
  knocks();
  assert.equal(seen.chimes, 2, 'who comes again is heard again');
});

test('a notice is asked for when it is chosen, and shown only behind something else', async () => {
  const { alert, visits, seen, knocks } = watch(memory(), 'default');
  await alert.setNotice(true);
  assert.equal(seen.asked, 1);
  assert.equal(alert.choices.value.notice, false, 'no answer is no yes');
  seen.permission = 'granted';
  await alert.setNotice(true);
  knocks();
  assert.equal(seen.shown, 1);
  visits.value = [];
  seen.hidden = false;
  knocks();
  assert.equal(seen.shown, 1);
  seen.permission = 'denied';
  await alert.setNotice(true);
  assert.equal(alert.refused.value, true);
  assert.equal(alert.choices.value.notice, false);
});

test('a session that is over marks nothing', () => {
  const { visits, seen } = watch();
  visits.value = [aVisit({ state: 'lapsed', chairs: chairs('waiting') })];
  assert.equal(seen.mark, false);
});
