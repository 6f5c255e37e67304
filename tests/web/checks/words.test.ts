// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AllianceCourse } from '../../../web/src/checks/course';
import {
  caseloadWord,
  type Names,
  standing,
  suggestion,
} from '../../../web/src/checks/course-words';
import { methodWords, ruleParts } from '../../../web/src/checks/method-words';
import {
  comparedWhy,
  firingName,
  ruleName,
  ruleWithNumbers,
} from '../../../web/src/checks/rule-words';
import { METHODS } from '../../../web/src/checks/rules-model';
import { createCore } from '../../../web/src/core/core';
import { CoreMemory } from '../../../web/src/core/core-memory';
import { SLOTS } from '../../../web/src/core/core-slots';
import type { Firing, FiringKind, FiringRule } from '../../../web/src/core/core-types';
import { wasmBytes } from '../core/load';
import { courseOf } from './courses';

// Lists of core_name.
const KINDS = 7;
const RULES = 8;

const bytes = wasmBytes();
const memory = new CoreMemory(bytes, SLOTS);
const core = createCore(bytes);
const kinds = memory.names('core_name', KINDS) as readonly FiringKind[];
const rules = memory.names('core_name', RULES) as readonly FiringRule[];
const { params } = core.course([]);

const noor: Names = { me: 'client', client: 'Noor', therapist: 'Mara' };
const mara: Names = { me: 'therapist', client: 'Noor', therapist: 'Mara' };

/** Sinks so slowly that no single rating is a surprise; at the last the level has sunk. */
const DECLINE = [8.75, 9, 8.25, 8.25, 7.5, 8, 7.5, 6.75, 6.75, 6, 6, 5.25];

/** Words with nothing left to fill in. */
function whole(words: string): void {
  assert.ok(words.length > 2, JSON.stringify(words));
  assert.ok(!/[{}]|undefined|null|NaN/.test(words), words);
}

function firing(rule: FiringRule, given: Partial<Firing> = {}): Firing {
  return {
    kind: 'rupture',
    rule,
    why: 'fell_early',
    of: null,
    x: 4.25,
    ref: 7.125,
    drop: 2.875,
    s: 0.5,
    limit: 5.375,
    held: 4.625,
    depth: null,
    length: 3,
    earlier: 9,
    ...given,
  };
}

/** Everything that fires at the last session, as the page tells it. */
function lastWhy(course: AllianceCourse): string[] {
  const { points, params } = course.views.client;
  return (points.at(-1)?.fired ?? []).map((one) => ruleWithNumbers(one, params));
}

test('every rule of the core has a name of its own, and a sentence with its numbers', () => {
  assert.ok(rules.length >= 16);
  for (const rule of rules) {
    whole(ruleName(rule));
    whole(ruleWithNumbers(firing(rule), params));
    whole(ruleWithNumbers(firing(rule, { length: 1, earlier: 1 }), params));
  }
  assert.equal(new Set(rules.map(ruleName)).size, rules.length);
});

test('every kind of firing has a word for the chart', () => {
  for (const kind of kinds) whole(firingName(firing('surprise', { kind })));
});

test('every rule to choose from has a name, a description, a source, and all its parts', () => {
  for (const method of METHODS) {
    const words = methodWords(method, { ...params, method });
    for (const said of Object.values(words)) whole(said);
    assert.match(words.source, /\d{4}|scales/, method);
    const parts = ruleParts({ ...params, method });
    for (const { term, text } of parts) {
      whole(term);
      whole(text);
    }
    assert.equal(new Set(parts.map((part) => part.term)).size, parts.length);
  }
  assert.equal(
    new Set(METHODS.map((method) => methodWords(method, params).name)).size,
    METHODS.length,
  );
});

