/* SPDX-License-Identifier: Apache-2.0 */
#include "core/expected.h"

#include <math.h>

#include "core/base/chance.h"
#include "core/expected_likelihood.h"
#include "tests/check.h"

enum { PEOPLE = 60 };

static bool is_near(double a, double b)
{
    return fabs(a - b) < 1e-9 * (1 + fabs(b));
}

/* People whose courses differ; their ratings are moved by move and stretched
 * by stretch. */
static void make_up(uint64_t seed, double move, double stretch,
                    struct expected_person people[PEOPLE])
{
    struct chance c = chance_seeded(seed);

    for (size_t i = 0; i < PEOPLE; i++) {
        const double own = 4 * chance_normal(&c), turn = 2 * chance_normal(&c);
        const uint64_t ratings = 1 + chance_below(&c, 8);

        people[i] = (struct expected_person){ 0 };
        for (uint64_t k = 0; k < ratings; k++) {
            const double y = 15 + own + (turn - 2) * expected_x((double)k) +
                             2 * chance_normal(&c);

            CHECK(
                expected_person_add(&people[i], (double)k, move + stretch * y));
        }
    }
}

static enum expected_fit_status fit(const struct expected_person people[],
                                    struct expected_curve *c)
{
    const struct expected_fit_params p = expected_fit_defaults();

    return expected_curve_fit(&p, people, PEOPLE, c);
}

/* --- the curve ------------------------------------------------------------ */

TEST(derivatives_are_those_of_the_deviance)
{
    static const double at[3] = { 1.5, -0.4, 0.8 };
    struct expected_person people[PEOPLE];
    struct likelihood_data data;
    struct likelihood here, above, below;
    const double h = 1e-5;

    make_up(1, 0, 1, people);
    for (int restricted = 0; restricted < 2; restricted++) {
        likelihood_begin(people, PEOPLE, restricted != 0, &data);
        likelihood_look(&data, at, &here);
        for (size_t k = 0; k < 3; k++) {
            double t[3] = { at[0], at[1], at[2] };

            t[k] = at[k] + h;
            likelihood_look(&data, t, &above);
            t[k] = at[k] - h;
            likelihood_look(&data, t, &below);
            CHECK(fabs((above.deviance - below.deviance) / (2 * h) -
                       here.slope[k]) < 1e-5);
            for (size_t i = 0; i < 3; i++)
                CHECK(fabs((above.slope[i] - below.slope[i]) / (2 * h) -
                           here.curvature[k][i]) < 1e-5);
        }
    }
}

TEST(another_scale_of_the_ratings_is_another_scale_of_the_curve)
{
    struct expected_person people[PEOPLE], moved[PEOPLE];
    struct expected_curve a, b;

    for (uint64_t seed = 1; seed <= 20; seed++) {
        make_up(seed, 0, 1, people);
        make_up(seed, 100, -3, moved);
        CHECK(fit(people, &a) == EXPECTED_FIT_OK);
        CHECK(fit(moved, &b) == EXPECTED_FIT_OK);
        CHECK(is_near(b.b0, 100 - 3 * a.b0) && is_near(b.b1, -3 * a.b1));
        CHECK(fabs(b.d00 / (9 * a.d00) - 1) < 1e-6);
        CHECK(fabs(b.residual / (9 * a.residual) - 1) < 1e-6);
        CHECK(a.spread == EXPECTED_SLOPES && b.spread == EXPECTED_SLOPES);
    }
}

TEST(many_people_give_back_what_they_were_made_of)
{
    enum { MANY = 4000 };
    static struct expected_person people[MANY];
    const struct expected_fit_params p = expected_fit_defaults();
    struct chance c = chance_seeded(3);
    struct expected_curve curve;

    for (size_t i = 0; i < MANY; i++) {
        const double own = 3 * chance_normal(&c);
        const double turn = 0.5 * own / 3 + chance_normal(&c);

        for (int k = 0; k < 6; k++)
            CHECK(expected_person_add(&people[i], k,
                                      20 + own + (turn - 3) * expected_x(k) +
                                          2 * chance_normal(&c)));
    }
    CHECK(expected_curve_fit(&p, people, MANY, &curve) == EXPECTED_FIT_OK);
    CHECK(fabs(curve.b0 - 20) < 0.2 && fabs(curve.b1 + 3) < 0.1);
    CHECK(fabs(curve.d00 - 9) < 0.8 && fabs(curve.d01 - 1.5) < 0.4);
    CHECK(fabs(curve.d11 - 1.25) < 0.3 && fabs(curve.residual - 4) < 0.15);
}

