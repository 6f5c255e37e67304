/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "core/visit.h"
#include "tests/check.h"
#include "tests/core/vectors.h"

static struct text text_of(const json_t *value)
{
    return (struct text){ json_string_value(value), json_string_length(value) };
}

static void check_time(const char *what, int64_t found, const json_t *expected)
{
    if (expected == NULL)
        return;
    if (json_is_null(expected))
        CHECK(found == VISIT_NEVER);
    else
        vectors_near(what, (double)found, expected, 0);
}

/* The bits of a list of words, by their order in names. */
static unsigned bits_of(const json_t *words, const char *const names[],
                        size_t count)
{
    unsigned bits = 0;
    json_t *word;
    size_t i;

    json_array_foreach(
        words, i, word) for (size_t k = 0; k < count;
                             k++) if (strcmp(json_string_value(word),
                                             names[k]) == 0) bits |= 1U << k;
    return bits;
}

static void check_visit(const struct visit *v, const struct visit_decision *d,
                        const json_t *expect)
{
    static const char *const parts[] = { "state", "client", "therapist" };
    static const char *const roles[] = { "client", "therapist" };
    const json_t *changed = json_object_get(expect, "changed");
    const json_t *tell = json_object_get(expect, "tell");
    const json_t *admitted = json_object_get(expect, "admitted");

    vectors_word("state", visit_state_name(v->state),
                 json_object_get(expect, "state"));
    vectors_word("clientPresence",
                 visit_presence_name(v->presence[VISIT_CLIENT]),
                 json_object_get(expect, "clientPresence"));
    vectors_word("therapistPresence",
                 visit_presence_name(v->presence[VISIT_THERAPIST]),
                 json_object_get(expect, "therapistPresence"));
    vectors_word("why", visit_why_name(v->why), json_object_get(expect, "why"));
    check_time("startedMs", v->started_ms,
               json_object_get(expect, "startedMs"));
    check_time("endedMs", v->ended_ms, json_object_get(expect, "endedMs"));
    check_time("emptyMs", v->empty_ms, json_object_get(expect, "emptyMs"));
    if (admitted != NULL)
        CHECK(v->admitted == json_is_true(admitted));
    if (changed != NULL)
        CHECK(d->changed == bits_of(changed, parts, 3));
    if (tell != NULL)
        CHECK(d->tell == bits_of(tell, roles, 2));
}

static void step(const struct visit_plan *plan, struct visit *v,
                 const json_t *one)
{
    const json_t *expect = json_object_get(one, "expect");
    const int64_t minute = json_integer_value(json_object_get(one, "minute"));
    struct visit_event e;
    struct visit_decision d;
    enum visit_rule rule;

    CHECK(visit_event_parse(text_of(json_object_get(one, "event")), &e.kind));
    CHECK(visit_role_parse(text_of(json_object_get(one, "role")), &e.role));
    rule = visit_step(plan, v, &e, plan->starts_ms + minute * 60000, &d);
    if (rule == VISIT_OK)
        CHECK(json_object_get(expect, "rule") == NULL);
    else
        vectors_word("rule", visit_rule_name(rule),
                     json_object_get(expect, "rule"));
    if (rule == VISIT_OK)
        check_visit(v, &d, expect);
    else
        CHECK(json_object_size(expect) == 1);
}

TEST(sessions_go_as_written_down)
{
    json_t *root = vectors_load("visit"), *one, *next;
    const struct visit_plan plan = {
        json_integer_value(json_object_get(root, "startsMs")),
        (int32_t)json_integer_value(json_object_get(root, "minutes")),
        0,
    };
    size_t n, i;

    json_array_foreach(json_object_get(root, "cases"), n, one)
    {
        struct visit v;

        vectors_case(one);
        visit_init(&v);
        json_array_foreach(json_object_get(one, "steps"), i, next)
            step(&plan, &v, next);
    }
    json_decref(root);
}
