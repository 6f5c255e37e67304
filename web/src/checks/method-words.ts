// SPDX-License-Identifier: Apache-2.0
// The rules as people choose between them: what each is called, what it looks at, where it comes from,
// and the one in force part by part with its parameters. Words only; all numbers come from the core.

import type { RuleParams, RuptureMethod } from '../core/core-types';
import { t, tn } from '../ui/text';

/** One rule for a table: its name, what it does in a sentence or two, and its source. */
export type MethodWords = { name: string; says: string; source: string };

/** Part of a rule: what it decides, and how. */
export type RulePart = { term: string; text: string };

function spreads(n: number): string {
  return tn(n, 'one spread', '{n} spreads');
}

/** The rule in plain words. */
export function methodWords(method: RuptureMethod, params: RuleParams): MethodWords {
  const values = {
    back: params.lookBack,
    strain: spreads(params.strainAt),
    rupture: spreads(params.ruptureAt),
    most: params.baselineMost,
    cut: params.cut,
    point: params.point,
    once: Math.round(1 / params.surprise.chance),
  };
  switch (method) {
    case 'surprise':
      return {
        name: t('A surprising fall'),
        says: t(
          'Learns where the next rating is to be expected, and how much the ratings go up and down. A fall that this does not explain is a rupture; a slow decline is a strain.',
        ),
        source: t('Our own rule, on a filter by West and Harrison (1997)'),
      };
    case 'own_spread':
      return {
        name: t('A fall from the best'),
        says: t(
          'Looks at the best of the last {back} ratings. A rating {strain} below it is a strain; {rupture} below it, or below the control chart, a rupture.',
          values,
        ),
        source: t('Our own rule, after advice by Gumz and others (2012)'),
      };
    case 'sd_1':
      return {
        name: t('One spread below the mean'),
        says: t('Looks at the mean of all earlier ratings. One spread below it is a rupture.'),
        source: t('After Strauss and others (2006), as we read them'),
      };
    case 'sd_2':
      return {
        name: t('Two spreads below the mean'),
        says: t('The same, but only two spreads below the mean are a rupture.'),
        source: t('After Stiles and others (2004), as we read them'),
      };
    case 'chart':
      return {
        name: t('Below the control chart'),
        says: t(
          'Draws a usual range from the first {most} ratings and keeps it. Below it is a rupture.',
          values,
        ),
        source: t('The family of rules in Lipner and others (2022)'),
      };
    case 'below_cut':
      return {
        name: t('Below a fixed line'),
        says: t(
          'The same line for everybody: below {cut}, or {point} lower than the last time, is a rupture.',
          values,
        ),
        source: t('Taught with session rating scales (36 of 40, or a fall of 1)'),
      };
    case 'sudden_loss':
      return {
        name: t('A sudden loss that lasts'),
        says: t(
          'Holds three sessions after a fall against the three before. So it speaks one or two sessions late.',
        ),
        source: t('Sudden gains by Tang and DeRubeis (1999), turned round'),
      };
  }
}

/** The rule in force, part by part, with its parameters. */
export function ruleParts(params: RuleParams): RulePart[] {
  const { looks, rupture, strain, repaired, after } = partsOf(params);
  return [
    { term: t('It looks at'), text: looks },
    { term: t('A rupture'), text: rupture },
    { term: t('A strain'), text: strain },
    { term: t('Repaired'), text: repaired },
    {
      term: t('Not mended yet'),
      text: `${tn(
        params.patience,
        'One session has passed without that, rated or not.',
        '{n} sessions have passed without that, rated or not.',
      )} ${after}`,
    },
    {
      term: t('A low answer'),
      text: t('Any single answer lies at its lowest end. That is a prompt to talk, not a strain.'),
    },
  ];
}

