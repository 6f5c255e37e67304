/* SPDX-License-Identifier: Apache-2.0 */
/* core/base/dist.h: the normal, t, F and chi-square distributions: how much
 * lies below a value, and below which value so much lies.
 *
 * Out of the incomplete beta and gamma functions: the continued
 * fraction of Didonato and Morris ("Significant digit computation of the
 * incomplete beta function ratios", 1992), DLMF 8.11.4 and 8.9.2, with the
 * powers before them taken by Loader's saddle point ("Fast and accurate
 * computation of binomial probabilities", 2000), so that large degrees of
 * freedom lose no digits. Quantiles by Newton's method on the logarithms,
 * inside a bracket. Held against R in tests/vectors/dist.json: 1e-12 of the
 * value in the body, 1e-10 in tails down to 1e-12.
 *
 * Degrees of freedom are real, above 0 and at most DIST_DF_MAX (below about
 * 0.1 quantiles run out of the range of a double and end at 0 or INFINITY).
 * Misuse (a NaN, degrees of freedom out of range, a probability outside 0..1)
 * gives NaN. Infinite values are fine: all or nothing lies below. Only + - * /
 * and the root, and core/base/number.h: the same bits in every build. Pure. */
#pragma once

#define DIST_DF_MAX 1e7

/* The share below z; above z lies dist_normal(-z), to full accuracy. */
double dist_normal(double z);
double dist_normal_quantile(double p); /* -INFINITY for 0, INFINITY for 1 */

/* Student's t. df INFINITY is the normal distribution. Above t lies
 * dist_t(-t, df), to full accuracy. |t| beyond 1e150 counts as infinite. */
double dist_t(double t, double df);
double dist_t_quantile(double p, double df);

/* F with df1 (numerator) and df2 (denominator). Nothing lies below 0. _above
 * is 1 minus the other, without the loss of digits in the upper tail: the p
 * of a test. */
double dist_f(double f, double df1, double df2);
double dist_f_above(double f, double df1, double df2);
double dist_f_quantile(double p, double df1, double df2);

/* Chi-square; likewise. */
double dist_chi2(double x, double df);
double dist_chi2_above(double x, double df);
double dist_chi2_quantile(double p, double df);
