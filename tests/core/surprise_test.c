/* SPDX-License-Identifier: Apache-2.0 */
#include "core/surprise.h"

#include <math.h>

#include "core/base/chance.h"
#include "core/base/dist.h"
#include "tests/check.h"

static const struct scale tenths = { 0, 10, 1 };

/* A person and what the rule knows of them. */
struct run {
    struct surprise_params p;
    struct surprise s;
    struct surprise_fall sunk;
};

static struct run begin(void)
{
    struct run run = { .p = surprise_defaults(tenths) };

    surprise_init(&run.p, &run.s);
    return run;
}

static void take(struct run *run, double x)
{
    surprise_pass(&run->s);
    surprise_take(&run->p, tenths, &run->s, x, &run->sunk);
}

static struct surprise_look look(struct run *run, double x)
{
    struct surprise_look out;
    struct surprise next = run->s;

    surprise_pass(&next);
    surprise_look(&run->p, tenths, &next, x, &out);
    return out;
}

static struct run steady(size_t sessions)
{
    struct run run = begin();

    for (size_t i = 0; i < sessions; i++)
        take(&run, i % 2 == 0 ? 8 : 8.5);
    return run;
}

static bool is_near(double a, double b)
{
    return fabs(a - b) <= 1e-9;
}

TEST(nothing_is_known_before_enough_ratings)
{
    struct run run = begin();

    for (size_t given = 0; given < run.p.least; given++) {
        const struct surprise_look l = look(&run, 1);

        CHECK(!l.known && !l.one.fallen && !l.two.fallen);
        take(&run, 8);
    }
    CHECK(look(&run, 1).known && look(&run, 1).one.fallen);
}

TEST(a_fall_is_one_exactly_at_its_limit)
{
    struct run run = steady(8);
    const double limit = look(&run, 8).one.limit;

    CHECK(look(&run, limit).one.fallen);
    CHECK(look(&run, limit + 0.5 * SERIES_SLACK).one.fallen);
    CHECK(!look(&run, limit + 2 * SERIES_SLACK).one.fallen);
    CHECK(is_near(look(&run, 8).low, limit));
}

/* Chance alone comes so low once in 1/chance sessions. */
TEST(below_the_limit_lies_the_share_of_chance)
{
    static const double chances[] = { 0.001, 0.005, 0.05, 0.2 };

    for (size_t i = 0; i < sizeof(chances) / sizeof(chances[0]); i++) {
        struct run run = steady(12);
        struct surprise_look l;
        double n;

        run.p.chance = chances[i];
        run.p.fall_least = 1e-6;
        run.s.t = 0; /* the parameters are others than before */
        l = look(&run, 8);
        n = run.s.level.weight;
        CHECK(is_near(dist_t((l.one.limit - l.ref) / l.s, n), chances[i]));
    }
}

TEST(the_least_fall_is_a_floor_under_the_limit)
{
    struct run run = steady(40);
    const struct surprise_look l = look(&run, 8);

    run.p.fall_least = 3;
    CHECK(look(&run, 8).one.limit < l.one.limit);
    CHECK(is_near(look(&run, 8).one.limit, l.ref - 3));
}

TEST(two_low_ratings_tell_what_one_does_not)
{
    struct run run = steady(20);
    double x;

    run.p.fall_least = 0.25;
    x = look(&run, 8).one.limit + 0.05;
    CHECK(!look(&run, x).one.fallen && !look(&run, x).two.fallen);
    take(&run, x);
    CHECK(look(&run, x).two.fallen);
    CHECK(is_near(look(&run, x).two.held, x));
    CHECK(!look(&run, 8.25).two.fallen);
}

TEST(a_silence_makes_the_next_rating_less_sure)
{
    struct run run = steady(8);
    const struct surprise_look soon = look(&run, 8);
    struct surprise_look late;

    for (int i = 0; i < 20; i++)
        surprise_pass(&run.s);
    late = look(&run, 8);
    CHECK(late.s > soon.s && late.one.limit < soon.one.limit);
    CHECK(is_near(late.ref, soon.ref));
}

TEST(one_outlier_pulls_no_further_than_its_bound)
{
    struct run a = steady(8), b = steady(8);
    const struct surprise_look l = look(&a, 8);

    take(&a, l.ref - a.p.pull_most * l.s);
    take(&b, 0);
    CHECK(is_near(a.s.level.mean, b.s.level.mean));
    CHECK(is_near(a.s.level.error_var, b.s.level.error_var));
    a = steady(8);
    b = steady(8);
    take(&b, l.ref - a.p.pull_most * l.s + 0.1);
    take(&a, l.ref - a.p.pull_most * l.s);
    CHECK(a.s.level.mean < b.s.level.mean);
}

TEST(noise_is_remembered_over_so_many_sessions)
{
    struct run run = steady(200);

    CHECK(is_near(run.s.level.weight, run.p.weight_most));
    run = steady(10);
    CHECK(is_near(run.s.level.weight, run.p.level.error_weight + 10));
}

