// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createChatApi } from '../../../web/src/conversations/chat-api';
import type { Http } from '../../../web/src/net/http';

const message = (seq: number) => ({
  seq,
  at_ms: 1000 + seq,
  kind: 'message',
  object: `message-${seq}`,
  sender: 'somebody',
  visit: 'a-visit',
  sealed: 'AA',
});

/** A server that holds these messages and hands out two at a time. */
function server(seqs: number[]): { http: Http; asked: string[] } {
  const asked: string[] = [];
  const get = async (path: string) => {
    asked.push(path);
    const after = Number(new URL(path, 'http://localhost').searchParams.get('after'));
    const left = seqs.filter((seq) => seq > after);
    return { messages: left.slice(0, 2).map(message), more: left.length > 2 };
  };
  const no = async () => {
    throw new Error('the history only reads');
  };
  return { http: { get, post: no, put: no, delete: no }, asked };
}

test('a long chat is read page by page to its end', async () => {
  const { http, asked } = server([3, 4, 8, 9, 12]);
  const all = await createChatApi(http).history('a conversation', 'a-visit');
  assert.deepEqual(
    all.map((m) => m.seq),
    [3, 4, 8, 9, 12],
  );
  assert.equal(asked.length, 3);
  assert.match(asked[0] ?? '', /^\/api\/conversations\/a%20conversation\/messages\?visit=a-visit/);
});

test('a chat without a word is one question', async () => {
  const { http, asked } = server([]);
  assert.deepEqual(await createChatApi(http).history('c', 'v'), []);
  assert.equal(asked.length, 1);
});
