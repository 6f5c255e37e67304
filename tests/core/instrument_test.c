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
    { "one", 0, 4, 1, false, false },   { "two", 0, 4, 1, true, false },
    { "three", 0, 4, 1, false, false }, { "aside", 0, 4, 1, false, false },
    { "asked", 0, 2, 1, false, true },
};
static const uint8_t first_three[] = { 0, 1, 2 };
static const uint8_t fourth[] = { 3 };
static const struct instrument_band bands[] = { { "low", 0 }, { "high", 6 } };
static const struct instrument_score scores[] = {
    { "total", INSTRUMENT_SUM, first_three, 3, 1, 1, bands, 2 },
    { "mean", INSTRUMENT_MEAN, first_three, 3, 1, 1, NULL, 0 },
    { "aside", INSTRUMENT_MEAN, fourth, 1, 0, 2.5, NULL, 0 },
};
static const struct instrument_cut cuts[] = {
    { "case", 0, INSTRUMENT_AT_LEAST, 8, "made up" },
    { "far-down", 2, INSTRUMENT_BELOW, 5, "made up" },
};
static const struct instrument_safety safety[] = {
    { "ask", 1, 3, "made up" }, /* the reversed one: an answer of 0 or 1 */
};
static const double at_two[] = { 2, 2, 2 };
static const double at_three[] = { 3 };
static const struct instrument_group groups[] = {
    { "some", first_three, at_two, 3, 1, 2 },
    { "fourth", fourth, at_three, 1, 1, 1 },
};
static const struct instrument_rule rules[] = {
    { "both", groups, 2, "made up" },
};
static const struct instrument four = {
    .id = "four",
    .version = "1.0.0",
    .items = items,
    .item_count = 5,
    .scores = scores,
    .score_count = 3,
    .cuts = cuts,
    .cut_count = 2,
    .safety = safety,
    .safety_count = 1,
    .rules = rules,
    .rule_count = 1,
};

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
    CHECK(is_near(r.scores[2].value.value, 7.5)); /* its factor */
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
    const struct rating sheet[6] = { { RATING_MISSING, 0 } };
    struct instrument_result r;
    size_t bad = 99;

    CHECK(instrument_score(&four, sheet, 3, &r, &bad) ==
          INSTRUMENT_WRONG_COUNT);
    CHECK(instrument_score(&four, sheet, 6, &r, &bad) ==
          INSTRUMENT_WRONG_COUNT);
    CHECK(bad == 99);
}

TEST(an_unscored_item_at_the_end_may_be_left_out_but_not_be_wrong)
{
    const struct rating sheet[] = { GIVEN(1), GIVEN(1), GIVEN(2), GIVEN(3),
                                    GIVEN(2) };
    const struct rating bad_end[] = { GIVEN(1), GIVEN(1), GIVEN(2), GIVEN(3),
                                      GIVEN(3) };
    struct instrument_result r;
    size_t bad = 99;

    CHECK(instrument_answers_least(&four) == 4);
    CHECK(instrument_score(&four, sheet, 5, &r, NULL) == INSTRUMENT_OK);
    CHECK(is_near(r.scores[0].value.value, 6));
    CHECK(instrument_score(&four, bad_end, 5, &r, &bad) ==
          INSTRUMENT_OUT_OF_RANGE);
    CHECK(bad == 4);
}

TEST(a_band_begins_at_its_line_and_not_before)
{
    static const struct {
        double first;
        size_t band;
    } rows[] = { { 0, 0 }, { 1, 0 }, { 2, 1 }, { 4, 1 } };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct rating sheet[] = { GIVEN(rows[i].first), GIVEN(2),
                                        GIVEN(2), GIVEN(0) };
        struct instrument_result r;

        CHECK(instrument_score(&four, sheet, 4, &r, NULL) == INSTRUMENT_OK);
        CHECK(r.scores[0].band == rows[i].band);
        CHECK(r.scores[1].band == INSTRUMENT_NO_BAND);
    }
}

