/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sudden.h"

#include "tests/check.h"
#include "tests/core/vectors.h"

static void check_numbers(const struct sudden *found, const json_t *expect)
{
    const double within = 1e-9;

    vectors_near("step", found->step, json_object_get(expect, "step"), within);
    vectors_near("least", found->least, json_object_get(expect, "least"),
                 within);
    vectors_near("apart", found->apart, json_object_get(expect, "apart"),
                 within);
    vectors_near("noise", found->noise, json_object_get(expect, "noise"),
                 within);
}

TEST(gains_and_losses_are_those_of_their_source)
{
    json_t *root = vectors_load("sudden"), *one;
    size_t n;

    json_array_foreach(json_object_get(root, "cases"), n, one)
    {
        const json_t *expect = json_object_get(one, "expect");
        const json_t *sessions = json_object_get(one, "sessions");
        const char *way = json_string_value(json_object_get(one, "way"));
        const struct sudden_params p = {
            json_number_value(json_object_get(one, "cutoff")),
            json_number_value(json_object_get(one, "share")),
        };
        const struct sudden untouched = { 42, 42, 42, 42 };
        struct sudden found = untouched;
        struct rating six[6];
        enum sudden_status status;

        vectors_case(one);
        CHECK(sudden_params_are_sound(&p));
        for (size_t i = 0; i < 6; i++)
            six[i] = vectors_rating(json_array_get(sessions, i));
        status = sudden_judge(
            &p, six, strcmp(way, "up") == 0 ? SUDDEN_UP : SUDDEN_DOWN, &found);
        vectors_word("status", sudden_status_name(status),
                     json_object_get(expect, "status"));
        if (status == SUDDEN_UNDEFINED)
            CHECK(memcmp(&found, &untouched, sizeof(found)) == 0);
        else
            check_numbers(&found, expect);
    }
    json_decref(root);
}
