/* SPDX-License-Identifier: Apache-2.0 */
#include "core/instrument.h"

#include <math.h>

#include "tests/check.h"

#define GIVEN(v)                                                               \
    {                                                                          \
        RATING_GIVEN, (v)                                                      \
    }
#define MISSING                                                                \
    {                                                                          \
        RATING_MISSING, 0                                                      \
    }
#define DECLINED                                                               \
    {                                                                          \
        RATING_DECLINED, 0                                                     \
    }

static const struct instrument_item items[] = {
    { "one", 0, 4, 1, false },
    { "two", 0, 4, 1, true },
    { "three", 0, 4, 1, false },
    { "aside", 0, 4, 1, false },
};
static const uint8_t first_three[] = { 0, 1, 2 };
static const uint8_t fourth[] = { 3 };
static const struct instrument_score scores[] = {
    { "total", INSTRUMENT_SUM, first_three, 3, 1 },
    { "mean", INSTRUMENT_MEAN, first_three, 3, 1 },
    { "aside", INSTRUMENT_MEAN, fourth, 1, 0 },
};
static const struct instrument four = { "four", items, 4, scores, 3 };

static bool is_near(double a, double b)
{
    return fabs(a - b) < 1e-12;
}

TEST(a_reversed_item_counts_from_the_other_end)
{
    const struct rating sheet[] = { GIVEN(1), GIVEN(1), GIVEN(2), GIVEN(3) };
    struct instrument_result r;

    CHECK(instrument_score(&four, sheet, 4, &r, NULL) == INSTRUMENT_OK);
    CHECK(is_near(r.scores[0].value.value, 1 + 3 + 2));
    CHECK(is_near(r.scores[1].value.value, 2));
    CHECK(is_near(r.scores[2].value.value, 3));
}

TEST(reversing_twice_is_no_change)
{
    for (int a = 0; a <= 4; a++) {
        const struct instrument_item *it = &items[1];
        const double once = it->min + it->max - a;

        CHECK(is_near(it->min + it->max - once, a));
    }
}

TEST(a_blank_counts_as_the_mean_of_the_rest_up_to_the_limit)
{
    const struct rating one[] = { GIVEN(4), MISSING, GIVEN(2), MISSING };
    const struct rating two[] = { GIVEN(4), MISSING, DECLINED, GIVEN(1) };
    struct instrument_result r;

    CHECK(instrument_score(&four, one, 4, &r, NULL) == INSTRUMENT_OK);
    CHECK(is_near(r.scores[0].value.value, 9));
    CHECK(is_near(r.scores[1].value.value, 3));
    CHECK(r.scores[0].answered == 2);
    CHECK(r.scores[2].value.kind == RATING_MISSING);
    CHECK(instrument_score(&four, two, 4, &r, NULL) == INSTRUMENT_OK);
    CHECK(r.scores[0].value.kind == RATING_MISSING);
}

TEST(declining_everything_is_declined_not_missing)
{
    const struct rating sheet[] = { DECLINED, DECLINED, DECLINED, MISSING };
    struct instrument_result r;

    CHECK(instrument_score(&four, sheet, 4, &r, NULL) == INSTRUMENT_OK);
    CHECK(r.scores[0].value.kind == RATING_DECLINED);
    CHECK(r.scores[2].value.kind == RATING_MISSING);
}

TEST(answers_at_the_worst_end_of_the_total_are_named)
{
    const struct rating sheet[] = { GIVEN(0), GIVEN(4), GIVEN(4), GIVEN(0) };
    struct instrument_result r;

    CHECK(instrument_score(&four, sheet, 4, &r, NULL) == INSTRUMENT_OK);
    CHECK(r.floor_count == 2); /* "aside" is not part of the total */
    CHECK(r.floors[0] == 0 && r.floors[1] == 1);
}

