// SPDX-License-Identifier: Apache-2.0
// core/prompt.h as a function of plain values.

import type { CoreMemory } from './core-memory';
import { IN, NEVER, OUT, slot, wordsOf } from './core-slots';

/** What a prompt rests on. */
export type Prompt =
  | 'private'
  | 'cut'
  | 'again'
  | 'slower'
  | 'unseen'
  | 'feeling'
  | 'ending'
  | 'half'
  | 'begin';

/** What it asks the therapist to do. */
export type PromptAct = 'summarise' | 'name' | 'ask';

/** Each the last time it happened, UTC ms; null never. As in core/prompt.h. */
export type PromptFacts = {
  readonly startedMs: number | null;
  readonly endsMs: number | null;
  readonly privateMs: number | null;
  readonly cutFromMs: number | null;
  readonly cutToMs: number | null;
  readonly againMs: number | null;
  readonly slowerMs: number | null;
  readonly unseenMs: number | null;
  readonly feelingMs: number | null;
  /** When each was put away. */
  readonly away: { readonly [P in Prompt]?: number };
};

/** One prompt, and when what it rests on happened. */
export type PromptChoice = {
  readonly prompt: Prompt;
  readonly act: PromptAct;
  readonly sinceMs: number;
  readonly untilMs: number;
};

/** The function of this file. */
export interface PromptFace {
  /** Null when nothing is to be said. */
  promptChoose(facts: PromptFacts, nowMs: number): PromptChoice | null;
}

/** The prompts over the module's memory. */
export function promptFace(m: CoreMemory): PromptFace {
  const { word } = wordsOf(m, 'core_prompt_name', 2);
  const names = m.names('core_prompt_name', 0) as readonly Prompt[];

  return {
    promptChoose(f, nowMs) {
      const times = [
        f.startedMs,
        f.endsMs,
        f.privateMs,
        f.cutFromMs,
        f.cutToMs,
        f.againMs,
        f.slowerMs,
        f.unseenMs,
        f.feelingMs,
        ...names.map((name) => f.away[name] ?? null),
      ];
      m.put(
        IN,
        times.map((ms) => ms ?? NEVER),
      );
      if (m.call('core_prompt_choose', m.at(IN), nowMs, m.at(OUT)) !== 0)
        throw new RangeError('core: there can be no such session');
      const s = m.get(OUT, 5);
      if (slot(s, 0) === 0) return null;
      return {
        prompt: word(0, slot(s, 1)),
        act: word(1, slot(s, 2)),
        sinceMs: slot(s, 3),
        untilMs: slot(s, 4),
      };
    },
  };
}
