/* SPDX-License-Identifier: Apache-2.0 */
/* `rapport expected` as people use it: a file in, lines out, refusals by
 * row. */
#include "daemon/cli/expected.h"

#include <stdlib.h>

#include "core/base/chance.h"
#include "tests/check.h"
#include "tests/daemon/manual.h"

struct answer {
    char *out, *err;
    int status;
};

static FILE *file_of(const char *text)
{
    FILE *in = text[0] == '\0'
                   ? fopen("/dev/null", "rb")
                   : fmemopen((void *)(uintptr_t)text, strlen(text), "rb");

    assert_non_null(in);
    return in;
}

static struct answer run(const char *file, const char *site,
                         const struct expected_options *options)
{
    struct answer a = { 0 };
    struct expected_options o = *options;
    struct instrument_set set;
    size_t out_len, err_len;
    FILE *in = file_of(file), *of_site = site == NULL ? NULL : file_of(site);
    FILE *out = open_memstream(&a.out, &out_len);
    FILE *err = open_memstream(&a.err, &err_len);
    char why[INSTRUMENT_FILE_WHY_MAX];

    if (instrument_set_load(&set, instrument_default_dir(), why) != 0)
        fail_msg("%s", why);
    o.site = site == NULL ? NULL : "site.csv"; /* as main would */
    a.status = expected_stream(&set, &o, in, of_site, out, err);
    (void)fclose(in);
    if (of_site != NULL)
        (void)fclose(of_site);
    (void)fclose(out);
    (void)fclose(err);
    instrument_set_deinit(&set);
    return a;
}

static void done(struct answer *a)
{
    free(a->out);
    free(a->err);
}

static size_t lines(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text++)
        n += *text == '\n';
    return n;
}

#define HAS(haystack, needle)                                                  \
    do {                                                                       \
        if (strstr((haystack), (needle)) == NULL)                              \
            fail_msg("no %s in: %s", (needle), (haystack));                    \
    } while (0)

static const struct {
    const char *file, *out, *err;
    int status;
} rows[] = {
    { "person,at,instrument,value\na,1,phq-9,10\na,2,phq-9,16\n",
      "\"boundary\":16,\"off_track\":true,\"rule\":\"rational\",\"why\":"
      "\"worse_by_reliable_change\",\"curve_from\":\"same_file\","
      "\"curve_why\":\"too_few_people\"",
      NULL, 0 },
    { "person,at,instrument,value\na,1,gad-7,10\na,2,gad-7,13\n",
      "\"worse\":3,\"expected\":null,\"error\":null,\"boundary\":14,"
      "\"off_track\":false",
      NULL, 0 },
    { "person,at,instrument,value\na,1,closing-client,8\n"
      "a,2,closing-client,2\n",
      "\"worse\":6,\"expected\":null,\"error\":null,\"boundary\":null,"
      "\"off_track\":null,\"rule\":\"none\",\"why\":\"no_rule\"",
      NULL, 0 },
    { "person,at,instrument,value\na,1,phq-9,\na,2,phq-9,9\n",
      "\"t\":null,\"first\":null,\"worse\":null,\"expected\":null,"
      "\"error\":null,\"boundary\":null,\"off_track\":null,\"rule\":"
      "\"rational\",\"why\":\"no_rating\"",
      NULL, 0 },
    { "person,at,value\na,1,5\n", NULL,
      "row 2, instrument: nobody knows which way is good on \"\"", 1 },
    { "person,at,instrument,value\na,1,mood,5\n", NULL,
      "row 2, instrument: nobody knows which way is good on \"mood\"", 1 },
    { "person,at,instrument,value\na,1,phq-9,5\na,1,phq-9,6\nb,1,phq-9,7\n",
      "\"person\":\"b\"", "row 3, at: the same person, rater and time as row 2",
      1 },
    { "person,at,instrument,value\na,2,phq-9,5\na,1,phq-9,6\n", NULL,
      "times of one person may not run backwards", 1 },
    { "person,at,instrument,value\na,1,phq-9,NaN\n", NULL, "is not a number",
      1 },
    { "", NULL, "there is nothing to read", 1 },
};

TEST(files_come_to_lines_and_bad_rows_are_named)
{
    const struct expected_options options = expected_options_defaults();

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct answer a = run(rows[i].file, NULL, &options);

        if (a.status != rows[i].status)
            fail_msg("status %d for %s: %s", a.status, rows[i].file, a.err);
        if (rows[i].out == NULL)
            assert_string_equal(a.out, "");
        else
            HAS(a.out, rows[i].out);
        if (rows[i].err == NULL)
            assert_string_equal(a.err, "");
        else
            HAS(a.err, rows[i].err);
        done(&a);
    }
}