TEST(a_bad_answer_is_refused_with_its_item_and_changes_nothing)
{
    static const struct {
        struct rating answer;
        enum instrument_status status;
    } rows[] = {
        { GIVEN(5), INSTRUMENT_OUT_OF_RANGE },
        { GIVEN(-1), INSTRUMENT_OUT_OF_RANGE },
        { GIVEN(2.5), INSTRUMENT_OFF_STEP },
        { GIVEN(1.0000001), INSTRUMENT_OFF_STEP },
        { { RATING_GIVEN, NAN }, INSTRUMENT_OUT_OF_RANGE },
        { { RATING_GIVEN, INFINITY }, INSTRUMENT_OUT_OF_RANGE },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct rating sheet[] = { GIVEN(1), GIVEN(1), GIVEN(1), GIVEN(1) };
        struct instrument_result r = { .floor_count = 77 };
        size_t bad = 99;

        sheet[2] = rows[i].answer;
        CHECK(instrument_score(&four, sheet, 4, &r, &bad) == rows[i].status);
        CHECK(bad == 2 && r.floor_count == 77);
    }
}

TEST(too_few_and_too_many_answers_are_refused)
{
    const struct rating sheet[5] = { { RATING_MISSING, 0 } };
    struct instrument_result r;
    size_t bad = 99;

    CHECK(instrument_score(&four, sheet, 3, &r, &bad) ==
          INSTRUMENT_WRONG_COUNT);
    CHECK(instrument_score(&four, sheet, 5, &r, &bad) ==
          INSTRUMENT_WRONG_COUNT);
    CHECK(bad == 99);
}

TEST(decimal_steps_hold_although_binary_cannot_write_them)
{
    const struct instrument_item line = { "line", 0, 10, 0.1, false };
    const uint8_t only[] = { 0 };
    const struct instrument_score total = { "total", INSTRUMENT_SUM, only, 1,
                                            0 };
    const struct instrument in = { "vas", &line, 1, &total, 1 };
    struct instrument_result r;
    size_t at;

    CHECK(instrument_check(&in, &at) == INSTRUMENT_SOUND);
    for (int i = 0; i <= 100; i++) {
        const struct rating a = { RATING_GIVEN, i / 10.0 };

        CHECK(instrument_score(&in, &a, 1, &r, NULL) == INSTRUMENT_OK);
    }
    CHECK(instrument_score(&in, &(struct rating){ RATING_GIVEN, 3.14 }, 1, &r,
                           NULL) == INSTRUMENT_OFF_STEP);
}

TEST(the_scale_of_a_score_follows_from_its_items)
{
    const struct scale total = instrument_scale(&four, 0);
    const struct scale mean = instrument_scale(&four, 1);

    CHECK(is_near(total.min, 0) && is_near(total.max, 12) &&
          is_near(total.step, 1.2));
    CHECK(is_near(mean.max, 4) && is_near(mean.step, 0.4));
}

TEST(ids_are_found_whole_or_not_at_all)
{
    size_t at = 99;

    CHECK(instrument_find_item(&four, "two", 3, &at) && at == 1);
    CHECK(instrument_find_score(&four, "aside", 5, &at) && at == 2);
    CHECK(!instrument_find_item(&four, "tw", 2, &at));
    CHECK(!instrument_find_item(&four, "twoo", 4, &at));
    CHECK(at == 2);
}

/* One change that spoils a sound definition, and what the linter says. */
struct spoilt {
    struct instrument in;
    struct instrument_item items[4];
    struct instrument_score scores[3];
    uint8_t members[3];
};

static struct spoilt *spoil(struct spoilt *s)
{
    memcpy(s->items, items, sizeof(items));
    memcpy(s->scores, scores, sizeof(scores));
    memcpy(s->members, first_three, sizeof(first_three));
    s->scores[1].items = s->members;
    s->in = four;
    s->in.items = s->items;
    s->in.scores = s->scores;
    return s;
}

static enum instrument_flaw flaw_of(const struct spoilt *s)
{
    size_t at = 0;

    return instrument_check(&s->in, &at);
}

