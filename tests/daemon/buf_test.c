/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/buf.h"

#include "tests/check.h"

TEST(what_is_added_stands_in_order_with_a_nul_behind_it)
{
    struct buf b;

    buf_init(&b, 1000);
    CHECK_TEXT(buf_view(&b), "");
    buf_add(&b, "one", 3);
    buf_text(&b, TEXT(" two"));
    buf_format(&b, " %d%s", 3, "!");
    CHECK_TEXT(buf_view(&b), "one two 3!");
    CHECK(b.ptr[b.len] == '\0');
    CHECK(buf_ok(&b));
    buf_deinit(&b);
}

TEST(it_grows_up_to_its_ceiling_and_no_byte_further)
{
    struct buf b;

    buf_init(&b, 5000);
    for (int i = 0; i < 5000; i++)
        buf_add(&b, "x", 1);
    CHECK(buf_ok(&b) && b.len == 5000);
    buf_add(&b, "", 0);
    CHECK(buf_ok(&b));
    buf_add(&b, "x", 1);
    CHECK(!buf_ok(&b));
    CHECK(b.len == 5000 && b.ptr[5000] == '\0');
    buf_deinit(&b);
}

TEST(once_broken_it_keeps_what_it_had_until_it_is_cleared)
{
    struct buf b;

    buf_init(&b, 8);
    buf_text(&b, TEXT("12345"));
    buf_format(&b, "%s", "6789");
    CHECK(!buf_ok(&b));
    buf_text(&b, TEXT("6")); /* would fit, but the end is missing already */
    CHECK_TEXT(buf_view(&b), "12345");
    buf_clear(&b);
    CHECK(buf_ok(&b));
    CHECK_TEXT(buf_view(&b), "");
    buf_text(&b, TEXT("12345678"));
    CHECK(buf_ok(&b));
    CHECK_TEXT(buf_view(&b), "12345678");
    buf_deinit(&b);
}

TEST(absurd_lengths_break_it_and_nothing_else)
{
    struct buf b;

    buf_init(&b, SIZE_MAX);
    buf_add(&b, "x", 1);
    buf_add(&b, "x", SIZE_MAX - 1);
    CHECK(!buf_ok(&b));
    CHECK_TEXT(buf_view(&b), "x");
    buf_deinit(&b);
}