TEST(a_line_is_crossed_on_the_side_its_operator_names)
{
    static const struct {
        enum instrument_op op;
        bool below, on, above;
    } rows[] = {
        { INSTRUMENT_AT_LEAST, false, true, true },
        { INSTRUMENT_ABOVE, false, false, true },
        { INSTRUMENT_AT_MOST, true, true, false },
        { INSTRUMENT_BELOW, true, false, false },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        CHECK(instrument_crosses(rows[i].op, 35, 36) == rows[i].below);
        CHECK(instrument_crosses(rows[i].op, 36, 36) == rows[i].on);
        CHECK(instrument_crosses(rows[i].op, 37, 36) == rows[i].above);
    }
}

TEST(without_a_score_a_line_is_neither_crossed_nor_not)
{
    const struct rating sheet[] = { GIVEN(4), MISSING, MISSING, MISSING };
    struct instrument_result r;

    CHECK(instrument_score(&four, sheet, 4, &r, NULL) == INSTRUMENT_OK);
    CHECK(r.cuts[0] == INSTRUMENT_UNKNOWN && r.cuts[1] == INSTRUMENT_UNKNOWN);
    CHECK(r.scores[0].band == INSTRUMENT_NO_BAND && !r.scores[0].prorated);
}

TEST(a_safety_item_fires_on_points_and_is_open_when_blank)
{
    static const struct {
        struct rating answer;
        enum instrument_verdict fires;
    } rows[] = {
        { GIVEN(0), INSTRUMENT_YES },    { GIVEN(1), INSTRUMENT_YES },
        { GIVEN(2), INSTRUMENT_NO },     { GIVEN(4), INSTRUMENT_NO },
        { MISSING, INSTRUMENT_UNKNOWN }, { DECLINED, INSTRUMENT_UNKNOWN },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct rating sheet[] = { GIVEN(0), rows[i].answer, GIVEN(0),
                                        GIVEN(0) };
        struct instrument_result r;

        CHECK(instrument_score(&four, sheet, 4, &r, NULL) == INSTRUMENT_OK);
        CHECK(r.safety[0] == rows[i].fires);
    }
}

/* From one to two of the first three at two points, and the fourth at three. */
TEST(a_rule_holds_when_each_group_does_and_blanks_leave_open_what_they_decide)
{
    static const struct {
        struct rating sheet[4];
        size_t met, blank;
        enum instrument_verdict group, holds;
    } rows[] = {
        { { GIVEN(2), GIVEN(4), GIVEN(0), GIVEN(3) },
          1,
          0,
          INSTRUMENT_YES,
          INSTRUMENT_YES },
        { { GIVEN(1), GIVEN(4), GIVEN(0), GIVEN(3) },
          0,
          0,
          INSTRUMENT_NO,
          INSTRUMENT_NO },
        { { GIVEN(2), GIVEN(2), GIVEN(0), GIVEN(3) },
          2,
          0,
          INSTRUMENT_YES,
          INSTRUMENT_YES },
        { { GIVEN(2), GIVEN(2), GIVEN(2), GIVEN(3) },
          3,
          0,
          INSTRUMENT_NO,
          INSTRUMENT_NO },
        { { GIVEN(2), GIVEN(4), GIVEN(0), GIVEN(2) },
          1,
          0,
          INSTRUMENT_YES,
          INSTRUMENT_NO },
        { { GIVEN(2), MISSING, GIVEN(0), GIVEN(3) },
          1,
          1,
          INSTRUMENT_YES,
          INSTRUMENT_YES },
        { { GIVEN(2), MISSING, GIVEN(2), GIVEN(3) },
          2,
          1,
          INSTRUMENT_UNKNOWN,
          INSTRUMENT_UNKNOWN },
        { { GIVEN(0), MISSING, GIVEN(0), GIVEN(3) },
          0,
          1,
          INSTRUMENT_UNKNOWN,
          INSTRUMENT_UNKNOWN },
        { { GIVEN(0), MISSING, GIVEN(0), GIVEN(2) },
          0,
          1,
          INSTRUMENT_UNKNOWN,
          INSTRUMENT_NO },
        { { GIVEN(2), GIVEN(4), GIVEN(0), MISSING },
          1,
          0,
          INSTRUMENT_YES,
          INSTRUMENT_UNKNOWN },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct instrument_result r;

        CHECK(instrument_score(&four, rows[i].sheet, 4, &r, NULL) ==
              INSTRUMENT_OK);
        CHECK(r.rules[0].groups[0].met == rows[i].met);
        CHECK(r.rules[0].groups[0].blank == rows[i].blank);
        CHECK(r.rules[0].groups[0].holds == rows[i].group);
        CHECK(r.rules[0].holds == rows[i].holds);
    }
}