TEST(any_data_comes_to_a_curve_that_can_be_or_to_a_status)
{
    static const double spread[] = { 0, 1e-3, 0.3, 1, 3, 30 };
    struct expected_person people[PEOPLE];
    struct expected_curve curve;
    size_t kinds[3] = { 0 };
    struct chance c = chance_seeded(9);

    for (int round = 0; round < 400; round++) {
        const double own = spread[chance_below(&c, 6)];
        const double turn = spread[chance_below(&c, 6)];
        const double tie = 2 * chance_uniform(&c) - 1;

        for (size_t i = 0; i < PEOPLE; i++) {
            const uint64_t ratings = i < 30 ? 3 + chance_below(&c, 6) : 1;
            const double u = chance_normal(&c);
            const double v = tie * u + sqrt(1 - tie * tie) * chance_normal(&c);

            people[i] = (struct expected_person){ 0 };
            for (uint64_t k = 0; k < ratings; k++)
                (void)expected_person_add(&people[i], (double)k,
                                          own * u +
                                              turn * v * expected_x((double)k) +
                                              chance_normal(&c));
        }
        CHECK(fit(people, &curve) == EXPECTED_FIT_OK);
        CHECK(curve.residual > 0 && curve.d00 >= 0 && curve.d11 >= 0);
        CHECK(curve.d00 * curve.d11 >= curve.d01 * curve.d01);
        CHECK(curve.b00 > 0 && curve.b11 > 0 && curve.steps < 100);
        kinds[curve.spread]++;
    }
    CHECK(kinds[0] > 50 && kinds[1] > 50 && kinds[2] > 0);
}

TEST(a_refused_fit_leaves_the_last_one_alone)
{
    struct expected_person people[PEOPLE] = { 0 };
    struct expected_curve c = { .b0 = 42 };
    struct expected_fit_params p = expected_fit_defaults();

    CHECK(fit(people, &c) == EXPECTED_FIT_TOO_FEW && is_near(c.b0, 42));
    make_up(1, 0, 1, people);
    p.steps_most = 1;
    CHECK(expected_curve_fit(&p, people, PEOPLE, &c) == EXPECTED_FIT_LOST);
    CHECK(is_near(c.b0, 42));
}

TEST(ratings_that_cannot_be_are_not_taken)
{
    struct expected_person p = { 0 };

    CHECK(!expected_person_add(&p, -1, 5));
    CHECK(!expected_person_add(&p, (double)NAN, 5));
    CHECK(!expected_person_add(&p, (double)INFINITY, 5));
    CHECK(!expected_person_add(&p, 1, (double)NAN));
    CHECK(p.ratings == 0);
}

TEST(the_more_is_known_of_a_person_the_narrower_the_band)
{
    struct expected_person people[PEOPLE], known = { 0 };
    struct expected_curve c;
    double before = INFINITY;

    make_up(2, 0, 1, people);
    CHECK(fit(people, &c) == EXPECTED_FIT_OK);
    for (int k = 0; k < 8; k++) {
        const struct expected_forecast f = expected_forecast(&c, &known, 10);

        CHECK(f.error < before && f.error * f.error > c.residual);
        before = f.error;
        CHECK(expected_person_add(&known, k, 12));
    }
}

/* --- on track or off ------------------------------------------------------ */

TEST(reliable_change_is_that_of_jacobson_and_truax)
{
    double change = 7;

    /* SD 10.5, reliability .961: 5.747681. */
    CHECK(expected_reliable_change(10.5, 0.961, &change));
    CHECK(fabs(change - 5.747681) < 5e-7);
    CHECK(!expected_reliable_change(0, 0.9, &change));
    CHECK(!expected_reliable_change(1, 1, &change));
    CHECK(!expected_reliable_change(1, -0.1, &change));
    CHECK(!expected_reliable_change(1, (double)NAN, &change));
    CHECK(fabs(change - 5.747681) < 5e-7);
}