function partsOf(params: RuleParams): {
  looks: string;
  rupture: string;
  strain: string;
  repaired: string;
  after: string;
} {
  const { surprise } = params;
  const values = {
    once: Math.round(1 / surprise.chance),
    fall: surprise.fallLeast,
    half: surprise.fallLeast / 2,
    sure: spreads(surprise.sure),
    sureBack: surprise.lookBack,
    sureLeast: surprise.least,
    near: spreads(params.backWithin),
    between: params.between,
    back: params.lookBack,
    strain: spreads(params.strainAt),
    rupture: spreads(params.ruptureAt),
    within: params.repairWithin,
    least: params.baselineLeast,
    most: params.baselineMost,
    ranges: params.spread,
    early: params.earlyFall,
    cut: params.cut,
    point: params.point,
    loss: params.lossCutoff,
    share: Math.round(100 * params.lossShare),
  };
  const none = t('This rule knows none.');
  const again = t('What stays down can then be called again.');
  switch (params.method) {
    case 'surprise':
      return {
        looks: t(
          'All earlier ratings. They say where the next one is to be expected, and how far off it may be: that is one spread. From both comes the usual range, which moves from session to session. It needs {sureLeast} ratings first.',
          values,
        ),
        rupture: t(
          'A rating at least {fall} below what was expected, and so low that chance alone brings it about once in {once} sessions. Two sessions in a row can also be that low together.',
          values,
        ),
        strain: t(
          'A slow decline: within {sureBack} ratings the level under the ratings has sunk by {fall}, and by {sure} more to be sure. Before there are {sureLeast} ratings: a fall of {early} or more.',
          values,
        ),
        repaired: t(
          'A rating comes back to within {near} of what was expected before the fall, or to within {half}, whichever is wider.',
          values,
        ),
        after: t('After a rupture the rule then begins anew from where the ratings are.'),
      };
    case 'own_spread':
      return {
        looks: t(
          'The best of the last {back} ratings. One spread is how much the person’s own earlier ratings vary, and at least {between}. It needs {least} ratings first.',
          values,
        ),
        rupture: t(
          'A rating {rupture} or more below the best one, or below the control chart.',
          values,
        ),
        strain: t(
          'A rating {strain} or more below the best one. Before there are {least} ratings: a fall of {early} or more.',
          values,
        ),
        repaired: t('A rating comes back to within {within} of a spread.', values),
        after: t('The best rating is then sought anew.'),
      };
    case 'sd_1':
    case 'sd_2':
      return {
        looks: t(
          'The mean of all earlier ratings, and how much they vary: that is one spread. It needs {least} ratings first.',
          values,
        ),
        rupture: t('A rating {spreads} or more below the mean.', {
          spreads: spreads(params.method === 'sd_1' ? 1 : 2),
        }),
        strain: none,
        repaired: t('A rating comes back to within {within} of a spread of the mean.', values),
        after: again,
      };
    case 'chart':
      return {
        looks: t(
          'A control chart: the mean of the first {most} ratings, and {ranges} times their mean step to either side. It needs {least} ratings first.',
          values,
        ),
        rupture: t('A rating below the lower limit of the chart.'),
        strain: none,
        repaired: t('A rating comes back to within {within} of a spread of the mean.', values),
        after: again,
      };
    case 'below_cut':
      return {
        looks: t('One line for everybody, and the rating before.'),
        rupture: `${
          params.cutAt
            ? t('A rating of {cut} or lower.', values)
            : t('A rating below {cut}.', values)
        } ${
          params.pointAt
            ? t('Or a fall of {point} or more since the last one.', values)
            : t('Or a fall of more than {point} since the last one.', values)
        }`,
        strain: none,
        repaired: t('A rating comes back to the line, or near where it fell from.'),
        after: again,
      };
    case 'sudden_loss':
      return {
        looks: t('The three sessions before a fall and the three after it.'),
        rupture: t(
          'A fall of at least {loss}, and of {share} percent of the rating, from one session to the next; and those after it stay lower than chance explains.',
          values,
        ),
        strain: none,
        repaired: t('A rating makes up for all but {within} of the fall.', values),
        after: t('A new loss can then be found.'),
      };
  }
}
