/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/dist.h"

#include <math.h>
#include <stdbool.h>

#include "core/base/chance.h"
#include "tests/check.h"

enum { DRAWS = 3000 };

static bool near(double found, double expected, double within)
{
    return fabs(found - expected) <= within * fabs(expected);
}

static double draw_df(struct chance *c)
{
    const double u = chance_uniform(c);

    return 0.3 + 3000 * u * u * u * u;
}

TEST(a_quantile_undoes_a_share)
{
    struct chance c = chance_seeded(11);

    for (int i = 0; i < DRAWS; i++) {
        const double p = chance_uniform(&c);
        const double a = draw_df(&c), b = draw_df(&c);

        CHECK(near(dist_normal(dist_normal_quantile(p)), p, 2e-12));
        CHECK(near(dist_t(dist_t_quantile(p, a), a), p, 2e-12));
        CHECK(near(dist_f(dist_f_quantile(p, a, b), a, b), p, 5e-12));
        CHECK(near(dist_chi2(dist_chi2_quantile(p, a), a), p, 5e-12));
    }
}

TEST(both_tails_make_one)
{
    struct chance c = chance_seeded(12);

    for (int i = 0; i < DRAWS; i++) {
        const double a = draw_df(&c), b = draw_df(&c);
        const double x = 4 * chance_uniform(&c);

        CHECK(near(dist_f(x, a, b) + dist_f_above(x, a, b), 1, 1e-15));
        CHECK(near(dist_chi2(x * a, a) + dist_chi2_above(x * a, a), 1, 1e-15));
        /* The other way round: 1/F has the degrees exchanged. */
        CHECK(near(dist_f_above(x, a, b), dist_f(1 / x, b, a), 1e-11));
        CHECK(dist_t(x, a) - 0.5 >= 0);
        CHECK(near(dist_t(-x, a) + dist_t(x, a), 1, 1e-15));
    }
}

TEST(closed_forms_hold)
{
    /* t with 1 df is Cauchy's, with 2 has a root in it; F with 2 and 2 is
     * f / (1 + f); chi-square with 2 is exponential. */
    for (double x = 0.1; x < 30; x *= 1.3) {
        CHECK(near(dist_t(-x, 2), 1 / ((2 + x * x) * (1 + x / sqrt(2 + x * x))),
                   1e-13));
        CHECK(near(dist_t(-x, 1), atan2(1, x) / acos(-1.0), 1e-13));
        CHECK(near(dist_f(x, 2, 2), x / (1 + x), 1e-13));
        CHECK(near(dist_chi2_above(x, 2), exp(-x / 2), 1e-13));
    }
    CHECK(near(dist_normal_quantile(0.975), 1.959963984540054, 4e-15));
    CHECK(near(dist_t(-1.5, INFINITY), dist_normal(-1.5), 0));
    CHECK(near(dist_t_quantile(0.1, INFINITY), dist_normal_quantile(0.1), 0));
}

TEST(the_ends_are_all_or_nothing)
{
    CHECK(dist_normal(-INFINITY) <= 0 && dist_normal(INFINITY) >= 1);
    CHECK(dist_t(-INFINITY, 3) <= 0 && dist_t(INFINITY, 3) >= 1);
    CHECK(dist_f(-1, 3, 4) <= 0 && dist_f(INFINITY, 3, 4) >= 1);
    CHECK(dist_f_above(0, 3, 4) >= 1 && dist_chi2_above(INFINITY, 4) <= 0);
    CHECK(dist_normal_quantile(0) == -INFINITY);
    CHECK(dist_normal_quantile(1) == INFINITY);
    CHECK(dist_f_quantile(0, 3, 4) <= 0 && isinf(dist_f_quantile(1, 3, 4)));
    CHECK(fabs(dist_normal_quantile(0.5)) <= 0);
    CHECK(fabs(dist_t_quantile(0.5, 7)) <= 0);
    /* Beyond the range of a double, not a wrong number. */
    CHECK(dist_chi2_quantile(1e-12, 0.01) <= 0);
    CHECK(isinf(dist_t_quantile(1 - 1e-12, 0.01)));
}

TEST(misuse_is_no_number)
{
    const double bad_df[] = { 0, -1, NAN, 2 * DIST_DF_MAX };
    const double bad_p[] = { -1e-9, 1.0000001, NAN };

    for (size_t i = 0; i < 4; i++) {
        CHECK(isnan(dist_t(1, bad_df[i])));
        CHECK(isnan(dist_t_quantile(0.3, bad_df[i])));
        CHECK(isnan(dist_f(1, bad_df[i], 3)) && isnan(dist_f(1, 3, bad_df[i])));
        CHECK(isnan(dist_f_above(1, bad_df[i], 3)));
        CHECK(isnan(dist_f_quantile(0.3, 3, bad_df[i])));
        CHECK(isnan(dist_chi2(1, bad_df[i])));
        CHECK(isnan(dist_chi2_above(1, bad_df[i])));
        CHECK(isnan(dist_chi2_quantile(0.5, bad_df[i])));
    }
    for (size_t i = 0; i < 3; i++) {
        CHECK(isnan(dist_normal_quantile(bad_p[i])));
        CHECK(isnan(dist_t_quantile(bad_p[i], 3)));
        CHECK(isnan(dist_f_quantile(bad_p[i], 3, 3)));
        CHECK(isnan(dist_chi2_quantile(bad_p[i], 3)));
    }
    CHECK(isnan(dist_normal(NAN)) && isnan(dist_t(NAN, 3)));
    CHECK(isnan(dist_f(NAN, 3, 3)) && isnan(dist_chi2(NAN, 3)));
    CHECK(isnan(dist_t(1, -INFINITY)));
}
