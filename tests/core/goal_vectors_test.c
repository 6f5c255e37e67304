/* SPDX-License-Identifier: Apache-2.0 */
/* tests/vectors/goal.json against the native core. */
#include "core/goal.h"
#include "tests/check.h"
#include "tests/core/vectors.h"

enum { ROOM = GOAL_COUNT_MAX + 8 };

static double within_of(const json_t *one)
{
    const json_t *within = json_object_get(one, "within");

    return within == NULL ? 1e-9 : json_number_value(within);
}

static json_t *list_of(json_t *root, const char *key)
{
    json_t *list = json_object_get(root, key);

    CHECK(json_array_size(list) > 0);
    return list;
}

static size_t ratings_of(const json_t *list, struct rating out[ROOM])
{
    const size_t count = json_array_size(list);

    CHECK(count <= ROOM);
    for (size_t i = 0; i < count; i++)
        out[i] = vectors_rating(json_array_get(list, i));
    return count;
}

static void put(const json_t *params, const char *key, double *place)
{
    const json_t *value = json_object_get(params, key);

    if (value != NULL)
        *place = json_number_value(value);
}

static struct goal_params params_of(const json_t *params)
{
    struct goal_params p = goal_defaults();

    put(params, "rho", &p.rho);
    put(params, "least", &p.least);
    put(params, "most", &p.most);
    put(params, "step", &p.step);
    CHECK(goal_params_are_sound(&p));
    return p;
}

static void near(const json_t *one, const char *key, double found)
{
    const json_t *expected =
        json_object_get(json_object_get(one, "expect"), key);

    if (expected != NULL)
        vectors_near(key, found, expected, within_of(one));
}

TEST(attainment_of_several_goals)
{
    json_t *root = vectors_load("goal"), *one;
    size_t i;

    json_array_foreach(list_of(root, "cases"), i, one)
    {
        const struct goal_params p = params_of(json_object_get(one, "params"));
        const json_t *w = json_object_get(one, "weights");
        struct rating levels[ROOM];
        double weights[ROOM];
        const size_t count = ratings_of(json_object_get(one, "levels"), levels);
        struct goal_attainment a = { .t = 42.5 };
        size_t bad = 99;
        enum goal_status status;

        vectors_case(one);
        for (size_t k = 0; k < json_array_size(w); k++)
            weights[k] = json_number_value(json_array_get(w, k));
        status = goal_attainment(&p, levels, w == NULL ? NULL : weights, count,
                                 &a, &bad);
        vectors_word("status", goal_status_name(status),
                     json_object_get(json_object_get(one, "expect"), "status"));
        near(one, "bad", (double)bad);
        if (status != GOAL_OK) {
            CHECK(a.t > 42 && a.t < 43);
            continue;
        }
        near(one, "t", a.t);
        near(one, "counted", (double)a.counted);
        near(one, "sumWeights", a.sum_weights);
        near(one, "sumSquares", a.sum_squares);
        near(one, "sumLevels", a.sum_levels);
        near(one, "spread", a.spread);
    }
    json_decref(root);
}

TEST(one_goal_over_time)
{
    json_t *root = vectors_load("goal"), *one;
    size_t i;

    json_array_foreach(list_of(root, "courses"), i, one)
    {
        const json_t *expect = json_object_get(one, "expect");
        struct rating ratings[ROOM];
        const size_t count =
            ratings_of(json_object_get(one, "ratings"), ratings);
        struct goal_course g = { 0 };

        vectors_case(one);
        CHECK(json_array_size(expect) == count);
        for (size_t k = 0; k < count; k++) {
            const json_t *change = json_array_get(expect, k);
            const struct goal_change found = goal_step(&g, ratings[k]);

            CHECK(found.known == json_is_object(change));
            if (!found.known)
                continue;
            vectors_near("since first", found.since_first,
                         json_object_get(change, "sinceFirst"), 1e-9);
            vectors_near("since last", found.since_last,
                         json_object_get(change, "sinceLast"), 1e-9);
        }
    }
    json_decref(root);
}

TEST(mean_over_goals)
{
    json_t *root = vectors_load("goal"), *one;
    size_t i;

    json_array_foreach(list_of(root, "means"), i, one)
    {
        const json_t *expect = json_object_get(one, "expect");
        struct rating ratings[ROOM];
        const size_t count =
            ratings_of(json_object_get(one, "ratings"), ratings);
        double mean = 42.5;

        vectors_case(one);
        CHECK(goal_mean(ratings, count, &mean) == json_is_number(expect));
        if (json_is_number(expect))
            vectors_near("mean", mean, expect, 1e-9);
        else
            CHECK(mean > 42 && mean < 43);
    }
    json_decref(root);
}
