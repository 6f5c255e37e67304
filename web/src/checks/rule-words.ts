// SPDX-License-Identifier: Apache-2.0
// The rules in words: their names, and each firing with the numbers that went in. Words only; all
// numbers come from the core.

import type { Dyad, Firing, FiringRule, RuleParams } from '../core/core-types';
import { t, tn } from '../ui/text';

/** The rule's name, short enough for brackets. */
export function ruleName(rule: FiringRule): string {
  switch (rule) {
    case 'surprise':
      return t('a surprising fall');
    case 'surprise_of_two':
      return t('two low sessions in a row');
    case 'level_sunk':
      return t('a slow decline');
    case 'drop_1s':
      return t('a fall of one spread');
    case 'drop_2s':
      return t('a fall of two spreads');
    case 'below_usual':
      return t('below the usual range');
    case 'early_fall':
      return t('an early fall');
    case 'mean_minus_1sd':
      return t('one spread below the mean');
    case 'mean_minus_2sd':
      return t('two spreads below the mean');
    case 'below_cut':
      return t('below a fixed line');
    case 'fell_a_point':
      return t('fallen since the last rating');
    case 'sudden_loss':
      return t('a sudden loss');
    case 'back_near_ref':
      return t('back near where it was');
    case 'sessions_passed':
      return t('sessions have passed');
    case 'case_closed':
      return t('closed while down');
    case 'floor_item':
      return t('an answer at the lowest end');
  }
}

/** What fired, as a word for the chart. */
export function firingName(firing: Firing): string {
  switch (firing.kind) {
    case 'strain':
      return t('a strain');
    case 'rupture':
      return t('a rupture');
    case 'repair':
      return t('repaired');
    case 'unrepaired':
      return t('not mended yet');
    case 'low_answer':
      return t('a low answer');
  }
}

function number(value: number | null): string {
  return value === null ? t('none') : (Math.round(value * 100) / 100).toString();
}

/** The whole rule with the numbers that went in, so that anybody can check it. */
export function ruleWithNumbers(firing: Firing, params: RuleParams): string {
  const values = {
    x: number(firing.x),
    ref: number(firing.ref),
    drop: number(firing.drop),
    s: number(firing.s),
    limit: number(firing.limit),
    held: number(firing.held),
    n: firing.earlier,
    length: firing.length,
    once: Math.round(1 / params.surprise.chance),
  };
  switch (firing.rule) {
    case 'surprise':
      return t(
        'A rupture: {ref} was to be expected from {n} earlier ratings, give or take a spread of {s}. The rating {x} lies {drop} below that. From {limit} down it counts: so low a rating comes by chance at most about once in {once} sessions.',
        values,
      );
    case 'surprise_of_two':
      return t(
        'A rupture: this rating ({x}) and the one before have a mean of {held}; {ref} was to be expected, give or take a spread of {s}. From {limit} down it counts: two ratings come so low by chance at most about once in {once} times. Each alone may lie within the usual range.',
        values,
      );
    case 'level_sunk':
      return t(
        'A strain: little by little the level under the ratings has sunk from {ref} to {held}. From {limit} down it counts. No single rating needs to lie below the usual range for that.',
        values,
      );
    case 'drop_1s':
      return t(
        'A strain: the rating {x} lies {drop} below the best recent one ({ref}). One spread is {s}, from {n} earlier ratings.',
        values,
      );
    case 'drop_2s':
      return t(
        'A rupture: the rating {x} lies {drop} below the best recent one ({ref}). That is two spreads of {s} or more, from {n} earlier ratings.',
        values,
      );
    case 'below_usual':
      return t(
        'A rupture: the rating {x} lies at or below {limit}, the lower edge of the usual range from {n} earlier ratings.',
        values,
      );
    case 'early_fall':
      return t(
        'A strain: the rating fell by {drop}, from {ref} to {x}, before there is a usual range.',
        values,
      );
    case 'mean_minus_1sd':
    case 'mean_minus_2sd':
      return t(
        'A rupture: the rating {x} lies at or below {limit}. The mean of {n} earlier ratings is {ref}, their spread {s}.',
        values,
      );
    case 'below_cut':
      return t('A rupture: the rating {x} lies below the line at {limit}.', values);
    case 'fell_a_point':
      return t(
        'A rupture: the rating fell by {drop} since the last one, from {ref} to {x}.',
        values,
      );
    case 'sudden_loss':
      return t(
        'A rupture, seen looking back: from one session to the next the rating fell from {ref} to {held}, and those after it stayed lower than those before.',
        values,
      );
    case 'back_near_ref':
      return tn(
        firing.length,
        'Repaired after one session: the rating {x} is back at {limit} or more, near {ref} where it was before.',
        'Repaired after {n} sessions: the rating {x} is back at {limit} or more, near {ref} where it was before.',
        { ...values, n: firing.length },
      );
    case 'sessions_passed':
      return tn(
        firing.length,
        'Not mended yet: one session has passed without a rating of {limit} or more.',
        'Not mended yet: {n} sessions have passed without a rating of {limit} or more.',
        { ...values, n: firing.length },
      );
    case 'case_closed':
      return t('The work ended before it was mended.');
    case 'floor_item':
      return t(
        'One answer lay at the lowest end of its scale. This is a prompt to talk, not a rupture.',
      );
  }
}

/** What the comparison of both views found, with its numbers; empty when nothing. */
export function comparedWhy(dyad: Dyad): string[] {
  const values = {
    n: dyad.shared,
    client: number(dyad.clientMean),
    therapist: number(dyad.therapistMean),
    apart: number(dyad.b0 === null ? null : Math.abs(dyad.b0)),
    moves: dyad.oppositeMoves,
  };
  const words = {
    far_apart: t(
      'Far apart: over {n} sessions the client’s mean is {client}, the therapist’s {therapist}; they lie {apart} apart. From one point on that is worth a talk.',
      values,
    ),
    opposite_moves: t(
      'Opposite moves: {moves} times in a row one rating went up where the other went down. From two on that is worth a talk.',
      values,
    ),
  };
  return dyad.flags.map((flag) => words[flag]);
}
