/* SPDX-License-Identifier: Apache-2.0 */
/* tests/vectors/readiness.json against the native core. */
#include "core/readiness.h"
#include "tests/check.h"
#include "tests/core/vectors.h"

#include <string.h>

static enum readiness_advice advice_of(const json_t *name)
{
    enum readiness_advice a = READINESS_VIDEO;

    while (strcmp(readiness_advice_name(a), json_string_value(name)) != 0)
        CHECK(++a <= READINESS_UNKNOWN);
    return a;
}

static double measured(const json_t *way, const char *key)
{
    const json_t *value = json_object_get(way, key);

    return json_is_number(value) ? json_number_value(value) : -1;
}

static struct readiness_measure way_of(const json_t *way)
{
    return (struct readiness_measure){
        .rtt_ms = measured(way, "rttMs"),
        .loss = measured(way, "loss"),
        .rate_kbit = measured(way, "rateKbit"),
    };
}

static struct readiness_signals signals_of(const json_t *one)
{
    const json_t *signs = json_object_get(one, "signs");
    struct readiness_signals s = {
        .wanted = advice_of(json_object_get(one, "wanted")),
        .ways = { way_of(json_object_get(one, "line")),
                  way_of(json_object_get(one, "call")) },
    };

    for (size_t i = 0; i < READINESS_SIGN_COUNT; i++) {
        const json_t *fine =
            json_object_get(signs, readiness_sign_name((enum readiness_sign)i));

        if (fine != NULL)
            s.signs[i] = json_is_true(fine) ? READINESS_FINE : READINESS_FAILED;
    }
    return s;
}

TEST(advice_for_a_device)
{
    json_t *root = vectors_load("readiness"), *one;
    size_t i;

    CHECK(json_array_size(json_object_get(root, "cases")) > 0);
    json_array_foreach(json_object_get(root, "cases"), i, one)
    {
        const json_t *expect = json_object_get(one, "expect");
        const json_t *findings = json_object_get(expect, "findings");
        const struct readiness_signals s = signals_of(one);
        struct readiness r = { .count = 42 };

        vectors_case(one);
        CHECK(readiness_judge(&s, &r) == !json_is_null(expect));
        if (json_is_null(expect)) {
            CHECK(r.count == 42);
            continue;
        }
        vectors_word("advice", readiness_advice_name(r.advice),
                     json_object_get(expect, "advice"));
        vectors_word("why", readiness_finding_name(r.why),
                     json_object_get(expect, "why"));
        CHECK(r.count == json_array_size(findings));
        for (size_t k = 0; k < r.count; k++)
            vectors_word("finding", readiness_finding_name(r.findings[k]),
                         json_array_get(findings, k));
    }
    json_decref(root);
}
