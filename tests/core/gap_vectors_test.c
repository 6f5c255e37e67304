/* SPDX-License-Identifier: Apache-2.0 */
#include "core/gap.h"
#include "tests/check.h"
#include "tests/core/vectors.h"

enum { GAPS_MAX = 8 };

static int64_t number_at(const json_t *pair, size_t i)
{
    return json_integer_value(json_array_get(pair, i));
}

TEST(a_moment_counts_once_whoever_names_it)
{
    json_t *root = vectors_load("gaps"), *one, *pair;
    size_t n, i;

    CHECK(json_array_size(json_object_get(root, "cases")) > 0);
    json_array_foreach(json_object_get(root, "cases"), n, one)
    {
        struct gap gaps[GAPS_MAX];
        size_t count = 0;

        vectors_case(one);
        json_array_foreach(json_object_get(one, "gaps"), i, pair)
            gaps[count++] =
                (struct gap){ number_at(pair, 0), number_at(pair, 1) };
        CHECK(gap_total_ms(gaps, count) ==
              json_integer_value(json_object_get(one, "totalMs")));
    }
    json_decref(root);
}

TEST(what_lies_outside_is_cut_off)
{
    struct gap g = { 10, 90 };

    CHECK(gap_cut(&g, 20, 80));
    CHECK(g.from_ms == 20 && g.until_ms == 80);
    CHECK(!gap_cut(&g, 80, 100));
    CHECK(!gap_cut(&g, 0, 20));
    CHECK(g.from_ms == 20 && g.until_ms == 80);
}
