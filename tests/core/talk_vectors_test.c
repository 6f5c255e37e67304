/* SPDX-License-Identifier: Apache-2.0 */
/* tests/vectors/talk.json against the native core. */
#include "core/talk.h"
#include "tests/check.h"
#include "tests/core/vectors.h"

#include <string.h>

enum { LOOK_MS = 100, SPANS_MOST = 64 };

static int64_t whole(const json_t *list, size_t i)
{
    return (int64_t)json_integer_value(json_array_get(list, i));
}

static size_t people_of(const json_t *one)
{
    return (size_t)json_integer_value(json_object_get(one, "people"));
}

/* Equal neighbours become one; returns how many there are then. */
static size_t join(struct talk_span spans[], size_t count, struct talk_span s)
{
    if (s.from_ms == s.to_ms)
        return count;
    if (count > 0 && spans[count - 1].speaking == s.speaking &&
        spans[count - 1].to_ms == s.from_ms) {
        spans[count - 1].to_ms = s.to_ms;
        return count;
    }
    CHECK(count < SPANS_MOST);
    spans[count] = s;
    return count + 1;
}

static size_t hear_all(const json_t *one, struct talk_span spans[])
{
    struct talk_ears ears;
    const json_t *step;
    int64_t now_ms = -LOOK_MS;
    size_t i, count = 0;

    CHECK(talk_init(&ears, people_of(one)) == TALK_OK);
    json_array_foreach(json_object_get(one, "steps"), i, step)
    {
        double levels[TALK_PEOPLE_MAX];

        for (size_t k = 0; k < ears.people; k++)
            levels[k] =
                json_number_value(json_array_get(json_array_get(step, 1), k));
        while (now_ms < whole(step, 0)) {
            struct talk_span s;

            now_ms += LOOK_MS;
            CHECK(talk_hear(&ears, now_ms, levels, &s) == TALK_OK);
            count = join(spans, count, s);
        }
    }
    return count;
}

TEST(from_levels_to_who_speaks)
{
    json_t *root = vectors_load("talk"), *one;
    size_t i;

    CHECK(json_array_size(json_object_get(root, "hear")) > 0);
    json_array_foreach(json_object_get(root, "hear"), i, one)
    {
        const json_t *expect = json_object_get(one, "spans");
        struct talk_span spans[SPANS_MOST];
        size_t count;

        vectors_case(one);
        count = hear_all(one, spans);
        CHECK(count == json_array_size(expect));
        for (size_t k = 0; k < count; k++) {
            const json_t *s = json_array_get(expect, k);

            CHECK(spans[k].from_ms == whole(s, 0));
            CHECK(spans[k].to_ms == whole(s, 1));
            CHECK(spans[k].speaking == (uint32_t)whole(s, 2));
        }
    }
    json_decref(root);
}

static void check_share(struct talk_share found, const json_t *expect)
{
    if (expect == NULL)
        return;
    CHECK(found.permille ==
          json_integer_value(json_object_get(expect, "permille")));
    if (!json_is_null(json_object_get(expect, "part")))
        vectors_word("part", talk_part_name(found.part),
                     json_object_get(expect, "part"));
}

TEST(from_spans_to_shares)
{
    json_t *root = vectors_load("talk"), *one;
    size_t i;

    CHECK(json_array_size(json_object_get(root, "look")) > 0);
    json_array_foreach(json_object_get(root, "look"), i, one)
    {
        const json_t *list = json_object_get(one, "spans");
        const json_t *expect = json_object_get(one, "expect");
        const json_t *people = json_object_get(expect, "people");
        struct talk_span spans[SPANS_MOST];
        struct talk_mirror m = { .heard_ms = 42 };
        bool taken;

        vectors_case(one);
        for (size_t k = 0; k < json_array_size(list); k++) {
            const json_t *s = json_array_get(list, k);

            spans[k] = (struct talk_span){ whole(s, 0), whole(s, 1),
                                           (uint32_t)whole(s, 2) };
        }
        taken = talk_look(
                    spans, json_array_size(list), people_of(one),
                    (int64_t)json_integer_value(json_object_get(one, "nowMs")),
                    &m) == TALK_OK;
        CHECK(taken == !json_is_null(expect));
        if (!taken) {
            CHECK(m.heard_ms == 42);
            continue;
        }
        vectors_word("why", talk_why_name(m.why),
                     json_object_get(expect, "why"));
        CHECK(m.heard_ms ==
              json_integer_value(json_object_get(expect, "heardMs")));
        for (size_t k = 0; k < json_array_size(people); k++)
            check_share(m.people[k], json_array_get(people, k));
        check_share(m.together, json_object_get(expect, "together"));
        check_share(m.silent, json_object_get(expect, "silent"));
    }
    json_decref(root);
}
