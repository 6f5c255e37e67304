/* SPDX-License-Identifier: Apache-2.0 */
/* core/psychometrics_retest.h: two answers of the same people, some time
 * apart: do they keep their order (Pearson's r), and do they agree (ICC(A,1))?
 *
 * ICC(A,1) of McGraw and Wong, "Forming inferences about some intraclass
 * correlation coefficients" (Psychological Methods 1996), the same number as
 * Shrout and Fleiss's (1979) ICC(2,1): two-way, absolute agreement, one
 * answer. With the mean squares of rows R (people), columns C (occasions) and
 * error E over n people and k = 2 occasions:
 *   (R - E) / (R + (k - 1) E + (k / n) (C - E))
 * It falls below r when all answers move up or down between the occasions. Its
 * interval is theirs (their table 7), from F with Satterthwaite's degrees.
 * Pure; the state is the caller's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/interval.h"

/* The pairs so far. All zeroes to begin. */
struct retest {
    size_t n;
    double mean[2];    /* of the first and the second occasion */
    double squares[2]; /* sums of squared distances from them */
    double products;   /* sum of products of the distances */
};

void retest_add(struct retest *t, double first, double second); /* finite */

/* The three mean squares; false, *out as it was, below 2 pairs. */
struct retest_squares {
    double rows, columns, error;
};
bool retest_squares(const struct retest *t, struct retest_squares *out);

/* Pearson's r, -1..1. False, *out as it was, when one occasion does not vary
 * or there are fewer than 2 pairs. Its interval: interval_correlation. */
bool retest_r(const struct retest *t, double *out);

/* ICC(A,1), -3..1. False, *out as it was, when nothing varies or there are
 * fewer than 3 pairs (of two, error drops out of the whole, and any number may
 * result). */
bool retest_icc(const struct retest *t, double *out);

/* Its interval. False, *out as it was, when there is none: no ICC; all pairs
 * agree wholly; or the approximation fails, as it may for an ICC below 0 of
 * very few pairs, and the interval would not hold the ICC. */
bool retest_icc_interval(const struct retest *t, double level,
                         struct interval *out);
