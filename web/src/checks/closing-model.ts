// SPDX-License-Identifier: Apache-2.0
// The closing minute of one session. What is typed is kept on the device, sealed, until the server
// has it: a cut line costs nothing. Everything can be skipped.

import { type ReadonlySignal, signal } from '@preact/signals';
import { HttpError } from '../net/http';
import type { Opened } from '../vault/vault';
import {
  type Answers,
  type Closing,
  type Item,
  type Items,
  NO_ITEMS,
  type TaskDone,
  type TaskHelped,
} from './check';
import type { ChecksApi } from './checks-api';
import type { Questionnaire } from './questionnaire';

/** What is being answered, before it is sent. */
export type Draft = {
  items: Items;
  goals: { [goal: string]: number | null };
  tasks: { [task: string]: { done: TaskDone | null; helped: TaskHelped | null } };
  words: string;
  /** Set when the person pressed Send but the line was down: send it when it is back. */
  decided: 'answered' | 'declined' | null;
};

/** What another person answered; `words`: their open answer, if they gave one. */
export type Theirs = { account: string; answers: Answers; words: Opened | null };

/** Where the page stands. */
export type ClosingStage =
  | { kind: 'loading' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'early' }
  | { kind: 'asking'; sending: boolean; problem: HttpError | null }
  /** Decided, but not yet with the server: kept on this device. */
  | { kind: 'kept' }
  | { kind: 'waiting'; mine: Answers; words: string }
  | {
      kind: 'open';
      mine: Answers | null;
      theirs: Theirs[];
      words: string;
    };

/** Where drafts lie: localStorage, or a Map in tests. Values are sealed. */
export interface DraftStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** The questions of my role, and what is agreed right now. */
export type ClosingDeps = {
  api: ChecksApi;
  role: 'client' | 'therapist';
  /** Seals for the alliance; `object` is the visit. */
  seal(body: unknown): Promise<{ sealed: string }>;
  /** Opens what `sender` sealed. */
  unseal(sender: string, sealed: string): Promise<Opened>;
  me: string;
  visit: string;
  /** Tasks the person has noted as done: answered so until they change it. */
  done: readonly string[];
  /** Ids of the goals and tasks that are asked about; null while that is not known. */
  asked(): ReadonlySet<string> | null;
  drafts: DraftStore;
  /** Calls back when the line is open again. */
  onLine(listener: () => void): () => void;
  /** Calls back once, after ms; gives a way to call it off. */
  after(ms: number, then: () => void): () => void;
  /** Calls back when the server says that the closing minute of this visit changed. */
  onChange(listener: () => void): () => void;
};

/** State and actions of one closing minute. */
export interface ClosingModel {
  readonly stage: ReadonlySignal<ClosingStage>;
  readonly questionnaire: ReadonlySignal<Questionnaire | null>;
  readonly draft: ReadonlySignal<Draft>;
  readonly closesMs: ReadonlySignal<number | null>;
  load(): Promise<void>;
  setItem(item: Item, value: number | null): void;
  setGoal(goal: string, value: number | null): void;
  setTask(task: string, done: TaskDone | null, helped: TaskHelped | null): void;
  setWords(words: string): void;
  send(): Promise<void>;
  /** "Not today": that is an answer too. */
  decline(): Promise<void>;
  close(): void;
}

/** Most bytes of an open answer, so that it fits sealed. */
export const WORDS_MAX = 4000;

const RETRY_LEAST_MS = 2_000;
const RETRY_MOST_MS = 60_000;

const EMPTY: Draft = { items: NO_ITEMS, goals: {}, tasks: {}, words: '', decided: null };

function isLine(error: unknown): error is HttpError {
  return error instanceof HttpError && (error.status === 0 || error.status >= 500);
}

