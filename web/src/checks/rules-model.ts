// SPDX-License-Identifier: Apache-2.0
// What every rule makes of the same sessions, and how each does on made-up courses. The core computes
// both; the second once, when somebody first looks.

import { signal } from '@preact/signals';
import type { CoreClient, Course, RuleFigures, RuptureMethod } from '../core/core-types';
import type { AllianceCourse } from './course';

/** All rules, in the order they are shown. */
export const METHODS: readonly RuptureMethod[] = [
  'surprise',
  'own_spread',
  'sd_1',
  'sd_2',
  'chart',
  'below_cut',
  'sudden_loss',
];

/** The courses the rules are measured on: the same for everybody, so that figures can be compared. */
export const MADE_UP = { world: 'everyday', courses: 400, seed: 1 } as const;

/** What one rule would have called. */
export type RuleRow = {
  method: RuptureMethod;
  inUse: boolean;
  /** Numbers of the sessions at which it would have spoken. */
  strains: readonly number[];
  ruptures: readonly number[];
};

/** Where the comparison of one alliance stands. */
export type RulesState =
  | { kind: 'loading' }
  | { kind: 'failed' }
  | { kind: 'ready'; rows: readonly RuleRow[] };

/** How a rule did: on its way, known, or not to be had. */
export type FiguresState = RuleFigures | 'coming' | 'unknown';

/** State and actions. */
export interface RulesModel {
  /** Reactive. */
  of(alliance: string): RulesState;
  figures(method: RuptureMethod): FiguresState;
  /** Compares the rules on this course; measures them, too, the first time. */
  load(alliance: string, course: AllianceCourse): Promise<void>;
  forget(): void;
}

function numbersOf(course: AllianceCourse, by: Course, kind: 'strain' | 'rupture'): number[] {
  return course.sessions.flatMap(({ number }, at) =>
    by.points[at]?.fired.some((one) => one.kind === kind) ? [number] : [],
  );
}

/** Makes the model. */
export function createRulesModel(core: Pick<CoreClient, 'course' | 'simulate'>): RulesModel {
  const states = signal<ReadonlyMap<string, RulesState>>(new Map());
  const measured = signal<ReadonlyMap<RuptureMethod, FiguresState>>(new Map());
  const newest = new Map<string, AllianceCourse>();
  let measuring: Promise<void> | null = null;

  function put(alliance: string, state: RulesState): void {
    states.value = new Map(states.value).set(alliance, state);
  }

  async function compare(course: AllianceCourse): Promise<RuleRow[]> {
    const { params } = course.views.client;
    return Promise.all(
      METHODS.map(async (method) => {
        const by = await core.course(course.ratings, { ...params, method });
        return {
          method,
          inUse: method === params.method,
          strains: numbersOf(course, by, 'strain'),
          ruptures: numbersOf(course, by, 'rupture'),
        };
      }),
    );
  }

  // One after the other, so that what else is asked of the core comes in between.
  async function measure(): Promise<void> {
    const { world, courses, seed } = MADE_UP;
    for (const method of METHODS) {
      const found = await core.simulate(method, world, courses, seed).catch(() => {
        measuring = null; // so that it can be tried again
        return null;
      });
      measured.value = new Map(measured.value).set(method, found ?? 'unknown');
    }
  }

  return {
    of: (alliance) => states.value.get(alliance) ?? { kind: 'loading' },
    figures: (method) => measured.value.get(method) ?? 'coming',
    async load(alliance, course) {
      newest.set(alliance, course);
      try {
        const rows = await compare(course);
        if (newest.get(alliance) === course) put(alliance, { kind: 'ready', rows });
      } catch {
        if (newest.get(alliance) === course) put(alliance, { kind: 'failed' });
      }
      measuring ??= measure();
      await measuring;
    },
    forget() {
      newest.clear();
      states.value = new Map();
    },
  };
}