TEST(low_points_are_no_bad_sign_where_lower_is_better)
{
    const struct rating sheet[] = { GIVEN(0), GIVEN(4), GIVEN(4), GIVEN(0) };
    struct instrument turned = four;
    struct instrument_result r;

    turned.lower_is_better = true;
    CHECK(instrument_score(&turned, sheet, 4, &r, NULL) == INSTRUMENT_OK);
    CHECK(r.floor_count == 0);
}

TEST(whole_totals_stay_whole_when_a_blank_is_filled)
{
    struct instrument_item many[12];
    uint8_t all[12];
    const struct instrument_score total = { "total", INSTRUMENT_SUM, all, 12, 9,
                                            1,       NULL,           0 };
    const struct instrument in = { .id = "many",
                                   .items = many,
                                   .item_count = 12,
                                   .scores = &total,
                                   .score_count = 1 };

    for (uint8_t i = 0; i < 12; i++) {
        many[i] = (struct instrument_item){ "x", 0, 4, 1, false, false };
        all[i] = i;
    }
    for (size_t given = 3; given <= 12; given++)
        for (size_t sum = 0; sum <= given; sum++) {
            struct rating sheet[12];
            struct instrument_result r;

            for (size_t i = 0; i < 12; i++)
                sheet[i] = i < given ? rating_given(i < sum ? 1 : 0)
                                     : rating_none(RATING_MISSING);
            CHECK(instrument_score(&in, sheet, 12, &r, NULL) == INSTRUMENT_OK);
            CHECK(r.scores[0].prorated == (given < 12));
            if (sum * 12 % given == 0)
                CHECK(memcmp(&r.scores[0].value.value,
                             &(double){ (double)(sum * 12 / given) },
                             sizeof(double)) == 0);
        }
}

TEST(decimal_steps_hold_although_binary_cannot_write_them)
{
    const struct instrument_item line = { "line", 0, 10, 0.1, false, false };
    const uint8_t only[] = { 0 };
    const struct instrument_score total = { "total", INSTRUMENT_SUM, only, 1, 0,
                                            1,       NULL,           0 };
    const struct instrument in = { .id = "vas",
                                   .items = &line,
                                   .item_count = 1,
                                   .scores = &total,
                                   .score_count = 1 };
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
    CHECK(is_near(instrument_scale(&four, 2).max, 10)); /* 4 times 2.5 */
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
    struct instrument_item items[5];
    struct instrument_score scores[3];
    struct instrument_band bands[2];
    struct instrument_cut cuts[2];
    struct instrument_safety safety[1];
    struct instrument_rule rules[1];
    struct instrument_group groups[2];
    uint8_t members[3], group_members[3];
    double at[3];
};

