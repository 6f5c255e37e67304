/* SPDX-License-Identifier: Apache-2.0 */
#include "core/psychometrics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/chance.h"
#include "tests/check.h"

enum { ITEMS = 6, SHEETS = 10000 };

static struct psychometrics_room room;
static struct psychometrics found;
static struct psychometrics_sheet sheets[SHEETS];
static struct rating answers[SHEETS * INSTRUMENT_ITEMS_MAX];

static const struct instrument_item items[ITEMS] = {
    { .id = "a", .max = 10 },
    { .id = "b", .max = 10 },
    { .id = "c", .max = 10, .reversed = true },
    { .id = "d", .max = 10 },
    { .id = "e", .max = 10 },
    { .id = "f", .max = 10 },
};
static const uint8_t all[ITEMS] = { 0, 1, 2, 3, 4, 5 };
static const uint8_t other[3] = { 5, 1, 2 };
static const struct instrument_score scores[] = {
    { "total", INSTRUMENT_MEAN, all, ITEMS, 1, 1, NULL, 0 },
    { "part", INSTRUMENT_SUM, other, 3, 0, 1, NULL, 0 },
};
static const struct instrument six = { .id = "six",
                                       .items = items,
                                       .item_count = ITEMS,
                                       .scores = scores,
                                       .score_count = 2 };
static const struct psychometrics_data six_data = {
    .in = &six,
    .ranged = true,
    .sheets = sheets,
    .answers = answers,
};

static double clip(double value)
{
    return value < 0 ? 0 : value > 10 ? 10 : value;
}

/* People with one trait each, answering on it more or less. */
static struct psychometrics_data make_up(struct chance *c, size_t people,
                                         size_t each)
{
    struct psychometrics_data d = six_data;

    for (size_t p = 0; p < people; p++) {
        const double trait = chance_normal(c);

        for (size_t k = 0; k < each; k++) {
            sheets[d.count] =
                (struct psychometrics_sheet){ (uint32_t)p, false, (double)k };
            for (size_t i = 0; i < ITEMS; i++) {
                const double value =
                    clip(5 + 1.2 * trait + 1.1 * chance_normal(c));

                answers[d.count * ITEMS + i] =
                    rating_given(items[i].reversed ? 10 - value : value);
            }
            d.count++;
        }
    }
    return d;
}

static bool near(double a, double b, double within)
{
    return fabs(a - b) <= within;
}

static enum psychometrics_status find(const struct psychometrics_data *d)
{
    const struct psychometrics_params p = psychometrics_defaults();

    return psychometrics_find(&p, d, &room, &found, NULL);
}

TEST(every_figure_lies_in_its_interval_and_where_it_can)
{
    struct chance c = chance_seeded(5);

    for (int round = 0; round < 60; round++) {
        const struct psychometrics_data d =
            make_up(&c, 50 + chance_below(&c, 100), 1);

        CHECK(find(&d) == PSYCHOMETRICS_OK);
        CHECK(found.alpha.why == PSYCHOMETRICS_SHOWN && found.alpha.bounded);
        CHECK(found.alpha.low < found.alpha.value);
        CHECK(found.alpha.value < found.alpha.high && found.alpha.high < 1);
        CHECK(found.omega.why == PSYCHOMETRICS_SHOWN && found.omega.low > 0);
        CHECK(found.omega.low < found.omega.value);
        CHECK(found.omega.value < found.omega.high && found.omega.high < 1);
        /* Alpha is a lower bound where one factor holds; near it here. */
        CHECK(near(found.alpha.value, found.omega.value, 0.05));
        for (size_t i = 0; i < ITEMS; i++) {
            CHECK(found.items[i].rest.low < found.items[i].rest.value);
            CHECK(found.items[i].rest.value < found.items[i].rest.high);
        }
        CHECK(found.floor.low <= found.floor.value);
        CHECK(found.sem.value < found.sd.value);
    }
}

