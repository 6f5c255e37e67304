/* SPDX-License-Identifier: Apache-2.0 */
/* tests/vectors/recovery.json against the native core. */
#include "core/recovery.h"
#include "tests/check.h"
#include "tests/core/vectors.h"

static double number(const json_t *from, const char *key)
{
    const json_t *value = json_object_get(from, key);

    CHECK(json_is_number(value));
    return json_number_value(value);
}

/* null: without meaning. What is not named is not compared. */
static void truth(const json_t *expect, const char *key, bool known, bool found)
{
    const json_t *value = json_object_get(expect, key);

    if (value == NULL)
        return;
    CHECK(known != json_is_null(value));
    if (known)
        CHECK(found == json_is_true(value));
    else
        CHECK(!found);
}

TEST(recovery_over_two_forms)
{
    const struct recovery_params p = recovery_defaults();
    json_t *root = vectors_load("recovery"), *one;
    size_t i;

    CHECK(json_array_size(json_object_get(root, "cases")) > 0);
    json_array_foreach(json_object_get(root, "cases"), i, one)
    {
        const json_t *expect = json_object_get(one, "expect");
        struct recovery_scores s;
        struct recovery r = { 0 };

        vectors_case(one);
        s = (struct recovery_scores){
            number(one, "phqBefore"),
            number(one, "phqAfter"),
            number(one, "gadBefore"),
            number(one, "gadAfter"),
        };
        CHECK(recovery_judge(&p, &s, &r) == !json_is_null(expect));
        if (json_is_null(expect))
            continue;
        vectors_word("phq", recovery_change_name(r.phq),
                     json_object_get(expect, "phq"));
        vectors_word("gad", recovery_change_name(r.gad),
                     json_object_get(expect, "gad"));
        vectors_word("change", recovery_change_name(r.change),
                     json_object_get(expect, "change"));
        vectors_word("why", recovery_why_name(r.why),
                     json_object_get(expect, "why"));
        truth(expect, "caseBefore", true, r.case_before);
        truth(expect, "caseAfter", true, r.case_after);
        truth(expect, "recovered", r.case_before, r.recovered);
        truth(expect, "reliably", r.case_before, r.reliably);
    }
    json_decref(root);
}
