/* SPDX-License-Identifier: Apache-2.0 */
#include "core/release.h"

#include "tests/check.h"

static const struct release asked = { .missing = 1, .since_ms = 1000 };

TEST(one_word_that_is_missing_holds_a_release_back)
{
    CHECK(release_state_at(&asked, 1000) == RELEASE_WAITING);
    CHECK(release_state_at(&asked, 1000 + 2 * RELEASE_GOOD_MS) ==
          RELEASE_WAITING);
}

TEST(one_no_outweighs_everything_but_what_has_happened)
{
    struct release r = asked;

    r.noes = 1;
    CHECK(release_state_at(&r, 1000) == RELEASE_DECLINED);
    r.missing = 0;
    CHECK(release_state_at(&r, 1000) == RELEASE_DECLINED);
    r.used = true;
    CHECK(release_state_at(&r, 1000) == RELEASE_USED);
}

TEST(a_release_is_good_for_seven_days_to_the_millisecond)
{
    const struct release r = { .since_ms = 1000 };

    CHECK(release_state_at(&r, 1000) == RELEASE_GOOD);
    CHECK(release_state_at(&r, 999 + RELEASE_GOOD_MS) == RELEASE_GOOD);
    CHECK(release_state_at(&r, 1000 + RELEASE_GOOD_MS) == RELEASE_OVER);
}
