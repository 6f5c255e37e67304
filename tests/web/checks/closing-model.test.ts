// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Answers, Closing } from '../../../web/src/checks/check';
import type { ChecksApi } from '../../../web/src/checks/checks-api';
import { createClosingModel } from '../../../web/src/checks/closing-model';
import { parseQuestionnaire } from '../../../web/src/checks/questionnaire';
import { HttpError } from '../../../web/src/net/http';

declare const __ROOT__: string;

const questionnaire = parseQuestionnaire(
  JSON.parse(readFileSync(join(__ROOT__, 'content/instruments/closing-client.json'), 'utf8')),
);

const NOTHING: Closing = { mine: null, theirs: [], theirsState: 'none', closesMs: 1000 };

/** A server with one closing minute, a line that can be cut, and a seal that is no secret. */
function room(done: readonly string[] = []) {
  const given: Answers[] = [];
  const drafts = new Map<string, string>();
  const line: (() => void)[] = [];
  const timers: (() => void)[] = [];
  let now: Closing = NOTHING;
  let cut: HttpError | null = null;
  let asked: ReadonlySet<string> | null = null;
  const api: ChecksApi = {
    questionnaires: async () => [questionnaire],
    closing: async () => {
      if (cut !== null) throw cut;
      return now;
    },
    give: async (_, answers) => {
      if (cut !== null) throw cut;
      given.push(answers);
      now = { ...NOTHING, mine: answers, theirsState: 'waiting' };
    },
    list: async () => [],
  };
  const make = () =>
    createClosingModel({
      api,
      role: 'client',
      seal: async (body) => ({ sealed: `sealed:${JSON.stringify(body)}` }),
      unseal: async (sender, sealed) => ({
        kind: 'opened',
        id: 'x',
        sender,
        at_ms: 0,
        revision: 0,
        revised_ms: null,
        body: JSON.parse(sealed.slice('sealed:'.length)),
      }),
      me: 'client',
      visit: 'visit',
      done,
      asked: () => asked,
      drafts: {
        getItem: (key) => drafts.get(key) ?? null,
        setItem: (key, value) => void drafts.set(key, value),
        removeItem: (key) => void drafts.delete(key),
      },
      onLine: (listener) => {
        line.push(listener);
        return () => {};
      },
      after: (_, then) => {
        timers.push(then);
        return () => {};
      },
      onChange: () => () => {},
    });
  return {
    make,
    given,
    drafts,
    say: (closing: Closing) => {
      now = closing;
    },
    ask: (ids: string[]) => {
      asked = new Set(ids);
    },
    cutLine: () => {
      cut = new HttpError(0, 'line', 'the line is down');
    },
    refuse: (error: HttpError | null) => {
      cut = error;
    },
    /** The line is whole again, but nothing says so. */
    healSilently: async () => {
      cut = null;
      for (const then of timers.splice(0)) then();
      await settle();
    },
    healLine: async () => {
      cut = null;
      for (const listener of line) listener();
      await settle();
    },
  };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done));
}

test('nothing is answered for the person: every item starts as null', async () => {
  const { make } = room();
  const model = make();
  await model.load();
  assert.equal(model.stage.value.kind, 'asking');
  assert.deepEqual(Object.values(model.draft.value.items), [null, null, null, null, null]);
});

test('answers go out once, with skipped ones as null and the words sealed', async () => {
  const { make, given } = room();
  const model = make();
  await model.load();
  model.setItem('bond', 7);
  model.setGoal('g1', 4);
  model.setGoal('g2', null);
  model.setTask('t1', 'no', 'yes');
  model.setTask('t2', null, null);
  model.setWords('  stay a little  ');
  await model.send();
  assert.equal(given.length, 1);
  const sent = given[0] as Answers;
  assert.deepEqual(sent.items, { goal: null, task: null, bond: 7, medium: null, overall: null });
  assert.deepEqual(sent.goals, [{ goal: 'g1', value: 4 }]);
  // Not done cannot have helped.
  assert.deepEqual(sent.tasks, [{ task: 't1', done: 'no', helped: null }]);
  assert.equal(sent.sealed, 'sealed:{"text":"stay a little"}');
  assert.equal(model.stage.value.kind, 'waiting');
});

