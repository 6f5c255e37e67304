// SPDX-License-Identifier: Apache-2.0
// The therapist's prompts: keeps when things happened in this session, and asks the core whether one is
// worth saying out loud now. On the therapist's device alone; nothing of it is sent or kept.

import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { CoreClient } from '../core/core-types';
import type { Prompt, PromptChoice, PromptFacts } from '../core/prompt';
import type { Keep } from './device-choices';
import type { Feeling, SignWord } from './signs';
import type { Shown } from './signs-model';

/** What can be seen of the session, at this moment. */
export type PromptSight = {
  startedMs: number | null;
  endsMs: number;
  /** Somebody of the others is heard; null while none is in the room. */
  heard: boolean | null;
  /** A face of the others is seen; null in a session without pictures. */
  seen: boolean | null;
  /** Somebody of the others is not private. */
  hidden: boolean;
  signs: readonly Shown<SignWord>[];
  feelings: readonly Shown<Feeling>[];
};

/** State and actions. */
export interface PromptsModel {
  readonly prompt: ReadonlySignal<PromptChoice | null>;
  /** The therapist wants prompts at all; remembered on this device. */
  readonly wanted: ReadonlySignal<boolean>;
  want(wanted: boolean): void;
  /** Until the same happens again. */
  putAway(prompt: Prompt): void;
  stop(): void;
}

const TURN_MS = 1000;
const KEY = 'rapport.prompts';

/** Makes the model. */
export function createPromptsModel(deps: {
  core: Pick<CoreClient, 'promptChoose'>;
  /** Null while the room is not entered. */
  sight: ReadonlySignal<PromptSight | null>;
  keep: Keep | null;
  now(): number;
  every(ms: number, run: () => void): () => void;
}): PromptsModel {
  const prompt = signal<PromptChoice | null>(null);
  const wanted = signal(readWanted(deps.keep));
  const now = () => Math.round(deps.now());
  let facts: PromptFacts = {
    startedMs: null,
    endsMs: null,
    privateMs: null,
    cutFromMs: null,
    cutToMs: null,
    againMs: null,
    slowerMs: null,
    unseenMs: null,
    feelingMs: null,
    away: {},
  };
  let before: PromptSight | null = null;
  let turn = 0;

  function see(next: PromptSight | null): void {
    if (next === null) return;
    const last = before;
    before = next;
    const { startedMs, endsMs } = next;
    facts = { ...facts, startedMs, endsMs: endsMs < (startedMs ?? 0) ? null : endsMs };
    const newest = (word: SignWord) => next.signs.find(({ what }) => what === word)?.atMs ?? null;
    facts = {
      ...facts,
      againMs: whole(newest('again')) ?? facts.againMs,
      slowerMs: whole(newest('slower')) ?? facts.slowerMs,
      feelingMs: whole(next.feelings.at(-1)?.atMs ?? null) ?? facts.feelingMs,
    };
    if (last?.hidden === true && !next.hidden) facts = { ...facts, privateMs: now() };
    if (last?.heard === true && next.heard === false) facts = { ...facts, cutFromMs: now() };
    if (last?.heard === false && next.heard === true) facts = { ...facts, cutToMs: now() };
    // A picture that went with the voice, or before it, is the line's, and the cut speaks for it.
    const gone = last?.seen === true && next.seen === false && next.heard === true && !next.hidden;
    if (gone) facts = { ...facts, unseenMs: now() };
    else if (next.seen === true || next.heard === false) facts = { ...facts, unseenMs: null };
  }

  async function choose(): Promise<void> {
    const mine = ++turn;
    // What is not heard cannot be said out loud.
    if (!wanted.peek() || before === null || before.heard === false) {
      prompt.value = null;
      return;
    }
    const found = await deps.core.promptChoose(facts, now()).catch(() => null);
    if (mine !== turn) return;
    const shown = prompt.peek();
    if (found?.prompt !== shown?.prompt || found?.sinceMs !== shown?.sinceMs) prompt.value = found;
  }

  const stops = [
    effect(() => {
      see(deps.sight.value);
    }),
    deps.every(TURN_MS, () => void choose()),
  ];

  return {
    prompt,
    wanted,
    want(next) {
      wanted.value = next;
      try {
        deps.keep?.setItem(KEY, next ? 'on' : 'off');
      } catch {
        // Without memory it is asked for again the next time.
      }
      void choose();
    },
    putAway(which) {
      facts = { ...facts, away: { ...facts.away, [which]: now() } };
      prompt.value = null;
      void choose();
    },
    stop() {
      for (const stop of stops) stop();
      turn++;
    },
  };
}

function whole(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}

function readWanted(keep: Keep | null): boolean {
  try {
    return keep?.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}
