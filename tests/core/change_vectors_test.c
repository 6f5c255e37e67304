/* SPDX-License-Identifier: Apache-2.0 */
/* tests/vectors/change.json against the native core. */
#include <math.h>
#include <stdio.h>

#include "core/change.h"
#include "tests/check.h"
#include "tests/core/vectors.h"

static double within_of(const json_t *one)
{
    const json_t *within = json_object_get(one, "within");

    return within == NULL ? 1e-9 : json_number_value(within);
}

/* NaN for null and for what is not there. */
static double number(const json_t *from, const char *key)
{
    const json_t *value = json_object_get(from, key);

    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

/* Only what the case expects is compared; null expects NaN. */
static void near_or_none(const json_t *one, const char *key, double found)
{
    const json_t *expected =
        json_object_get(json_object_get(one, "expect"), key);

    if (expected == NULL)
        return;
    if (!json_is_null(expected))
        vectors_near(key, found, expected, within_of(one));
    else if (!isnan(found))
        fail_msg("%s is %.17g, expected none", key, found);
}

static void word(const json_t *one, const char *key, const char *found)
{
    vectors_word(key, found,
                 json_object_get(json_object_get(one, "expect"), key));
}

static enum change_method method_of(const json_t *one)
{
    const char *name = json_string_value(json_object_get(one, "method"));

    for (int m = 0; m < CHANGE_METHOD_COUNT; m++)
        if (strcmp(change_method_name((enum change_method)m), name) == 0)
            return (enum change_method)m;
    fail_msg("no method %s", name);
    return CHANGE_JT;
}

static enum change_direction better_of(const json_t *one)
{
    const char *name = json_string_value(json_object_get(one, "better"));

    return strcmp(name, "higher") == 0 ? CHANGE_HIGHER : CHANGE_LOWER;
}

static json_t *list_of(json_t *root, const char *key)
{
    json_t *list = json_object_get(root, key);

    CHECK(json_array_size(list) > 0);
    return list;
}

TEST(the_six_indexes)
{
    json_t *root = vectors_load("change"), *one;
    size_t i;

    json_array_foreach(list_of(root, "cases"), i, one)
    {
        const json_t *n = json_object_get(one, "norms");
        const enum change_method m = method_of(one);
        const struct change_norms norms = {
            .sd = number(n, "sd"),
            .mean = number(n, "mean"),
            .sd_post = number(n, "sdPost"),
            .mean_post = number(n, "meanPost"),
            .reliability = number(n, "reliability"),
            .reliability_post = number(n, "reliabilityPost"),
            .correlation = number(n, "correlation"),
        };
        const double critical = json_object_get(one, "critical") == NULL
                                    ? change_critical(m)
                                    : number(one, "critical");
        struct change_index x = { .sem = 42 };
        enum change_status status;

        vectors_case(one);
        status = change_index(m, &norms, critical, number(one, "pre"),
                              number(one, "post"), &x);
        word(one, "status", change_status_name(status));
        if (status != CHANGE_OK) {
            CHECK(x.sem > 41);
            continue;
        }
        near_or_none(one, "sem", x.sem);
        near_or_none(one, "sdiff", x.sdiff);
        near_or_none(one, "rdd", x.rdd);
        near_or_none(one, "expected", x.expected);
        near_or_none(one, "error", x.error);
        near_or_none(one, "index", x.index);
        near_or_none(one, "points", x.points);
        near_or_none(one, "low", x.low);
        near_or_none(one, "high", x.high);
        near_or_none(one, "way", x.way);
    }
    json_decref(root);
}

TEST(cut_offs_between_two_groups)
{
    json_t *root = vectors_load("change"), *one;
    size_t i;

    json_array_foreach(list_of(root, "cutoffs"), i, one)
    {
        const json_t *g = json_object_get(one, "groups");
        const struct change_groups groups = {
            .mean_clinical = number(g, "meanClinical"),
            .sd_clinical = number(g, "sdClinical"),
            .mean_functional = number(g, "meanFunctional"),
            .sd_functional = number(g, "sdFunctional"),
        };
        struct change_cutoffs c = { 42, 42, 42 };
        double value = (double)NAN;
        enum change_status status;

        vectors_case(one);
        status = change_cutoffs(&groups, better_of(one), &c);
        word(one, "status", change_status_name(status));
        if (status != CHANGE_OK) {
            CHECK(c.a > 41 && c.b > 41 && c.c > 41);
            continue;
        }
        near_or_none(one, "a", c.a);
        near_or_none(one, "b", c.b);
        near_or_none(one, "c", c.c);
        word(one, "best", change_cutoff_name(change_cutoffs_best(&c, &value)));
        near_or_none(one, "value", value);
    }
    json_decref(root);
}

TEST(verdicts_and_why)
{
    json_t *root = vectors_load("change"), *one;
    size_t i;

    json_array_foreach(list_of(root, "verdicts"), i, one)
    {
        enum change_verdict v;

        vectors_case(one);
        v = change_verdict(better_of(one), (int)number(one, "way"),
                           number(one, "cutoff"), number(one, "pre"),
                           number(one, "post"));
        word(one, "verdict", change_verdict_name(v));
        word(one, "why", change_verdict_why(v));
    }
    json_decref(root);
}

TEST(percentages)
{
    json_t *root = vectors_load("change"), *one;
    size_t i;

    json_array_foreach(list_of(root, "percents"), i, one)
    {
        const json_t *expected = json_object_get(one, "expect");
        double percent = 42;
        enum change_status status;

        vectors_case(one);
        status = change_percent(number(one, "pre"), number(one, "post"),
                                number(one, "zero"), &percent);
        CHECK((status == CHANGE_OK) == json_is_number(expected));
        if (status == CHANGE_OK)
            vectors_near("percent", percent, expected, within_of(one));
        else
            CHECK(status == CHANGE_NOTHING_AT_START && percent > 41);
    }
    json_decref(root);
}

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static double make_up(uint32_t *seed, double least, double most)
{
    const double share = next(seed) % 10001 / 10000.0;

    return least + (most - least) * share;
}

static void mix(uint64_t *hash, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof(bits));
    for (int i = 0; i < 64; i += 8)
        *hash = (*hash ^ (bits >> i & 255)) * UINT64_C(1099511628211);
}