TEST(the_two_directions_mirror_each_other)
{
    struct expected_params up = expected_defaults(EXPECTED_HIGHER);
    struct expected_params down = expected_defaults(EXPECTED_LOWER);
    struct expected_person people[PEOPLE], mirrored[PEOPLE];
    struct expected_curve a, b;
    struct expected one = { 0 }, other = { 0 };
    struct chance c = chance_seeded(4);

    make_up(5, 0, 1, people);
    make_up(5, 0, -1, mirrored);
    CHECK(fit(people, &a) == EXPECTED_FIT_OK);
    CHECK(fit(mirrored, &b) == EXPECTED_FIT_OK);
    for (int k = 0; k < 200; k++) {
        const double y = 15 + 8 * chance_normal(&c);
        struct expected_decision d, e;

        expected_step(&up, &a, &one, k, rating_given(y), &d);
        expected_step(&down, &b, &other, k, rating_given(-y), &e);
        CHECK(d.why == e.why && d.off_track == e.off_track);
        CHECK(fabs(d.boundary + e.boundary) < 1e-6);
    }
}

TEST(a_better_rating_is_never_off_track_when_a_worse_one_is_not)
{
    const struct expected_params p = expected_defaults(EXPECTED_HIGHER);
    struct expected_person people[PEOPLE];
    struct expected_curve c;
    bool was_off = true;

    make_up(6, 0, 1, people);
    CHECK(fit(people, &c) == EXPECTED_FIT_OK);
    for (double y = -20; y < 40; y += 0.25) {
        struct expected state = { 0 };
        struct expected_decision d;

        expected_step(&p, &c, &state, 0, rating_given(15), &d);
        CHECK(!d.judged && d.why == EXPECTED_FIRST);
        expected_step(&p, &c, &state, 3, rating_given(y), &d);
        CHECK(d.judged && (was_off || !d.off_track));
        was_off = d.off_track;
    }
    CHECK(!was_off);
}

TEST(parameters_that_make_no_sense_are_not_sound)
{
    struct expected_params p = expected_defaults(EXPECTED_LOWER);
    struct expected_fit_params f = expected_fit_defaults();

    CHECK(expected_params_are_sound(&p) && expected_fit_params_are_sound(&f));
    p.z = 0;
    CHECK(!expected_params_are_sound(&p));
    p = expected_defaults(EXPECTED_LOWER);
    p.change = -1;
    CHECK(!expected_params_are_sound(&p));
    p.change = (double)NAN;
    CHECK(!expected_params_are_sound(&p));
    f.people_least = 2;
    CHECK(!expected_fit_params_are_sound(&f));
    f = expected_fit_defaults();
    f.ratings_least = 1;
    CHECK(!expected_fit_params_are_sound(&f));
    f = expected_fit_defaults();
    f.steps_most = 0;
    CHECK(!expected_fit_params_are_sound(&f));
}

/* --- words ---------------------------------------------------------------- */

TEST(no_word_says_that_anything_caused_a_change)
{
    static const char *const never[] = { "caus",   "therap",  "treat",
                                         "effect", "because", "due",
                                         "work",   "heal",    "respon" };
    const char *words[64];
    size_t count = 0;

    for (int r = EXPECTED_NO_RULE; r <= EXPECTED_SITE_CURVE; r++)
        words[count++] = expected_rule_name((enum expected_rule)r);
    for (int w = EXPECTED_NO_RATING; w <= EXPECTED_BEYOND; w++)
        words[count++] = expected_why_name((enum expected_why)w);
    for (int s = EXPECTED_FIT_OK; s <= EXPECTED_FIT_LOST; s++)
        words[count++] = expected_fit_status_name((enum expected_fit_status)s);
    for (int s = EXPECTED_SLOPES; s <= EXPECTED_NO_SPREAD; s++)
        words[count++] = expected_spread_name((enum expected_spread)s);
    CHECK(count == 19);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < sizeof(never) / sizeof(never[0]); k++)
            CHECK(strstr(words[i], never[k]) == NULL);
}