/** Makes the model of one visit's closing minute; call load(), and close() when the page goes. */
export function createClosingModel(deps: ClosingDeps): ClosingModel {
  const stage = signal<ClosingStage>({ kind: 'loading' });
  const questionnaire = signal<Questionnaire | null>(null);
  const draft = signal<Draft>({
    ...EMPTY,
    tasks: Object.fromEntries(deps.done.map((task) => [task, { done: 'yes', helped: null }])),
  });
  const closesMs = signal<number | null>(null);
  const key = `closing/${deps.me}/${deps.visit}`;
  let keeping = Promise.resolve();
  /** The very bytes last tried, so that trying again is the same answer. */
  let prepared: Answers | null = null;
  let sending = false;
  /** The line may heal without anybody saying so: tried again, less and less often. */
  let pause = RETRY_LEAST_MS;
  let stopRetry = () => {};

  // One after the other, so that the last thing typed is the last thing kept.
  function keep(): void {
    const now = draft.value;
    keeping = keeping.then(async () => {
      try {
        const { sealed } = await deps.seal({ draft: now, prepared });
        if (stage.value.kind === 'asking' || stage.value.kind === 'kept')
          deps.drafts.setItem(key, sealed);
      } catch {
        // A locked vault or a full disk: the page still holds what was typed.
      }
    });
  }

  async function restore(): Promise<void> {
    const sealed = deps.drafts.getItem(key);
    if (sealed === null) return;
    const opened = await deps.unseal(deps.me, sealed);
    if (opened.kind !== 'opened') return;
    const body = opened.body as { draft?: Draft; prepared?: Answers | null };
    if (body.draft === undefined) return;
    draft.value = { ...EMPTY, ...body.draft };
    prepared = body.prepared ?? null;
  }

  function change(next: Partial<Draft>): void {
    if (stage.value.kind !== 'asking') return;
    draft.value = { ...draft.value, ...next };
    prepared = null;
    keep();
  }

  async function words(answers: Answers, sender: string): Promise<Opened | null> {
    return answers.sealed === null ? null : deps.unseal(sender, answers.sealed);
  }

  const opened = (closing: Closing): Promise<Theirs[]> =>
    Promise.all(
      closing.theirs.map(async ({ account, answers }) => ({
        account,
        answers,
        words: await words(answers, account),
      })),
    );

  function said(opened: Opened | null): string {
    const body = opened?.kind === 'opened' ? opened.body : null;
    const text = (body as { text?: unknown } | null)?.text;
    return typeof text === 'string' ? text : '';
  }

  async function show(closing: Closing): Promise<void> {
    closesMs.value = closing.closesMs;
    if (closing.mine !== null) {
      deps.drafts.removeItem(key);
      const mine = said(await words(closing.mine, deps.me));
      if (closing.theirsState !== 'open') {
        stage.value = { kind: 'waiting', mine: closing.mine, words: mine };
        return;
      }
      stage.value = {
        kind: 'open',
        mine: closing.mine,
        theirs: await opened(closing),
        words: mine,
      };
      return;
    }
    if (closing.theirsState === 'open') {
      stage.value = {
        kind: 'open',
        mine: null,
        theirs: await opened(closing),
        words: '',
      };
      return;
    }
    if (closing.closesMs === null) {
      stage.value = { kind: 'early' };
      return;
    }
    if (stage.value.kind === 'asking' || stage.value.kind === 'kept') return;
    await restore();
    if (draft.value.decided === null) {
      stage.value = { kind: 'asking', sending: false, problem: null };
      return;
    }
    stage.value = { kind: 'kept' };
    await deliver();
  }

  async function load(): Promise<void> {
    try {
      const list = await deps.api.questionnaires();
      questionnaire.value = list.find((one) => one.id === `closing-${deps.role}`) ?? null;
      await show(await deps.api.closing(deps.visit));
    } catch (error) {
      // Somebody in the middle of answering keeps their page.
      if (stage.value.kind === 'loading') stage.value = { kind: 'failed', error };
    }
  }

  async function prepare(state: 'answered' | 'declined'): Promise<Answers> {
    const { items, goals, tasks, words: text } = draft.value;
    const declined = state === 'declined';
    const asked = deps.asked();
    const isAsked = (id: string): boolean => asked === null || asked.has(id);
    const trimmed = text.trim();
    const sealed = declined || trimmed === '' ? null : (await deps.seal({ text: trimmed })).sealed;
    return {
      state,
      instrument: `closing-${deps.role}`,
      items: declined ? NO_ITEMS : items,
      goals: declined
        ? []
        : Object.entries(goals)
            .filter(([goal, value]) => value !== null && isAsked(goal))
            .map(([goal, value]) => ({ goal, value })),
      tasks: declined
        ? []
        : Object.entries(tasks).flatMap(([task, { done, helped }]) =>
            done === null || !isAsked(task)
              ? []
              : [{ task, done, helped: done === 'no' ? null : helped }],
          ),
      sealed,
    };
  }

  async function deliver(): Promise<void> {
    const decided = draft.value.decided;
    if (decided === null || sending) return;
    sending = true;
    try {
      prepared ??= await prepare(decided);
      keep();
      await deps.api.give(deps.visit, prepared);
      deps.drafts.removeItem(key);
      await show(await deps.api.closing(deps.visit));
    } catch (error) {
      if (isLine(error)) {
        stage.value = { kind: 'kept' };
        stopRetry();
        stopRetry = deps.after(pause, () => void deliver());
        pause = Math.min(2 * pause, RETRY_MOST_MS);
      } else if (error instanceof HttpError && error.status === 409) {
        // Already answered on another device, or the window has closed: show what holds.
        draft.value = { ...draft.value, decided: null };
        stage.value = { kind: 'loading' };
        deps.drafts.removeItem(key);
        await load();
      } else {
        draft.value = { ...draft.value, decided: null };
        prepared = null;
        stage.value = {
          kind: 'asking',
          sending: false,
          problem: error instanceof HttpError ? error : new HttpError(0, 'unknown', String(error)),
        };
      }
    } finally {
      sending = false;
    }
  }

  async function decide(decided: 'answered' | 'declined'): Promise<void> {
    if (stage.value.kind !== 'asking') return;
    draft.value = { ...draft.value, decided };
    prepared = null;
    stage.value = { kind: 'asking', sending: true, problem: null };
    await deliver();
  }

  const stopLine = deps.onLine(() => {
    if (stage.value.kind === 'kept') void deliver();
    else if (stage.value.kind === 'failed') void load();
  });
  const stopChange = deps.onChange(() => {
    if (stage.value.kind !== 'asking' && stage.value.kind !== 'kept') void load();
  });

  return {
    stage,
    questionnaire,
    draft,
    closesMs,
    load,
    setItem: (item, value) => change({ items: { ...draft.value.items, [item]: value } }),
    setGoal: (goal, value) => change({ goals: { ...draft.value.goals, [goal]: value } }),
    setTask: (task, done, helped) =>
      change({ tasks: { ...draft.value.tasks, [task]: { done, helped } } }),
    setWords: (text) => change({ words: text }),
    send: () => decide('answered'),
    decline: () => decide('declined'),
    close() {
      stopRetry();
      stopLine();
      stopChange();
    },
  };
}
