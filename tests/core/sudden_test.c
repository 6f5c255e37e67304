/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sudden.h"

#include <math.h>

#include "core/base/chance.h"
#include "tests/check.h"

static const struct sudden_params seven = { .cutoff = 7, .share = 0.25 };

static void make_up(struct chance *c, struct rating six[6])
{
    for (int i = 0; i < 6; i++) {
        six[i] =
            rating_given((double)chance_below(c, 40) / 2 + (i < 3 ? 20 : 0));
        if (chance_below(c, 8) == 0)
            six[i] = rating_none(RATING_MISSING);
    }
}

static void flip(struct rating six[6])
{
    for (int i = 0; i < 6; i++)
        if (six[i].kind == RATING_GIVEN)
            six[i].value = 64 - six[i].value;
}

TEST(a_gain_turned_over_is_a_loss)
{
    const struct sudden_params p = { .cutoff = 7, .share = 0 };
    struct chance c = chance_seeded(1);
    size_t seen[5] = { 0 };

    for (int round = 0; round < 5000; round++) {
        struct sudden down = { 0 }, up = { 0 };
        struct rating six[6];
        enum sudden_status s;

        make_up(&c, six);
        s = sudden_judge(&p, six, SUDDEN_DOWN, &down);
        flip(six);
        CHECK(sudden_judge(&p, six, SUDDEN_UP, &up) == s);
        CHECK(fabs(down.step - up.step) <= 1e-12);
        CHECK(fabs(down.apart - up.apart) <= 1e-12);
        CHECK(fabs(down.noise - up.noise) <= 1e-9);
        seen[s]++;
    }
    CHECK(seen[SUDDEN_YES] > 100 && seen[SUDDEN_WITHIN_NOISE] > 100);
    CHECK(seen[SUDDEN_UNDEFINED] > 100 && seen[SUDDEN_TOO_SMALL] > 100);
}

TEST(nothing_goes_both_ways_at_once)
{
    struct chance c = chance_seeded(2);

    for (int round = 0; round < 5000; round++) {
        struct sudden out;
        struct rating six[6];

        make_up(&c, six);
        CHECK(sudden_judge(&seven, six, SUDDEN_DOWN, &out) != SUDDEN_YES ||
              sudden_judge(&seven, six, SUDDEN_UP, &out) != SUDDEN_YES);
    }
}

TEST(order_within_a_side_counts_only_next_to_the_step)
{
    struct chance c = chance_seeded(3);

    for (int round = 0; round < 5000; round++) {
        struct sudden out = { 0 }, other = { 0 };
        struct rating six[6], kept;
        enum sudden_status s;

        make_up(&c, six);
        s = sudden_judge(&seven, six, SUDDEN_DOWN, &out);
        kept = six[0];
        six[0] = six[1];
        six[1] = kept;
        kept = six[4];
        six[4] = six[5];
        six[5] = kept;
        CHECK(sudden_judge(&seven, six, SUDDEN_DOWN, &other) == s);
        CHECK(fabs(out.noise - other.noise) <= 1e-9);
    }
}

TEST(parameters_of_a_loss_have_their_bounds)
{
    static const struct {
        struct sudden_params p;
        bool sound;
    } rows[] = {
        { { 7, 0 }, true },         { { 7, 1 }, true },
        { { 1e-9, 0.25 }, true },   { { 0, 0.25 }, false },
        { { -1, 0.25 }, false },    { { NAN, 0.25 }, false },
        { { 7, -0.1 }, false },     { { 7, 1.1 }, false },
        { { INFINITY, 0 }, false }, { { 7, NAN }, false },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        CHECK(sudden_params_are_sound(&rows[i].p) == rows[i].sound);
}
