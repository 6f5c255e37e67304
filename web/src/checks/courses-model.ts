// SPDX-License-Identifier: Apache-2.0
// The courses of all my alliances, kept up to date: for Our work and for the caseload.

import { type ReadonlySignal, signal } from '@preact/signals';
import type { CoreClient } from '../core/core-types';
import type { Check } from './check';
import type { ChecksApi } from './checks-api';
import { type AllianceCourse, computeCourse, type SessionRef } from './course';
import type { Questionnaire } from './questionnaire';

/** What is known about one alliance's course. */
export type CourseState =
  | { kind: 'loading' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'ready'; course: AllianceCourse; checks: readonly Check[] };

/** State and actions; reads what it needs through the functions given. */
export interface CoursesModel {
  readonly questionnaires: ReadonlySignal<readonly Questionnaire[]>;
  /** Reactive; loads on first use when `load` was called. */
  of(alliance: string): CourseState;
  /** Reads the ratings of an alliance and computes its course. `sessions` are those that took place. */
  load(alliance: string, sessions: readonly SessionRef[]): Promise<void>;
  forget(): void;
}

/** Makes the model. `now` in ms. */
export function createCoursesModel(deps: {
  api: ChecksApi;
  core: CoreClient;
  now: () => number;
}): CoursesModel {
  const states = signal<ReadonlyMap<string, CourseState>>(new Map());
  const questionnaires = signal<readonly Questionnaire[]>([]);
  const newest = new Map<string, number>();

  function put(alliance: string, state: CourseState): void {
    states.value = new Map(states.value).set(alliance, state);
  }

  return {
    questionnaires,
    of: (alliance) => states.value.get(alliance) ?? { kind: 'loading' },
    async load(alliance, sessions) {
      const turn = (newest.get(alliance) ?? 0) + 1;
      newest.set(alliance, turn);
      try {
        const [list, checks] = await Promise.all([
          deps.api.questionnaires(),
          deps.api.list(alliance),
        ]);
        const course = await computeCourse(deps.core, list, {
          sessions,
          checks,
          nowMs: deps.now(),
        });
        if (newest.get(alliance) !== turn) return;
        questionnaires.value = list;
        put(alliance, { kind: 'ready', course, checks });
      } catch (error) {
        // A course that is already shown stays until a newer one is there.
        if (newest.get(alliance) === turn && states.value.get(alliance)?.kind !== 'ready')
          put(alliance, { kind: 'failed', error });
      }
    },
    forget() {
      newest.clear();
      states.value = new Map();
    },
  };
}
