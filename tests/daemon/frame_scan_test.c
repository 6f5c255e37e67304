/* SPDX-License-Identifier: Apache-2.0 */
/* Headers of frames; whole ones over a line: hostile_frames.txt. */
#include "daemon/net/frame_scan.h"

#include <string.h>

#include "tests/check.h"

enum { MOST = 1000 };

#define MASK "\x12\x9a\x00\xff"
#define RAW(bytes) ((struct text){ (bytes), sizeof(bytes) - 1 })

/* Fed in one go, and then byte by byte: the same must come of it. */
static int judged(struct text bytes)
{
    struct frame_scan whole = { .left = 0 }, pieces = { .left = 0 };
    int why = frame_scan_feed(&whole, bytes, MOST), same = 0;

    for (size_t i = 0; i < bytes.len && !same; i++)
        same =
            frame_scan_feed(&pieces, (struct text){ bytes.ptr + i, 1 }, MOST);
    CHECK(same == why);
    return why;
}

TEST(frames_in_good_order_pass)
{
    CHECK(judged(RAW("\x81\x80" MASK)) == 0);
    CHECK(judged(RAW("\x81\x83" MASK "abc\x89\x81" MASK "x"
                     "\x88\x80" MASK)) == 0);
    CHECK(judged(RAW("\x01\x81" MASK "a\x80\x81" MASK "b")) == 0);
    CHECK(judged(RAW("\x81\xfe\x03\xe8" MASK)) == 0);
    CHECK(judged(RAW("\x88\x82" MASK "\x11\x72")) == 0); /* 1000 */
    CHECK(judged(RAW("\x88\x85" MASK "\x11\x72"
                     "bye\x81\x80" MASK)) == 0);
}

TEST(a_frame_needs_its_mask)
{
    CHECK(judged(RAW("\x81\x03"
                     "abc")) == 1002);
    CHECK(judged(RAW("\x81\x81" MASK "a\x81\x01"
                     "a")) == 1002);
}

TEST(a_length_is_as_short_as_it_can_be_and_within_bounds)
{
    CHECK(judged(RAW("\x81\xfe\x00\x7d" MASK)) == 1002);
    CHECK(judged(RAW("\x81\xff\0\0\0\0\0\0\xff\xff" MASK)) == 1002);
    CHECK(judged(RAW("\x81\xff\x80\0\0\0\0\1\0\0" MASK)) == 1002);
    CHECK(judged(RAW("\x81\xfe\x03\xe9" MASK)) == 1009);
    CHECK(judged(RAW("\x81\xff\0\0\0\0\0\1\0\0" MASK)) == 1009);
}

TEST(a_control_frame_is_short_and_whole)
{
    CHECK(judged(RAW("\x89\xfe\x00\x7e" MASK)) == 1002);
    CHECK(judged(RAW("\x09\x80" MASK)) == 1002);
    CHECK(judged(RAW("\x88\x81" MASK "x")) == 1002);
}

TEST(a_close_has_a_code_somebody_may_send)
{
    static const struct {
        int from, to, why;
    } ranges[] = { { 0, 999, 1002 },     { 1000, 1003, 0 },
                   { 1004, 1006, 1002 }, { 1007, 1014, 0 },
                   { 1015, 2999, 1002 }, { 3000, 4999, 0 },
                   { 5000, 65535, 1002 } };

    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        for (int code = ranges[i].from; code <= ranges[i].to; code++) {
            char frame[] = "\x88\x82" MASK "..";

            frame[6] = (char)(code >> 8 ^ 0x12);
            frame[7] = (char)(code ^ 0x9a);
            CHECK(judged(RAW(frame)) == ranges[i].why);
        }
    }
}
