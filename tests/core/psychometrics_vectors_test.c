/* SPDX-License-Identifier: Apache-2.0 */
#include "core/psychometrics.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/core/vectors.h"
#include "tests/check.h"

enum { SHEETS_MAX = 200 };

static struct psychometrics_room room;
static struct psychometrics found;

/* One case, read. */
struct run {
    struct instrument in;
    struct instrument_item items[INSTRUMENT_ITEMS_MAX];
    char ids[INSTRUMENT_ITEMS_MAX][24];
    uint8_t members[INSTRUMENT_ITEMS_MAX];
    struct instrument_score score;
    struct psychometrics_sheet sheets[SHEETS_MAX];
    struct rating answers[SHEETS_MAX * INSTRUMENT_ITEMS_MAX];
    struct psychometrics_params params;
    struct psychometrics_data data;
};
static struct run run;

static double number(const json_t *from, const char *key)
{
    return json_number_value(json_object_get(from, key));
}

static void read_key(const json_t *one)
{
    const json_t *items = json_object_get(one, "items"), *item;
    size_t i;

    json_array_foreach(items, i, item)
    {
        (void)snprintf(run.ids[i], sizeof(run.ids[i]), "i%zu", i + 1);
        run.members[i] = (uint8_t)i;
        run.items[i] = (struct instrument_item){
            .id = run.ids[i],
            .min = number(item, "min"),
            .max = number(item, "max"),
            .step = number(item, "step"),
            .reversed = json_is_true(json_object_get(item, "reversed")),
        };
    }
    run.score = (struct instrument_score){
        .id = "total",
        .how = json_string_value(json_object_get(one, "how"))[0] == 's'
                   ? INSTRUMENT_SUM
                   : INSTRUMENT_MEAN,
        .items = run.members,
        .item_count = json_array_size(items),
        .missing_max = (size_t)number(one, "missingMax"),
        .factor = 1,
    };
    run.in = (struct instrument){ .id = "case",
                                  .items = run.items,
                                  .item_count = json_array_size(items),
                                  .scores = &run.score,
                                  .score_count = 1 };
    CHECK(instrument_check(&run.in, &i) == INSTRUMENT_SOUND);
}

static void read_params(const json_t *from)
{
    struct psychometrics_params *p = &run.params;
    const struct {
        const char *key;
        size_t *place;
    } counts[] = {
        { "leastAny", &p->least_any },
        { "leastAlpha", &p->least_alpha },
        { "leastOmega", &p->least_omega },
        { "leastRest", &p->least_rest },
        { "leastRetest", &p->least_retest },
        { "leastExtremes", &p->least_extremes },
    };
    const char *occasion = json_string_value(json_object_get(from, "occasion"));

    *p = psychometrics_defaults();
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
        if (json_object_get(from, counts[i].key) != NULL)
            *counts[i].place = (size_t)number(from, counts[i].key);
    if (json_object_get(from, "level") != NULL)
        p->level = number(from, "level");
    if (json_object_get(from, "extreme") != NULL)
        p->extreme = number(from, "extreme");
    for (int o = PSYCHOMETRICS_FIRST;
         occasion != NULL && o <= PSYCHOMETRICS_ALL; o++)
        if (strcmp(occasion, psychometrics_occasion_name(
                                 (enum psychometrics_occasion)o)) == 0)
            p->occasion = (enum psychometrics_occasion)o;
}

static void read_sheets(const json_t *one)
{
    const bool dated = json_is_true(json_object_get(one, "dated"));
    const json_t *sheet, *answer;
    size_t i, k;

    json_array_foreach(json_object_get(one, "sheets"), i, sheet)
    {
        CHECK(i < SHEETS_MAX);
        run.sheets[i] =
            (struct psychometrics_sheet){ (uint32_t)number(sheet, "person"),
                                          dated, number(sheet, "at") };
        json_array_foreach(json_object_get(sheet, "answers"), k, answer)
            run.answers[i * run.in.item_count + k] = vectors_rating(answer);
    }
    run.data = (struct psychometrics_data){
        .in = &run.in,
        .score = 0,
        .ranged = json_is_true(json_object_get(one, "ranged")),
        .sheets = run.sheets,
        .answers = run.answers,
        .count = json_array_size(json_object_get(one, "sheets")),
    };
}

static void same_bound(const char *what, bool known, double value,
                       const json_t *expected, double within)
{
    if (expected == NULL)
        return;
    if (!known && json_is_null(expected))
        return;
    if (!known)
        fail_msg("%s: there is none", what);
    vectors_near(what, value, expected, within);
}