/* tests/web/core/change.test.ts makes the same from the same seed. */
TEST(native_numbers_have_the_bits_of_the_vector)
{
    static const double ranges[9][2] = {
        { 4, 12 },     { -10, 40 },   { 4, 12 }, { -10, 40 }, { 0.7, 0.98 },
        { 0.5, 0.98 }, { -0.5, 0.4 }, { 0, 40 }, { 0, 40 },
    };
    json_t *root = vectors_load("change");
    const json_t *vector = json_object_get(root, "bits");
    uint32_t seed =
        (uint32_t)json_integer_value(json_object_get(vector, "seed"));
    uint64_t hash = UINT64_C(14695981039346656037);
    char found[17];

    for (json_int_t i = json_integer_value(json_object_get(vector, "rounds"));
         i > 0; i--) {
        double v[9];
        struct change_norms n;

        for (int k = 0; k < 9; k++)
            v[k] = make_up(&seed, ranges[k][0], ranges[k][1]);
        n = (struct change_norms){ v[0], v[1], v[2], v[3], v[4], v[5], v[6] };
        for (int m = 0; m < CHANGE_METHOD_COUNT; m++) {
            struct change_index x;

            CHECK(change_index((enum change_method)m, &n,
                               change_critical((enum change_method)m), v[7],
                               v[8], &x) == CHANGE_OK);
            mix(&hash, x.index);
            mix(&hash, x.expected);
            mix(&hash, x.error);
            mix(&hash, x.low);
            mix(&hash, x.high);
        }
    }
    (void)snprintf(found, sizeof(found), "%016llx", (unsigned long long)hash);
    assert_string_equal(found,
                        json_string_value(json_object_get(vector, "hash")));
    json_decref(root);
}
