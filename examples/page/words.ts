// SPDX-License-Identifier: Apache-2.0
// What the core's codes say to people.

import type { Firing, FiringKind, FiringWhy, RuptureMethod } from './rapport-core.js';

/** Each rule: its name, and what a fall is to it. */
export const RULES: Readonly<Record<RuptureMethod, readonly [name: string, says: string]>> = {
  surprise: ['Own noise', 'further down than this person’s own noise explains'],
  own_spread: ['Own spread', 'below the best recent rating by the person’s own spread'],
  sd_1: ['One SD', 'one standard deviation below the person’s own mean'],
  sd_2: ['Two SDs', 'two standard deviations below the person’s own mean'],
  chart: ['Control chart', 'below the lower limit of a chart over the first ratings'],
  below_cut: ['Fixed cut', 'under nine tenths of the scale, or a step down since last time'],
  sudden_loss: ['Sudden loss', 'the mirror of a sudden gain; known a session or two later'],
};

/** The rules in the order in which they are shown. */
export const METHODS = Object.keys(RULES) as RuptureMethod[];

/** What fired. */
export const KINDS: Readonly<Record<FiringKind, string>> = {
  strain: 'strain',
  rupture: 'rupture',
  repair: 'repair',
  unrepaired: 'not repaired',
  low_answer: 'lowest answer',
};

const WHYS: Readonly<Record<FiringWhy, string>> = {
  fell_below_own_noise: 'further down than this person’s own noise explains',
  two_below_own_noise: 'two ratings in a row lie lower than this person’s own noise explains',
  level_sank_slowly: 'the level itself has sunk, a little at a time',
  fell_one_sd_below_mean: 'one standard deviation below the person’s own mean',
  fell_two_sd_below_mean: 'two standard deviations below the person’s own mean',
  lies_below_cut: 'it lies below the cut',
  fell_since_last_rating: 'it fell since the last rating',
  lost_suddenly: 'a sudden loss that stayed',
  fell_by_own_spread: 'it fell by this person’s own spread',
  fell_by_twice_own_spread: 'it fell by twice this person’s own spread',
  fell_below_usual: 'it lies below the usual range',
  fell_early: 'a large fall, before much is known of this person',
  came_back: 'it came back to near what it had fallen from',
  stayed_down: 'some sessions have passed, and it did not come back',
  closed_while_down: 'it ended while down',
  answer_at_lowest: 'it lies at the lowest end of the scale',
};

/** A number as it is read: two decimals at most. */
export const figure = (value: number): string => String(Number(value.toFixed(2)));

/** Why something fired, with the numbers it used. */
export function because(f: Firing): string {
  const numbers: string[] = [];
  if (f.x !== null) numbers.push(`rated ${figure(f.x)}`);
  if (f.ref !== null) numbers.push(`held against ${figure(f.ref)}`);
  if (f.limit !== null) numbers.push(`the line is at ${figure(f.limit)}`);
  if (f.depth !== null) numbers.push(`the lowest was ${figure(f.depth)} below`);
  return numbers.length === 0 ? WHYS[f.why] : `${WHYS[f.why]} (${numbers.join('; ')})`;
}