static struct spoilt *spoil(struct spoilt *s)
{
    memcpy(s->items, items, sizeof(items));
    memcpy(s->scores, scores, sizeof(scores));
    memcpy(s->bands, bands, sizeof(bands));
    memcpy(s->cuts, cuts, sizeof(cuts));
    memcpy(s->safety, safety, sizeof(safety));
    memcpy(s->rules, rules, sizeof(rules));
    memcpy(s->groups, groups, sizeof(groups));
    memcpy(s->members, first_three, sizeof(first_three));
    memcpy(s->group_members, first_three, sizeof(first_three));
    memcpy(s->at, at_two, sizeof(at_two));
    s->scores[0].bands = s->bands;
    s->scores[1].items = s->members;
    s->groups[0].items = s->group_members;
    s->groups[0].at = s->at;
    s->rules[0].groups = s->groups;
    s->in = four;
    s->in.items = s->items;
    s->in.scores = s->scores;
    s->in.cuts = s->cuts;
    s->in.safety = s->safety;
    s->in.rules = s->rules;
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
    spoil(&s)->members[0] = 5;
    CHECK(flaw_of(&s) == INSTRUMENT_SCORE_NO_SUCH_ITEM);
    spoil(&s)->members[0] = 2;
    CHECK(flaw_of(&s) == INSTRUMENT_SCORE_ITEM_TWICE);
    spoil(&s)->scores[1].missing_max = 3;
    CHECK(flaw_of(&s) == INSTRUMENT_SCORE_BAD_MISSING);
    spoil(&s)->items[2].max = 6;
    CHECK(flaw_of(&s) == INSTRUMENT_SCORE_MIXED_RANGES);
    spoil(&s)->scores[1].factor = 0;
    CHECK(flaw_of(&s) == INSTRUMENT_SCORE_BAD_FACTOR);
    spoil(&s)->scores[1].factor = INFINITY;
    CHECK(flaw_of(&s) == INSTRUMENT_SCORE_BAD_FACTOR);
}

TEST(the_linter_wants_every_item_scored_or_said_not_to_be)
{
    struct spoilt s;

    spoil(&s)->items[4].unscored = false;
    CHECK(flaw_of(&s) == INSTRUMENT_ITEM_IN_NO_SCORE);
    spoil(&s)->items[2].unscored = true;
    CHECK(flaw_of(&s) == INSTRUMENT_ITEM_UNSCORED_IN_SCORE);
}

TEST(an_instrument_without_a_total_has_no_score_of_that_name)
{
    struct spoilt s;

    spoil(&s)->in.no_total = true;
    CHECK(flaw_of(&s) == INSTRUMENT_NO_TOTAL);
    s.scores[0].id = "first";
    CHECK(flaw_of(&s) == INSTRUMENT_SOUND);
    s.scores[2].id = "total";
    CHECK(flaw_of(&s) == INSTRUMENT_NO_TOTAL);
}

TEST(the_linter_refuses_bands_that_leave_gaps_or_run_backwards)
{
    struct spoilt s;

    spoil(&s)->bands[0].from = 1;
    CHECK(flaw_of(&s) == INSTRUMENT_BANDS_BAD_START);
    spoil(&s)->bands[1].from = 0;
    CHECK(flaw_of(&s) == INSTRUMENT_BANDS_UNSORTED);
    spoil(&s)->bands[1].from = 13;
    CHECK(flaw_of(&s) == INSTRUMENT_BAND_OUT_OF_RANGE);
    spoil(&s)->bands[1].from = NAN;
    CHECK(flaw_of(&s) == INSTRUMENT_BAND_OUT_OF_RANGE);
    spoil(&s)->bands[1].id = "low";
    CHECK(flaw_of(&s) == INSTRUMENT_BAND_BAD_ID);
    spoil(&s)->scores[0].band_count = INSTRUMENT_BANDS_MAX + 1;
    CHECK(flaw_of(&s) == INSTRUMENT_BANDS_TOO_MANY);
}

