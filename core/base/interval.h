/* SPDX-License-Identifier: Apache-2.0 */
/* core/base/interval.h: how far a share or a correlation from a sample may lie
 * from the true one. level is the share of such intervals that hold it, above
 * 0 and below 1, usually 0.95. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct interval {
    double low, high;
};

/* Of count out of n, by Wilson's score ("Probable inference, the law of
 * succession, and statistical inference", JASA 1927): within 0..1 and of use
 * for shares near 0 and 1 too. count <= n, n >= 1. */
struct interval interval_share(size_t count, size_t n, double level);

/* Of Pearson's r over n pairs, by Fisher's z: atanh r is about normal with
 * the variance 1 / (n - 3) (Fisher 1921). False, *out as it was, below 4
 * pairs and where |r| is 1 and z infinite. |r| <= 1. */
bool interval_correlation(double r, size_t n, double level,
                          struct interval *out);
