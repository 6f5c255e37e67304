/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/limits.h"

#include <stdio.h>
#include <string.h>

#include "tests/check.h"

static const struct limit_rules strict = {
    .remote = { .burst = 3, .gap_ms = 2000 },
    .everyone = { .burst = 5, .gap_ms = 100 }
};

static struct text view(const char *s)
{
    return (struct text){ s, strlen(s) };
}

TEST(a_burst_may_go_and_the_next_one_waits)
{
    struct limiter *l = limiter_new(strict.remote, 64);

    for (int i = 0; i < 3; i++)
        CHECK(limiter_take(l, TEXT("a"), 1000) == 0);
    CHECK(limiter_take(l, TEXT("a"), 1000) == 2000);
    CHECK(limiter_wait_ms(l, TEXT("a"), 1500) == 1500);
    limiter_free(l);
}

TEST(one_grows_back_each_gap_and_no_more_than_the_burst)
{
    struct limiter *l = limiter_new(strict.remote, 64);

    for (int i = 0; i < 3; i++)
        CHECK(limiter_take(l, TEXT("a"), 0) == 0);
    CHECK(limiter_take(l, TEXT("a"), 1999) == 1);
    CHECK(limiter_take(l, TEXT("a"), 2000) == 0);
    CHECK(limiter_take(l, TEXT("a"), 2000) == 2000);
    for (int i = 0; i < 3; i++)
        CHECK(limiter_take(l, TEXT("a"), 1000000) == 0);
    CHECK(limiter_take(l, TEXT("a"), 1000000) == 2000);
    limiter_free(l);
}

TEST(asking_how_long_takes_nothing)
{
    struct limiter *l = limiter_new(strict.remote, 64);

    for (int i = 0; i < 100; i++)
        CHECK(limiter_wait_ms(l, TEXT("a"), 0) == 0);
    for (int i = 0; i < 3; i++)
        CHECK(limiter_take(l, TEXT("a"), 0) == 0);
    limiter_free(l);
}

TEST(one_key_does_not_spend_anothers)
{
    struct limiter *l = limiter_new(strict.remote, 64);

    for (int i = 0; i < 3; i++)
        CHECK(limiter_take(l, TEXT("a"), 0) == 0);
    CHECK(limiter_take(l, TEXT("b"), 0) == 0);
    limiter_forget(l, TEXT("a"));
    CHECK(limiter_take(l, TEXT("a"), 0) == 0);
    limiter_free(l);
}

TEST(more_keys_than_room_never_lock_anybody_out)
{
    struct limiter *l = limiter_new(strict.remote, 16);

    for (int i = 0; i < 10000; i++) {
        char key[16];
        int len = snprintf(key, sizeof(key), "key %d", i);

        CHECK(limiter_take(l, (struct text){ key, (size_t)len }, 5) == 0);
    }
    limiter_free(l);
}

TEST(a_noisy_key_is_not_forgotten_for_quiet_ones)
{
    struct limiter *l = limiter_new(strict.remote, 8);

    for (int i = 0; i < 3; i++)
        CHECK(limiter_take(l, TEXT("noisy"), 0) == 0);
    for (int i = 0; i < 500; i++) {
        char key[16];
        int len = snprintf(key, sizeof(key), "key %d", i);

        limiter_take(l, (struct text){ key, (size_t)len }, 0);
    }
    CHECK(limiter_take(l, TEXT("noisy"), 0) > 0);
    limiter_free(l);
}

TEST(a_network_shares_one_budget)
{
    static const char *const same[][2] = {
        { "192.0.2.1", "192.0.2.254" },
        { "::ffff:192.0.2.1", "192.0.2.9" },
        { "2001:db8:1:2::1", "2001:db8:1:2:ffff::9" },
        { "not an address", "" },
    };

    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
        struct limits *l = limits_new(&strict);

        for (int n = 0; n < 3; n++)
            CHECK(limits_take(l, COST_LOGIN, view(same[i][0]), 0) == 0);
        CHECK(limits_take(l, COST_LOGIN, view(same[i][1]), 0) == 2);
        limits_free(l);
    }
}

TEST(another_network_has_its_own)
{
    struct limits *l = limits_new(&strict);

    for (int n = 0; n < 3; n++)
        CHECK(limits_take(l, COST_LOGIN, TEXT("192.0.2.1"), 0) == 0);
    CHECK(limits_take(l, COST_LOGIN, TEXT("192.0.2.1"), 0) == 2);
    CHECK(limits_take(l, COST_LOGIN, TEXT("192.0.3.1"), 0) == 0);
    CHECK(limits_take(l, COST_LOGIN, TEXT("2001:db8:1:2::1"), 0) == 0);
    limits_free(l);
}

TEST(everybody_together_has_a_budget_too)
{
    struct limits *l = limits_new(&strict);
    char remote[32];

    for (int n = 0; n < 5; n++) {
        int len = snprintf(remote, sizeof(remote), "10.0.%d.1", n);

        CHECK(limits_take(l, COST_LOGIN, (struct text){ remote, (size_t)len },
                          0) == 0);
    }
    CHECK(limits_take(l, COST_LOGIN, TEXT("10.9.9.9"), 0) == 1);
    CHECK(limits_take(l, COST_LOGIN, TEXT("10.9.9.9"), 100) == 0);
    limits_free(l);
}

TEST(a_network_that_must_wait_spends_nothing_of_everybodys)
{
    struct limits *l = limits_new(&strict);

    for (int n = 0; n < 3; n++)
        CHECK(limits_take(l, COST_LOGIN, TEXT("192.0.2.1"), 0) == 0);
    for (int n = 0; n < 100; n++)
        CHECK(limits_take(l, COST_LOGIN, TEXT("192.0.2.1"), 0) > 0);
    CHECK(limits_take(l, COST_LOGIN, TEXT("192.0.9.1"), 0) == 0);
    CHECK(limits_take(l, COST_LOGIN, TEXT("192.0.8.1"), 0) == 0);
    limits_free(l);
}

TEST(this_machine_counts_only_with_everybody)
{
    struct limits *l = limits_new(&strict);

    for (int n = 0; n < 5; n++)
        CHECK(limits_take(l, COST_LOGIN,
                          n % 2 ? TEXT("127.0.0.1") : TEXT("::1"), 0) == 0);
    CHECK(limits_take(l, COST_LOGIN, TEXT("127.0.0.1"), 0) == 1);
    limits_free(l);
}

TEST(what_costs_nothing_is_not_counted)
{
    struct limits *l = limits_new(&strict);

    for (int n = 0; n < 1000; n++)
        CHECK(limits_take(l, COST_NONE, TEXT("192.0.2.1"), 0) == 0);
    CHECK(limits_take(l, COST_LOGIN, TEXT("192.0.2.1"), 0) == 0);
    limits_free(l);
}
