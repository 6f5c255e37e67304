/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/dist.h"

#include <math.h>
#include <stdbool.h>

#include "core/base/number.h"

#define HUGE_VALUE 1e300
#define TINY 1e-300
#define ENOUGH 0x1p-54 /* a last term so small changes nothing */

enum { TERMS_MAX = 200000, STEPS_MAX = 200 };

/* Everything here is one of two laws of a number above 0: F, through the beta
 * function (a = df1/2, b = df2/2), or chi-square, through the gamma function
 * (a = df/2). t squared is F with 1 and df, z squared chi-square with 1. */
struct law {
    bool is_f;
    double a, b;
};

/* A probability and what it lacks to 1; the smaller has all its digits. */
struct share {
    double below, above;
};

/* lgamma(a) less Stirling's first terms. */
static double stirling_rest(double a)
{
    static const double terms[] = {
        1.0 / 12,   -1.0 / 360,      1.0 / 1260, -1.0 / 1680,
        1.0 / 1188, -691.0 / 360360, 1.0 / 156,  -3617.0 / 122400,
    };
    const double z = 1 / (a * a);
    double sum = 0;

    if (a < 12)
        return number_lgamma(a) - ((a - 0.5) * number_log(a) - a) -
               0x1.d67f1c864beb5p-1; /* half the logarithm of 2 pi */
    for (int k = 7; k >= 0; k--)
        sum = sum * z + terms[k];
    return sum / a;
}

/* k log(k / m) + m - k, without cancellation where k is near m. */
static double deviance(double k, double m)
{
    const double v = (k - m) / (k + m), z = v * v;
    double sum = 0;

    if (fabs(v) > 0.1)
        return k * number_log(k / m) + m - k;
    for (int i = 21; i >= 3; i -= 2)
        sum = (sum + 1.0 / i) * z;
    return v * (k - m) + 2 * k * v * sum;
}

static const double root_of_2_pi = 0x1.40d931ff62706p+1;

/* x^a y^b / B(a, b), with y = 1 - x. */
static double beta_power(double a, double b, double x, double y)
{
    const double sum = a + b;

    return sqrt(a / sum * b) / root_of_2_pi *
           number_exp(-deviance(a, sum * x) - deviance(b, sum * y) +
                      stirling_rest(sum) - stirling_rest(a) - stirling_rest(b));
}

/* x^a e^-x / gamma(a). */
static double gamma_power(double a, double x)
{
    return sqrt(a) / root_of_2_pi *
           number_exp(-deviance(a, x) - stirling_rest(a));
}

static double not_zero(double d)
{
    return fabs(d) < TINY ? TINY : d;
}

/* The even part of the incomplete beta function's fraction (Didonato and
 * Morris 1992), by Lentz's method; lead = a y - b x, at least 0. Few terms,
 * and no difference of near numbers when x is near 1. */
static double beta_fraction(double a, double b, double x, double y, double lead)
{
    double c = not_zero(a / (a + 1) * (lead + 1)), d = 0, f = c;

    for (int i = 1; i < TERMS_MAX; i++) {
        const double m = i, at = a + 2 * m;
        const double num = (a + m - 1) / (at - 1) *
                           ((a + b + m - 1) / (at - 1)) * m * (b - m) * x * x;
        const double den = m + m * (b - m) * x / (at - 1) +
                           (a + m) / (at + 1) * (lead + 1 + m * (1 + y));
        double step;

        d = 1 / not_zero(den + num * d);
        c = not_zero(den + num / c);
        step = c * d;
        f *= step;
        if (fabs(step - 1) < 4 * ENOUGH)
            break;
    }
    return f;
}

static struct share beta_share(double a, double b, double x, double y)
{
    const double lead = a * y - b * x, power = beta_power(a, b, x, y);
    struct share s;

    if (lead >= 0) {
        s.below = power / beta_fraction(a, b, x, y, lead);
        s.above = 1 - s.below;
    } else {
        s.above = power / beta_fraction(b, a, y, x, -lead);
        s.below = 1 - s.above;
    }
    return s;
}

/* 8.11.4: 1/a + x/(a(a+1)) + ... */
static double gamma_series(double a, double x)
{
    double term = 1 / a, sum = term;

    for (int i = 1; i < TERMS_MAX && term > sum * ENOUGH; i++) {
        term *= x / (a + i);
        sum += term;
    }
    return sum;
}

/* 8.9.2 in its even form, by Lentz's method. */
static double gamma_fraction(double a, double x)
{
    double b = x + 1 - a, c = 1 / TINY, d = 1 / not_zero(b), h = d;

    for (int i = 1; i < TERMS_MAX; i++) {
        const double term = -i * (i - a);
        double step;

        b += 2;
        d = 1 / not_zero(term * d + b);
        c = not_zero(b + term / c);
        step = d * c;
        h *= step;
        if (fabs(step - 1) < 2 * ENOUGH)
            break;
    }
    return h;
}

static struct share gamma_share(double a, double x)
{
    struct share s;

    if (x < a + 1) {
        s.below = gamma_power(a, x) * gamma_series(a, x);
        s.above = 1 - s.below;
    } else {
        s.above = gamma_power(a, x) * gamma_fraction(a, x);
        s.below = 1 - s.above;
    }
    return s;
}

/* f as a point of the beta function: x = a f / (a f + b), y = 1 - x. */
static void beta_point(const struct law *l, double f, double *x, double *y)
{
    const double sum = l->a * f + l->b;

    *x = l->a * f / sum;
    *y = l->b / sum;
}

