/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/id.h"

#include "daemon/base/b64.h"
#include "daemon/base/utf8.h"
#include "tests/check.h"

static struct text text_of(const char *s)
{
    return (struct text){ s, strlen(s) };
}

TEST(ids_differ_and_come_back_from_their_letters)
{
    struct id ids[100], back;
    char letters[ID_LETTERS + 1];

    for (int i = 0; i < 100; i++) {
        ids[i] = id_new();
        for (int j = 0; j < i; j++)
            CHECK(!id_same(&ids[i], &ids[j]));
        id_format(&ids[i], letters);
        CHECK(strlen(letters) == ID_LETTERS);
        CHECK(id_parse(text_of(letters), &back));
        CHECK(id_same(&back, &ids[i]));
    }
}

TEST(an_id_has_exactly_one_spelling)
{
    static const char *const bad[] = {
        "",
        "AAAAAAAAAAAAAAAAAAAAA",    /* 21 */
        "AAAAAAAAAAAAAAAAAAAAAAA",  /* 23 */
        "AAAAAAAAAAAAAAAAAAAAAB",   /* bits left over */
        "AAAAAAAAAAAAAAAAAAAAA=",   /* padding */
        "AAAAAAAAAAAAAAAAAAAAAA==", /* padding */
        "AAAAAAAAAA+AAAAAAAAAAA",   /* the other alphabet */
        "AAAAAAAAAA/AAAAAAAAAAA",
        "AAAAAAAAAA AAAAAAAAAAA",
        "AAAAAAAAAA\nAAAAAAAAAAA",
        "AAAAAAAAAA\xc3\xa9GGGGGGGGGG",
    };
    struct id id = { { 42 } };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!id_parse(text_of(bad[i]), &id));
    CHECK(!id_parse((struct text){ "AAAAAAAAAA\0AAAAAAAAAAA", 22 }, &id));
    CHECK(id.bytes[0] == 42);
    CHECK(id_parse(TEXT("AAAAAAAAAAAAAAAAAAAAAA"), &id));
    CHECK(id.bytes[0] == 0);
    CHECK(id_parse(TEXT("_____________________w"), &id));
    CHECK(id.bytes[15] == 0xff);
}

TEST(bytes_are_spelled_as_rfc_4648_does_without_padding)
{
    static const struct {
        const char *bytes, *letters;
    } rows[] = { { "", "" },
                 { "f", "Zg" },
                 { "fo", "Zm8" },
                 { "foo", "Zm9v" },
                 { "foob", "Zm9vYg" },
                 { "fooba", "Zm9vYmE" },
                 { "foobar", "Zm9vYmFy" },
                 { "\xff\xef\xbe", "_---" } };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char letters[16], bytes[16];
        size_t len = 99;

        CHECK(b64_letters(strlen(rows[i].bytes)) == strlen(rows[i].letters));
        CHECK(b64_room(strlen(rows[i].letters)) == strlen(rows[i].bytes));
        b64_encode(text_of(rows[i].bytes), letters);
        assert_string_equal(letters, rows[i].letters);
        CHECK(b64_decode(text_of(rows[i].letters), bytes,
                         b64_room(strlen(rows[i].letters)), &len));
        CHECK_TEXT(((struct text){ bytes, len }), rows[i].bytes);
    }
}

TEST(bytes_of_every_length_come_back)
{
    char bytes[300], letters[500], back[300];
    size_t got;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 37 + 11);
    for (size_t len = 0; len <= sizeof bytes; len++) {
        b64_encode((struct text){ bytes, len }, letters);
        CHECK(strlen(letters) == b64_letters(len));
        CHECK(b64_decode(text_of(letters), back, sizeof back, &got));
        CHECK(got == len && memcmp(bytes, back, len) == 0);
        if (len > 0) /* room for one byte less */
            CHECK(!b64_decode(text_of(letters), back, len - 1, &got));
    }
}

TEST(other_spellings_of_bytes_are_refused)
{
    static const char *const bad[] = {
        "A",     "Zg=",    "Zg==", "Zh",   "Zm9",  "Z",    "Zm9vY",
        "Zm 9v", "Zm9v\n", "Zm+v", "Zm/v", "====", "Zm9v="
    };
    char out[16];
    size_t len = 99;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!b64_decode(text_of(bad[i]), out, sizeof out, &len));
    CHECK(len == 99);
    for (int c = 1; c < 256; c++) {
        char four[] = { 'A', (char)c, 'A', 'A' };
        bool is_letter = c < 128 && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                           "abcdefghijklmnopqrstuvwxyz"
                                           "0123456789-_",
                                           c);
        CHECK(b64_decode((struct text){ four, 4 }, out, sizeof out, &len) ==
              is_letter);
    }
}

TEST(only_well_formed_utf_8_is_text)
{
    static const char *const good[] = { "",
                                        "a",
                                        "\x7f",
                                        "\xc2\x80",
                                        "\xdf\xbf",
                                        "\xe0\xa0\x80",
                                        "\xed\x9f\xbf",
                                        "\xee\x80\x80",
                                        "\xef\xbf\xbf",
                                        "\xf0\x90\x80\x80",
                                        "\xf4\x8f\xbf\xbf",
                                        "caf\xc3\xa9" };
    static const char *const bad[] = { "\x80",
                                       "\xbf",
                                       "\xc0\x80",
                                       "\xc1\xbf",
                                       "\xc2",
                                       "\xc2\x41",
                                       "\xe0\x80\x80",
                                       "\xe0\x9f\xbf",
                                       "\xe1\x80",
                                       "\xed\xa0\x80",
                                       "\xed\xbf\xbf",
                                       "\xf0\x80\x80\x80",
                                       "\xf0\x8f\xbf\xbf",
                                       "\xf0\x90\x80",
                                       "\xf4\x90\x80\x80",
                                       "\xf5\x80\x80\x80",
                                       "\xfe",
                                       "\xff",
                                       "a\xe2\x82",
                                       "\xe2\x82\x41",
                                       "\xf0\x9f\x98\x41" };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK(utf8_is_valid(text_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!utf8_is_valid(text_of(bad[i])));
    CHECK(utf8_is_valid((struct text){ "a\0b", 3 }));
    CHECK(utf8_step((struct text){ "\xf0\x9f\x98\x80x", 5 }) == 4);
    CHECK(utf8_step((struct text){ NULL, 0 }) == 0);
}
