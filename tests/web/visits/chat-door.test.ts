// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createChatDoor } from '../../../web/src/visits/chat-door';

function door() {
  const clock = { ms: 50_000 };
  return { clock, door: createChatDoor(() => clock.ms) };
}

test('a press opens it, and the next one closes it', () => {
  const { door: chat } = door();
  chat.press();
  assert.deepEqual([chat.open.value, chat.byItself.value], [true, false]);
  chat.press();
  assert.equal(chat.open.value, false);
});

test('a press in the moment in which it opens by itself is a wish to write', () => {
  const { clock, door: chat } = door();
  chat.openByItself();
  assert.deepEqual([chat.open.value, chat.byItself.value], [true, true]);
  clock.ms += 900;
  chat.press();
  assert.deepEqual([chat.open.value, chat.byItself.value], [true, false]);
  chat.press();
  assert.equal(chat.open.value, false, 'whoever presses again has seen it');
});

test('once it could be seen a press closes it', () => {
  const { clock, door: chat } = door();
  chat.openByItself();
  clock.ms += 1000;
  chat.press();
  assert.equal(chat.open.value, false);
});

test('one that a person opened stays theirs, and one that was closed opens by itself again', () => {
  const { door: chat } = door();
  chat.press();
  chat.openByItself();
  assert.equal(chat.byItself.value, false);
  chat.press();
  assert.equal(chat.open.value, false, 'it did not open by itself');
  chat.openByItself();
  chat.close();
  assert.equal(chat.open.value, false);
  chat.openByItself();
  assert.equal(chat.byItself.value, true);
});
