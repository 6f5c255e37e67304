// SPDX-License-Identifier: Apache-2.0
// The goals and tasks of my alliances, with their words opened. One set of actions for both, since
// they are the same thing with another name: words that two people agree to.

import { type ReadonlySignal, signal } from '@preact/signals';
import { t } from '../ui/text';
import type { Opened } from '../vault/vault';
import { type Goal, parseWording, type Task, type Wording } from './goal';
import type { GoalsApi } from './goals-api';

/** The words of a goal or task, or a sentence why they cannot be shown. */
export type Words = { kind: 'opened'; wording: Wording } | { kind: 'refused'; why: string };

/** A goal with its words. */
export type KnownGoal = Goal & { words: Words };
/** A task with its words. */
export type KnownTask = Task & { words: Words };

/** What is known of one alliance. */
export type GoalsState =
  | { kind: 'loading' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'ready'; goals: readonly KnownGoal[]; tasks: readonly KnownTask[] };

/** State and actions. Actions throw HttpError or VaultError; the state is as the server says. */
export interface GoalsModel {
  /** Reactive. */
  of(alliance: string): GoalsState;
  readonly state: ReadonlySignal<ReadonlyMap<string, GoalsState>>;
  load(alliance: string): Promise<void>;
  addGoal(alliance: string, wording: Wording): Promise<void>;
  addTask(alliance: string, goal: string | null, wording: Wording): Promise<void>;
  rewordGoal(goal: Goal, wording: Wording): Promise<void>;
  rewordTask(task: Task, wording: Wording): Promise<void>;
  agreeGoal(goal: Goal): Promise<void>;
  agreeTask(task: Task): Promise<void>;
  endGoal(goal: Goal, how: 'reached' | 'set_aside'): Promise<void>;
  endTask(task: Task, how: 'done' | 'set_aside'): Promise<void>;
  forget(): void;
}

/** What the model needs of alliances: sealing, opening, and news. */
export type GoalsDeps = {
  api: GoalsApi;
  seal(
    alliance: string,
    type: 'goal' | 'task',
    object: string,
    body: unknown,
  ): Promise<{ sealed: string }>;
  unseal(
    alliance: string,
    type: 'goal' | 'task',
    object: string,
    sender: string,
    sealed: string,
  ): Promise<Opened>;
  /** The accounts of an alliance. */
  members(alliance: string): readonly string[];
  onEvent(kind: 'goal' | 'task', listener: (alliance: string) => void): () => void;
  newId(): string;
};

/** Makes the model. It follows news of the alliances it has loaded. */
export function createGoalsModel(deps: GoalsDeps): GoalsModel {
  const state = signal<ReadonlyMap<string, GoalsState>>(new Map());
  const turns = new Map<string, number>();

  // Either of the two may have worded it last, and the server does not say who: the one whose
  // signature fits is the one.
  async function words(kind: 'goal' | 'task', of: Goal | Task): Promise<Words> {
    let why = '';
    const others = deps.members(of.alliance).filter((account) => account !== of.writer);
    for (const sender of [of.writer, ...others]) {
      const opened = await deps.unseal(of.alliance, kind, of.id, sender, of.sealed);
      if (opened.kind === 'opened') {
        const found = parseWording(opened.body);
        // Words belong to one revision, so that old ones cannot be passed off as the newest.
        if (found !== null && found.revision === of.revision)
          return { kind: 'opened', wording: found.wording };
        if (why === '') why = t('These are not the newest words.');
      } else if (why === '') why = opened.why;
    }
    return { kind: 'refused', why };
  }

  async function load(alliance: string): Promise<void> {
    const turn = (turns.get(alliance) ?? 0) + 1;
    turns.set(alliance, turn);
    let next: GoalsState;
    try {
      const { goals, tasks } = await deps.api.list(alliance);
      next = {
        kind: 'ready',
        goals: await Promise.all(
          goals.map(async (goal) => ({ ...goal, words: await words('goal', goal) })),
        ),
        tasks: await Promise.all(
          tasks.map(async (task) => ({ ...task, words: await words('task', task) })),
        ),
      };
    } catch (error) {
      if (state.value.get(alliance)?.kind === 'ready') return;
      next = { kind: 'failed', error };
    }
    if (turns.get(alliance) === turn) state.value = new Map(state.value).set(alliance, next);
  }

  for (const kind of ['goal', 'task'] as const)
    deps.onEvent(kind, (alliance) => {
      if (turns.has(alliance)) void load(alliance);
    });

  async function sealed(
    kind: 'goal' | 'task',
    { alliance, id, revision }: { alliance: string; id: string; revision: number },
    wording: Wording,
  ) {
    const trimmed = { text: wording.text.trim(), why: wording.why.trim(), revision };
    return (await deps.seal(alliance, kind, id, trimmed)).sealed;
  }

  const next = ({ alliance, id, revision }: Goal | Task) => ({
    alliance,
    id,
    revision: revision + 1,
  });

  /** Whatever the server says, the list is read again, so that the page shows what holds. */
  async function then(alliance: string, work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } finally {
      await load(alliance);
    }
  }

  return {
    state,
    of: (alliance) => state.value.get(alliance) ?? { kind: 'loading' },
    load,
    async addGoal(alliance, wording) {
      const id = deps.newId();
      const body = {
        id,
        alliance,
        sealed: await sealed('goal', { alliance, id, revision: 1 }, wording),
      };
      await then(alliance, deps.api.addGoal(body));
    },
    async addTask(alliance, goal, wording) {
      const id = deps.newId();
      const body = {
        id,
        alliance,
        goal,
        sealed: await sealed('task', { alliance, id, revision: 1 }, wording),
      };
      await then(alliance, deps.api.addTask(body));
    },
    async rewordGoal(goal, wording) {
      const words = await sealed('goal', next(goal), wording);
      await then(
        goal.alliance,
        deps.api.rewordGoal(goal.id, { revision: goal.revision, sealed: words }),
      );
    },
    async rewordTask(task, wording) {
      const words = await sealed('task', next(task), wording);
      await then(
        task.alliance,
        deps.api.rewordTask(task.id, { revision: task.revision, sealed: words }),
      );
    },
    agreeGoal: (goal) => then(goal.alliance, deps.api.agreeGoal(goal.id, goal.revision)),
    agreeTask: (task) => then(task.alliance, deps.api.agreeTask(task.id, task.revision)),
    endGoal: (goal, how) => then(goal.alliance, deps.api.endGoal(goal.id, how)),
    endTask: (task, how) => then(task.alliance, deps.api.endTask(task.id, how)),
    forget() {
      turns.clear();
      state.value = new Map();
    },
  };
}
