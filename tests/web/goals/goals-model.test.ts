// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Goal, parseGoal, parseTask } from '../../../web/src/goals/goal';
import type { GoalsApi } from '../../../web/src/goals/goals-api';
import { createGoalsModel } from '../../../web/src/goals/goals-model';
import { HttpError } from '../../../web/src/net/http';

const wire = {
  id: 'g',
  alliance: 'a',
  writer: 'me',
  revision: 1,
  sealed: 'me:{"text":"more air","why":"","revision":1}',
  state: 'proposed',
  agreed: ['me'],
  created_ms: 1,
  changed_ms: 1,
};

/** A server that keeps goals in a list, and a seal that names its sender. */
function house(start: Goal[] = []) {
  const goals = start;
  const news: ((alliance: string) => void)[] = [];
  const api = {
    list: async () => ({ goals: [...goals], tasks: [] }),
    addGoal: async (body: { id: string; alliance: string; sealed: string }) => {
      const goal = parseGoal({ ...wire, ...body });
      goals.push(goal);
      return goal;
    },
    agreeGoal: async () => {
      throw new HttpError(409, 'conflict', 'the words have changed');
    },
  } as unknown as GoalsApi;
  const model = createGoalsModel({
    api,
    seal: async (_, __, ___, body) => ({ sealed: `me:${JSON.stringify(body)}` }),
    unseal: async (_, __, ___, sender, sealed) =>
      sealed.startsWith(`${sender}:`)
        ? {
            kind: 'opened',
            id: 'x',
            sender,
            at_ms: 0,
            revision: 0,
            revised_ms: null,
            body: JSON.parse(sealed.slice(sender.length + 1)),
          }
        : { kind: 'refused', why: 'signed by somebody else' },
    members: () => ['me', 'you'],
    onEvent: (_, listener) => {
      news.push(listener);
      return () => {};
    },
    newId: () => 'new',
  });
  return { model, goals, news };
}

test('a goal is trimmed, sealed and shown with its words', async () => {
  const { model, goals } = house();
  await model.addGoal('a', { text: '  more air ', why: '' });
  assert.equal(goals[0]?.sealed, 'me:{"text":"more air","why":"","revision":1}');
  const state = model.of('a');
  assert.equal(state.kind, 'ready');
  assert.deepEqual(state.kind === 'ready' && state.goals[0]?.words, {
    kind: 'opened',
    wording: { text: 'more air', why: '' },
  });
});

test('a goal the other one reworded is still readable', async () => {
  const { model } = house([
    parseGoal({ ...wire, revision: 2, sealed: 'you:{"text":"air","revision":2}' }),
  ]);
  await model.load('a');
  const state = model.of('a');
  assert.equal(
    state.kind === 'ready' &&
      state.goals[0]?.words.kind === 'opened' &&
      state.goals[0].words.wording.text,
    'air',
  );
});

test('words signed by a stranger are refused, with the reason', async () => {
  const { model } = house([parseGoal({ ...wire, sealed: 'eve:{"text":"pay me"}' })]);
  await model.load('a');
  const state = model.of('a');
  assert.deepEqual(state.kind === 'ready' && state.goals[0]?.words, {
    kind: 'refused',
    why: 'signed by somebody else',
  });
});

test('old words are not passed off as the newest', async () => {
  const { model } = house([parseGoal({ ...wire, revision: 2 })]);
  await model.load('a');
  const state = model.of('a');
  assert.equal(state.kind === 'ready' && state.goals[0]?.words.kind, 'refused');
});

test('agreeing to words that changed meanwhile is refused and shows the new ones', async () => {
  const { model, goals } = house([parseGoal(wire)]);
  await model.load('a');
  const shown = goals[0] as Goal;
  goals[0] = parseGoal({ ...wire, revision: 2, sealed: 'you:{"text":"calm","revision":2}' });
  await assert.rejects(model.agreeGoal(shown), { status: 409 });
  const state = model.of('a');
  assert.equal(state.kind === 'ready' && state.goals[0]?.revision, 2);
});

test('news about an alliance nobody looks at loads nothing', async () => {
  const { model, news } = house([parseGoal(wire)]);
  for (const tell of news) tell('a');
  assert.equal(model.of('a').kind, 'loading');
});

test('a goal out of shape is refused by field', () => {
  assert.throws(() => parseGoal({ ...wire, revision: '1' }), /revision/);
  assert.throws(() => parseGoal({ ...wire, state: 'done' }), /state/);
  assert.throws(() => parseTask({ ...wire, state: 'reached', goal: null }), /state/);
});