TEST(the_linter_refuses_lines_and_safety_items_that_can_say_nothing)
{
    struct spoilt s;

    spoil(&s)->cuts[0].at = 0; /* every total is at least 0 */
    CHECK(flaw_of(&s) == INSTRUMENT_CUT_OUT_OF_RANGE);
    spoil(&s)->cuts[0].at = 12.5;
    CHECK(flaw_of(&s) == INSTRUMENT_CUT_OUT_OF_RANGE);
    spoil(&s)->cuts[0].at = NAN;
    CHECK(flaw_of(&s) == INSTRUMENT_CUT_OUT_OF_RANGE);
    spoil(&s)->cuts[1].score = 3;
    CHECK(flaw_of(&s) == INSTRUMENT_CUT_NO_SUCH_SCORE);
    spoil(&s)->cuts[1].id = "case";
    CHECK(flaw_of(&s) == INSTRUMENT_CUT_BAD_ID);
    spoil(&s)->in.cut_count = INSTRUMENT_CUTS_MAX + 1;
    CHECK(flaw_of(&s) == INSTRUMENT_TOO_MANY_CUTS);
    spoil(&s)->safety[0].item = 5;
    CHECK(flaw_of(&s) == INSTRUMENT_SAFETY_NO_SUCH_ITEM);
    spoil(&s)->safety[0].at = 0;
    CHECK(flaw_of(&s) == INSTRUMENT_SAFETY_OUT_OF_RANGE);
    spoil(&s)->safety[0].at = 5;
    CHECK(flaw_of(&s) == INSTRUMENT_SAFETY_OUT_OF_RANGE);
    spoil(&s)->safety[0].id = "";
    CHECK(flaw_of(&s) == INSTRUMENT_SAFETY_BAD_ID);
    spoil(&s)->in.safety_count = INSTRUMENT_SAFETY_MAX + 1;
    CHECK(flaw_of(&s) == INSTRUMENT_TOO_MANY_SAFETY);
}

TEST(the_linter_refuses_rules_that_cannot_hold_or_always_do)
{
    struct spoilt s;

    spoil(&s)->rules[0].id = NULL;
    CHECK(flaw_of(&s) == INSTRUMENT_RULE_BAD_ID);
    spoil(&s)->rules[0].group_count = 0;
    CHECK(flaw_of(&s) == INSTRUMENT_RULE_BAD_GROUPS);
    spoil(&s)->groups[1].id = "some";
    CHECK(flaw_of(&s) == INSTRUMENT_RULE_BAD_GROUPS);
    spoil(&s)->group_members[1] = 0;
    CHECK(flaw_of(&s) == INSTRUMENT_GROUP_BAD_ITEMS);
    spoil(&s)->group_members[1] = 5;
    CHECK(flaw_of(&s) == INSTRUMENT_GROUP_BAD_ITEMS);
    spoil(&s)->groups[0].item_count = 0;
    CHECK(flaw_of(&s) == INSTRUMENT_GROUP_BAD_ITEMS);
    spoil(&s)->at[2] = 0;
    CHECK(flaw_of(&s) == INSTRUMENT_GROUP_OUT_OF_RANGE);
    spoil(&s)->at[2] = 4.5;
    CHECK(flaw_of(&s) == INSTRUMENT_GROUP_OUT_OF_RANGE);
    spoil(&s)->groups[0].most = 4;
    CHECK(flaw_of(&s) == INSTRUMENT_GROUP_BAD_COUNT);
    spoil(&s)->groups[0].least = 3;
    CHECK(flaw_of(&s) == INSTRUMENT_GROUP_BAD_COUNT);
    spoil(&s)->groups[0].least = 0;
    s.groups[0].most = 3;
    CHECK(flaw_of(&s) == INSTRUMENT_GROUP_BAD_COUNT);
    spoil(&s)->in.rule_count = INSTRUMENT_RULES_MAX + 1;
    CHECK(flaw_of(&s) == INSTRUMENT_TOO_MANY_RULES);
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
    for (int i = 0; i <= INSTRUMENT_GROUP_BAD_COUNT; i++)
        for (int k = 0; k < i; k++)
            CHECK(strcmp(instrument_flaw_name((enum instrument_flaw)i),
                         instrument_flaw_name((enum instrument_flaw)k)) != 0);
    CHECK(strcmp(instrument_status_name(INSTRUMENT_OFF_STEP), "off_step") == 0);
    CHECK(strcmp(instrument_verdict_name(INSTRUMENT_UNKNOWN), "unknown") == 0);
    CHECK(strcmp(instrument_op_name(INSTRUMENT_BELOW), "<") == 0);
}