test('the rule in force is told with the parameters in force', () => {
  const text = (given: Partial<typeof params>) =>
    ruleParts({ ...params, ...given })
      .map((part) => part.text)
      .join(' ');
  assert.match(text({}), /once in 200 sessions/);
  assert.match(text({}), /at least 1 below/);
  assert.match(text({ surprise: { ...params.surprise, chance: 0.02 } }), /once in 50 sessions/);
  assert.match(text({ patience: 5 }), /5 sessions have passed/);
  assert.match(text({ method: 'below_cut', cut: 8 }), /below 8\./);
  assert.match(text({ method: 'below_cut', cutAt: true, cut: 8 }), /8 or lower/);
  assert.match(text({ method: 'below_cut', pointAt: false }), /more than 1 since/);
  assert.match(text({ method: 'sd_2' }), /2 spreads or more below/);
  assert.match(text({ method: 'own_spread' }), /one spread or more below/);
});

test('a surprising fall is told with what was expected and what counts', () => {
  const course = courseOf(core, [6, 6.75, 7, 7.25, 7, 4]);
  const [why = ''] = lastWhy(course);
  const point = course.views.client.points.at(-1);
  const [fired] = point?.fired ?? [];
  assert.equal(fired?.rule, 'surprise');
  const two = (value: number | null | undefined) =>
    (Math.round((value ?? 0) * 100) / 100).toString();
  for (const value of [fired?.ref, fired?.limit, fired?.drop, fired?.s])
    assert.ok(why.includes(` ${two(value)}`), `${why} lacks ${two(value)}`);
  assert.match(why, /once in 200 sessions/);
});

test('repair and patience count their sessions', () => {
  assert.match(lastWhy(courseOf(core, [7, 7, 7, 7, 4, 7]))[0] ?? '', /^Repaired after one session/);
  assert.match(
    lastWhy(courseOf(core, [7, 7, 7, 7, 4, 4, null, 4]))[0] ?? '',
    /^Not mended yet: 3 sessions have passed/,
  );
});

test('what both views found has its numbers, and the limits it names are the core’s', () => {
  const apart = (by: number) => core.dyad([7, 8, 7, 8], [7 - by, 8 - by, 7 - by, 8 - by]);
  assert.deepEqual(comparedWhy(apart(0.75)), []);
  const [far = ''] = comparedWhy(apart(1));
  assert.match(far, /over 4 sessions .* 7\.5, .* 6\.5; they lie 1 apart/);
  assert.deepEqual(comparedWhy(core.dyad([5, 7], [7, 5])), []);
  const [opposite = ''] = comparedWhy(core.dyad([5, 7, 5], [7, 5, 7]));
  assert.match(opposite, /2 times in a row/);
});

test('the caseload names the rule, since when, and what to ask', () => {
  const cases: [string, AllianceCourse, RegExp][] = [
    [
      'a rupture',
      courseOf(core, [7, 7, 7, 7, 4]),
      /^Much lower than usual since session 5, .*\(a surprising fall\)\.$/,
    ],
    [
      'a rupture some sessions ago',
      courseOf(core, [7, 7, 7, 7, 4, 4]),
      /^Much lower than usual since session 5, .*\(a surprising fall\)\.$/,
    ],
    [
      'one that was not mended',
      courseOf(core, [7, 7, 7, 7, 4, 4, 4, null]),
      /^Lower than before since session 5, .*\(a surprising fall\), and not mended yet\.$/,
    ],
    [
      'a fall before there is a range',
      courseOf(core, [8, 4]),
      /^Lower than usual since session 2, .*\(an early fall\)\.$/,
    ],
    [
      'a slow decline',
      courseOf(core, DECLINE),
      /^Lower little by little, up to session \d+, .*\(a slow decline\)\.$/,
    ],
    [
      'a strain that deepened counts from where it began',
      courseOf(core, [8, 7, 8, 7.5, 8.5, 7.5, 7, 5.5], { params: { method: 'own_spread' } }),
      /^Much lower than usual since session 6, .*\(a fall of two spreads\)\.$/,
    ],
    [
      'a low answer',
      courseOf(core, [7, 7, 7, { low: 7 }]),
      /^One answer lay at the lowest end in session 4, /,
    ],
    [
      'two views far apart',
      courseOf(core, [8, 8, 8, 8], { therapist: [6, 6, 6, 6] }),
      /^You two rate the sessions 2 apart, on average over 4\.$/,
    ],
  ];
  for (const [name, course, sentence] of cases) {
    const word = caseloadWord(course, mara);
    assert.match(word?.sentence ?? 'nothing', sentence, name);
    whole(word?.ask ?? '');
  }
  assert.equal(caseloadWord(courseOf(core, [7, 7, 7, 7, 7]), mara), null);
  assert.equal(caseloadWord(courseOf(core, []), mara), null);
});

