// SPDX-License-Identifier: Apache-2.0
// A server that lies about messages: moves, swaps, copies, ages and forges them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Place } from '../../../web/src/vault/vault';
import { newPair, type Pair } from './people';

const pair: Pair = await newPair();
const place: Place = { conversation: pair.conversation, type: 'chat', object: 'visit-1' };

test('what the client seals, the therapist opens, with time and sender', async () => {
  const { id, sealed } = await pair.jonas.vault.seal(place, { text: 'Hello, är du där?' });
  const opened = await pair.mara.vault.open(place, pair.jonas.me.account, sealed);
  assert.deepEqual(opened, {
    kind: 'opened',
    id,
    sender: pair.jonas.me.account,
    at_ms: pair.clock.nowMs,
    body: { text: 'Hello, är du där?' },
  });
});
