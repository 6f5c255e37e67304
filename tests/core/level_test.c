/* SPDX-License-Identifier: Apache-2.0 */
#include "core/level.h"

#include <math.h>

#include "core/base/chance.h"
#include "tests/check.h"

static const struct level_params learning = { .error_var = 0.8,
                                              .error_weight = 10,
                                              .drift_var = 0.05,
                                              .prior_mean = 6,
                                              .prior_var = 3 };
static const struct level_params known = { .error_var = 0.8,
                                           .error_weight = (double)INFINITY,
                                           .drift_var = 0.05,
                                           .prior_mean = 6,
                                           .prior_var = 3 };

static bool is_near(double a, double b)
{
    return fabs(a - b) <= 1e-12 * (1 + fabs(b));
}

static struct level after(const struct level_params *p, const double xs[],
                          size_t count, double gap)
{
    struct level l;

    level_init(p, &l);
    for (size_t i = 0; i < count; i++)
        level_take(p, &l, gap, rating_given(xs[i]), NULL);
    return l;
}

TEST(one_rating_is_the_prior_drawn_towards_it)
{
    const double x = 8.5;
    const struct level l = after(&known, &x, 1, 0);

    CHECK(is_near(l.mean, 6 + 3 / (3 + 0.8) * (8.5 - 6)));
    CHECK(is_near(l.var, 1 / (1 / 3.0 + 1 / 0.8)));
    CHECK(isinf(l.weight) && l.error_var == known.error_var && l.given == 1);
}

/* The same as written in the book, subtraction and all. */
TEST(learning_follows_the_recursion_of_the_book)
{
    static const double xs[] = { 7, 4.5, 9, 6, 6.5, 2, 8 };
    static const double gaps[] = { 0, 1, 1, 3, 0.5, 0, 7 };
    double m = 6, c = 3, s = 0.8, n = 10;
    struct level l;

    level_init(&learning, &l);
    for (size_t i = 0; i < 7; i++) {
        const double r = c + 0.05 / 0.8 * s * gaps[i], q = r + s, a = r / q;
        const double e = xs[i] - m, s_after = s + s / (n + 1) * (e * e / q - 1);
        struct level_point out;

        level_take(&learning, &l, gaps[i], rating_given(xs[i]), &out);
        CHECK(is_near(out.forecast.mean, m) && is_near(out.forecast.var, q));
        CHECK(is_near(out.forecast.level_var, r));
        CHECK(is_near(out.forecast.weight, n));
        CHECK(out.surprise_known && is_near(out.surprise, e / sqrt(q)));
        CHECK(is_near(out.before.mean, m) && is_near(out.before.var, c));
        m += a * e;
        c = s_after / s * (r - a * a * q);
        s = s_after;
        n += 1;
        CHECK(is_near(l.mean, m) && is_near(l.var, c));
        CHECK(is_near(l.error_var, s) && is_near(l.weight, n));
        CHECK(is_near(out.after.mean, m) && out.after.given == i + 1);
    }
}

TEST(a_missing_rating_widens_the_band_and_moves_nothing)
{
    static const enum rating_kind kinds[] = { RATING_MISSING, RATING_DECLINED };
    const double xs[] = { 7, 8 };
    struct level l = after(&learning, xs, 2, 1);

    for (size_t i = 0; i < 2; i++) {
        const struct level before = l;
        struct level_point out;

        level_take(&learning, &l, 2, rating_none(kinds[i]), &out);
        CHECK(l.var > before.var && is_near(l.mean, before.mean));
        CHECK(is_near(l.error_var, before.error_var));
        CHECK(is_near(l.weight, before.weight) && l.given == before.given);
        CHECK(!out.surprise_known);
    }
}

TEST(missing_sessions_are_the_same_as_one_long_gap)
{
    const double xs[] = { 7, 8 };
    struct level a = after(&learning, xs, 2, 1), b = a;

    level_take(&learning, &a, 1, rating_none(RATING_MISSING), NULL);
    level_take(&learning, &a, 1, rating_none(RATING_DECLINED), NULL);
    level_take(&learning, &a, 2, rating_given(5), NULL);
    level_take(&learning, &b, 4, rating_given(5), NULL);
    CHECK(is_near(a.mean, b.mean) && is_near(a.var, b.var));
    CHECK(is_near(a.error_var, b.error_var) && is_near(a.weight, b.weight));
}

TEST(at_one_moment_order_does_not_matter)
{
    const double xs[] = { 7, 2, 9 }, turned[] = { 9, 7, 2 };
    const struct level a = after(&learning, xs, 3, 0);
    const struct level b = after(&learning, turned, 3, 0);

    CHECK(is_near(a.mean, b.mean) && is_near(a.var, b.var));
    CHECK(is_near(a.error_var, b.error_var));
    CHECK(!is_near(after(&learning, xs, 3, 1).mean,
                   after(&learning, turned, 3, 1).mean));
}

TEST(looking_changes_nothing)
{
    const double xs[] = { 7, 8 };
    const struct level l = after(&learning, xs, 2, 1), same = l;
    const struct level_forecast f = level_look(&learning, &l, 3);

    CHECK(memcmp(&l, &same, sizeof(l)) == 0);
    CHECK(is_near(f.mean, l.mean) && f.level_var > l.var);
    CHECK(is_near(level_surprise(&f, f.mean - 2 * sqrt(f.var)), -2));
}

/* Moving the scale by b and stretching it by k moves and stretches the
 * result, and surprises nobody more or less. */
