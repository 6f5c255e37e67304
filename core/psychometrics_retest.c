/* SPDX-License-Identifier: Apache-2.0 */
#include "core/psychometrics_retest.h"

#include <assert.h>
#include <math.h>

#include "core/base/dist.h"

/* What rounding leaves of a whole that is 1. */
static const double rounding = 1e-12;

void retest_add(struct retest *t, double first, double second)
{
    const double a = first - t->mean[0], b = second - t->mean[1];

    assert(isfinite(first) && isfinite(second));
    t->n++;
    t->mean[0] += a / (double)t->n;
    t->mean[1] += b / (double)t->n;
    t->squares[0] += a * (first - t->mean[0]);
    t->squares[1] += b * (second - t->mean[1]);
    t->products += a * (second - t->mean[1]);
}

/* With two columns the sums of squares come out of the moments: half the
 * squares of the sums, and half the squares of the differences. */
bool retest_squares(const struct retest *t, struct retest_squares *out)
{
    const double both = t->squares[0] + t->squares[1];
    const double apart = t->mean[0] - t->mean[1];
    const double df = (double)t->n - 1;

    if (t->n < 2)
        return false;
    *out = (struct retest_squares){
        .rows = fmax(0, (both + 2 * t->products) / 2 / df),
        .columns = (double)t->n * apart * apart / 2,
        .error = fmax(0, (both - 2 * t->products) / 2 / df),
    };
    return true;
}

bool retest_r(const struct retest *t, double *out)
{
    const double both = sqrt(t->squares[0]) * sqrt(t->squares[1]);
    double r;

    if (t->n < 2 || !(both > 0))
        return false;
    r = t->products / both;
    /* Whole but for the rounding. */
    if (fabs(r) > 1 - rounding)
        r = r > 0 ? 1 : -1;
    *out = r;
    return true;
}

bool retest_icc(const struct retest *t, double *out)
{
    struct retest_squares m;
    double icc, whole;

    if (t->n < 3 || !retest_squares(t, &m))
        return false;
    whole = m.rows + m.error + 2 / (double)t->n * (m.columns - m.error);
    if (!(whole > 0))
        return false;
    icc = (m.rows - m.error) / whole;
    *out = icc > 1 - rounding ? 1 : icc;
    return true;
}

static double within_df(double df)
{
    return df > DIST_DF_MAX ? DIST_DF_MAX : df;
}

bool retest_icc_interval(const struct retest *t, double level,
                         struct interval *out)
{
    struct retest_squares m;
    double icc, a, b, v, f_low, f_high, rest;
    const double n = (double)t->n, k = 2, tail = (1 - level) / 2;
    struct interval found;

    assert(level > 0 && level < 1);
    if (!retest_icc(t, &icc) || icc >= 1 || !retest_squares(t, &m))
        return false;
    a = k * icc / (n * (1 - icc)) * m.columns;
    b = (1 + k * icc * (n - 1) / (n * (1 - icc))) * m.error;
    v = (a + b) * (a + b) / (a * a / (k - 1) + b * b / ((n - 1) * (k - 1)));
    if (!(v > 0))
        return false;
    /* Divided by F where theirs multiplies, for F without bound. */
    f_low = dist_f_quantile(1 - tail, n - 1, within_df(v));
    f_high = dist_f_quantile(1 - tail, within_df(v), n - 1);
    rest = k * m.columns + (k * n - k - n) * m.error;
    found.low = n * (m.rows / f_low - m.error) / (rest + n * m.rows / f_low);
    found.high = n * (m.rows - m.error / f_high) / (rest / f_high + n * m.rows);
    if (!(found.low <= icc && icc <= found.high))
        return false;
    *out = found;
    return true;
}
