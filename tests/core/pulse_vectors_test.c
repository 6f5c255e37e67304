/* SPDX-License-Identifier: Apache-2.0 */
#include "core/pulse.h"

#include <stdio.h>

#include "tests/check.h"
#include "tests/core/vectors.h"

static void check_number(const char *what, bool is_known, double found,
                         const json_t *expect)
{
    const json_t *wanted = json_object_get(expect, what);

    CHECK(is_known == json_is_number(wanted));
    if (is_known)
        vectors_near(what, found, wanted, 1e-9);
}

static void check_reading(const struct pulse_reading *r, const json_t *expect)
{
    const json_t *usual = json_object_get(expect, "usual");
    const json_t *done = json_object_get(expect, "done");

    vectors_word("element", pulse_element_name(r->element),
                 json_object_get(expect, "element"));
    vectors_word("why", pulse_why_name(r->why), json_object_get(expect, "why"));
    check_number("value", r->said.rating.kind == RATING_GIVEN,
                 r->said.rating.value, expect);
    check_number("change", r->said.change_known, r->said.change, expect);
    CHECK(r->said.usual.known == json_is_object(usual));
    if (r->said.usual.known) {
        check_number("low", true, r->said.usual.low, usual);
        check_number("high", true, r->said.usual.high, usual);
        check_number("mean", true, r->said.usual.mean, usual);
        check_number("basedOn", true, (double)r->said.usual.based_on, usual);
    }
    CHECK(r->done_count == json_array_size(done));
    for (size_t i = 0; i < r->done_count; i++) {
        const json_t *one = json_array_get(done, i);

        vectors_word("signal", pulse_signal_name(r->done[i].signal),
                     json_object_get(one, "signal"));
        check_number("done", true, r->done[i].done, one);
        check_number("of", true, r->done[i].of, one);
        check_number("share", r->done[i].share_known, r->done[i].share, one);
    }
}

static struct pulse_counts read_counts(const json_t *from)
{
    struct pulse_counts c = { 0 };

    for (size_t s = 0; s < PULSE_SIGNAL_COUNT; s++) {
        const json_t *pair = json_array_get(from, s);

        c.signals[s].done =
            (uint32_t)json_integer_value(json_array_get(pair, 0));
        c.signals[s].of = (uint32_t)json_integer_value(json_array_get(pair, 1));
    }
    return c;
}

TEST(sheets_come_to_readings_of_each_element_for_itself)
{
    json_t *root = vectors_load("pulse"), *one, *sheet;
    size_t n, i;

    json_array_foreach(json_object_get(root, "cases"), n, one)
    {
        struct pulse p = { 0 };

        vectors_case(one);
        json_array_foreach(json_object_get(one, "sheets"), i, sheet)
        {
            const json_t *expect =
                json_array_get(json_object_get(one, "expect"), i);
            const struct pulse_counts counts =
                read_counts(json_array_get(json_object_get(one, "counts"), i));
            struct pulse_sheet s;
            struct pulse_reading out[PULSE_ELEMENT_COUNT];

            for (size_t e = 0; e < PULSE_ELEMENT_COUNT; e++)
                s.elements[e] = vectors_rating(json_array_get(sheet, e));
            CHECK(pulse_step(&p, &s, &counts, out, NULL) == PULSE_OK);
            for (size_t e = 0; e < PULSE_ELEMENT_COUNT; e++)
                check_reading(&out[e], json_array_get(expect, e));
        }
    }
    json_decref(root);
}

static int64_t time_of(const json_t *from, const char *key)
{
    const json_t *value = json_object_get(from, key);

    return json_is_integer(value) ? json_integer_value(value) : PULSE_NEVER;
}

TEST(the_pulse_is_due_when_its_source_says)
{
    json_t *root = vectors_load("pulse"), *one;
    size_t n;

    json_array_foreach(json_object_get(root, "due"), n, one)
    {
        const json_t *expect = json_object_get(one, "expect");
        const struct pulse_due d =
            pulse_is_due(time_of(one, "firstUseMs"),
                         time_of(one, "lastAskedMs"), time_of(one, "nowMs"));

        vectors_case(one);
        CHECK(d.due == json_is_true(json_object_get(expect, "due")));
        CHECK(d.from_ms == time_of(expect, "fromMs"));
        vectors_word("why", pulse_due_why_name(d.why),
                     json_object_get(expect, "why"));
    }
    json_decref(root);
}