TEST(units_and_order_of_people_change_neither_alpha_nor_omega)
{
    struct chance c = chance_seeded(6);
    struct psychometrics_data d = make_up(&c, 80, 1);
    struct psychometrics before;

    CHECK(find(&d) == PSYCHOMETRICS_OK);
    before = found;
    for (size_t i = 0; i < d.count / 2; i++)
        for (size_t k = 0; k < ITEMS; k++) {
            const struct rating swap = answers[i * ITEMS + k];

            answers[i * ITEMS + k] = answers[(d.count - 1 - i) * ITEMS + k];
            answers[(d.count - 1 - i) * ITEMS + k] = swap;
        }
    CHECK(find(&d) == PSYCHOMETRICS_OK);
    CHECK(near(found.alpha.value, before.alpha.value, 1e-13));
    CHECK(near(found.omega.value, before.omega.value, 1e-12));
    CHECK(near(found.omega.low, before.omega.low, 1e-12));
    for (size_t i = 0; i < d.count * ITEMS; i++)
        answers[i].value /= 8;
    CHECK(find(&d) == PSYCHOMETRICS_OK);
    CHECK(near(found.items[2].sd.value, before.items[2].sd.value / 8, 1e-13));
    CHECK(near(found.alpha.value, before.alpha.value, 1e-13));
    CHECK(near(found.omega.value, before.omega.value, 1e-12));
}

TEST(a_part_of_the_items_is_as_good_as_an_instrument_of_its_own)
{
    struct chance c = chance_seeded(7);
    struct psychometrics_data d = make_up(&c, 60, 1);

    d.score = 1;
    CHECK(find(&d) == PSYCHOMETRICS_OK);
    CHECK(found.item_count == 3 && found.items[0].item == 5);
    CHECK(near(found.mean.value,
               found.items[0].mean.value + found.items[1].mean.value +
                   found.items[2].mean.value,
               1e-12));
    CHECK(near(found.ceiling_at, 30, 0) && near(found.floor_at, 0, 0));
}

TEST(many_sheets_of_few_people_are_few)
{
    struct chance c = chance_seeded(8);
    struct psychometrics_data d = make_up(&c, 10, 40);
    struct psychometrics_params p = psychometrics_defaults();

    p.occasion = PSYCHOMETRICS_ALL;
    CHECK(psychometrics_find(&p, &d, &room, &found, NULL) == PSYCHOMETRICS_OK);
    CHECK(found.alpha.n == 400 && found.alpha.people == 10);
    CHECK(found.alpha.why == PSYCHOMETRICS_TOO_FEW && found.alpha.least == 30);
    CHECK(found.mean.why == PSYCHOMETRICS_TOO_FEW && found.mean.value <= 0);
    CHECK(found.missing.why == PSYCHOMETRICS_TOO_FEW && !found.missing.bounded);
    d = make_up(&c, 30, 40);
    CHECK(psychometrics_find(&p, &d, &room, &found, NULL) == PSYCHOMETRICS_OK);
    CHECK(found.alpha.why == PSYCHOMETRICS_SHOWN && found.alpha.people == 30);
    CHECK(found.floor.why == PSYCHOMETRICS_TOO_FEW && found.floor.least == 50);
    p.least_any = 31;
    CHECK(psychometrics_find(&p, &d, &room, &found, NULL) == PSYCHOMETRICS_OK);
    CHECK(found.alpha.why == PSYCHOMETRICS_TOO_FEW && found.alpha.least == 31);
    CHECK(found.items[0].mean.why == PSYCHOMETRICS_TOO_FEW);
}

TEST(the_first_complete_sheet_is_not_always_the_first)
{
    struct chance c = chance_seeded(9);
    const struct psychometrics_data d = make_up(&c, 40, 3);
    struct psychometrics_params p = psychometrics_defaults();

    for (size_t i = 0; i < 40; i++)
        answers[3 * i * ITEMS + 1] = rating_none(RATING_DECLINED);
    for (size_t i = 0; i < ITEMS; i++)
        answers[(size_t)5 * ITEMS + i] = rating_none(RATING_MISSING);
    CHECK(find(&d) == PSYCHOMETRICS_OK);
    CHECK(found.alpha.n == 40 && found.people == 40 && found.sheets == 120);
    CHECK(near(found.items[1].missing.value, 1, 0));
    CHECK(near(found.items[0].missing.value, 0, 0));
    CHECK(near(found.missing.value, 0, 0)); /* one blank leaves a score */
    CHECK(found.retest_r.n == 40);
    p.occasion = PSYCHOMETRICS_LAST;
    CHECK(psychometrics_find(&p, &d, &room, &found, NULL) == PSYCHOMETRICS_OK);
    CHECK(found.alpha.n == 40);
    CHECK(near(found.missing.value, 1.0 / 40, 1e-15));
    p.occasion = PSYCHOMETRICS_ALL;
    CHECK(psychometrics_find(&p, &d, &room, &found, NULL) == PSYCHOMETRICS_OK);
    CHECK(found.alpha.n == 79 && found.missing.n == 120);
}

