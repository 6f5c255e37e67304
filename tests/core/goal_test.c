/* SPDX-License-Identifier: Apache-2.0 */
#include "core/goal.h"

#include <math.h>

#include "tests/check.h"

enum { ROUNDS = 500, GOALS = 7 };

static uint32_t seed = 7;

static uint32_t next(void)
{
    seed = seed * 1664525U + 1013904223U;
    return seed >> 8;
}

static void make_up(struct rating levels[GOALS], double weights[GOALS])
{
    for (int i = 0; i < GOALS; i++) {
        levels[i] = next() % 5 == 0 ? rating_none(RATING_MISSING)
                                    : rating_given((double)(next() % 5) - 2);
        weights[i] = next() % 9 / 2.0 + 0.5;
    }
    levels[0] = rating_given(1);
}

static double t_of(const struct rating levels[], const double weights[])
{
    const struct goal_params p = goal_defaults();
    struct goal_attainment a;

    CHECK(goal_attainment(&p, levels, weights, GOALS, &a, NULL) == GOAL_OK);
    return a.t;
}

TEST(weights_count_only_against_each_other)
{
    for (int i = 0; i < ROUNDS; i++) {
        struct rating levels[GOALS];
        double weights[GOALS], tripled[GOALS];

        make_up(levels, weights);
        for (int k = 0; k < GOALS; k++)
            tripled[k] = 3 * weights[k];
        CHECK(fabs(t_of(levels, weights) - t_of(levels, tripled)) < 1e-9);
    }
}

TEST(opposite_levels_are_as_far_on_the_other_side_of_fifty)
{
    for (int i = 0; i < ROUNDS; i++) {
        struct rating levels[GOALS], opposite[GOALS];
        double weights[GOALS];

        make_up(levels, weights);
        for (int k = 0; k < GOALS; k++)
            opposite[k] = levels[k].kind == RATING_GIVEN
                              ? rating_given(-levels[k].value)
                              : levels[k];
        CHECK(fabs(t_of(levels, weights) + t_of(opposite, weights) - 100) <
              1e-9);
    }
}

TEST(the_order_of_goals_does_not_matter)
{
    for (int i = 0; i < ROUNDS; i++) {
        struct rating levels[GOALS], turned[GOALS];
        double weights[GOALS], turned_weights[GOALS];

        make_up(levels, weights);
        for (int k = 0; k < GOALS; k++) {
            turned[k] = levels[GOALS - 1 - k];
            turned_weights[k] = weights[GOALS - 1 - k];
        }
        CHECK(fabs(t_of(levels, weights) - t_of(turned, turned_weights)) <
              1e-9);
    }
}

TEST(a_better_level_of_any_goal_is_a_better_t)
{
    for (int i = 0; i < ROUNDS; i++) {
        struct rating levels[GOALS];
        double weights[GOALS], before;
        const size_t which = next() % GOALS;

        make_up(levels, weights);
        levels[which] = rating_given((double)(next() % 4) - 2);
        before = t_of(levels, weights);
        levels[which].value += 1;
        CHECK(t_of(levels, weights) > before);
    }
}

TEST(goals_that_go_together_spread_t_less)
{
    struct goal_params p = goal_defaults();
    const struct rating levels[] = { rating_given(1), rating_given(2) };
    struct goal_attainment apart, together;

    p.rho = 0;
    CHECK(goal_attainment(&p, levels, NULL, 2, &apart, NULL) == GOAL_OK);
    p.rho = 1;
    CHECK(goal_attainment(&p, levels, NULL, 2, &together, NULL) == GOAL_OK);
    CHECK(apart.t > together.t && together.t > 50);
}

TEST(without_goals_there_is_no_t)
{
    const struct goal_params p = goal_defaults();
    const struct rating none[] = { rating_none(RATING_MISSING),
                                   rating_none(RATING_DECLINED) };
    struct goal_attainment a = { .t = 42.5 };
    size_t bad = 9;

    CHECK(goal_attainment(&p, none, NULL, 2, &a, &bad) == GOAL_NONE);
    CHECK(goal_attainment(&p, none, NULL, 0, &a, &bad) == GOAL_NONE);
    CHECK(a.t > 42 && bad == 9);
}

TEST(a_weight_that_is_no_number_is_refused)
{
    const struct goal_params p = goal_defaults();
    const struct rating levels[] = { rating_given(1), rating_given(1) };
    const double weights[] = { 1, (double)NAN };
    struct goal_attainment a;
    size_t bad = 9;

    CHECK(goal_attainment(&p, levels, weights, 2, &a, &bad) == GOAL_BAD_WEIGHT);
    CHECK(bad == 1);
}

TEST(a_goal_added_later_begins_later)
{
    struct goal_course g = { 0 };
    struct goal_change c;

    CHECK(!goal_step(&g, rating_none(RATING_MISSING)).known);
    CHECK(!goal_step(&g, rating_given(2)).known);
    CHECK(!goal_step(&g, rating_none(RATING_DECLINED)).known);
    c = goal_step(&g, rating_given(6));
    CHECK(c.known && fabs(c.since_first - 4) < 1e-9);
    c = goal_step(&g, rating_given(5));
    CHECK(fabs(c.since_first - 3) < 1e-9 && fabs(c.since_last + 1) < 1e-9);
    CHECK(g.given == 3);
}

TEST(ten_thousand_ratings_are_one_state)
{
    struct goal_course g = { 0 };
    struct goal_change c = { 0 };

    for (int i = 0; i < 10000; i++)
        c = goal_step(&g, rating_given(i % 11));
    CHECK(g.given == 10000 && c.known);
    CHECK(fabs(c.since_first - 9999 % 11) < 1e-9);
}

TEST(parameters_that_make_no_sense_are_not_sound)
{
    static const struct goal_params bad[] = {
        { -0.1, -2, 2, 1 }, { 1.1, -2, 2, 1 },  { 0.3, 1, 2, 1 },
        { 0.3, -2, -1, 1 }, { 0.3, 0, 0, 1 },   { 0.3, -2, 2, 0 },
        { 0.3, -2, 2, 5 },  { 0.3, -11, 2, 1 }, { 0.3, -2, 11, 1 },
    };
    struct goal_params p = goal_defaults();

    CHECK(goal_params_are_sound(&p));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK(!goal_params_are_sound(&bad[i]));
    p.rho = (double)NAN;
    CHECK(!goal_params_are_sound(&p));
    p = goal_defaults();
    p.step = (double)NAN;
    CHECK(!goal_params_are_sound(&p));
}
