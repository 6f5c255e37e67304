/* SPDX-License-Identifier: Apache-2.0 */
#include "core/dyad.h"

#include <math.h>

#include "tests/check.h"

static const struct scale tenths = { 0, 10, 1 };

static bool is_near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static unsigned rate(struct dyad *d, double client, double therapist)
{
    const struct dyad_params p = dyad_defaults(tenths);

    return dyad_step(&p, d, rating_given(client), rating_given(therapist));
}

TEST(a_therapist_one_step_lower_over_four_sessions_is_far_apart)
{
    struct dyad d = { 0 };

    CHECK(rate(&d, 8, 7) == 0);
    CHECK(rate(&d, 8, 7) == 0);
    CHECK(rate(&d, 8, 7) == 0);
    CHECK(rate(&d, 8, 7) == DYAD_FAR_APART);
    CHECK(rate(&d, 8, 7) == 0); /* said once */
    CHECK(d.flags == DYAD_FAR_APART);
    CHECK(is_near(dyad_fit(&d).b0, -1));
}

TEST(a_flag_that_went_away_can_come_back)
{
    struct dyad d = { 0 };

    for (int i = 0; i < 4; i++)
        (void)rate(&d, 8, 7);
    CHECK(rate(&d, 7, 9) == 0);
    CHECK(d.flags == 0);
    for (int i = 0; i < 20; i++)
        (void)rate(&d, 8, 6);
    CHECK(d.flags == DYAD_FAR_APART);
}

TEST(moving_apart_twice_in_a_row_is_flagged)
{
    struct dyad d = { 0 };

    CHECK(rate(&d, 5, 7) == 0);
    CHECK(rate(&d, 6, 6) == 0);
    CHECK(rate(&d, 7, 5) == DYAD_OPPOSITE_MOVES);
    CHECK(rate(&d, 7.5, 5.5) == 0);
    CHECK(d.flags == 0);
}

TEST(moves_smaller_than_half_a_step_are_no_moves)
{
    struct dyad d = { 0 };

    CHECK(rate(&d, 5, 5.8) == 0);
    CHECK(rate(&d, 5.4, 5.4) == 0);
    CHECK(rate(&d, 5.8, 5.0) == 0);
    CHECK(d.opposite_run == 0);
}

TEST(only_sessions_both_rated_count)
{
    const struct dyad_params p = dyad_defaults(tenths);
    struct dyad d = { 0 };

    CHECK(dyad_step(&p, &d, rating_given(8), rating_none(RATING_MISSING)) == 0);
    CHECK(dyad_step(&p, &d, rating_none(RATING_DECLINED), rating_given(2)) ==
          0);
    CHECK(d.shared == 0);
}

TEST(without_movement_there_is_no_slope_and_no_correlation)
{
    struct dyad d = { 0 };
    struct dyad_fit f;

    for (int i = 0; i < 5; i++)
        (void)rate(&d, 8, i);
    f = dyad_fit(&d);
    CHECK(!f.b1_known && !f.r_known && is_near(f.b0, -6));
    d = (struct dyad){ 0 };
    for (int i = 0; i < 5; i++)
        (void)rate(&d, i, 3);
    f = dyad_fit(&d);
    CHECK(f.b1_known && is_near(f.b1, 0) && !f.r_known);
}

TEST(one_who_follows_exactly_has_slope_and_correlation_one)
{
    struct dyad d = { 0 };
    struct dyad_fit f;

    for (int i = 0; i < 6; i++)
        (void)rate(&d, i * 1.5, i * 1.5 + 0.5);
    f = dyad_fit(&d);
    CHECK(is_near(f.b1, 1) && is_near(f.r, 1) && is_near(f.b0, 0.5));
}

TEST(parameters_that_make_no_sense_are_not_sound)
{
    struct dyad_params p = dyad_defaults(tenths);

    CHECK(dyad_params_are_sound(&p));
    p.apart = 0;
    CHECK(!dyad_params_are_sound(&p));
    p = dyad_defaults(tenths);
    p.shared_least = 1;
    CHECK(!dyad_params_are_sound(&p));
    p = dyad_defaults(tenths);
    p.move_least = NAN;
    CHECK(!dyad_params_are_sound(&p));
    p.move_least = 0;
    CHECK(!dyad_params_are_sound(&p));
    p = dyad_defaults(tenths);
    p.opposite_moves = 1;
    CHECK(dyad_params_are_sound(&p));
    p.opposite_moves = 0;
    CHECK(!dyad_params_are_sound(&p));
    p = dyad_defaults(tenths);
    p.fall_least = 0;
    CHECK(!dyad_params_are_sound(&p));
    p.fall_least = (double)INFINITY;
    CHECK(!dyad_params_are_sound(&p));
}

TEST(a_fall_the_therapist_does_not_share_is_unseen_at_that_session)
{
    struct dyad d = { 0 };

    (void)rate(&d, 8, 7);
    (void)rate(&d, 6, 7);
    CHECK(d.unseen_now && d.falls == 1 && d.unseen == 1);
    (void)rate(&d, 5, 6);
    CHECK(!d.unseen_now && d.falls == 2 && d.unseen == 1);
    CHECK(is_near(dyad_blindness(&d).share, 0.5));
    CHECK(dyad_blindness(&d).why == DYAD_SOME_UNSEEN);
}

TEST(a_fall_is_looked_for_between_shared_sessions)
{
    const struct dyad_params p = dyad_defaults(tenths);
    struct dyad d = { 0 };

    (void)rate(&d, 8, 7);
    (void)dyad_step(&p, &d, rating_given(2), rating_none(RATING_DECLINED));
    CHECK(d.falls == 0 && d.unshared == 1);
    (void)rate(&d, 8, 7);
    CHECK(d.falls == 0);
    (void)dyad_step(&p, &d, rating_none(RATING_MISSING), rating_given(7));
    (void)rate(&d, 7, 7);
    CHECK(d.falls == 1 && d.unseen == 1 && d.unshared == 2);
}

TEST(one_who_rates_at_chance_is_no_more_certain_than_the_sum_says)
{
    struct dyad d = { 0 };
    struct dyad_fit f;

    /* C 1 2 3 4, T 2 1 4 3: b1 = 3/5, residual 5 - 9/5 = 16/5, s^2 = 8/5. */
    for (int i = 0; i < 4; i++)
        (void)rate(&d, i + 1, (i ^ 1) + 1);
    f = dyad_fit(&d);
    CHECK(f.errors_known && f.freedom == 2);
    CHECK(is_near(f.b1_error, sqrt(1.6 / 5)));
    CHECK(is_near(f.b0_error, sqrt(1.6 / 4)));
    CHECK(f.t_known && is_near(f.b1_t, 0.6 / sqrt(0.32)));
}
