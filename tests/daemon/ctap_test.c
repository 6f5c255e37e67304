/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/check.h"

#include <string.h>

#include "daemon/accounts/webauthn_data.h"
#include "daemon/accounts/ctap.h"

#define BYTES(literal) ((struct text){ (literal), sizeof(literal) - 1 })

TEST(numbers_are_read_in_their_shortest_spelling_alone)
{
    static const struct {
        struct text in;
        int64_t value;
    } good[] = {
        { { "\x00", 1 }, 0 },
        { { "\x17", 1 }, 23 },
        { { "\x18\x18", 2 }, 24 },
        { { "\x19\x01\x00", 3 }, 256 },
        { { "\x20", 1 }, -1 },
        { { "\x39\x01\x00", 3 }, -257 },
        { { "\x1b\x7f\xff\xff\xff\xff\xff\xff\xff", 9 }, INT64_MAX },
    };
    static const struct text bad[] = {
        { "", 0 },
        { "\x18\x17", 2 },     /* 23 in two bytes */
        { "\x19\x00\xff", 3 }, /* 255 in three */
        { "\x1a\x00\x00\xff\xff", 5 },
        { "\x19\x01", 2 },               /* cut short */
        { "\x1c", 1 },                   /* reserved */
        { "\x1b\x80\0\0\0\0\0\0\0", 9 }, /* does not fit */
        { "\xf9\x3c\x00", 3 },           /* a float */
        { "\xc0\x00", 2 },               /* a tag */
    };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct ctap c = ctap_begin(good[i].in);
        int64_t v = 77;

        CHECK(ctap_read_int(&c, &v) && ctap_end(&c));
        CHECK(v == good[i].value);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ctap c = ctap_begin(bad[i]);
        int64_t v = 77;

        CHECK(!ctap_read_int(&c, &v) && c.bad && !ctap_end(&c));
        CHECK(v == 77);
    }
}

TEST(what_is_skipped_is_looked_at_all_the_same)
{
    static const struct text good[] = {
        { "\xa2\x61\x61\x81\xf5\x61\x62\x40", 8 },
        { "\x81\x81\x81\x00", 4 },
    };
    static const struct text bad[] = {
        { "\x81\x81\x81\x81\x81\x00", 6 }, /* too deep */
        { "\x9f\xff", 2 },                 /* no length */
        { "\x82\x00", 2 },                 /* one is missing */
        { "\x61\xff", 2 },                 /* no text */
        { "\xf0", 1 },                     /* a simple value nobody knows */
        { "\x9b\xff\xff\xff\xff\xff\xff\xff\xff", 9 },
    };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct ctap c = ctap_begin(good[i]);

        CHECK(ctap_skip(&c) && ctap_end(&c));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ctap c = ctap_begin(bad[i]);

        CHECK(!ctap_skip(&c) && !ctap_end(&c));
    }
}

TEST(authenticator_data_is_taken_only_when_every_byte_has_its_place)
{
    char bytes[37 + 8] = { 0 };
    struct webauthn_data d;

    bytes[32] = 1 | 4 | 8 | 16;
    bytes[36] = 9;
    CHECK(webauthn_data_read((struct text){ bytes, 37 }, &d));
    CHECK(d.present && d.verified && d.backup_eligible && d.backed_up);
    CHECK(d.count == 9 && !d.has_key && !d.hmac_secret);
    for (size_t len = 0; len < 45; len++)
        CHECK(webauthn_data_read((struct text){ bytes, len }, &d) ==
              (len == 37));
    bytes[32] = 1 | 4 | 16; /* backed up, but not eligible */
    CHECK(!webauthn_data_read((struct text){ bytes, 37 }, &d));
    bytes[32] = (char)(1 | 128); /* extensions, and then none */
    CHECK(!webauthn_data_read((struct text){ bytes, 37 }, &d));
    bytes[37] = (char)0xa0;
    CHECK(webauthn_data_read((struct text){ bytes, 38 }, &d));
}
