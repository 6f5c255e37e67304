// SPDX-License-Identifier: Apache-2.0
// The vectors of tests/vectors through WebAssembly and the client's wrapper.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseInstrument } from '../../../web/src/checks/instrument-key';
import type { DyadWhy, Rating, RuleParams, UsualRange } from '../../../web/src/core/core-types';
import type { Instrument, ScoreResult } from '../../../web/src/core/instrument';
import { loadCore, loadVectors } from './load';
import { alike } from './near';

declare const __ROOT__: string;

const core = loadCore();
const CLOSE_ENOUGH = 1e-9;

type Case = { readonly name: string; readonly source: string; readonly within?: number };

type InstrumentCase = Case & {
  readonly instrument: string;
  readonly answers: readonly Rating[];
  readonly expect: Record<string, unknown> & { readonly ok: boolean };
};
const keys = new Map<string, Instrument>();
const folders = [
  'content/instruments',
  ...readdirSync(join(__ROOT__, 'content/packs')).map((pack) => `content/packs/${pack}`),
];
for (const folder of folders)
  for (const name of readdirSync(join(__ROOT__, folder))) {
    const key = parseInstrument(JSON.parse(readFileSync(join(__ROOT__, folder, name), 'utf8')));
    keys.set(key.id, key);
  }
/** A result in the words of the vectors. */
function told(result: ScoreResult): unknown {
  if (!result.ok) return result;
  const each = <T, R>(list: Readonly<Record<string, T>>, read: (one: T) => R) =>
    Object.fromEntries(Object.entries(list).map(([id, one]) => [id, read(one)]));
  return {
    ...result,
    bands: each(result.scores, ({ band }) => band),
    rules: each(result.rules, ({ holds, groups }) => ({
      holds,
      met: each(groups, ({ met }) => met),
    })),
  };
}
for (const one of loadVectors<{ cases: readonly InstrumentCase[] }>('instrument').cases)
  test(`instrument: ${one.name}`, () => {
    const key = keys.get(one.instrument);
    assert.ok(key);
    alike(told(core.scoreInstrument(key, one.answers)), one.expect, CLOSE_ENOUGH, one.name);
  });
test('every key has a vector', () => {
  const { cases } = loadVectors<{ cases: readonly InstrumentCase[] }>('instrument');
  assert.deepEqual(
    [...new Set(cases.map((one) => one.instrument))].sort(),
    [...keys.keys()].sort(),
  );
});

type CourseCase = Case & {
  readonly ratings: readonly Rating[];
  readonly params: Partial<RuleParams>;
  readonly expect: UsualRange | null;
};
for (const one of loadVectors<{ cases: readonly CourseCase[] }>('course').cases)
  test(`course: ${one.name}`, () => {
    const ratings = one.ratings.map((value) => ({ value }));
    const { usual } = core.course(ratings, one.params);
    alike(usual, one.expect, one.within ?? CLOSE_ENOUGH, one.name);
  });

type DyadCase = Case & {
  readonly client: readonly Rating[];
  readonly therapist: readonly Rating[];
  readonly expect: {
    shared: number;
    b0: number | null;
    b1: number | null;
    r: number | null;
    flags: readonly DyadWhy[];
    fired: readonly (readonly DyadWhy[])[];
  };
};
for (const one of loadVectors<{ cases: readonly DyadCase[] }>('dyad').cases)
  test(`dyad: ${one.name}`, () => {
    const found = core.dyad(one.client, one.therapist);
    alike(found, one.expect, one.within ?? CLOSE_ENOUGH, one.name);
  });