TEST(the_unit_and_origin_of_the_scale_do_not_matter)
{
    const double k = 4, b = -30;
    struct level_params other = learning;
    struct chance chance = chance_seeded(7);
    struct level l, m;

    other.prior_mean = k * learning.prior_mean + b;
    other.prior_var *= k * k;
    other.error_var *= k * k;
    other.drift_var *= k * k;
    level_init(&learning, &l);
    level_init(&other, &m);
    for (size_t i = 0; i < 200; i++) {
        const double x = 10 * chance_uniform(&chance);
        const double gap = (double)chance_below(&chance, 4);
        struct level_point p, q;

        level_take(&learning, &l, gap, rating_given(x), &p);
        level_take(&other, &m, gap, rating_given(k * x + b), &q);
        CHECK(fabs(p.surprise - q.surprise) < 1e-9);
        CHECK(fabs(k * l.mean + b - m.mean) < 1e-9);
        CHECK(fabs(k * k * l.var - m.var) < 1e-9);
    }
}

TEST(the_band_narrows_while_ratings_are_what_was_expected)
{
    struct level l;
    double var;

    level_init(&learning, &l);
    var = l.var;
    for (size_t i = 0; i < 100; i++) {
        level_take(&learning, &l, 1, rating_given(learning.prior_mean), NULL);
        CHECK(l.var < var && l.error_var > 0);
        var = l.var;
    }
    CHECK(is_near(l.mean, learning.prior_mean));
    CHECK(l.error_var < learning.error_var / 8);
}

TEST(noisy_people_get_wide_bands_and_quiet_ones_narrow)
{
    const double noisy[] = { 2, 10, 2, 10, 2, 10 };
    const double quiet[] = { 6, 6.1, 6, 6.1, 6, 6.1 };
    const struct level n = after(&learning, noisy, 6, 1);
    const struct level q = after(&learning, quiet, 6, 1);

    CHECK(n.error_var > 5 * learning.error_var && n.var > q.var);
    CHECK(q.error_var < learning.error_var);
}

TEST(ten_thousand_ratings_at_the_edge_stay_finite)
{
    static const struct level_params edge = {
        .error_var = 1 / LEVEL_VAR_MAX,
        .error_weight = 1,
        .drift_var = LEVEL_VAR_MAX,
        .prior_mean = -LEVEL_VALUE_MAX,
        .prior_var = LEVEL_VAR_MAX,
    };
    const struct level_params *all[] = { &edge, &learning, &known };

    for (size_t k = 0; k < 3; k++) {
        struct chance chance = chance_seeded(k);
        struct level l;

        level_init(all[k], &l);
        for (size_t i = 0; i < 10000; i++) {
            const bool up = chance_below(&chance, 2) == 1;
            struct level_point out;

            level_take(all[k], &l, up ? 0 : LEVEL_VALUE_MAX,
                       rating_given(up ? LEVEL_VALUE_MAX : -LEVEL_VALUE_MAX),
                       &out);
            CHECK(isfinite(l.mean) && isfinite(l.var) && l.var >= 0);
            CHECK(isfinite(l.error_var) && l.error_var > 0);
            CHECK(isfinite(out.surprise) && out.forecast.var > 0);
        }
    }
}

TEST(a_level_that_is_known_and_never_drifts_does_not_move)
{
    struct level_params p = learning;
    const double xs[] = { 1, 10, 3 };
    struct level l;

    p.prior_var = p.drift_var = 0;
    l = after(&p, xs, 3, 1);
    CHECK(is_near(l.mean, p.prior_mean) && l.var <= 0);
    CHECK(l.error_var > p.error_var);
}

TEST(defaults_come_from_scale_spread_and_reliability)
{
    const struct scale scale = { 1, 5, 0.4 };
    const struct level_params p = level_defaults(scale, 0.8, 0.75);
    double gain;

    CHECK(level_params_are_sound(&p));
    CHECK(is_near(p.error_var, 0.16) && is_near(p.drift_var, 0.008));
    CHECK(is_near(p.prior_mean, 3) && is_near(p.prior_var, 16.0 / 12));
    CHECK(is_near(level_default_sd(scale), 0.8));

    /* One fifth in the long run. */
    gain = 0.2;
    CHECK(is_near(p.drift_var / p.error_var, gain * gain / (1 - gain)));
}

TEST(parameters_that_mean_nothing_are_not_sound)
{
    const double nan = (double)NAN, inf = (double)INFINITY;
    const struct {
        size_t field; /* which of the five */
        double value;
    } rows[] = { { 0, 0 },    { 0, -1 },  { 0, nan },  { 0, inf },
                 { 1, 0.5 },  { 1, nan }, { 1, -inf }, { 1, 1e7 },
                 { 2, -1 },   { 2, nan }, { 2, inf },  { 3, nan },
                 { 3, 1e13 }, { 4, -1 },  { 4, nan },  { 4, inf } };

    CHECK(level_params_are_sound(&learning) && level_params_are_sound(&known));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct level_params p = learning;
        double *fields[] = { &p.error_var, &p.error_weight, &p.drift_var,
                             &p.prior_mean, &p.prior_var };

        *fields[rows[i].field] = rows[i].value;
        CHECK(!level_params_are_sound(&p));
    }
}

TEST(the_band_is_that_of_a_t_distribution)
{
    /* qt(.975, 10) and qnorm(.975), as R prints them. */
    CHECK(fabs(level_half_band(4, 10, 0.95) - 2 * 2.2281388519862744) < 1e-9);
    CHECK(fabs(level_half_band(4, (double)INFINITY, 0.95) -
               2 * 1.9599639845400539) < 1e-9);
    CHECK(level_half_band(0, 10, 0.95) <= 0);
    CHECK(level_half_band(1, 10, 0.5) < level_half_band(1, 10, 0.9));
}
