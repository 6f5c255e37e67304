/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/zone.h"

#include "daemon/base/zone_file.h"
#include "tests/check.h"

static const struct {
    const char *zone, *wall;
    int64_t utc;
    const char *shown; /* differs from wall in a gap */
} table[] = {
#include "tests/daemon/zone_table.inc"
};

static struct text text_of(const char *s)
{
    return (struct text){ s, strlen(s) };
}

TEST(wall_times_are_the_instants_that_zoneinfo_says)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char wall[WALL_LETTERS + 1];
        int64_t utc_ms = -1;

        CHECK(zone_to_utc(text_of(table[i].zone), text_of(table[i].wall),
                          &utc_ms) == ZONE_OK);
        if (utc_ms != table[i].utc * 1000)
            print_error("%s %s: %lld\n", table[i].zone, table[i].wall,
                        (long long)utc_ms);
        assert_int_equal(utc_ms, table[i].utc * 1000);
        CHECK(zone_from_utc(text_of(table[i].zone), utc_ms + 999, wall) ==
              ZONE_OK);
        assert_string_equal(wall, table[i].shown);
    }
}

TEST(a_skipped_wall_time_moves_on_and_a_doubled_one_is_the_first)
{
    int64_t utc_ms;

    CHECK(zone_to_utc(TEXT("Europe/Berlin"), TEXT("2027-03-28T02:30"),
                      &utc_ms) == ZONE_OK);
    CHECK(utc_ms == 1806197400000); /* 01:30 UTC, shown as 03:30 */
    CHECK(zone_to_utc(TEXT("Europe/Berlin"), TEXT("2027-10-31T02:30"),
                      &utc_ms) == ZONE_OK);
    CHECK(utc_ms == 1824942600000); /* 00:30 UTC, still summer */
}

TEST(only_names_of_zones_are_known)
{
    static const char *const good[] = { "UTC", "Etc/GMT+12", "Europe/Vienna",
                                        "America/Argentina/Buenos_Aires" };
    static const char *const bad[] = {
        "",
        "/",
        "Europe",
        "Europe/",
        "/etc/passwd",
        "Europe//Vienna",
        "../../../etc/passwd",
        "Europe/../Europe/Vienna",
        "./UTC",
        "Europe/Vienna/",
        "europe/vienna",
        "Mars/Olympus",
        "localtime",
        "posixrules",
        "Factory",
        "posix/Europe/Vienna",
        "right/UTC",
        "tzdata.zi",
        "zone.tab",
        "iso3166.tab",
        "leap-seconds.list",
        "+VERSION",
        "UTC ",
        " UTC",
        "Europe/Vienna\n",
        "-05:00",
        "UTC+1",
        "CET-1CEST",
        "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK(zone_is_known(text_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t utc_ms = 42;
        CHECK(!zone_is_known(text_of(bad[i])));
        CHECK(zone_to_utc(text_of(bad[i]), TEXT("2026-11-24T18:00"), &utc_ms) ==
              ZONE_UNKNOWN);
        CHECK(utc_ms == 42);
    }
    CHECK(!zone_is_known((struct text){ "UTC\0", 4 }));
    CHECK(!zone_is_known((struct text){ NULL, 0 }));
}

TEST(only_exact_wall_times_are_taken)
{
    static const char *const bad[] = { "",
                                       "now",
                                       "2026-11-24",
                                       "2026-11-24T18:00:00",
                                       "2026-11-24T18:00Z",
                                       "2026-11-24 18:00",
                                       "2026-13-01T00:00",
                                       "2026-00-01T00:00",
                                       "2026-02-29T00:00",
                                       "2026-04-31T00:00",
                                       "2026-11-00T00:00",
                                       "2026-11-24T24:00",
                                       "2026-11-24T23:60",
                                       "2026-1-024T18:00",
                                       "+026-11-24T18:00",
                                       "2026-11-24T-1:00",
                                       "1969-12-31T23:59",
                                       "2200-01-01T00:00",
                                       "2026-11-24t18:00",
                                       " 2026-11-24T18:0" };
    int64_t utc_ms = 42;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(zone_to_utc(TEXT("UTC"), text_of(bad[i]), &utc_ms) ==
              ZONE_BAD_WALL);
    CHECK(utc_ms == 42);
    CHECK(zone_to_utc(TEXT("UTC"), TEXT("2028-02-29T23:59"), &utc_ms) ==
          ZONE_OK);
    CHECK(utc_ms == 1835481540000);
}

