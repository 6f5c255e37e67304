/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

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

static void check_flag(bool found, const json_t *expected)
{
    if (expected != NULL)
        CHECK(found == json_is_true(expected));
}

static void check_chair(const struct visit_chair *c, const json_t *expect)
{
    const json_t *late = json_object_get(expect, "lateMinutes");

    vectors_word("presence", visit_presence_name(c->presence),
                 json_object_get(expect, "presence"));
    check_flag(c->came, json_object_get(expect, "came"));
    check_flag(c->admitted, json_object_get(expect, "admitted"));
    check_flag(c->met, json_object_get(expect, "met"));
    check_flag(c->trouble, json_object_get(expect, "trouble"));
    if (late != NULL)
        vectors_near("lateMinutes", c->late_minutes, late, 0);
}

/* Each as "kind why". */
static void check_outcomes(const struct visit *v, const json_t *expect)
{
    json_t *one;
    size_t i;

    json_array_foreach(expect, i, one)
    {
        const struct visit_outcome o = visit_outcome(v, (int32_t)i);
        char words[64];

        (void)snprintf(words, sizeof words, "%s %s", visit_outcome_name(o.kind),
                       visit_outcome_why_name(o.why));
        vectors_word("outcome", words, one);
    }
}

static void check_visit(const struct visit *v, json_t *expect)
{
    const char *chair;
    json_t *one;

    vectors_word("state", visit_state_name(v->state),
                 json_object_get(expect, "state"));
    vectors_word("why", visit_why_name(v->why), json_object_get(expect, "why"));
    check_time("startedMs", v->started_ms,
               json_object_get(expect, "startedMs"));
    check_time("endedMs", v->ended_ms, json_object_get(expect, "endedMs"));
    check_time("emptyMs", v->empty_ms, json_object_get(expect, "emptyMs"));
    check_flag(v->outage, json_object_get(expect, "outage"));
    json_object_foreach(json_object_get(expect, "chairs"), chair, one)
        check_chair(&v->chairs[strtol(chair, NULL, 10)], one);
    check_outcomes(v, json_object_get(expect, "outcomes"));
}

static int64_t minute_ms(const struct visit_plan *plan, const json_t *minute)
{
    return plan->starts_ms + (int64_t)(json_number_value(minute) * 60000);
}

static void outage(const struct visit_plan *plan, struct visit *v, json_t *one)
{
    const json_t *times = json_object_get(one, "outage");
    json_t *expect = json_object_get(one, "expect");
    const bool counts =
        visit_outage(plan, v, minute_ms(plan, json_array_get(times, 0)),
                     minute_ms(plan, json_array_get(times, 1)));

    check_flag(counts, json_object_get(expect, "outage"));
    check_visit(v, expect);
}

static void step(const struct visit_plan *plan, struct visit *v, json_t *one)
{
    json_t *expect = json_object_get(one, "expect");
    const json_t *whom = json_object_get(one, "whom");
    struct visit_event e = {
        .chair = (int32_t)json_integer_value(json_object_get(one, "chair")),
        .whom = whom == NULL ? VISIT_CLIENT : (int32_t)json_integer_value(whom),
    };
    enum visit_rule rule;

    CHECK(visit_event_parse(text_of(json_object_get(one, "event")), &e.kind));
    rule = visit_step(plan, v, &e,
                      minute_ms(plan, json_object_get(one, "minute")), NULL);
    if (rule == VISIT_OK)
        CHECK(json_object_get(expect, "rule") == NULL);
    else
        vectors_word("rule", visit_rule_name(rule),
                     json_object_get(expect, "rule"));
    if (rule == VISIT_OK)
        check_visit(v, expect);
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
        const json_t *chairs = json_object_get(one, "chairs");
        struct visit v;

        vectors_case(one);
        visit_init(&v, chairs == NULL ? VISIT_CHAIRS_MIN
                                      : (int32_t)json_integer_value(chairs));
        json_array_foreach(json_object_get(one, "steps"), i, next)
        {
            if (json_object_get(next, "outage") != NULL)
                outage(&plan, &v, next);
            else
                step(&plan, &v, next);
        }
    }
    json_decref(root);
}
