/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/check.h"

#include "daemon/accounts/brake.h"

static const int64_t start_ms = INT64_C(1790000000000);

TEST(a_hundred_wrong_tries_never_make_the_next_one_wait_for_more_than_a_minute)
{
    int64_t now_ms = start_ms, waited_ms = 0;

    for (int i = 1; i <= 100; i++) {
        int64_t wait_ms;

        CHECK(brake_wrong(TEXT("anna"), now_ms, BRAKE_WAIT_MOST_MS) == i);
        wait_ms = brake_wait_ms(TEXT("anna"), now_ms);
        CHECK((wait_ms > 0) == (i > BRAKE_FREE));
        CHECK(wait_ms >= waited_ms && wait_ms <= BRAKE_WAIT_MOST_MS);
        waited_ms = wait_ms;
        now_ms += wait_ms;
        CHECK(brake_wait_ms(TEXT("anna"), now_ms) == 0);
    }
    CHECK(waited_ms == BRAKE_WAIT_MOST_MS);
    CHECK(brake_wait_ms(TEXT("bert"), now_ms) == 0);
    brake_right(TEXT("anna"));
    CHECK(brake_wrong(TEXT("anna"), now_ms, BRAKE_WAIT_MOST_MS) == 1);
}

TEST(second_steps_wait_longer_so_that_six_digits_cannot_be_guessed)
{
    int64_t now_ms = start_ms;
    int tries = 0;

    /* A day of nothing else. */
    while (now_ms < start_ms + INT64_C(86400000)) {
        brake_wrong(TEXT("2x"), now_ms, BRAKE_SECOND_MOST_MS);
        tries++;
        now_ms += brake_wait_ms(TEXT("2x"), now_ms) + 1;
    }
    CHECK(tries < 120);
}

TEST(an_hour_without_a_try_begins_anew)
{
    for (int i = 0; i < 9; i++)
        brake_wrong(TEXT("cara"), start_ms, BRAKE_WAIT_MOST_MS);
    CHECK(brake_wrong(TEXT("cara"), start_ms + BRAKE_FORGET_MS + 1,
                      BRAKE_WAIT_MOST_MS) == 1);
}