/* The share below value, and (_slope) how fast it grows with log(value). */
static struct share law_share(const struct law *l, double value)
{
    double x, y;

    if (value < TINY)
        return (struct share){ 0, 1 };
    if (value > HUGE_VALUE)
        return (struct share){ 1, 0 };
    if (!l->is_f)
        return gamma_share(l->a, value / 2);
    beta_point(l, value, &x, &y);
    return beta_share(l->a, l->b, x, y);
}

static double law_slope(const struct law *l, double value)
{
    double x, y;

    if (!l->is_f)
        return gamma_power(l->a, value / 2);
    beta_point(l, value, &x, &y);
    return beta_power(l->a, l->b, x, y);
}

/* Newton's step in log(value) on the logarithm of the smaller tail: both
 * tails are nearly straight lines there. Infinite, towards the middle, where
 * that tail has run out of the range of a double. */
static double law_step(const struct law *l, double value, struct share want)
{
    const struct share found = law_share(l, value);
    const double slope = law_slope(l, value);

    if (want.below <= want.above)
        return found.below <= 0
                   ? (double)INFINITY
                   : found.below * number_log(want.below / found.below) / slope;
    return found.above <= 0
               ? (double)-INFINITY
               : found.above * number_log(found.above / want.above) / slope;
}

static double law_quantile(const struct law *l, struct share want)
{
    double low = TINY, high = HUGE_VALUE;
    double value = l->is_f ? 1 : 2 * l->a, before = (double)INFINITY;

    if (want.below <= 0)
        return 0;
    if (want.above <= 0)
        return (double)INFINITY;
    for (int i = 0; i < STEPS_MAX; i++) {
        const double step = law_step(l, value, want);
        const double next = value * number_exp(step);

        /* Done, or moving about by the last bits only. */
        if (fabs(step) <= 0x1p-53 ||
            (fabs(step) < 1e-11 && fabs(step) >= before))
            break;
        if (step > 0)
            low = value;
        else
            high = value;
        before = fabs(step);
        value = next > low && next < high ? next : sqrt(low) * sqrt(high);
    }
    if (value < TINY * 2)
        return 0;
    return value > HUGE_VALUE / 2 ? (double)INFINITY : value;
}

static bool df_is_sound(double df)
{
    return df > 0 && df <= DIST_DF_MAX;
}

static bool is_share(double p)
{
    return p >= 0 && p <= 1;
}

static const struct law squared_normal = { false, 0.5, 0 };

static struct law law_f(double df1, double df2)
{
    return (struct law){ true, df1 / 2, df2 / 2 };
}

static struct law law_chi2(double df)
{
    return (struct law){ false, df / 2, 0 };
}

/* Of a number symmetric about 0 whose square follows l. */
static double symmetric_share(const struct law *l, double value)
{
    const double tail = law_share(l, value * value).above / 2;

    return value < 0 ? tail : 1 - tail;
}

static double symmetric_quantile(const struct law *l, double p)
{
    const double tail = p < 0.5 ? p : 1 - p;
    const double root =
        sqrt(law_quantile(l, (struct share){ 2 * (0.5 - tail), 2 * tail }));

    return p < 0.5 ? -root : root;
}

double dist_normal(double z)
{
    return isnan(z) ? z : symmetric_share(&squared_normal, z);
}

double dist_normal_quantile(double p)
{
    return is_share(p) ? symmetric_quantile(&squared_normal, p) : (double)NAN;
}

double dist_t(double t, double df)
{
    const struct law l = law_f(1, df);

    if (isinf(df) && df > 0)
        return dist_normal(t);
    return isnan(t) || !df_is_sound(df) ? (double)NAN : symmetric_share(&l, t);
}

double dist_t_quantile(double p, double df)
{
    const struct law l = law_f(1, df);

    if (isinf(df) && df > 0)
        return dist_normal_quantile(p);
    return !is_share(p) || !df_is_sound(df) ? (double)NAN
                                            : symmetric_quantile(&l, p);
}

static double f_share(double f, double df1, double df2, bool above)
{
    const struct law l = law_f(df1, df2);
    struct share s;

    if (isnan(f) || !df_is_sound(df1) || !df_is_sound(df2))
        return (double)NAN;
    s = law_share(&l, f);
    return above ? s.above : s.below;
}

double dist_f(double f, double df1, double df2)
{
    return f_share(f, df1, df2, false);
}

double dist_f_above(double f, double df1, double df2)
{
    return f_share(f, df1, df2, true);
}

double dist_f_quantile(double p, double df1, double df2)
{
    const struct law l = law_f(df1, df2);

    if (!is_share(p) || !df_is_sound(df1) || !df_is_sound(df2))
        return (double)NAN;
    return law_quantile(&l, (struct share){ p, 1 - p });
}

static double chi2_share(double x, double df, bool above)
{
    const struct law l = law_chi2(df);
    struct share s;

    if (isnan(x) || !df_is_sound(df))
        return (double)NAN;
    s = law_share(&l, x);
    return above ? s.above : s.below;
}

double dist_chi2(double x, double df)
{
    return chi2_share(x, df, false);
}

double dist_chi2_above(double x, double df)
{
    return chi2_share(x, df, true);
}

double dist_chi2_quantile(double p, double df)
{
    const struct law l = law_chi2(df);

    return is_share(p) && df_is_sound(df)
               ? law_quantile(&l, (struct share){ p, 1 - p })
               : (double)NAN;
}
