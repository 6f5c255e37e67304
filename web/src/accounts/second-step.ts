// SPDX-License-Identifier: Apache-2.0
// The second step of a sign-in, wherever a sign-in happens: whoever signs in waits for `ask`, and the
// page shows `step` until the person has given a code or a passkey, or stopped.

import { type ReadonlySignal, signal } from '@preact/signals';
import { HttpError } from '../net/http';
import { t } from '../ui/text';
import type { Me } from './account';
import { problemOf } from './account-words';
import { type Authenticator, PasskeyStopped } from './authenticator';
import type { Half, SecondWay } from './factor';
import type { FactorsApi } from './factors-api';
import { StepStopped } from './step-stopped';

/** What is to be shown: the ways there are, and what was wrong with the last try. */
export type Step = { ways: readonly SecondWay[]; busy: boolean; problem: string | null };

/** One second step at a time. */
export interface SecondStep {
  /** Null when none is due. */
  readonly step: ReadonlySignal<Step | null>;
  /** Resolves when the step was right. Throws StepStopped, or HttpError when the half is over. */
  ask(half: Half): Promise<Me>;
  giveCode(code: string): Promise<void>;
  givePasskey(): Promise<void>;
  stop(): void;
}

type SecondStepDeps = { api: FactorsApi; authenticator: Authenticator; device: () => string };

/** Nothing is due at first. */
export function createSecondStep({ api, authenticator, device }: SecondStepDeps): SecondStep {
  const step = signal<Step | null>(null);
  let due: { half: Half; done: (me: Me) => void; fail: (why: unknown) => void } | null = null;

  function over(): void {
    due = null;
    step.value = null;
  }

  async function attempt(way: (half: Half) => Promise<Me>): Promise<void> {
    const mine = due;
    if (mine === null || step.value === null || step.value.busy) return;
    step.value = { ...step.value, busy: true, problem: null };
    try {
      const me = await way(mine.half);
      if (due !== mine) return;
      over();
      mine.done(me);
    } catch (error) {
      if (due !== mine) return;
      if (error instanceof HttpError && error.status === 410) {
        over();
        mine.fail(error);
        return;
      }
      step.value = { ways: mine.half.second, busy: false, problem: wordsFor(error) };
    }
  }

  return {
    step,

    ask(half) {
      due?.fail(new StepStopped());
      return new Promise((done, fail) => {
        due = { half, done, fail };
        step.value = { ways: half.second, busy: false, problem: null };
      });
    },

    giveCode: (code) =>
      attempt((half) => api.secondCode(half.half, code.replace(/\D/g, ''), device())),

    givePasskey: () =>
      attempt(async (half) => {
        const { challenge, credentials } = half;
        const { answer } = await authenticator.ask({ challenge, credentials });
        return api.secondPasskey(half.half, answer, device());
      }),

    stop() {
      const mine = due;
      over();
      mine?.fail(new StepStopped());
    },
  };
}

function wordsFor(error: unknown): string {
  if (error instanceof PasskeyStopped) return problemOf(error, 'second').text;
  if (error instanceof HttpError && (error.status === 401 || error.status === 400)) {
    return t('This did not fit. Give the six digits that show now; each works once.');
  }
  return problemOf(error, 'second').text;
}