TEST(instants_out_of_the_years_have_no_wall_time)
{
    char wall[WALL_LETTERS + 1] = "unchanged";

    CHECK(zone_from_utc(TEXT("UTC"), -1, wall) == ZONE_BAD_WALL);
    CHECK(zone_from_utc(TEXT("UTC"), INT64_MIN, wall) == ZONE_BAD_WALL);
    CHECK(zone_from_utc(TEXT("UTC"), INT64_MAX, wall) == ZONE_BAD_WALL);
    CHECK(zone_from_utc(TEXT("UTC"), 7258118400000, wall) == ZONE_BAD_WALL);
    assert_string_equal(wall, "unchanged");
    CHECK(zone_from_utc(TEXT("UTC"), 7258118399999, wall) == ZONE_OK);
    assert_string_equal(wall, "2199-12-31T23:59");
    CHECK(zone_from_utc(TEXT("Asia/Tokyo"), -1, wall) == ZONE_OK);
    assert_string_equal(wall, "1970-01-01T08:59");
}

TEST(rules_of_all_shapes_are_read)
{
    static const struct {
        const char *rule;
        int64_t utc;
        int32_t offset;
    } rows[] = {
        { "UTC0", 0, 0 },
        { "<+0545>-5:45", 0, 20700 },
        { "CET-1CEST,M3.5.0,M10.5.0/3", 1806195599, 3600 },
        { "CET-1CEST,M3.5.0,M10.5.0/3", 1806195600, 7200 },
        { "EST5EDT,M3.2.0,M11.1.0", 1784000000, -14400 },
        { "AEST-10AEDT,M10.1.0,M4.1.0/3", 1768000000, 39600 },
        { "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1784000000, -3600 },
        /* the leap day counts for N and not for J: 1 March 2028 */
        { "AAA0BBB,J60/0,J300/0", 1835481600, 3600 },
        { "AAA0BBB,59/0,300/0", 1835395200, 3600 },
        { "AAA0BBB,J60/0,J300/0", 1835481599, 0 },
        { "XXX3EDT4,0/0,J365/23", 1806195600, -14400 },
    };
    static const char *const bad[] = { "",
                                       "A1",
                                       "CET",
                                       "CET-25",
                                       "CET-1CEST",
                                       "CET-1CEST,M3.5.0",
                                       "CET-1CEST,M3.5.0,",
                                       "CET-1CEST,M13.5.0,M10.5.0",
                                       "CET-1CEST,M3.6.0,M10.5.0",
                                       "CET-1CEST,M3.5.7,M10.5.0",
                                       "CET-1CEST,J0,J1",
                                       "CET-1CEST,366,1",
                                       "CET-1CEST,M3.5.0,M10.5.0/168",
                                       "CET-1CEST,M3.5.0,M10.5.0/3x",
                                       "<CET-1",
                                       "CET-1:60" };
    struct zone_rule r;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK(zone_rule_parse(text_of(rows[i].rule), &r));
        assert_int_equal(zone_rule_offset(&r, rows[i].utc), rows[i].offset);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!zone_rule_parse(text_of(bad[i]), &r));
}

/* A version 2 file of one type and, with_time, one change to it. */
static size_t make_file(char out[256], bool with_time, const char *footer)
{
    size_t len = 0;

    for (int block = 0; block < 2; block++) {
        bool filled = block == 1;
        memset(out + len, 0, 44);
        memcpy(out + len, "TZif2", 5);
        out[len + 35] = filled && with_time; /* times */
        out[len + 39] = filled;              /* types */
        len += 44;
        if (filled && with_time) {
            memset(out + len, 0, 9);
            len += 9;
        }
        if (filled) {
            memset(out + len, 0, 6);
            out[len + 3] = 60;
            len += 6;
        }
    }
    memcpy(out + len, footer, strlen(footer));
    return len + strlen(footer);
}

TEST(damaged_zone_files_are_refused)
{
    char file[256], cut[256];
    struct zone_file f;
    size_t len = make_file(file, true, "\nAAA-1\n");

    CHECK(zone_file_parse((struct text){ file, len }, &f));
    CHECK(zone_file_offset(&f, -1) == 60);
    CHECK(zone_file_offset(&f, 0) == 3600);
    for (size_t i = 0; i < len; i++) {
        /* in memory of its own size, so that a sanitizer sees one byte more */
        char *exact = test_malloc(i + 1);
        memcpy(exact, file, i);
        CHECK(!zone_file_parse((struct text){ exact, i }, &f));
        test_free(exact);
    }
    for (size_t at = 0; at < len; at++)
        for (int value = 0; value < 256; value += 51) {
            memcpy(cut, file, len);
            cut[at] = (char)value;
            if (zone_file_parse((struct text){ cut, len }, &f))
                zone_file_offset(&f, 0); /* no more than what is there */
        }
    len = make_file(file, false, "\n\n");
    CHECK(zone_file_parse((struct text){ file, len }, &f));
    CHECK(zone_file_offset(&f, 5) == 60);
    len = make_file(file, false, "\nnonsense\n");
    CHECK(!zone_file_parse((struct text){ file, len }, &f));
}
