// SPDX-License-Identifier: Apache-2.0
// "They match", said in a session: each device hears it of the other, and what one of them lost is given
// again once both have said so. The vault judges; this carries. No DOM.

import { type ReadonlySignal, signal } from '@preact/signals';
import { VaultError } from '../vault/vault';
import type { AlliancesModel } from './alliances-model';

/** `given`: what the other lost was given again. `elsewhere`: it takes a video session. */
export type MatchState = 'quiet' | 'given' | 'elsewhere' | 'failed';

/** State and actions of one session. */
export interface MatchModel {
  readonly state: ReadonlySignal<MatchState>;
  /** I have just confirmed the words here. */
  say(): Promise<void>;
  stop(): void;
}

/** What the model stands on. */
export type MatchDeps = {
  alliance: string;
  visit: string;
  medium: 'video' | 'voice' | 'text';
  alliances: Pick<AlliancesModel, 'onSignal' | 'sayMatch' | 'regrant'>;
  now: () => number;
};

/** Whoever was reloaded hears it again, but two devices do not go on telling each other. */
const AGAIN_MS = 5_000;

/** Listens from the start. */
export function createMatchModel(deps: MatchDeps): MatchModel {
  const { alliance, visit, medium, alliances, now } = deps;
  const state = signal<MatchState>('quiet');
  let saidMs = Number.NEGATIVE_INFINITY;
  let heard = false;

  async function give(): Promise<void> {
    if (!heard || !Number.isFinite(saidMs)) return;
    try {
      if (await alliances.regrant(alliance, visit, medium)) state.value = 'given';
    } catch (error) {
      const code = error instanceof VaultError ? error.code : null;
      if (code === 'not_confirmed') return; // one of us has to say it again
      state.value = code === 'no_video' ? 'elsewhere' : 'failed';
    }
  }

  async function say(): Promise<void> {
    saidMs = now();
    // Without a line it is lost; whoever comes back presses again.
    await alliances.sayMatch(alliance, visit).catch(() => undefined);
    await give();
  }

  const stop = alliances.onSignal(visit, (_from, body) => {
    if ((body as { kind?: unknown } | null)?.kind !== 'words_match') return;
    heard = true;
    if (Number.isFinite(saidMs) && now() - saidMs > AGAIN_MS) void say();
    else void give();
  });

  return { state, say, stop };
}
