// SPDX-License-Identifier: Apache-2.0
// The core's face for the page: the same functions, as promises, over the worker.

import type { Core, CoreClient } from './core-types';
import type { CoreAnswer, CoreCall } from './core-worker';

/** As much of a Worker as is needed here; tests bring their own. */
export interface CorePort {
  postMessage(call: CoreCall): void;
  addEventListener(type: 'message', heard: (event: { data: CoreAnswer }) => void): void;
  addEventListener(type: 'error', heard: (event: unknown) => void): void;
}

type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void };

const NAMES: readonly (keyof Core)[] = [
  'scoreInstrument',
  'course',
  'simulationWorlds',
  'simulate',
  'dyad',
  'twoViews',
  'chart',
  'expectedChange',
  'expectedCourse',
  'expectedFit',
  'levelCourse',
  'levelDefaults',
  'levelSite',
  'psychometrics',
  'changeCritical',
  'changeCutoffs',
  'changeIndex',
  'changePercent',
  'changeVerdict',
  'goalAttainment',
  'goalChanges',
  'goalMean',
  'contractDue',
  'contractRecord',
  'recovery',
  'readiness',
  'surface',
  'pulse',
  'pulseIsDue',
  'visitStart',
  'visitStep',
  'visitDueMs',
  'visitOpensMs',
  'visitOutage',
  'visitOutcome',
  'visitLateMs',
  'ladderStart',
  'ladderStep',
  'ladderTuning',
  'promptChoose',
  'talkStart',
  'talkHear',
  'talkLook',
];

/** A client over one worker. If the worker breaks, all calls reject, now and later. */
export function createCoreClient(port: CorePort): CoreClient {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let broken: Error | null = null;

  port.addEventListener('message', ({ data }) => {
    const call = waiting.get(data.id);
    if (!call) return;
    waiting.delete(data.id);
    if ('error' in data) call.reject(new Error(data.error));
    else call.resolve(data.value);
  });
  port.addEventListener('error', () => {
    broken = new Error('core: the worker stopped');
    for (const call of waiting.values()) call.reject(broken);
    waiting.clear();
  });

  const ask = (name: keyof Core, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (broken) {
        reject(broken);
        return;
      }
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      port.postMessage({ id, name, args });
    });

  const entries = NAMES.map((name) => [name, (...args: unknown[]) => ask(name, args)] as const);
  return Object.fromEntries(entries) as unknown as CoreClient;
}
