// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Me } from '../../../web/src/accounts/account';
import { type Authenticator, PasskeyStopped } from '../../../web/src/accounts/authenticator';
import type { Half } from '../../../web/src/accounts/factor';
import type { FactorsApi } from '../../../web/src/accounts/factors-api';
import { createSecondStep } from '../../../web/src/accounts/second-step';
import { StepStopped } from '../../../web/src/accounts/step-stopped';
import { HttpError } from '../../../web/src/net/http';

const ME = { login: 'mara' } as Me;

function half(name = 'half'): Half {
  return { half: name, second: ['totp', 'passkey'], challenge: 'c', credentials: ['one'] };
}

/** `answer` is what the server says to a code. */
function setUp(answer: (half: string, code: string) => Promise<Me>) {
  const asked: unknown[] = [];
  let stopped = false;
  const api = {
    secondCode: (from: string, code: string, device: string) => {
      asked.push([from, code, device]);
      return answer(from, code);
    },
    secondPasskey: async (from: string) => {
      asked.push([from, 'passkey']);
      return ME;
    },
  } as unknown as FactorsApi;
  const authenticator = {
    ask: async (question: unknown) => {
      asked.push(question);
      if (stopped) throw new PasskeyStopped();
      return { answer: {} };
    },
  } as unknown as Authenticator;
  const second = createSecondStep({ api, authenticator, device: () => 'Firefox' });
  return {
    second,
    asked,
    stopPasskeys: () => {
      stopped = true;
    },
  };
}

const refusal = (status: number) => new HttpError(status, 'no', 'No.');

test('a_code_is_sent_as_digits_alone_and_the_step_is_gone', async () => {
  const { second, asked } = setUp(async () => ME);
  assert.equal(second.step.peek(), null);
  const signedIn = second.ask(half());
  assert.deepEqual(second.step.value?.ways, ['totp', 'passkey']);
  await second.giveCode(' 123 456 ');
  assert.equal(await signedIn, ME);
  assert.deepEqual(asked, [['half', '123456', 'Firefox']]);
  assert.equal(second.step.value, null);
});

test('a_wrong_code_says_so_and_may_be_tried_again', async () => {
  let right = false;
  const { second } = setUp(async () => {
    if (!right) throw refusal(401);
    return ME;
  });
  const signedIn = second.ask(half());
  await second.giveCode('000000');
  assert.match(second.step.value?.problem ?? '', /did not fit/);
  assert.equal(second.step.value?.busy, false);
  right = true;
  await second.giveCode('123456');
  assert.equal(await signedIn, ME);
});

test('a_half_that_is_over_ends_the_step_with_its_reason', async () => {
  const { second } = setUp(async () => {
    throw refusal(410);
  });
  const signedIn = second.ask(half());
  await second.giveCode('123456');
  await assert.rejects(signedIn, (error) => error instanceof HttpError && error.status === 410);
  assert.equal(second.step.value, null);
});

test('only_one_try_is_under_way', async () => {
  let done: (me: Me) => void = () => undefined;
  const { second, asked } = setUp(
    () =>
      new Promise((resolve) => {
        done = resolve;
      }),
  );
  const signedIn = second.ask(half());
  const first = second.giveCode('123456');
  await second.giveCode('123456');
  assert.equal(asked.length, 1);
  done(ME);
  await first;
  assert.equal(await signedIn, ME);
});

test('an_answer_that_comes_after_stopping_counts_for_nothing', async () => {
  let done: (me: Me) => void = () => undefined;
  const { second } = setUp(
    () =>
      new Promise((resolve) => {
        done = resolve;
      }),
  );
  const signedIn = second.ask(half());
  const trying = second.giveCode('123456');
  second.stop();
  await assert.rejects(signedIn, StepStopped);
  assert.equal(second.step.peek(), null);
  void second.ask(half('another')).catch(() => undefined);
  done(ME);
  await trying;
  assert.equal(second.step.peek()?.busy, false, 'the other sign-in has lost its step');
});

test('a_new_sign_in_ends_the_one_before', async () => {
  const { second, asked } = setUp(async () => ME);
  const before = second.ask(half('old'));
  const after = second.ask(half('new'));
  await assert.rejects(before, StepStopped);
  await second.giveCode('123456');
  assert.equal(await after, ME);
  assert.deepEqual(asked, [['new', '123456', 'Firefox']]);
});

test('a_passkey_answers_the_challenge_of_this_half_and_may_be_put_away', async () => {
  const { second, asked, stopPasskeys } = setUp(async () => ME);
  const signedIn = second.ask(half());
  await second.givePasskey();
  assert.equal(await signedIn, ME);
  assert.deepEqual(asked, [{ challenge: 'c', credentials: ['one'] }, ['half', 'passkey']]);
  stopPasskeys();
  void second.ask(half()).catch(() => undefined);
  await second.givePasskey();
  assert.equal(second.step.value?.busy, false);
  assert.notEqual(second.step.value?.problem ?? '', '');
});