static void same_figure(const char *what, const struct psychometrics_figure *f,
                        const json_t *expect, double within)
{
    if (expect == NULL)
        return;
    vectors_word(what, psychometrics_why_name(f->why),
                 json_object_get(expect, "why"));
    same_bound(what, f->why == PSYCHOMETRICS_SHOWN, f->value,
               json_object_get(expect, "value"), within);
    same_bound(what, f->bounded, f->low, json_object_get(expect, "low"),
               within);
    same_bound(what, f->bounded, f->high, json_object_get(expect, "high"),
               within);
    same_bound(what, true, (double)f->n, json_object_get(expect, "n"), 0);
}

static void same(const json_t *expect, double within)
{
    const struct {
        const char *key;
        const struct psychometrics_figure *figure;
    } figures[] = {
        { "mean", &found.mean },        { "sd", &found.sd },
        { "sem", &found.sem },          { "alpha", &found.alpha },
        { "omega", &found.omega },      { "floor", &found.floor },
        { "ceiling", &found.ceiling },  { "missing", &found.missing },
        { "retestR", &found.retest_r }, { "retestIcc", &found.retest_icc },
    };
    const struct {
        const char *key;
        size_t value;
    } counts[] = { { "people", found.people },
                   { "sheets", found.sheets },
                   { "retestOutside", found.retest_outside } };
    const struct {
        const char *key;
        bool value;
    } flags[] = { { "floorFlagged", found.floor_flagged },
                  { "ceilingFlagged", found.ceiling_flagged } };
    const json_t *items = json_object_get(expect, "items"), *item;
    size_t i;

    for (i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
        same_figure(figures[i].key, figures[i].figure,
                    json_object_get(expect, figures[i].key), within);
    for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
        same_bound(counts[i].key, true, (double)counts[i].value,
                   json_object_get(expect, counts[i].key), 0);
    for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if (json_object_get(expect, flags[i].key) != NULL)
            CHECK(json_is_true(json_object_get(expect, flags[i].key)) ==
                  flags[i].value);
    CHECK(items == NULL || json_array_size(items) == found.item_count);
    json_array_foreach(items, i, item)
    {
        const struct psychometrics_item *it = &found.items[i];

        same_figure("item mean", &it->mean, json_object_get(item, "mean"),
                    within);
        same_figure("item sd", &it->sd, json_object_get(item, "sd"), within);
        same_figure("item rest", &it->rest, json_object_get(item, "rest"),
                    within);
        same_figure("item missing", &it->missing,
                    json_object_get(item, "missing"), within);
    }
}

static void mix(uint64_t *hash, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof(bits));
    for (int i = 0; i < 64; i += 8)
        *hash = (*hash ^ (bits >> i & 255)) * UINT64_C(1099511628211);
}

static void mix_figure(uint64_t *hash, const struct psychometrics_figure *f)
{
    if (f->why == PSYCHOMETRICS_SHOWN)
        mix(hash, f->value);
    if (f->bounded) {
        mix(hash, f->low);
        mix(hash, f->high);
    }
}

static void mix_all(uint64_t *hash)
{
    const struct psychometrics_figure *const figures[] = {
        &found.sd,    &found.sem,      &found.alpha,      &found.omega,
        &found.floor, &found.retest_r, &found.retest_icc,
    };

    for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
        mix_figure(hash, figures[i]);
    for (size_t i = 0; i < found.item_count; i++)
        mix_figure(hash, &found.items[i].rest);
}

TEST(figures_are_those_of_r_and_of_the_papers)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    char bits[20];
    json_t *root = vectors_load("psychometrics");
    const json_t *one;
    size_t i;

    json_array_foreach(json_object_get(root, "cases"), i, one)
    {
        vectors_case(one);
        read_key(one);
        read_params(json_object_get(one, "params"));
        read_sheets(one);
        CHECK(psychometrics_find(&run.params, &run.data, &room, &found, NULL) ==
              PSYCHOMETRICS_OK);
        same(json_object_get(one, "expect"), number(one, "within"));
        mix_all(&hash);
    }
    /* The same bits in every build. */
    (void)snprintf(bits, sizeof(bits), "%016" PRIx64, hash);
    vectors_word("hash", bits, json_object_get(root, "hash"));
    CHECK(i == 15);
    json_decref(root);
}
