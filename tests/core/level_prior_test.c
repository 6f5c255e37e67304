/* SPDX-License-Identifier: Apache-2.0 */
#include "core/level_prior.h"

#include <math.h>

#include "core/base/chance.h"
#include "tests/check.h"

enum { SESSIONS = 10 };

static bool is_near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

struct truth {
    double mean, between_sd, error_sd, drift_sd;
};

/* count people as the model has them. */
static struct level_prior make_up(const struct level_prior_params *p,
                                  const struct truth *t, size_t count,
                                  uint64_t seed)
{
    struct chance chance = chance_seeded(seed);
    struct level_prior sums = { 0 };

    for (size_t i = 0; i < count; i++) {
        double values[SESSIONS], times[SESSIONS];
        double level = t->mean + t->between_sd * chance_normal(&chance);
        double now = 0;

        for (size_t k = 0; k < SESSIONS; k++) {
            const double gap = 1 + (double)chance_below(&chance, 3);

            now += gap;
            if (k > 0)
                level += t->drift_sd * sqrt(gap) * chance_normal(&chance);
            values[k] = level + t->error_sd * chance_normal(&chance);
            times[k] = now;
        }
        level_prior_add(p, &sums, values, times, SESSIONS);
    }
    return sums;
}

TEST(what_made_the_ratings_is_found_in_them)
{
    const struct truth truth = { 7, 1.5, 0.8, 0.2 };
    const struct level_prior_params p = level_prior_defaults();
    const struct level_prior sums = make_up(&p, &truth, 20000, 1);
    struct level_site site;

    CHECK(level_prior_get(&p, &sums, &site) == LEVEL_PRIOR_OK);
    CHECK(fabs(site.mean - 7) < 0.05);
    CHECK(fabs(site.between_var - 2.25) < 0.1);
    CHECK(site.drift_known && fabs(site.drift_var - 0.04) < 0.005);
    CHECK(fabs(site.error_var - 0.64) < 0.02);

    /* The first three hold a little drift as well. */
    CHECK(site.within_var > 0.64 && site.within_var < 0.76);
}

TEST(people_who_are_all_alike_have_nothing_between_them)
{
    const struct truth truth = { 7, 0, 1, 0 };
    const struct level_prior_params p = level_prior_defaults();
    size_t zeroes = 0;

    for (uint64_t seed = 0; seed < 50; seed++) {
        const struct level_prior sums = make_up(&p, &truth, 20, seed);
        struct level_site site;

        CHECK(level_prior_get(&p, &sums, &site) == LEVEL_PRIOR_OK);
        CHECK(site.between_var >= 0 && site.between_var < 0.75);
        zeroes += !(site.between_var > 0);
    }
    CHECK(zeroes > 10);
}

TEST(nineteen_people_are_too_few_and_twenty_enough)
{
    const struct truth truth = { 7, 1, 1, 0 };
    const struct level_prior_params p = level_prior_defaults();
    const double one[] = { 5 }, time[] = { 0 };
    struct level_prior sums = make_up(&p, &truth, 19, 1);
    struct level_site site = { .mean = 42 };

    level_prior_add(&p, &sums, one, time, 0);
    level_prior_add(&p, &sums, one, time, 1); /* rated once: not enough */
    CHECK(level_prior_get(&p, &sums, &site) == LEVEL_PRIOR_TOO_FEW);
    CHECK(is_near(site.mean, 42));
    sums = make_up(&p, &truth, 20, 1);
    CHECK(level_prior_get(&p, &sums, &site) == LEVEL_PRIOR_OK);
}

TEST(ratings_that_never_differ_say_nothing_of_noise)
{
    const struct truth truth = { 7, 1, 0, 0 };
    const struct level_prior_params p = level_prior_defaults();
    const struct level_prior sums = make_up(&p, &truth, 30, 1);
    struct level_site site;

    CHECK(level_prior_get(&p, &sums, &site) == LEVEL_PRIOR_NO_SPREAD);
}

TEST(everybody_counts_once_in_the_mean)
{
    const struct level_prior_params p = { .first = 3, .people_least = 3 };
    const double times[] = { 0, 1, 2 };
    const double many[] = { 8, 9, 10 }, few[] = { 2, 4 };
    struct level_prior sums = { 0 };
    struct level_site site;

    level_prior_add(&p, &sums, many, times, 3);
    level_prior_add(&p, &sums, few, times, 2);
    level_prior_add(&p, &sums, few, times, 2);
    CHECK(level_prior_get(&p, &sums, &site) == LEVEL_PRIOR_OK);
    CHECK(is_near(site.mean, 5) && site.people == 3 && site.ratings == 7);
}

TEST(only_the_first_ratings_tell_of_the_beginning)
{
    const struct level_prior_params p = { .first = 2, .people_least = 3 };
    const double times[] = { 0, 1, 2 };
    const double a[] = { 8, 9, 1 }, b[] = { 2, 4, 1 }, c[] = { 5, 5, 1 };
    struct level_prior sums = { 0 };
    struct level_site site;

    level_prior_add(&p, &sums, a, times, 3);
    level_prior_add(&p, &sums, b, times, 3);
    level_prior_add(&p, &sums, c, times, 3);
    CHECK(level_prior_get(&p, &sums, &site) == LEVEL_PRIOR_OK);
    CHECK(site.ratings == 6 && is_near(site.mean, 5.5));
    CHECK(is_near(site.within_var, 2.5 / 3));
}

TEST(a_site_gives_the_filter_its_parameters)
{
    struct level_params p = level_defaults((struct scale){ 0, 10, 1 }, 2, 0.8);
    const struct level_site with = { 30, 90, 7, 2, 1, true, 0.1, 0.7 };
    const struct level_site without = { 30, 60, 7, 2, 1, false, 0, 0 };

    level_prior_apply(&with, &p);
    CHECK(is_near(p.prior_mean, 7) && is_near(p.prior_var, 2));
    CHECK(is_near(p.error_var, 0.7) && is_near(p.drift_var, 0.1));
    CHECK(is_near(p.error_weight, 10) && level_params_are_sound(&p));
    level_prior_apply(&without, &p);
    CHECK(is_near(p.error_var, 1) && is_near(p.drift_var, 0.05));
}

TEST(limits_of_the_parameters)
{
    const struct level_prior_params sound = level_prior_defaults();
    const struct level_prior_params wrong[] = {
        { 1, 20 }, { 101, 20 }, { 3, 2 }, { 3, 1000001 }
    };

    CHECK(level_prior_params_are_sound(&sound));
    for (size_t i = 0; i < 4; i++)
        CHECK(!level_prior_params_are_sound(&wrong[i]));
}
