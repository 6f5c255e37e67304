/* SPDX-License-Identifier: Apache-2.0 */
/* What holds for every device that can be: all ways in which the signs can
 * turn out, with good and bad lines. */
#include "core/readiness.h"
#include "tests/check.h"

static const struct readiness_measure lines[] = {
    { -1, -1, -1 }, { 20, 0, 3000 },   { 20, 0, 200 },
    { 20, 0, 100 }, { 20, 0.5, 3000 }, { 900, -1, 10 },
};

enum { LINES = sizeof lines / sizeof lines[0], CASES = 177147 /* 3^11 */ };

static struct readiness_signals
signals_of(int number, enum readiness_advice wanted, int line)
{
    struct readiness_signals s = { .wanted = wanted,
                                   .ways = { lines[line], lines[0] } };

    for (size_t i = 0; i < READINESS_SIGN_COUNT; i++, number /= 3)
        s.signs[i] = (enum readiness_tried)(number % 3);
    return s;
}

static bool says(const struct readiness *r, enum readiness_finding f)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->findings[i] == f)
            return true;
    return false;
}

static bool is_in_order(const struct readiness *r)
{
    for (size_t i = 1; i < r->count; i++)
        if (r->findings[i] <= r->findings[i - 1])
            return false;
    return true;
}

TEST(
    no_advice_is_better_than_what_was_agreed_and_each_has_a_reason_that_is_said)
{
    const enum readiness_advice wanted[] = { READINESS_VIDEO, READINESS_VOICE,
                                             READINESS_TEXT };

    for (int n = 0; n < CASES; n++)
        for (int k = 0; k < 3; k++) {
            const struct readiness_signals s =
                signals_of(n, wanted[k], n % LINES);
            struct readiness r;

            CHECK(readiness_judge(&s, &r));
            CHECK(r.advice >= wanted[k]);
            CHECK(r.count <= READINESS_FINDING_COUNT && is_in_order(&r));
            CHECK(r.why == READINESS_ALL_WELL || says(&r, r.why));
            CHECK((r.advice == READINESS_UNKNOWN) ==
                  (r.why == READINESS_NOTHING));
        }
}

/* Whoever mends something is never advised worse. */
TEST(a_failure_that_is_mended_never_makes_the_advice_worse)
{
    for (int n = 0; n < CASES; n++) {
        struct readiness_signals s = signals_of(n, READINESS_VIDEO, n % LINES);
        struct readiness before, after;

        CHECK(readiness_judge(&s, &before));
        for (size_t i = 0; i < READINESS_SIGN_COUNT; i++) {
            if (s.signs[i] != READINESS_FAILED)
                continue;
            s.signs[i] = READINESS_FINE;
            CHECK(readiness_judge(&s, &after));
            CHECK(after.advice <= before.advice);
            s.signs[i] = READINESS_FAILED;
        }
    }
}

TEST(numbers_out_of_range_are_refused_and_change_nothing)
{
    struct readiness_signals s = signals_of(CASES / 2, READINESS_VIDEO, 1);
    struct readiness r = { .count = 42 };

    s.ways[READINESS_WAY_CALL].loss = 1.01;
    CHECK(!readiness_judge(&s, &r));
    s.ways[READINESS_WAY_CALL].loss = 0.0 / 0.0;
    CHECK(!readiness_judge(&s, &r));
    s.ways[READINESS_WAY_CALL].loss = 0;
    s.wanted = READINESS_UNKNOWN;
    CHECK(!readiness_judge(&s, &r));
    CHECK(r.count == 42);
}