TEST(a_noisy_person_needs_a_deeper_fall)
{
    struct run calm = begin(), noisy = begin();

    for (int i = 0; i < 30; i++) {
        take(&calm, i % 2 == 0 ? 8 : 8.25);
        take(&noisy, i % 2 == 0 ? 7 : 9);
    }
    CHECK(look(&noisy, 8).one.limit < look(&calm, 8).one.limit - 1);
}

TEST(the_level_sinks_under_its_highest_of_late)
{
    struct run run = steady(8);
    double x = 8.25;
    bool sunk = false;

    for (int i = 0; i < 12 && !sunk; i++) {
        take(&run, x -= 0.4);
        sunk = run.sunk.fallen;
    }
    CHECK(sunk && run.sunk.held <= run.sunk.limit + SERIES_SLACK);
    CHECK(is_near(run.sunk.limit,
                  run.sunk.ref - run.p.fall_least - run.p.sure * run.sunk.s));
    surprise_forget_height(&run.s);
    take(&run, x);
    CHECK(!run.sunk.fallen);
}

TEST(a_new_level_begins_where_it_is_told)
{
    struct run run = steady(8);

    surprise_restart(&run.s, 5);
    CHECK(is_near(look(&run, 5).ref, 5));
    CHECK(!look(&run, 5).one.fallen && !look(&run, 4.5).two.fallen);
    CHECK(look(&run, 1).one.fallen);
}

TEST(the_memo_of_t_changes_no_answer)
{
    struct run run = steady(6);

    for (int i = 0; i < 40; i++) {
        const struct surprise_look l = look(&run, 7);
        struct surprise fresh = run.s;
        struct surprise_look m;

        fresh.t = 0;
        surprise_pass(&fresh);
        surprise_look(&run.p, tenths, &fresh, 7, &m);
        CHECK(is_near(l.one.limit, m.one.limit));
        take(&run, 8);
    }
}

TEST(parameters_of_surprise_have_their_bounds)
{
    struct surprise_params p = surprise_defaults(tenths);

    CHECK(surprise_params_are_sound(&p));
#define SOUND(change, is_sound)                                                \
    do {                                                                       \
        p = surprise_defaults(tenths);                                         \
        p.change;                                                              \
        CHECK(surprise_params_are_sound(&p) == (is_sound));                    \
    } while (0)
    SOUND(chance = 0.5, true);
    SOUND(chance = 0.51, false);
    SOUND(chance = 0, false);
    SOUND(chance = NAN, false);
    SOUND(fall_least = 0, false);
    SOUND(fall_least = INFINITY, false);
    SOUND(sure = 0, true);
    SOUND(sure = -0.1, false);
    SOUND(sure = INFINITY, false);
    SOUND(look_back = 0, false);
    SOUND(look_back = 1, true);
    SOUND(look_back = SURPRISE_LOOK_BACK_MAX, true);
    SOUND(look_back = SURPRISE_LOOK_BACK_MAX + 1, false);
    SOUND(least = 0, false);
    SOUND(least = 1, true);
    SOUND(pull_most = 0, false);
    SOUND(pull_most = NAN, false);
    SOUND(weight_most = 3.5, false);
    SOUND(weight_most = 4, true);
    SOUND(weight_most = NAN, false);
    SOUND(weight_most = p.level.error_weight = 1, true);
    SOUND(weight_most = 0.5 * (p.level.error_weight = 1), false);
    SOUND(level.error_weight = (double)INFINITY, true);
    SOUND(level.error_var = 0, false);
#undef SOUND
}

/* A noise that is known is the normal distribution and stays as it is. */
TEST(a_known_noise_is_never_learnt)
{
    struct run run = begin();

    run.p.level.error_weight = (double)INFINITY;
    surprise_init(&run.p, &run.s);
    for (int i = 0; i < 50; i++)
        take(&run, i % 2 == 0 ? 5 : 9);
    CHECK(is_near(run.s.level.error_var, run.p.level.error_var));
    CHECK(isinf(run.s.level.weight));
    {
        const struct surprise_look l = look(&run, 7);

        CHECK(is_near(l.one.limit,
                      l.ref + dist_normal_quantile(run.p.chance) * l.s));
    }
}

/* The table of the default chance saves time and nothing else. */
TEST(the_t_of_the_default_chance_is_the_quantile_to_the_last_bit)
{
    static const double chances[] = { 0.005, 0.0051, 0.05 };

    for (size_t i = 0; i < 3; i++)
        for (double n = 1; n <= 40; n += 0.25) {
            const double t = surprise_t(chances[i], n);
            const double wanted = -dist_t_quantile(chances[i], n);

            assert_memory_equal(&t, &wanted, sizeof(t));
        }
    CHECK(surprise_defaults(tenths).chance <= 0.005 &&
          surprise_defaults(tenths).chance >= 0.005);
    /* R: -qt(0.005, c(4, 30)) */
    CHECK(is_near(surprise_t(0.005, 4), 4.6040948713499938));
    CHECK(is_near(surprise_t(0.005, 30), 2.7499956535672259));
}
