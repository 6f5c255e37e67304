/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/cbor.h"

#include <stdio.h>

#include "tests/check.h"

static const struct {
    int64_t value;
    const char *bytes;
    size_t len;
} ints[] = {
    /* RFC 8949, appendix A */
    { 0, "\x00", 1 },
    { 23, "\x17", 1 },
    { 24, "\x18\x18", 2 },
    { 100, "\x18\x64", 2 },
    { 255, "\x18\xff", 2 },
    { 256, "\x19\x01\x00", 3 },
    { 1000, "\x19\x03\xe8", 3 },
    { 65536, "\x1a\x00\x01\x00\x00", 5 },
    { 1000000, "\x1a\x00\x0f\x42\x40", 5 },
    { 1000000000000, "\x1b\x00\x00\x00\xe8\xd4\xa5\x10\x00", 9 },
    { INT64_MAX, "\x1b\x7f\xff\xff\xff\xff\xff\xff\xff", 9 },
};

TEST(numbers_are_written_as_the_standard_prints_them)
{
    for (size_t i = 0; i < sizeof ints / sizeof *ints; i++) {
        struct text wanted = { ints[i].bytes, ints[i].len };
        struct cbor_reader r;
        struct buf b;

        buf_init(&b, 64);
        cbor_put_int(&b, ints[i].value);
        CHECK(text_is(buf_view(&b), wanted));
        cbor_read_begin(&r, wanted);
        CHECK(cbor_read_int(&r) == ints[i].value);
        CHECK(cbor_read_end(&r));
        buf_deinit(&b);
    }
}

TEST(what_was_written_is_read_again)
{
    struct cbor_reader r;
    struct text t;
    struct buf b;

    buf_init(&b, 256);
    cbor_put_array(&b, 4);
    cbor_put_text(&b, TEXT("wer öffnete"));
    cbor_put_bytes(&b, TEXT("\x00\x01\xff"));
    cbor_put_null(&b);
    cbor_put_int(&b, 70000);
    cbor_read_begin(&r, buf_view(&b));
    CHECK(cbor_read_array(&r) == 4);
    CHECK(!cbor_read_null(&r));
    t = cbor_read_text(&r);
    CHECK_TEXT(t, "wer öffnete");
    CHECK(cbor_read_bytes(&r).len == 3);
    CHECK(!cbor_read_end(&r));
    CHECK(cbor_read_null(&r));
    CHECK(cbor_read_int(&r) == 70000);
    CHECK(cbor_read_end(&r));
    buf_deinit(&b);
}

TEST(another_spelling_of_the_same_number_is_refused)
{
    static const struct text spellings[] = {
        { "\x18\x17", 2 },                             /* 23 in two */
        { "\x19\x00\xff", 3 },                         /* 255 in three */
        { "\x1a\x00\x00\xff\xff", 5 },                 /* 65535 in five */
        { "\x1b\x00\x00\x00\x00\xff\xff\xff\xff", 9 }, /* in nine */
        { "\x1b\x80\x00\x00\x00\x00\x00\x00\x00", 9 }, /* 2^63 */
        { "\x1f", 1 },                                 /* without an end */
        { "\x1c", 1 },                                 /* reserved */
        { "\x20", 1 },                                 /* -1 */
        { "\x19\x01", 2 },                             /* cut short */
        { "", 0 },
    };

    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        struct cbor_reader r;

        cbor_read_begin(&r, spellings[i]);
        CHECK(cbor_read_int(&r) == 0);
        CHECK(r.broken);
        CHECK(!cbor_read_end(&r));
    }
}

TEST(a_run_that_says_it_is_longer_than_what_is_there_is_refused)
{
    struct cbor_reader r;

    cbor_read_begin(&r,
                    (struct text){ "\x5b\xff\xff\xff\xff\xff\xff\xff\xff", 9 });
    CHECK(cbor_read_bytes(&r).len == 0 && r.broken);
    cbor_read_begin(&r, TEXT("\x43xy"));
    CHECK(cbor_read_bytes(&r).len == 0 && r.broken);
    cbor_read_begin(&r, TEXT("\x62\xc3\x28"));
    CHECK(cbor_read_text(&r).len == 0 && r.broken);
    cbor_read_begin(&r, TEXT("\x9a\x7f\xff\xff\xff"));
    CHECK(cbor_read_array(&r) == 0 && r.broken);
}