test('the caseload says the day of the session it speaks of', () => {
  const course = courseOf(core, [7, 7, 7, 7, 4, 4]);
  assert.match(caseloadWord(course, mara)?.sentence ?? '', /1 February|February 1/);
});

test('both people read the same about a slow decline, a double fall, an early fall', () => {
  const decline = courseOf(core, DECLINE);
  assert.match(standing(decline, noor), /^Little by little, up to session \d+, .* for you\.$/);
  assert.match(standing(decline, mara), /^Little by little, up to session \d+, .* to Noor\.$/);
  const early = courseOf(core, [8, 4]);
  assert.equal(standing(early, noor), 'Session 2 felt lower to you than those before it.');
  const both = courseOf(core, [7, 7.5, 7, 7.5, 7, 7.5, 7, 7.5, 6.25, null, 6.25]);
  assert.equal(both.views.client.points.at(-1)?.fired[0]?.rule, 'surprise_of_two');
  assert.equal(
    standing(both, noor),
    'Sessions 9 and 11 together felt much lower than is usual for you.',
  );
});

test('how things stand is said in every status', () => {
  const cases: [number[] | (number | null)[], RegExp][] = [
    [[], /^After each session/],
    [[null], /^No session has a rating/],
    [[7], /^One session so far/],
    [[7, 7, 7, 7], /as they usually do for you/],
    [[7, 7, 7, 7, 9.75], /better than is usual/],
    [[7, 7, 7, 7, 4], /^Session 5 felt much lower than is usual for you/],
    [[7, 7, 7, 7, 4, 7], /^From session 5 on .* By session 6 it had come back/],
    [[7, 7, 7, 7, 4, 4, 4, 4], /^Since session 5 it has felt lower to you than before/],
  ];
  for (const [values, sentence] of cases)
    assert.match(standing(courseOf(core, values), noor), sentence);
});

test('“better than usual” is said only of a dot that lies above the band', () => {
  for (const last of [7, 7.5, 8, 8.5, 9, 9.5, 10]) {
    const course = courseOf(core, [7, 7, 7, 7, last]);
    const { value, range } = course.views.client.points.at(-1) ?? {};
    assert.equal(
      /better/.test(standing(course, noor)),
      (value ?? 0) > (range?.high ?? 10),
      String(last),
    );
  }
});

test('a dot that a surprising fall is found at lies below the band; what lies below it is found', () => {
  // Steady, then down by more and more.
  for (let fall = 0.25; fall <= 5; fall += 0.25) {
    const course = courseOf(core, [7.5, 7.25, 7.5, 7.75, 7.5, 7.5 - fall]);
    const point = course.views.client.points.at(-1);
    const found = point?.fired.some((one) => one.rule === 'surprise') ?? false;
    const below = (point?.value ?? 0) <= (point?.range?.low ?? 0);
    assert.equal(found, below, `a fall of ${fall}`);
  }
});

test('what has lasted, or came slowly, is asked about as such', () => {
  const fell = courseOf(core, [7, 7, 7, 7, 4]);
  assert.match(suggestion(fell, mara), /the last time/);
  assert.match(suggestion(fell, noor), /different last time/);
  for (const course of [courseOf(core, [7, 7, 7, 7, 4, 4, 4, 4]), courseOf(core, DECLINE)]) {
    assert.match(suggestion(course, mara), /lately/);
    assert.match(suggestion(course, noor), /lately/);
  }
});

test('nothing that is suggested is a verdict or an order', () => {
  for (const names of [noor, mara]) {
    const said = suggestion(courseOf(core, [7, 7, 7, 7, 4]), names);
    assert.doesNotMatch(said, /must|should|failed|wrong|!/i);
  }
});
