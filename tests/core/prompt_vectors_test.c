/* SPDX-License-Identifier: Apache-2.0 */
/* tests/vectors/prompt.json against the native core. */
#include "core/prompt.h"
#include "tests/check.h"
#include "tests/core/vectors.h"

#include <string.h>

static int64_t time_of(const json_t *from, const char *key)
{
    const json_t *value = json_object_get(from, key);

    return json_is_integer(value) ? (int64_t)json_integer_value(value)
                                  : PROMPT_NEVER;
}

static struct prompt_facts facts_of(const json_t *from)
{
    struct prompt_facts f = {
        .started_ms = time_of(from, "startedMs"),
        .ends_ms = time_of(from, "endsMs"),
        .private_ms = time_of(from, "privateMs"),
        .cut_from_ms = time_of(from, "cutFromMs"),
        .cut_to_ms = time_of(from, "cutToMs"),
        .again_ms = time_of(from, "againMs"),
        .slower_ms = time_of(from, "slowerMs"),
        .unseen_ms = time_of(from, "unseenMs"),
        .feeling_ms = time_of(from, "feelingMs"),
    };

    for (int p = 0; p < PROMPT_COUNT; p++)
        f.away_ms[p] = time_of(json_object_get(from, "away"), prompt_name(p));
    return f;
}

TEST(what_to_say_out_loud_and_why_now)
{
    json_t *root = vectors_load("prompt"), *one;
    size_t i;

    CHECK(json_array_size(json_object_get(root, "cases")) > 0);
    json_array_foreach(json_object_get(root, "cases"), i, one)
    {
        const json_t *expect = json_object_get(one, "expect");
        const struct prompt_facts f = facts_of(json_object_get(one, "facts"));
        struct prompt_choice c = { .until_ms = 42 };
        bool taken = prompt_choose(&f, time_of(one, "nowMs"), &c);

        vectors_case(one);
        CHECK(taken == (json_object_get(expect, "refused") == NULL));
        if (!taken) {
            CHECK(c.until_ms == 42);
            continue;
        }
        CHECK(c.any == !json_is_null(expect));
        if (!c.any)
            continue;
        vectors_word("prompt", prompt_name(c.prompt),
                     json_object_get(expect, "prompt"));
        vectors_word("act", prompt_act_name(c.act),
                     json_object_get(expect, "act"));
        CHECK(c.since_ms == time_of(expect, "sinceMs"));
        CHECK(c.until_ms == time_of(expect, "untilMs"));
    }
    json_decref(root);
}
