/* SPDX-License-Identifier: Apache-2.0 */
#include "core/surface.h"

#include <math.h>

#include "core/base/chance.h"
#include "tests/check.h"

enum { PAIRS = 60 };

static double x[PAIRS], y[PAIRS], z[PAIRS];
static double work[PAIRS * SURFACE_WORK_PER_PAIR];

static bool is_near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static void make_up(uint64_t seed)
{
    struct chance c = chance_seeded(seed);

    for (size_t i = 0; i < PAIRS; i++) {
        x[i] = 10 * chance_uniform(&c);
        y[i] = 10 * chance_uniform(&c);
        z[i] = chance_normal(&c);
    }
}

static enum surface_status fit(struct surface *s)
{
    const struct surface_params p = surface_defaults();

    return surface_fit(&p, x, y, z, PAIRS, work, s);
}

TEST(an_outcome_of_agreement_alone_has_its_ridge_where_both_agree)
{
    struct surface s;

    make_up(1);
    for (size_t i = 0; i < PAIRS; i++)
        z[i] = 3 - (x[i] - y[i]) * (x[i] - y[i]);
    CHECK(fit(&s) == SURFACE_OK);
    CHECK(is_near(s.a[0].value, 0) && is_near(s.a[1].value, 0));
    CHECK(is_near(s.a[2].value, 0) && is_near(s.a[4].value, 0));
    CHECK(is_near(s.a[3].value, -4 * s.sd * s.sd));
    CHECK(is_near(s.r_squared, 1));
}

TEST(the_two_raters_changed_about_mirror_the_surface)
{
    struct surface s, mirrored;

    for (uint64_t seed = 1; seed <= 20; seed++) {
        make_up(seed);
        CHECK(fit(&s) == SURFACE_OK);
        for (size_t i = 0; i < PAIRS; i++) {
            const double kept = x[i];

            x[i] = y[i];
            y[i] = kept;
        }
        CHECK(fit(&mirrored) == SURFACE_OK);
        CHECK(is_near(s.a[0].value, mirrored.a[0].value));
        CHECK(is_near(s.a[2].value, -mirrored.a[2].value));
        CHECK(is_near(s.a[4].value, -mirrored.a[4].value));
        CHECK(is_near(s.a[3].p, mirrored.a[3].p));
        CHECK(s.incongruent == mirrored.incongruent);
    }
}

TEST(the_scale_of_the_ratings_is_no_matter)
{
    struct surface s, again;

    make_up(3);
    CHECK(fit(&s) == SURFACE_OK);
    for (size_t i = 0; i < PAIRS; i++) {
        x[i] = 100 + 10 * x[i];
        y[i] = 100 + 10 * y[i];
    }
    CHECK(fit(&again) == SURFACE_OK);
    for (size_t i = 0; i < SURFACE_SHAPES; i++)
        CHECK(is_near(s.a[i].t, again.a[i].t));
}

TEST(a_refused_surface_leaves_the_last_one_alone)
{
    struct surface s = { .pairs = 7 };

    make_up(1);
    z[59] = (double)NAN;
    CHECK(fit(&s) == SURFACE_NOT_FINITE && s.pairs == 7);
    make_up(1);
    x[3] = 1e308;
    y[3] = -1e308;
    CHECK(fit(&s) == SURFACE_NOT_FINITE && s.pairs == 7);
}

TEST(parameters_that_make_no_sense_are_not_sound)
{
    struct surface_params p = surface_defaults();

    CHECK(surface_params_are_sound(&p));
    p.least = 6;
    CHECK(!surface_params_are_sound(&p));
    p = surface_defaults();
    p.incongruent = 0;
    CHECK(!surface_params_are_sound(&p));
    p.incongruent = (double)NAN;
    CHECK(!surface_params_are_sound(&p));
}
