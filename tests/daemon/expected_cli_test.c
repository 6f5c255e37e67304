/* SPDX-License-Identifier: Apache-2.0 */
/* `rapport expected` as people use it: a file in, lines out, refusals by
 * row. */
#include "daemon/cli/expected.h"

#include <stdlib.h>
#include <unistd.h>

#include "core/base/chance.h"
#include "tests/check.h"
#include "tests/daemon/cli_run.h"
#include "tests/daemon/manual.h"

static struct answer run(const char *flags, const char *file)
{
    return cli_run(expected_run, flags, file);
}

/* The same, with the site's people in a file of their own. */
static struct answer run_site(const char *flags, const char *file,
                              const char *site)
{
    char path[] = "/tmp/rapport-site-XXXXXX", all[512];
    const int fd = mkstemp(path);
    const size_t len = strlen(site);
    struct answer a;

    assert_true(fd >= 0 && write(fd, site, len) == (ssize_t)len);
    (void)close(fd);
    (void)snprintf(all, sizeof(all), "%s --site %s", flags, path);
    a = run(all, file);
    CHECK(unlink(path) == 0);
    return a;
}

static const struct cli_row rows[] = {
    { "", "person,at,instrument,value\na,1,phq-9,10\na,2,phq-9,16\n",
      "\"boundary\":16,\"off_track\":true,\"rule\":\"rational\",\"why\":"
      "\"worse_by_reliable_change\",\"curve_from\":\"same_file\","
      "\"curve_why\":\"too_few_people\"",
      NULL, 0 },
    { "", "person,at,instrument,value\na,1,gad-7,10\na,2,gad-7,13\n",
      "\"worse\":3,\"expected\":null,\"error\":null,\"boundary\":14,"
      "\"off_track\":false",
      NULL, 0 },
    { "",
      "person,at,instrument,value\na,1,closing-client,8\n"
      "a,2,closing-client,2\n",
      "\"worse\":6,\"expected\":null,\"error\":null,\"boundary\":null,"
      "\"off_track\":null,\"rule\":\"none\",\"why\":\"no_rule\"",
      NULL, 0 },
    { "", "person,at,instrument,value\na,1,phq-9,\na,2,phq-9,9\n",
      "\"t\":null,\"first\":null,\"worse\":null,\"expected\":null,"
      "\"error\":null,\"boundary\":null,\"off_track\":null,\"rule\":"
      "\"rational\",\"why\":\"no_rating\"",
      NULL, 0 },
    { "", "person,at,value\na,1,5\n", NULL,
      "row 2, instrument: nobody knows which way is good on \"\"", 1 },
    { "", "person,at,instrument,value\na,1,mood,5\n", NULL,
      "row 2, instrument: nobody knows which way is good on \"mood\"", 1 },
    { "", "person,at,instrument,value\na,1,phq-9,5\na,1,phq-9,6\nb,1,phq-9,7\n",
      "\"person\":\"b\"", "row 3, at: the same person, rater and time as row 2",
      1 },
    { "", "person,at,instrument,value\na,2,phq-9,5\na,1,phq-9,6\n", NULL,
      "times of one person may not run backwards", 1 },
    { "", "person,at,instrument,value\na,1,phq-9,NaN\n", NULL,
      "is not a number", 1 },
    { "", "", NULL, "there is nothing to read", 1 },
};

TEST(files_come_to_lines_and_bad_rows_are_named)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        cli_check(expected_run, &rows[i]);
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
    char *file = site();
    struct answer a;

    a = run("--better lower --fit --explain", file);
    CHECK(a.status == 0 && count_lines(a.out) == 1);
    HAS(a.out, "{\"rater\":\"client\",\"curve_from\":\"same_file\",\"why\":"
               "\"ok\",\"spread\":\"intercept_and_slope\",\"people\":40,"
               "\"ratings\":240,\"people_enough\":40,\"b0\":1");
    HAS(a.out, "\"method\":\"reml\",\"people_least\":30,\"ratings_least\":3}");
    cli_done(&a);

    a = run_site("--better lower --explain", two, file);
    CHECK(a.status == 0 && count_lines(a.out) == 4);
    HAS(a.out, "\"off_track\":true,\"rule\":\"site_curve\",\"why\":"
               "\"beyond_boundary\",\"curve_from\":\"site_file\",\"curve_why\":"
               "\"ok\"");
    HAS(a.out, "\"off_track\":false,\"rule\":\"site_curve\",\"why\":"
               "\"not_beyond_boundary\"");
    HAS(a.out, "boundary = expected + z * error = ");
    cli_done(&a);

    a = run_site("--better lower --rule rational --reliable-change 5", two,
                 file);
    HAS(a.out, "\"boundary\":21,\"off_track\":true,\"rule\":\"rational\"");
    HAS(a.out, "\"curve_from\":null,\"curve_why\":null");
    cli_done(&a);

    a = run_site("--better lower --rule site_curve --people-least 41", two,
                 file);
    HAS(a.out, "\"off_track\":null,\"rule\":\"none\",\"why\":\"no_rule\","
               "\"curve_from\":\"site_file\",\"curve_why\":\"too_few_people\"");
    cli_done(&a);
    free(file);
}

TEST(weeks_are_counted_between_dates)
{
    struct answer a;

    a = run("--better lower --time weeks",
            "person,at,value\na,2026-11-02,5\na,2026-11-09,5\n"
            "a,2026-11-12T12:00Z,5\n");
    HAS(a.out, "\"t\":1,");
    HAS(a.out, "\"t\":1.5,");
    cli_done(&a);
    a = run("--better lower --time weeks", two);
    CHECK(a.status == 1);
    HAS(a.err, "row 2, at: is a session number; --time weeks needs dates");
    cli_done(&a);
    a = run("--better lower --time sessions",
            "person,at,value\na,2026-11-02,\na,2026-11-09,5\na,2026-11-12,5\n");
    HAS(a.out, "\"at\":\"2026-11-12\",\"rater\":\"client\",\"value\":5,"
               "\"state\":\"given\",\"t\":1,");
    cli_done(&a);
}

TEST(no_line_says_that_anything_caused_a_course)
{
    static const char *const never[] = { "caus",   "because", "due to",
                                         "effect", "led to",  "respon",
                                         "works",  "helped",  "improve" };
    static const char *const flags[] = {
        "--better lower --explain",
        "--better lower --explain --fit",
        "--better lower --explain --rule rational --reliable-change 5",
    };
    char *file = site();

    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        struct answer a = run_site(flags[i], i == 1 ? file : two, file);

        CHECK(a.status == 0 && a.out[0] != '\0');
        for (size_t k = 0; k < sizeof(never) / sizeof(never[0]); k++)
            if (strstr(a.out, never[k]) != NULL)
                fail_msg("%s in %s", never[k], a.out);
        cli_done(&a);
    }
    free(file);
}

TEST(the_example_of_the_manual_is_what_the_command_says)
{
    char *file = manual_block("rapport-expected.1", 0);
    char *said = manual_block("rapport-expected.1", 1);
    struct answer a = run("", file);

    CHECK(a.status == 0);
    assert_string_equal(a.out, said);
    cli_done(&a);
    free(file);
    free(said);
}
