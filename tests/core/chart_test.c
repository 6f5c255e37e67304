/* SPDX-License-Identifier: Apache-2.0 */
#include "core/chart.h"

#include <math.h>

#include "core/base/chance.h"
#include "core/course.h"
#include "tests/check.h"

static const struct scale tenths = { 0, 10, 1 };

static bool is_near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

enum { SESSIONS = 60 };

static void make_up(uint64_t seed, struct rating out[SESSIONS])
{
    struct chance chance = chance_seeded(seed);

    for (size_t i = 0; i < SESSIONS; i++)
        out[i] = chance_below(&chance, 5) == 0
                     ? rating_none(RATING_MISSING)
                     : rating_given((double)chance_below(&chance, 101) / 10);
}

TEST(a_frozen_chart_is_the_usual_range_of_the_course)
{
    const struct course_params cp = course_defaults(tenths);
    struct chart_params p = chart_defaults(tenths);

    p.baseline = cp.baseline_most;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct rating ratings[SESSIONS];
        struct course course = { 0 };
        struct course_usual usual;
        struct chart chart;

        make_up(seed, ratings);
        for (size_t i = 0; i < SESSIONS; i++)
            course_take(&cp, &course, ratings[i], true);
        usual = course_usual(&cp, &course);
        CHECK(chart_fit(&p, (struct series){ ratings, SESSIONS }, &chart) ==
              CHART_OK);
        CHECK(is_near(chart.low, usual.low) && is_near(chart.high, usual.high));
        CHECK(is_near(chart.mean, usual.mean));
        CHECK(is_near(chart.mean_range, usual.mean_range));
        CHECK(chart.based_on == usual.based_on);
    }
}

TEST(limits_lie_in_order_on_the_scale)
{
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct chart_params p = chart_defaults(tenths);
        struct rating ratings[SESSIONS];
        struct chart c;

        make_up(seed, ratings);
        p.screen = seed % 2 == 0;
        p.spread = 0.1 * (double)(1 + seed % 30);
        CHECK(chart_fit(&p, (struct series){ ratings, SESSIONS }, &c) ==
              CHART_OK);
        CHECK(0 <= c.low && c.low <= c.inner_low && c.inner_low <= c.mean);
        CHECK(c.mean <= c.inner_high && c.inner_high <= c.high && c.high <= 10);
    }
}

TEST(the_screen_never_widens_the_limits)
{
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct chart_params p = chart_defaults(tenths);
        struct rating ratings[SESSIONS];
        struct chart plain, screened;

        make_up(seed, ratings);
        ratings[30] = rating_given(10);
        (void)chart_fit(&p, (struct series){ ratings, SESSIONS }, &plain);
        p.screen = true;
        (void)chart_fit(&p, (struct series){ ratings, SESSIONS }, &screened);
        CHECK(screened.mean_range <= plain.mean_range);
        CHECK(is_near(screened.mean, plain.mean));
    }
}

/* Upside down: the same signals the other way up. */
TEST(a_mirrored_series_sets_off_the_mirrored_signals)
{
    const struct chart_params p = chart_defaults(tenths);
    size_t seen = 0;

    for (uint64_t seed = 0; seed < 100; seed++) {
        struct rating a[SESSIONS], b[SESSIONS];
        struct chart_run ra = { 0 }, rb = { 0 };
        struct chart ca, cb;

        make_up(seed, a);
        for (size_t i = 0; i < SESSIONS; i++) {
            b[i] = a[i];
            if (a[i].kind == RATING_GIVEN)
                b[i].value = 10 - a[i].value;
        }
        (void)chart_fit(&p, (struct series){ a, SESSIONS }, &ca);
        (void)chart_fit(&p, (struct series){ b, SESSIONS }, &cb);
        for (size_t i = 0; i < SESSIONS; i++) {
            struct chart_signal sa[CHART_RULES_COUNT], sb[CHART_RULES_COUNT];
            const size_t count = chart_step(&p, &ca, &ra, a[i], sa);

            CHECK(chart_step(&p, &cb, &rb, b[i], sb) == count);
            for (size_t k = 0; k < count; k++, seen++) {
                CHECK(sa[k].rule == sb[k].rule && sa[k].up != sb[k].up);
                CHECK(is_near(sa[k].limit, 10 - sb[k].limit));
                CHECK(sa[k].length == sb[k].length);
            }
        }
    }
    CHECK(seen > 20);
}

TEST(too_few_ratings_leave_the_chart_as_it_was)
{
    const struct chart_params p = chart_defaults(tenths);
    const struct rating three[] = { rating_given(1), rating_given(2),
                                    rating_none(RATING_MISSING),
                                    rating_given(3) };
    struct chart c = { .mean = 42 };

    CHECK(chart_fit(&p, (struct series){ three, 4 }, &c) == CHART_TOO_FEW);
    CHECK(chart_fit(&p, (struct series){ NULL, 0 }, &c) == CHART_TOO_FEW);
    CHECK(is_near(c.mean, 42));
}

TEST(what_comes_after_a_frozen_baseline_does_not_move_it)
{
    struct chart_params p = chart_defaults(tenths);
    struct rating ratings[SESSIONS];
    struct chart before, after;

    p.baseline = 6;
    make_up(3, ratings);
    (void)chart_fit(&p, (struct series){ ratings, SESSIONS }, &before);
    for (size_t i = 20; i < SESSIONS; i++)
        ratings[i] = rating_given(0);
    (void)chart_fit(&p, (struct series){ ratings, SESSIONS }, &after);
    CHECK(is_near(before.mean, after.mean));
    CHECK(is_near(before.low, after.low) && is_near(before.high, after.high));
    CHECK(is_near(before.mean_range, after.mean_range));
}

TEST(parameters_that_mean_nothing_are_not_sound)
{
    struct chart_params p = chart_defaults(tenths);

    CHECK(chart_params_are_sound(&p));
#define IS_UNSOUND(field, wrong)                                               \
    do {                                                                       \
        struct chart_params q = p;                                             \
                                                                               \
        q.field = wrong;                                                       \
        CHECK(!chart_params_are_sound(&q));                                    \
    } while (0)
    IS_UNSOUND(baseline, 3);
    IS_UNSOUND(baseline, 1001);
    IS_UNSOUND(least, 1);
    IS_UNSOUND(spread, 0);
    IS_UNSOUND(spread, (double)NAN);
    IS_UNSOUND(screen_at, 1);
    IS_UNSOUND(inner, 0);
    IS_UNSOUND(inner, 1.5);
    IS_UNSOUND(fallback, 0);
    IS_UNSOUND(run, 1);
    IS_UNSOUND(trend, 1001);
    IS_UNSOUND(scale.min, 10);
#undef IS_UNSOUND
}