/* A site of forty people who get lower at their own speed. */
static char *site(void)
{
    const size_t cap = 64 * 1024;
    char *file = malloc(cap);
    struct chance c = chance_seeded(8);
    size_t len;

    assert_non_null(file);
    len = (size_t)snprintf(file, cap, "person,at,value\n");
    for (int i = 0; i < 40; i++) {
        const double own = 4 * chance_normal(&c), turn = 2 * chance_normal(&c);

        for (int k = 1; k <= 6; k++)
            len +=
                (size_t)snprintf(file + len, cap - len, "p%d,%d,%.1f\n", i, k,
                                 16 + own + (turn - 3) * expected_x(k - 1) +
                                     2 * chance_normal(&c));
    }
    return file;
}

static const char two[] = "person,at,value\na,1,16\na,2,30\nb,1,16\nb,2,13\n";

TEST(a_site_with_enough_people_has_a_curve)
{
    struct expected_options options = expected_options_defaults();
    char *file = site();
    struct answer a;

    options.better = "lower";
    options.fit = true;
    options.explain = true;
    a = run(file, NULL, &options);
    CHECK(a.status == 0 && lines(a.out) == 1);
    HAS(a.out, "{\"rater\":\"client\",\"curve_from\":\"same_file\",\"why\":"
               "\"ok\",\"spread\":\"intercept_and_slope\",\"people\":40,"
               "\"ratings\":240,\"people_enough\":40,\"b0\":1");
    HAS(a.out, "\"method\":\"reml\",\"people_least\":30,\"ratings_least\":3}");
    done(&a);

    options.fit = false;
    a = run(two, file, &options);
    CHECK(a.status == 0 && lines(a.out) == 4);
    HAS(a.out, "\"off_track\":true,\"rule\":\"site_curve\",\"why\":"
               "\"beyond_boundary\",\"curve_from\":\"site_file\",\"curve_why\":"
               "\"ok\"");
    HAS(a.out, "\"off_track\":false,\"rule\":\"site_curve\",\"why\":"
               "\"not_beyond_boundary\"");
    HAS(a.out, "boundary = expected + z * error = ");
    done(&a);

    options.rule = "rational";
    options.change = 5;
    a = run(two, file, &options);
    HAS(a.out, "\"boundary\":21,\"off_track\":true,\"rule\":\"rational\"");
    HAS(a.out, "\"curve_from\":null,\"curve_why\":null");
    done(&a);

    options.rule = "site_curve";
    options.people_least = 41;
    a = run(two, file, &options);
    HAS(a.out, "\"off_track\":null,\"rule\":\"none\",\"why\":\"no_rule\","
               "\"curve_from\":\"site_file\",\"curve_why\":\"too_few_people\"");
    done(&a);
    free(file);
}

TEST(weeks_are_counted_between_dates)
{
    struct expected_options options = expected_options_defaults();
    struct answer a;

    options.better = "lower";
    options.time = "weeks";
    a = run("person,at,value\na,2026-11-02,5\na,2026-11-09,5\n"
            "a,2026-11-12T12:00Z,5\n",
            NULL, &options);
    HAS(a.out, "\"t\":1,");
    HAS(a.out, "\"t\":1.5,");
    done(&a);
    a = run(two, NULL, &options);
    CHECK(a.status == 1);
    HAS(a.err, "row 2, at: is a session number; --time weeks needs dates");
    done(&a);
    options.time = "sessions";
    a = run("person,at,value\na,2026-11-02,\na,2026-11-09,5\na,2026-11-12,5\n",
            NULL, &options);
    HAS(a.out, "\"at\":\"2026-11-12\",\"rater\":\"client\",\"value\":5,"
               "\"state\":\"given\",\"t\":1,");
    done(&a);
}

TEST(no_line_says_that_anything_caused_a_course)
{
    static const char *const never[] = { "caus",   "because", "due to",
                                         "effect", "led to",  "respon",
                                         "works",  "helped",  "improve" };
    struct expected_options options = expected_options_defaults();
    char *file = site();

    options.better = "lower";
    options.explain = true;
    for (int i = 0; i < 3; i++) {
        struct answer a;

        options.fit = i == 1;
        options.rule = i == 2 ? "rational" : "auto";
        options.change = i == 2 ? 5 : options.change;
        a = run(i == 1 ? file : two, file, &options);
        CHECK(a.status == 0 && a.out[0] != '\0');
        for (size_t k = 0; k < sizeof(never) / sizeof(never[0]); k++)
            if (strstr(a.out, never[k]) != NULL)
                fail_msg("%s in %s", never[k], a.out);
        done(&a);
    }
    free(file);
}

TEST(the_example_of_the_manual_is_what_the_command_says)
{
    char *file = manual_block("rapport-expected.1", 0);
    char *said = manual_block("rapport-expected.1", 1);
    const struct expected_options options = expected_options_defaults();
    struct answer a = run(file, NULL, &options);

    CHECK(a.status == 0);
    assert_string_equal(a.out, said);
    done(&a);
    free(file);
    free(said);
}
