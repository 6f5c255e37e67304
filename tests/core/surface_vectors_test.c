/* SPDX-License-Identifier: Apache-2.0 */
#include "core/surface.h"

#include <stdio.h>

#include "tests/check.h"
#include "tests/core/vectors.h"

enum { PAIRS_MAX = 100 };

static size_t numbers(const json_t *from, double to[PAIRS_MAX])
{
    json_t *value;
    size_t i;

    CHECK(json_array_size(from) <= PAIRS_MAX);
    json_array_foreach(from, i, value) to[i] = json_number_value(value);
    return i;
}

static void check_parts(const struct surface_part found[],
                        const json_t *expected, size_t count, double within)
{
    CHECK(json_array_size(expected) == count);
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(expected, i);

        CHECK(found[i].t_known);
        vectors_near("value", found[i].value, json_object_get(one, "value"),
                     within);
        vectors_near("error", found[i].error, json_object_get(one, "error"),
                     within);
        vectors_near("t", found[i].t, json_object_get(one, "t"), within);
        vectors_near("p", found[i].p, json_object_get(one, "p"), within);
    }
}

static void check_surface(const struct surface *s, const json_t *expect,
                          double within)
{
    const struct {
        const char *key;
        double found;
    } rows[] = {
        { "pairs", (double)s->pairs },
        { "freedom", (double)s->freedom },
        { "mean", s->mean },
        { "sd", s->sd },
        { "incongruent", (double)s->incongruent },
        { "share", s->share },
        { "rSquared", s->r_squared },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        vectors_near(rows[i].key, rows[i].found,
                     json_object_get(expect, rows[i].key), within);
    check_parts(s->b, json_object_get(expect, "b"), SURFACE_COEFFICIENTS,
                within);
    check_parts(s->a, json_object_get(expect, "a"), SURFACE_SHAPES, within);
}

TEST(surfaces_are_those_of_their_source)
{
    json_t *root = vectors_load("surface"), *one;
    const struct surface_params p = surface_defaults();
    size_t n;

    json_array_foreach(json_object_get(root, "cases"), n, one)
    {
        const json_t *expect = json_object_get(one, "expect");
        double client[PAIRS_MAX], therapist[PAIRS_MAX], outcome[PAIRS_MAX];
        double work[PAIRS_MAX * SURFACE_WORK_PER_PAIR];
        const size_t pairs = numbers(json_object_get(one, "client"), client);
        struct surface s;
        enum surface_status status;

        vectors_case(one);
        CHECK(numbers(json_object_get(one, "therapist"), therapist) == pairs);
        CHECK(numbers(json_object_get(one, "outcome"), outcome) == pairs);
        status = surface_fit(&p, client, therapist, outcome, pairs, work, &s);
        if (json_is_true(json_object_get(expect, "ok"))) {
            CHECK(status == SURFACE_OK);
            check_surface(&s, expect,
                          json_number_value(json_object_get(one, "within")));
        } else {
            vectors_word("why", surface_status_name(status),
                         json_object_get(expect, "why"));
        }
    }
    json_decref(root);
}
