/* SPDX-License-Identifier: Apache-2.0 */
#include "core/ladder.h"
#include "tests/check.h"

TEST(each_step_down_asks_less_of_the_line)
{
    for (int r = LADDER_VOICE; r <= LADDER_VIDEO; r++) {
        const struct ladder_tuning t =
            ladder_tuning_of((enum ladder_rung)r, false, LADDER_YOUNG_MS);
        const struct ladder_tuning below =
            ladder_tuning_of((enum ladder_rung)(r - 1), false, LADDER_YOUNG_MS);

        CHECK(below.voice_kbit > 0 && below.voice_kbit < t.voice_kbit);
        CHECK(below.picture_kbit <= t.picture_kbit);
        CHECK(below.picture_height <= t.picture_height);
        CHECK(below.picture_fps <= t.picture_fps);
        CHECK(t.picture == (r >= LADDER_LOW_VIDEO));
        CHECK(t.picture == (t.picture_kbit > 0));
    }
}

TEST(climbing_asks_for_more_than_staying)
{
    CHECK(LADDER_VIDEO_CLIMB_KBIT > LADDER_VIDEO_KBIT);
    CHECK(LADDER_LOSS_CLIMB_PERMILLE < LADDER_LOSS_LOW_PERMILLE);
    CHECK(LADDER_BROKEN_CLIMB_PERMILLE < LADDER_BROKEN_PERMILLE);
    CHECK(LADDER_GONE_CLIMB_PERMILLE < LADDER_GONE_PERMILLE);
    CHECK(LADDER_SILENT_CLIMB_MS < LADDER_SILENT_MS);
}

TEST(the_ceiling_is_the_lowest_of_the_three)
{
    for (int h = LADDER_TEXT; h <= LADDER_VIDEO; h++)
        for (int t = LADDER_TEXT; t <= LADDER_VIDEO; t++)
            for (int a = LADDER_TEXT; a <= LADDER_VIDEO; a++) {
                const struct ladder_ceiling c = { (enum ladder_rung)h,
                                                  (enum ladder_rung)t,
                                                  (enum ladder_rung)a };
                const int top = (int)ladder_top(&c);

                CHECK(top <= h && top <= t && top <= a);
                CHECK(top == h || top == t || top == a);
            }
}

TEST(a_memory_that_no_call_can_have_is_known_as_such)
{
    const struct ladder_ceiling all = { LADDER_VIDEO, LADDER_VIDEO,
                                        LADDER_VIDEO };
    struct ladder l, m;

    ladder_init(&l, &all, 1000);
    CHECK(ladder_is_possible(&l, 1000));
    CHECK(!ladder_is_possible(&l, 999));
    m = l;
    m.wait_ms = 13000;
    CHECK(!ladder_is_possible(&m, 1000));
    m.wait_ms = 2 * LADDER_CLIMB_MOST_MS;
    CHECK(!ladder_is_possible(&m, 1000));
    m = l;
    m.bad_ms = 999;
    CHECK(!ladder_is_possible(&m, 1000));
    m = l;
    m.hold_ms = 1001;
    CHECK(!ladder_is_possible(&m, 1000));
    m = l;
    m.rung = LADDER_VOICE;
    m.hold_ms = 1000;
    CHECK(!ladder_is_possible(&m, 1000));
    m = l;
    m.good_ms = 1000;
    CHECK(!ladder_is_possible(&m, 1000));
}
