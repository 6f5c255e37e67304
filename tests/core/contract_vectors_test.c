/* SPDX-License-Identifier: Apache-2.0 */
#include "core/contract.h"

#include "tests/check.h"
#include "tests/core/vectors.h"

static int64_t whole(const json_t *object, const char *field)
{
    return json_integer_value(json_object_get(object, field));
}

static struct contract contract_of(const json_t *one)
{
    const json_t *hours = json_object_get(one, "hours");
    const json_t *away = json_object_get(one, "away");
    struct contract c = { .answer_days = (int32_t)whole(one, "answerDays") };

    for (size_t i = 0; i < CONTRACT_DAYS; i++) {
        const json_t *day = json_array_get(hours, i);

        if (json_is_array(day))
            c.days[i] = (struct contract_day){
                true, (int32_t)json_integer_value(json_array_get(day, 0)),
                (int32_t)json_integer_value(json_array_get(day, 1))
            };
    }
    c.is_away = json_is_array(away);
    c.away_first = json_integer_value(json_array_get(away, 0));
    c.away_last = json_integer_value(json_array_get(away, 1));
    return c;
}

TEST(an_answer_is_due_when_the_calendar_says)
{
    json_t *root = vectors_load("contract"), *one;
    size_t n;

    json_array_foreach(json_object_get(root, "due"), n, one)
    {
        const json_t *expect = json_object_get(one, "expect");
        struct contract c = contract_of(one);

        vectors_case(one);
        CHECK(contract_is_sound(&c));
        CHECK(contract_due(&c, whole(one, "wall")) == whole(expect, "due"));
        CHECK(contract_is_open(&c, whole(one, "wall")) ==
              json_is_true(json_object_get(expect, "open")));
    }
    CHECK(n > 10);
    json_decref(root);
}

TEST(the_promise_is_measured_letter_by_letter)
{
    json_t *root = vectors_load("contract"), *one, *letter;
    size_t n, i;

    json_array_foreach(json_object_get(root, "measure"), n, one)
    {
        const json_t *expect = json_object_get(one, "expect");
        struct contract c = contract_of(one);
        struct contract_letter letters[16];
        struct contract_record r = { .answered = 42 };
        size_t count = 0;
        bool ok;

        vectors_case(one);
        json_array_foreach(json_object_get(one, "letters"), i, letter)
            letters[count++] = (struct contract_letter){
                json_integer_value(json_array_get(letter, 0)),
                json_integer_value(json_array_get(letter, 1)),
                json_integer_value(json_array_get(letter, 2)) == 1
            };
        ok = contract_measure(&c, letters, count, whole(one, "now"), &r);
        CHECK(ok == json_is_object(expect));
        if (!ok) {
            CHECK(r.answered == 42);
            continue;
        }
        CHECK(r.answered == (size_t)whole(expect, "answered"));
        CHECK(r.in_time == (size_t)whole(expect, "inTime"));
        CHECK(r.late == (size_t)whole(expect, "late"));
        CHECK(r.waiting == (size_t)whole(expect, "waiting"));
        CHECK(r.has_median ==
              json_is_number(json_object_get(expect, "medianHours")));
        if (r.has_median)
            vectors_near("median", r.median_hours,
                         json_object_get(expect, "medianHours"), 1e-9);
    }
    CHECK(n > 5);
    json_decref(root);
}

TEST(what_cannot_be_kept_is_no_contract)
{
    json_t *root = vectors_load("contract"), *one;
    size_t n;

    json_array_foreach(json_object_get(root, "unsound"), n, one)
    {
        struct contract c = contract_of(one);

        vectors_case(one);
        CHECK(!contract_is_sound(&c));
    }
    CHECK(n > 0);
    json_decref(root);
}