test('"not today" is an answer and carries nothing else', async () => {
  const { make, given } = room();
  const model = make();
  await model.load();
  model.setItem('goal', 3);
  model.setWords('no');
  await model.decline();
  const sent = given[0] as Answers;
  assert.equal(sent.state, 'declined');
  assert.deepEqual(Object.values(sent.items), [null, null, null, null, null]);
  assert.deepEqual([sent.goals, sent.tasks, sent.sealed], [[], [], null]);
});

test('a cut line keeps the answers on the device, and they go out when it is back', async () => {
  const { make, given, cutLine, healLine, drafts } = room();
  const model = make();
  await model.load();
  model.setItem('task', 6);
  cutLine();
  await model.send();
  await settle();
  assert.equal(model.stage.value.kind, 'kept');
  assert.equal(given.length, 0);
  assert.equal(drafts.size, 1);
  await healLine();
  assert.equal(given.length, 1);
  assert.equal(given[0]?.items.task, 6);
  assert.equal(model.stage.value.kind, 'waiting');
  assert.equal(drafts.size, 0);
});

test('a line that heals without a word is found by trying again', async () => {
  const { make, given, cutLine, healSilently } = room();
  const model = make();
  await model.load();
  model.setItem('bond', 8);
  cutLine();
  await model.send();
  await healSilently();
  assert.equal(given.length, 1);
  assert.equal(model.stage.value.kind, 'waiting');
});

test('answers decided without a line survive a reload and are sent then', async () => {
  const { make, given, cutLine, refuse } = room();
  const first = make();
  await first.load();
  first.setItem('overall', 9);
  cutLine();
  await first.send();
  await settle();
  refuse(null);
  const second = make();
  await second.load();
  await settle();
  assert.equal(given.length, 1);
  assert.equal(given[0]?.items.overall, 9);
  assert.equal(second.stage.value.kind, 'waiting');
});

test('a half-filled page survives a reload', async () => {
  const { make } = room();
  const first = make();
  await first.load();
  first.setItem('goal', 2);
  first.setWords('half a thou');
  await settle();
  const second = make();
  await second.load();
  assert.equal(second.stage.value.kind, 'asking');
  assert.equal(second.draft.value.items.goal, 2);
  assert.equal(second.draft.value.words, 'half a thou');
});

test('a draft is kept sealed, never as it was typed', async () => {
  const { make, drafts } = room();
  const model = make();
  await model.load();
  model.setWords('marker');
  await settle();
  for (const value of drafts.values()) assert.ok(value.startsWith('sealed:'));
});

test('a refusal keeps what was given and says why', async () => {
  const { make, refuse } = room();
  const model = make();
  await model.load();
  model.setItem('goal', 5);
  refuse(new HttpError(400, 'bad_input', 'goal is not yours'));
  await model.send();
  const stage = model.stage.value;
  assert.equal(stage.kind, 'asking');
  assert.equal(stage.kind === 'asking' && stage.problem?.message, 'goal is not yours');
  assert.equal(model.draft.value.items.goal, 5);
});

test('before the session is over there is nothing to answer', async () => {
  const { make, say } = room();
  say({ ...NOTHING, closesMs: null });
  const model = make();
  await model.load();
  assert.equal(model.stage.value.kind, 'early');
});

test('a task noted as done since the last time is answered so, and can be changed', async () => {
  const { make, given, ask } = room(['t1', 't2', 'set aside since']);
  ask(['t1', 't2']);
  const model = make();
  await model.load();
  model.setTask('t2', 'no', null);
  await model.send();
  assert.deepEqual(given[0]?.tasks, [
    { task: 't1', done: 'yes', helped: null },
    { task: 't2', done: 'no', helped: null },
  ]);
});
