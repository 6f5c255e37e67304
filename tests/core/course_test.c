/* SPDX-License-Identifier: Apache-2.0 */
#include "core/course.h"

#include <math.h>

#include "tests/check.h"

static const struct scale tenths = { 0, 10, 1 };

static bool is_near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static struct course taken(const struct course_params *p, const double xs[],
                           size_t count)
{
    struct course c = { 0 };

    for (size_t i = 0; i < count; i++)
        course_take(p, &c, rating_given(xs[i]), true);
    return c;
}

TEST(the_usual_range_is_known_from_the_fourth_rating_on)
{
    const struct course_params p = course_defaults(tenths);
    const double xs[] = { 5, 6, 5, 6 };

    for (size_t n = 0; n <= 4; n++) {
        const struct course c = taken(&p, xs, n);

        CHECK(course_usual(&p, &c).known == (n == 4));
    }
}

TEST(the_baseline_freezes_after_the_sixth_rating)
{
    const struct course_params p = course_defaults(tenths);
    const double xs[] = { 5.2, 5.4, 5.3, 5.6, 5.5, 5.7, 3.9, 9, 0 };
    const struct course six = taken(&p, xs, 6), nine = taken(&p, xs, 9);
    const struct course_usual a = course_usual(&p, &six);
    const struct course_usual b = course_usual(&p, &nine);

    CHECK(is_near(a.mean, 5.45) && is_near(a.mean_range, 0.18));
    CHECK(is_near(a.low, 4.9712) && is_near(a.high, 5.9288));
    CHECK(is_near(a.mean, b.mean) && is_near(a.low, b.low) &&
          is_near(a.high, b.high) && b.based_on == 6);
    CHECK(a.based_on == 6);
}

TEST(limits_are_clipped_to_the_scale)
{
    const struct course_params p = course_defaults(tenths);
    const double xs[] = { 10, 1, 10, 1 };
    const struct course c = taken(&p, xs, 4);
    const struct course_usual u = course_usual(&p, &c);

    CHECK(is_near(u.low, 0) && is_near(u.high, 10));
}

TEST(a_baseline_that_never_moved_gets_the_smallest_detectable_width)
{
    const struct course_params p = course_defaults(tenths);
    const double xs[] = { 8, 8, 8, 8 };
    const struct course c = taken(&p, xs, 4);
    const struct course_usual u = course_usual(&p, &c);

    CHECK(is_near(u.low, 7) && is_near(u.high, 9) && is_near(u.mean, 8));
}

TEST(a_rating_is_held_against_earlier_ones_only)
{
    const struct course_params p = course_defaults(tenths);
    const double xs[] = { 8, 8, 8, 8 };
    const struct course c = taken(&p, xs, 4);
    struct course_point point;

    course_look(&p, &c, rating_given(6.9), &point);
    CHECK(point.place == COURSE_BELOW);
    CHECK(is_near(point.change, -1.1) && is_near(point.from_usual, -1.1));
    course_look(&p, &c, rating_given(7), &point);
    CHECK(point.place == COURSE_WITHIN);
    course_look(&p, &c, rating_given(9.1), &point);
    CHECK(point.place == COURSE_ABOVE);
}

TEST(a_missing_rating_is_nowhere_and_changes_nothing)
{
    const struct course_params p = course_defaults(tenths);
    const double xs[] = { 8, 8, 8, 8 };
    struct course c = taken(&p, xs, 4);
    const struct course before = c;
    struct course_point point;

    course_look(&p, &c, rating_none(RATING_DECLINED), &point);
    course_take(&p, &c, rating_none(RATING_DECLINED), true);
    CHECK(point.place == COURSE_UNKNOWN && !point.change_known);
    CHECK(!point.from_usual_known && point.usual.known);
    CHECK(c.given == before.given && is_near(c.last, before.last) &&
          c.baseline_count == before.baseline_count);
}

TEST(the_first_rating_changes_against_nothing)
{
    const struct course_params p = course_defaults(tenths);
    const struct course c = { 0 };
    struct course_point point;

    course_look(&p, &c, rating_given(8), &point);
    CHECK(!point.change_known && !point.from_usual_known);
    CHECK(point.place == COURSE_UNKNOWN);
}

TEST(what_is_kept_out_of_the_baseline_still_counts_as_the_last_rating)
{
    const struct course_params p = course_defaults(tenths);
    const double xs[] = { 8, 8, 8, 8 };
    struct course c = taken(&p, xs, 4);
    struct course_point point;

    course_take(&p, &c, rating_given(3), false);
    CHECK(course_usual(&p, &c).based_on == 4);
    course_look(&p, &c, rating_given(8), &point);
    CHECK(is_near(point.change, 5));
    course_take(&p, &c, rating_given(8), true);
    CHECK(is_near(course_usual(&p, &c).mean_range, 0));
}
