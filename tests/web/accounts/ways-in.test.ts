// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Me } from '../../../web/src/accounts/account';
import { hasTwoWays, rehearsalIsDue, rehearsedMs } from '../../../web/src/accounts/ways-in';

const DAY = 86_400_000;
const BEGUN = Date.parse('2026-01-01T10:00:00Z');

/** As much of *me* as the ways need. */
function me(
  provedMs: number | null,
  passkeys: Array<{ wrapped: string | null; used_ms: number | null }> = [],
): Me {
  return {
    created_ms: BEGUN,
    totp_ms: null,
    slots: [{ kind: 'recovery', proved_ms: provedMs }],
    passkeys,
  } as unknown as Me;
}

test('a second way is a code that was typed back, or a passkey that opens', () => {
  assert.equal(hasTwoWays(me(null)), false);
  assert.equal(hasTwoWays(me(null, [{ wrapped: null, used_ms: BEGUN }])), false);
  assert.equal(hasTwoWays(me(BEGUN)), true);
  assert.equal(hasTwoWays(me(null, [{ wrapped: 'box', used_ms: null }])), true);
});

test('the first rehearsal comes after 30 days, the next ones a year after the last', () => {
  assert.equal(rehearsalIsDue(me(BEGUN), BEGUN + 29 * DAY, 0), false);
  assert.equal(rehearsalIsDue(me(BEGUN), BEGUN + 30 * DAY, 0), true);
  const again = BEGUN + 31 * DAY;
  assert.equal(rehearsalIsDue(me(again), again + 364 * DAY, 0), false);
  assert.equal(rehearsalIsDue(me(again), again + 365 * DAY, 0), true);
});

test('"not now" holds, and whoever never proved the code is not asked here', () => {
  const now = BEGUN + 40 * DAY;
  assert.equal(rehearsalIsDue(me(BEGUN), now, now + 1), false);
  assert.equal(rehearsalIsDue(me(BEGUN), now + 1, now + 1), true);
  assert.equal(rehearsalIsDue(me(null), now, 0), false);
});

test('a passkey that opened the account counts as a rehearsal', () => {
  const used = BEGUN + 50 * DAY;
  assert.equal(rehearsedMs(me(BEGUN, [{ wrapped: 'box', used_ms: used }])), used);
  assert.equal(rehearsedMs(me(BEGUN, [{ wrapped: null, used_ms: used }])), BEGUN);
});
