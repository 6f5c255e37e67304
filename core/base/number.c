/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/number.h"

#include <math.h>

/* ln 2 in two parts; the first has 32 low bits of zero, so that a whole number
 * times it is exact. */
static const double ln2_high = 0x1.62e42fefa0000p-1;
static const double ln2_low = 0x1.cf79abc9e3b3ap-40;

/* 2 artanh(s) = 2 (s + s^3/3 + s^5/5 + ...), |s| at most 0.18. */
static double twice_artanh(double s)
{
    const double z = s * s;
    double sum = 0;

    for (int k = 23; k >= 3; k -= 2)
        sum = (sum + 1.0 / k) * z;
    return 2 * s + 2 * s * sum;
}

double number_log(double x)
{
    int exponent;
    double m;

    if (isnan(x) || x < 0)
        return (double)NAN;
    if (x <= 0)
        return (double)-INFINITY;
    if (isinf(x))
        return x;
    m = frexp(x, &exponent);
    if (m < 0x1.6a09e667f3bcdp-1) { /* the root of a half */
        m *= 2;
        exponent--;
    }
    return exponent * ln2_high +
           (exponent * ln2_low + twice_artanh((m - 1) / (m + 1)));
}

double number_log1p(double x)
{
    if (x > -0.25 && x < 0.4)
        return twice_artanh(x / (2 + x));
    return number_log(1 + x);
}

double number_exp(double x)
{
    double n, r, sum = 1;

    if (isnan(x))
        return x;
    if (x > 709.782712893384)
        return (double)INFINITY;
    if (x < -745.2)
        return 0;
    n = floor(x / 0x1.62e42fefa39efp-1 + 0.5);
    r = (x - n * ln2_high) - n * ln2_low;
    for (int k = 16; k >= 1; k--)
        sum = 1 + sum * r / k;
    return ldexp(sum, (int)n);
}

/* Stirling's series from 12 on; below it the argument is raised first. */
double number_lgamma(double x)
{
    static const double terms[] = {
        1.0 / 12,   -1.0 / 360,      1.0 / 1260, -1.0 / 1680,
        1.0 / 1188, -691.0 / 360360, 1.0 / 156,  -3617.0 / 122400,
    };
    double product = 1, sum = 0, z;

    if (isnan(x) || x < 0)
        return (double)NAN;
    if (x <= 0 || isinf(x))
        return (double)INFINITY;
    while (x < 12) {
        product *= x;
        x += 1;
    }
    z = 1 / (x * x);
    for (int k = 7; k >= 0; k--)
        sum = sum * z + terms[k];
    /* 0.91893...: half the logarithm of 2 pi. */
    return (x - 0.5) * number_log(x) - x + 0x1.d67f1c864beb5p-1 + sum / x -
           number_log(product);
}