TEST(the_linter_refuses_every_impossible_key)
{
    struct spoilt s;

    CHECK(flaw_of(spoil(&s)) == INSTRUMENT_SOUND);
    spoil(&s)->in.id = "Four";
    CHECK(flaw_of(&s) == INSTRUMENT_BAD_ID);
    spoil(&s)->in.id = NULL;
    CHECK(flaw_of(&s) == INSTRUMENT_BAD_ID);
    spoil(&s)->in.item_count = 0;
    CHECK(flaw_of(&s) == INSTRUMENT_NO_ITEMS);
    spoil(&s)->in.item_count = INSTRUMENT_ITEMS_MAX + 1;
    CHECK(flaw_of(&s) == INSTRUMENT_TOO_MANY_ITEMS);
    spoil(&s)->items[1].id = "";
    CHECK(flaw_of(&s) == INSTRUMENT_ITEM_BAD_ID);
    spoil(&s)->items[1].id = "one";
    CHECK(flaw_of(&s) == INSTRUMENT_ITEM_TWICE);
    spoil(&s)->items[1].max = 0;
    CHECK(flaw_of(&s) == INSTRUMENT_ITEM_BAD_RANGE);
    spoil(&s)->items[1].min = NAN;
    CHECK(flaw_of(&s) == INSTRUMENT_ITEM_BAD_RANGE);
    spoil(&s)->items[1].step = -1;
    CHECK(flaw_of(&s) == INSTRUMENT_ITEM_BAD_STEP);
    spoil(&s)->items[1].step = 3;
    CHECK(flaw_of(&s) == INSTRUMENT_ITEM_BAD_STEP);
    spoil(&s)->scores[0].id = "sum";
    CHECK(flaw_of(&s) == INSTRUMENT_NO_TOTAL);
    spoil(&s)->in.score_count = 0;
    CHECK(flaw_of(&s) == INSTRUMENT_NO_TOTAL);
    spoil(&s)->in.score_count = INSTRUMENT_SCORES_MAX + 1;
    CHECK(flaw_of(&s) == INSTRUMENT_TOO_MANY_SCORES);
    spoil(&s)->scores[1].id = "a b";
    CHECK(flaw_of(&s) == INSTRUMENT_SCORE_BAD_ID);
    spoil(&s)->scores[2].id = "total";
    CHECK(flaw_of(&s) == INSTRUMENT_SCORE_TWICE);
    spoil(&s)->scores[1].item_count = 0;
    CHECK(flaw_of(&s) == INSTRUMENT_SCORE_EMPTY);
    spoil(&s)->members[0] = 4;
    CHECK(flaw_of(&s) == INSTRUMENT_SCORE_NO_SUCH_ITEM);
    spoil(&s)->members[0] = 2;
    CHECK(flaw_of(&s) == INSTRUMENT_SCORE_ITEM_TWICE);
    spoil(&s)->scores[1].missing_max = 3;
    CHECK(flaw_of(&s) == INSTRUMENT_SCORE_BAD_MISSING);
    spoil(&s)->items[2].max = 6;
    CHECK(flaw_of(&s) == INSTRUMENT_SCORE_MIXED_RANGES);
}

TEST(an_id_is_small_letters_digits_and_inner_dashes)
{
    static const char *const bad[] = { "-four", "four-", "fo_ur", "f our",
                                       "f\xC3\xBCnf" };
    char longest[INSTRUMENT_ID_MAX + 2] = { 0 };
    struct spoilt s;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        spoil(&s)->in.id = bad[i];
        CHECK(flaw_of(&s) == INSTRUMENT_BAD_ID);
    }
    memset(longest, 'a', INSTRUMENT_ID_MAX);
    spoil(&s)->in.id = longest;
    CHECK(flaw_of(&s) == INSTRUMENT_SOUND);
    longest[INSTRUMENT_ID_MAX] = 'a';
    CHECK(flaw_of(&s) == INSTRUMENT_BAD_ID);
}

TEST(every_flaw_and_status_has_a_name_of_its_own)
{
    for (int i = 0; i <= INSTRUMENT_SCORE_MIXED_RANGES; i++)
        for (int k = 0; k < i; k++)
            CHECK(strcmp(instrument_flaw_name((enum instrument_flaw)i),
                         instrument_flaw_name((enum instrument_flaw)k)) != 0);
    CHECK(strcmp(instrument_status_name(INSTRUMENT_OFF_STEP), "off_step") == 0);
}
