/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "core/base/series.h"
#include "tests/check.h"

#define GIVEN(v)                                                               \
    {                                                                          \
        RATING_GIVEN, (v)                                                      \
    }
#define MISSING                                                                \
    {                                                                          \
        RATING_MISSING, 0                                                      \
    }
#define DECLINED                                                               \
    {                                                                          \
        RATING_DECLINED, 0                                                     \
    }

static bool is_near(double a, double b)
{
    return fabs(a - b) < 1e-12;
}

TEST(missing_and_declined_ratings_are_no_zeros)
{
    const struct rating at[] = { GIVEN(4), MISSING, DECLINED, GIVEN(8) };
    const struct series s = { at, 4 };
    double out = 0;

    CHECK(series_given(s) == 2);
    CHECK(series_mean(s, &out) && is_near(out, 6));
    CHECK(series_mean_range(s, &out) && is_near(out, 4));
}

TEST(what_cannot_be_known_leaves_the_result_alone)
{
    const struct rating at[] = { MISSING, GIVEN(3) };
    double out = 77;

    CHECK(!series_mean((struct series){ at, 1 }, &out));
    CHECK(!series_mean((struct series){ NULL, 0 }, &out));
    CHECK(!series_mean_range((struct series){ at, 2 }, &out));
    CHECK(out > 76);
}

TEST(moments_give_the_sample_standard_deviation)
{
    struct series_moments m = { 0 };
    double sd = 77;

    series_moments_add(&m, 2);
    CHECK(!series_moments_sd(&m, &sd) && sd > 76);
    series_moments_add(&m, 4);
    series_moments_add(&m, 9);
    CHECK(series_moments_sd(&m, &sd));
    CHECK(is_near(m.mean, 5) && is_near(sd, sqrt(13)));
}

TEST(a_constant_series_has_no_spread_at_all)
{
    struct series_moments m = { 0 };
    double sd = 77;

    for (int i = 0; i < 1000; i++)
        series_moments_add(&m, 0.1);
    CHECK(series_moments_sd(&m, &sd) && sd < 1e-15);
}

TEST(a_scale_is_finite_ordered_and_has_a_step_that_fits)
{
    const struct scale good = { 0, 10, 1 };
    const struct scale bad[] = {
        { 10, 0, 1 },   { 0, 0, 1 },          { 0, 10, 0 },
        { 0, 10, 11 },  { 0, INFINITY, 1 },   { NAN, 10, 1 },
        { 0, 10, NAN }, { -1e308, 1e308, 1 }, { 5, 10, 6 },
    };

    CHECK(scale_is_sound(&good));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK(!scale_is_sound(&bad[i]));
    CHECK(scale_holds(&good, 0) && scale_holds(&good, 10));
    CHECK(!scale_holds(&good, -0.1) && !scale_holds(&good, NAN));
    CHECK(is_near(scale_clip(&good, 11), 10) &&
          is_near(scale_clip(&good, -1), 0));
}

TEST(a_fall_of_one_point_in_decimals_reaches_one_point)
{
    const double fall = 8.2 - 7.2; /* a little less than 1 in binary */

    CHECK(fall < 1.0);
    CHECK(series_reaches(fall, 1.0));
    CHECK(!series_reaches(0.999, 1.0));
    CHECK(!series_is_under(7.2, 8.2 - 1));
    CHECK(series_is_under(7.1, 7.2));
}