TEST(a_retest_lies_neither_too_near_nor_too_far)
{
    struct chance c = chance_seeded(10);
    const struct psychometrics_data d = make_up(&c, 90, 2);

    for (size_t i = 0; i < 90; i++) {
        sheets[2 * i].dated = sheets[2 * i + 1].dated = i < 60;
        sheets[2 * i].at = 100;
        sheets[2 * i + 1].at = i < 20   ? 104.9
                               : i < 40 ? 105
                               : i < 60 ? 116.5
                                        : 101;
    }
    sheets[179].at = 102; /* session numbers with one between */
    CHECK(find(&d) == PSYCHOMETRICS_OK);
    CHECK(found.retest_r.n == 49 && found.retest_outside == 41);
    CHECK(found.retest_icc.why == PSYCHOMETRICS_SHOWN);
}

TEST(any_file_of_answers_comes_to_figures_or_reasons)
{
    struct chance c = chance_seeded(11);
    struct psychometrics_params p = psychometrics_defaults();

    p.least_any = p.least_alpha = p.least_omega = p.least_rest =
        p.least_retest = p.least_extremes = 2;
    for (int round = 0; round < 3000; round++) {
        struct psychometrics_data d = six_data;
        const uint64_t levels = 1 + chance_below(&c, 4);

        d.score = chance_below(&c, 2);
        p.occasion = (enum psychometrics_occasion)chance_below(&c, 3);
        d.count = chance_below(&c, 9);
        for (size_t s = 0; s < d.count; s++) {
            sheets[s] = (struct psychometrics_sheet){ (uint32_t)(s / 2), false,
                                                      (double)(s % 2) };
            for (size_t i = 0; i < ITEMS; i++)
                answers[s * ITEMS + i] =
                    chance_below(&c, 12) == 0
                        ? rating_none(RATING_MISSING)
                        : rating_given(0.1 * (double)chance_below(&c, levels));
        }
        CHECK(psychometrics_find(&p, &d, &room, &found, NULL) ==
              PSYCHOMETRICS_OK);
        const struct psychometrics_figure figures[] = {
            found.mean,          found.sd,
            found.sem,           found.alpha,
            found.omega,         found.missing,
            found.floor,         found.ceiling,
            found.retest_r,      found.retest_icc,
            found.items[0].mean, found.items[1].sd,
            found.items[2].rest, found.items[0].missing,
        };
        for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
            const struct psychometrics_figure *f = &figures[i];

            CHECK(isfinite(f->value) && isfinite(f->low) && isfinite(f->high));
            CHECK(f->why == PSYCHOMETRICS_SHOWN || !f->bounded);
            CHECK(f->why == PSYCHOMETRICS_SHOWN || fabs(f->value) <= 0);
            CHECK(!f->bounded ||
                  (f->low <= f->value + 1e-12 && f->value <= f->high + 1e-12));
        }
    }
}

TEST(ten_thousand_sheets_of_one_person_are_read_in_a_walk)
{
    struct chance c = chance_seeded(12);
    struct psychometrics_data d = make_up(&c, 1, SHEETS / 2);

    for (size_t s = 0; s < d.count; s++)
        for (size_t i = 0; i < ITEMS; i++)
            if (s % 1000 != 3)
                answers[s * ITEMS + i] = rating_none(RATING_MISSING);
    CHECK(find(&d) == PSYCHOMETRICS_OK);
    CHECK(found.alpha.n == 1 && found.alpha.why == PSYCHOMETRICS_TOO_FEW);
}

TEST(sixty_four_items_have_their_omega)
{
    static struct instrument_item many[INSTRUMENT_ITEMS_MAX];
    static char ids[INSTRUMENT_ITEMS_MAX][24];
    static uint8_t members[INSTRUMENT_ITEMS_MAX];
    const struct instrument_score total = { .id = "total",
                                            .how = INSTRUMENT_SUM,
                                            .items = members,
                                            .item_count = INSTRUMENT_ITEMS_MAX,
                                            .factor = 1 };
    const struct instrument in = { .id = "many",
                                   .items = many,
                                   .item_count = INSTRUMENT_ITEMS_MAX,
                                   .scores = &total,
                                   .score_count = 1 };
    struct psychometrics_data d = {
        .in = &in, .sheets = sheets, .answers = answers, .count = 150
    };
    struct chance c = chance_seeded(13);

    for (size_t i = 0; i < INSTRUMENT_ITEMS_MAX; i++) {
        (void)snprintf(ids[i], sizeof(ids[i]), "i%zu", i);
        many[i] =
            (struct instrument_item){ .id = ids[i], .min = -99, .max = 99 };
        members[i] = (uint8_t)i;
    }
    for (size_t s = 0; s < d.count; s++) {
        const double trait = chance_normal(&c);

        sheets[s] = (struct psychometrics_sheet){ (uint32_t)s, false, 1 };
        for (size_t i = 0; i < INSTRUMENT_ITEMS_MAX; i++)
            answers[s * INSTRUMENT_ITEMS_MAX + i] =
                rating_given(trait + chance_normal(&c));
    }
    CHECK(find(&d) == PSYCHOMETRICS_OK);
    /* Loadings and uniquenesses of 1: 64^2 / (64^2 + 64). */
    CHECK(near(found.omega.value, 64.0 / 65, 0.01) && found.omega.bounded);
    CHECK(found.floor.why == PSYCHOMETRICS_NO_RANGE);
}

