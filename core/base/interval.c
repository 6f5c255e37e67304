/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/interval.h"

#include <assert.h>
#include <math.h>

#include "core/base/dist.h"
#include "core/base/number.h"

static double half_width(double level)
{
    assert(level > 0 && level < 1);
    return dist_normal_quantile(0.5 + level / 2);
}

struct interval interval_share(size_t count, size_t n, double level)
{
    const double z = half_width(level), z2 = z * z;
    const double of = (double)n, p = (double)count / of;
    const double middle = p + z2 / (2 * of);
    const double half = z * sqrt((p * (1 - p) + z2 / (4 * of)) / of);
    const double whole = 1 + z2 / of;

    assert(n >= 1 && count <= n);
    /* Both ends are exact there; the root is not. */
    return (struct interval){
        count == 0 ? 0 : (middle - half) / whole,
        count == n ? 1 : (middle + half) / whole,
    };
}

/* (e^2z - 1) / (e^2z + 1), written for either sign so that nothing runs out
 * of range. */
static double hyperbolic_tangent(double z)
{
    const double e = number_exp(-2 * fabs(z));
    const double t = (1 - e) / (1 + e);

    return z < 0 ? -t : t;
}

bool interval_correlation(double r, size_t n, double level,
                          struct interval *out)
{
    double z, half;

    assert(fabs(r) <= 1);
    if (n < 4 || fabs(r) >= 1)
        return false;
    z = (number_log1p(r) - number_log1p(-r)) / 2;
    half = half_width(level) / sqrt((double)n - 3);
    *out = (struct interval){ hyperbolic_tangent(z - half),
                              hyperbolic_tangent(z + half) };
    return true;
}
