/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/check.h"

#include <string.h>

#include "daemon/accounts/totp.h"

static const struct totp rfc = { .seed = { "12345678901234567890", 20 },
                                 .counter = -1 };

/* RFC 6238, appendix B, SHA-1; of its eight digits the last six. */
static const struct {
    int64_t at_s;
    const char *code;
} rows[] = {
    { 59, "287082" },         { 1111111109, "081804" },
    { 1111111111, "050471" }, { 1234567890, "005924" },
    { 2000000000, "279037" }, { 20000000000, "353130" },
};

static struct text code_of(const char *s)
{
    return (struct text){ s, strlen(s) };
}

TEST(the_codes_of_rfc_6238_fit_at_their_time_with_their_counter)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t counter = -7;

        CHECK(totp_fits(&rfc, code_of(rows[i].code), rows[i].at_s * 1000,
                        &counter));
        CHECK(counter == rows[i].at_s / 30);
    }
}

TEST(a_code_fits_one_step_early_or_late_and_no_further)
{
    const int64_t at_ms = 1234567890 / 30 * INT64_C(30000), step = 30000;
    int64_t counter = -7;

    for (int away = -3; away <= 3; away++) {
        bool near = away >= -1 && away <= 1;

        counter = -7;
        CHECK(totp_fits(&rfc, code_of("005924"), at_ms + away * step,
                        &counter) == near);
        CHECK(counter == (near ? 1234567890 / 30 : -7));
    }
}

TEST(what_is_not_six_digits_never_fits)
{
    static const char *const bad[] = { "",        "00592",
                                       "0059244", "00592a",
                                       " 05924",  "-05924",
                                       "005924 ", "\xd9\xa0\xd9\xa1\xd9\xa2" };
    int64_t counter;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!totp_fits(&rfc, code_of(bad[i]), INT64_C(1234567890000),
                         &counter));
}

TEST(a_seed_is_spelled_in_base32_as_apps_read_it)
{
    char letters[TOTP_SEED_LETTERS + 1];

    CHECK(totp_spell(rfc.seed, letters));
    CHECK(strcmp(letters, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") == 0);
}