TEST(what_makes_no_sense_is_refused_and_changes_nothing)
{
    struct chance c = chance_seeded(14);
    struct psychometrics_data d = make_up(&c, 4, 2);
    const struct psychometrics_params good = psychometrics_defaults();
    struct psychometrics_params p = good;
    size_t bad = 99;

    found.sheets = 77;
    CHECK(psychometrics_params_are_sound(&good));
    p.level = 1;
    CHECK(psychometrics_find(&p, &d, &room, &found, &bad) ==
          PSYCHOMETRICS_BAD_PARAMS);
    p = good;
    p.least_omega = 1;
    CHECK(!psychometrics_params_are_sound(&p));
    p = good;
    p.extreme = (double)NAN;
    CHECK(!psychometrics_params_are_sound(&p));
    p = good;
    p.retest_days_most = 4;
    CHECK(!psychometrics_params_are_sound(&p));
    p.retest_days_most = (double)INFINITY;
    CHECK(!psychometrics_params_are_sound(&p) && bad == 99);

    answers[3 * ITEMS + 2].value = 11;
    CHECK(psychometrics_find(&good, &d, &room, &found, &bad) ==
          PSYCHOMETRICS_BAD_SHEET);
    CHECK(bad == 3 && found.sheets == 77);
    answers[3 * ITEMS + 2].value = 1;
    sheets[5].at = -1;
    CHECK(psychometrics_find(&good, &d, &room, &found, &bad) ==
          PSYCHOMETRICS_BAD_TIME);
    CHECK(bad == 5 && found.sheets == 77);
    sheets[5].at = (double)NAN;
    CHECK(find(&d) == PSYCHOMETRICS_BAD_TIME);
}

TEST(retest_of_nothing_and_of_everything)
{
    struct retest t = { 0 };
    struct interval in = { 5, 6 };
    double r = 7;

    CHECK(!retest_r(&t, &r) && !retest_icc(&t, &r));
    retest_add(&t, 3, 4);
    CHECK(!retest_r(&t, &r) && !retest_icc(&t, &r));
    retest_add(&t, 5, 6);
    CHECK(!retest_icc(&t, &r) && !retest_icc_interval(&t, 0.95, &in));
    CHECK(near(r, 7, 0) && near(in.low, 5, 0));
    CHECK(retest_r(&t, &r) && near(r, 1, 0));
    retest_add(&t, 1, 2);
    /* Everybody one point higher: the order is kept, the values are not. The
     * mean squares are 8, 1.5 and 0: 8 / (8 + 2/3 1.5). */
    CHECK(retest_icc(&t, &r) && near(r, 8.0 / 9, 1e-12));
    retest_add(&t, 9, 10);
    CHECK(retest_icc(&t, &r));
    CHECK(retest_icc_interval(&t, 0.95, &in) && in.low < r && r < in.high);

    t = (struct retest){ 0 };
    retest_add(&t, 1, 1);
    retest_add(&t, 2, 2);
    retest_add(&t, 4, 4);
    CHECK(retest_icc(&t, &r) && near(r, 1, 0));
    CHECK(!retest_icc_interval(&t, 0.95, &in));

    /* What was high is low: 0, 0 and 2, so -2 / (2 - 2/3 2). */
    t = (struct retest){ 0 };
    retest_add(&t, 1, 3);
    retest_add(&t, 3, 1);
    retest_add(&t, 2, 2);
    CHECK(retest_r(&t, &r) && near(r, -1, 0));
    CHECK(retest_icc(&t, &r) && near(r, -3, 1e-12));

    t = (struct retest){ 0 };
    for (int i = 0; i < 9; i++)
        retest_add(&t, 5, 5);
    CHECK(!retest_r(&t, &r) && !retest_icc(&t, &r));
}
