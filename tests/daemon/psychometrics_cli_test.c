/* SPDX-License-Identifier: Apache-2.0 */
/* `rapport psychometrics` as people use it: a file in, lines out, refusals by
 * row. */
#include "daemon/cli/psychometrics.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/check.h"
#include "tests/daemon/cli_run.h"
#include "tests/daemon/manual.h"

/* Figures from two people on. */
#define SMALL                                                                  \
    "--least-any 2 --least-alpha 2 --least-omega 2 --least-rest 2 "            \
    "--least-retest 2 --least-extremes 2"

static struct answer run(const char *flags, const char *file)
{
    return cli_run(psychometrics_run, flags, file);
}

static const struct cli_row files[] = {
    { SMALL, "person,at,i1,i2\na,1,1,2\nb,1,2,2\nc,1,3,5\n",
      "{\"rater\":\"client\",\"score\":\"total\",\"left_out\":0,\"people\":3,"
      "\"sheets\":3,\"independent\":true,\"n\":3,\"mean\":5,",
      NULL, 0 },
    /* By hand: item variances 1 and 3, of the sum 7: 2 (1 - 4/7). */
    { SMALL, "person,at,i1,i2\na,1,1,2\nb,1,2,2\nc,1,3,5\n",
      "\"alpha\":{\"value\":0.857142857142857", NULL, 0 },
    { SMALL, "person,at,i1,i2\na,1,1,2\nb,1,2,2\nc,1,3,5\n",
      "\"omega\":{\"value\":null,\"low\":null,\"high\":null,\"n\":3,"
      "\"people\":3,\"least_n\":2,\"why\":\"too_few_items\"}",
      NULL, 0 },
    { SMALL, "person,at,i1,i2\na,1,1,2\nb,1,2,2\nc,1,3,5\n",
      "\"floor\":{\"at\":null,\"value\":null,\"low\":null,\"high\":null,"
      "\"n\":3,\"people\":3,\"least_n\":2,\"why\":\"no_range\","
      "\"flagged\":null}",
      NULL, 0 },
    { SMALL,
      "person,at,instrument,i1,i2,i3,i4,i5\n"
      "a,1,closing-client,7,8,9,10,6\nb,1,closing-client,5,5,6,7,6\n",
      "{\"instrument\":\"closing-client\",\"rater\":\"client\","
      "\"score\":\"total\"",
      NULL, 0 },
    { SMALL,
      "person,at,instrument,i1,i2,i3,i4,i5\n"
      "a,1,closing-client,7,8,9,10,6\nb,1,closing-client,5,5,6,7,6\n",
      "\"items\":[{\"id\":\"goal\",\"mean\":6,\"sd\":1.4142135623730951,", NULL,
      0 },
    { SMALL,
      "person,at,instrument,i1,i2,i3,i4,i5\n"
      "a,1,closing-client,7,8,,10,6\na,2,closing-client,5,5,6,7,6\n"
      "b,1,closing-client,5,declined,6,7,6\n",
      "\"people\":2,\"sheets\":3,\"independent\":true,\"n\":1,", NULL, 0 },
    { SMALL,
      "{\"person\":\"a\",\"at\":1,\"i1\":3,\"i2\":4}\n"
      "{\"person\":\"b\",\"at\":1,\"i1\":1,\"i2\":null}\n",
      "\"n\":1,\"mean\":null", NULL, 0 },
    { SMALL, "person,at,i1,i2\na,1,1,2\na,2,2,2\nb,1,3,5\nb,2,4,5\n",
      "\"retest\":{\"r\":{\"value\":1,", NULL, 0 },
    { SMALL,
      "person,at,i1,i2\na,2026-01-01,1,2\na,2026-01-08,2,2\n"
      "b,2026-01-01,3,5\nb,2026-03-01,4,5\n",
      "\"outside\":1,", NULL, 0 },

    /* refusals */
    { SMALL, "person,at,i1\na,1,1\nb,1,x\nc,1,3\n", "\"people\":2,",
      "row 3, i1: \"x\" is not a number", 1 },
    { SMALL, "person,at,i1\na,1,1\nb,1,2\na,2,\"1,5\"\n",
      "\"left_out\":1,\"people\":1",
      "people with a refused row are left out: 1", 1 },
    { SMALL, "person,at,i1\na,1,1\n,1,2\n", NULL, "may belong to anybody", 1 },
    { SMALL, "person,at,i1\na,1,1\na,1,2\nb,1,1\n",
      "\"left_out\":1,\"people\":1",
      "row 3, at: the same person, rater and time as row 2", 1 },
    { SMALL, "person,at,i1\na,2,1\na,1,2\nb,1,1\n",
      "\"left_out\":1,\"people\":1",
      "row 3, at: lies before row 2, which stands above it", 1 },
    { SMALL, "person,at,i1\na,2,1\na,2026-01-01,2\nb,1,1\n",
      "\"left_out\":1,\"people\":1",
      "row 3, at: mixes session numbers and dates", 1 },
    { SMALL, "person,at,instrument,i1\na,1,phq-99,7\nb,1,phq-99,7\n", NULL,
      "row 2, instrument: there is no questionnaire \"phq-99\"", 1 },
    { SMALL, "person,at,instrument,i1\na,1,closing-client,7\n", NULL,
      "row 2: has 1 answers, closing-client has 5 items", 1 },
    { SMALL,
      "person,at,instrument,i1,i2,i3,i4,i5\na,1,closing-client,7,8,11,2,6\n",
      NULL, "row 2, i3: 11 (bond) is not from 0 to 10", 1 },
    { SMALL, "person,at,value,i1\na,1,7,\n", NULL,
      "row 2, value: is a score already", 1 },
    { SMALL, "person,at,value\na,1,7\n", NULL,
      "row 1: the header has no column i1", 1 },
    { SMALL, "{\"person\":\"a\",\"at\":1}\n", NULL, "row 1: has no answers",
      1 },
    { SMALL, "person,at,i1\na,1,2000000000\n", NULL,
      "row 2, i1: 2000000000 is not from -1000000000 to 1000000000", 1 },
    { SMALL, "person,at,i1\na,1,NaN\n", NULL, "is not a number", 1 },
    { SMALL, "", NULL, "there is nothing to read", 1 },
    { SMALL, "person,at,i1\n", NULL, "there are no rows below the header", 1 },
};

TEST(files_come_to_figures_and_bad_rows_are_named)
{
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        cli_check(psychometrics_run, &files[i]);
}

TEST(each_form_rater_and_score_has_a_line_in_order_of_appearance)
{
    static const char file[] = "person,at,rater,instrument,i1,i2,i3,i4,i5\n"
                               "a,1,therapist,closing-therapist,7,7,7,7,7\n"
                               "a,1,client,closing-client,7,7,7,7,7\n"
                               "b,1,therapist,closing-therapist,7,7,7,7,7\n"
                               "b,1,,,1,2,3,,\n";
    struct answer a = run("", file);
    const char *first = strstr(a.out, "\"instrument\":\"closing-therapist\"");
    const char *second = strstr(a.out, "\"instrument\":\"closing-client\"");
    const char *own = strstr(a.out, "{\"rater\":\"client\"");

    CHECK(a.status == 0 && first != NULL && second != NULL && own != NULL);
    CHECK(first < second && second < own);
    HAS(own, "\"id\":\"i5\"");
    cli_done(&a);
}

TEST(keyed_items_beside_a_questionnaire_are_as_many_as_were_answered)
{
    static const char file[] = "person,at,instrument,i1,i2,i3\n"
                               "a,1,X,1,2,3\nb,1,X,1,2,3\n"
                               "a,1,Y,1,2,\nb,1,Y,1,,\nc,1,Y,4,4,\n";
    struct answer a;

    a = run(SMALL " --items-only --min 1 --max 4", file);
    CHECK(a.status == 0 && count_lines(a.out) == 2);
    HAS(a.out, "{\"instrument\":\"X\",\"rater\":\"client\"");
    HAS(strstr(a.out, "\"instrument\":\"Y\""), "\"ceiling\":{\"at\":8,");
    HAS(a.out, "\"floor\":{\"at\":3,\"value\":0,");
    cli_done(&a);
    a = run(SMALL " --items-only --min 1 --max 3", file);
    CHECK(a.status == 1);
    HAS(a.err, "row 6, i1: 4 is not from 1 to 3 (see --min and --max)");
    cli_done(&a);
}

/* By hand: raw totals 5, 10, 15, 0 and 24, times the form's 4: their mean is
 * 54 * 4 / 5, and the scale ends at 25 * 4. */
TEST(a_score_times_a_factor_stays_on_its_own_scale)
{
    static const char file[] = "person,at,instrument,i1,i2,i3,i4,i5\n"
                               "a,1,who-5,1,1,1,1,1\nb,1,who-5,2,2,2,2,2\n"
                               "c,1,who-5,3,3,3,3,3\nd,1,who-5,0,0,0,0,0\n"
                               "e,1,who-5,5,5,5,5,4\n";
    struct answer a = run(SMALL " --pack who-5", file);
    const char *raw = strstr(a.out, "\"score\":\"raw\"");

    CHECK(a.status == 0 && raw != NULL);
    CHECK(strstr(a.out, "\"score\":\"total\"") < raw);
    CHECK(strstr(a.out, "\"mean\":43.2,\"sd\":37.0297") < raw);
    HAS(a.out, "\"mean\":43.2,\"sd\":37.0297");
    HAS(a.out, "\"ceiling\":{\"at\":100,");
    HAS(raw, "\"mean\":10.8,\"sd\":9.2574");
    HAS(raw, "\"ceiling\":{\"at\":25,");
    cli_done(&a);
}

TEST(ten_people_are_too_few_and_it_says_so)
{
    char file[4096];
    size_t len = (size_t)snprintf(file, sizeof(file), "person,at,i1,i2,i3\n");
    struct answer a;

    for (int i = 0; i < 10; i++)
        for (int k = 0; k < 5; k++)
            len += (size_t)snprintf(file + len, sizeof(file) - len,
                                    "p%d,%d,%d,%d,%d\n", i, k, i % 4, i % 3,
                                    k % 4);
    a = run("--explain --occasion all", file);
    CHECK(a.status == 0);
    HAS(a.out, "\"people\":10,\"sheets\":50,\"independent\":false,\"n\":50,"
               "\"mean\":null,\"sd\":null,\"sem\":null,");
    HAS(a.out, "\"alpha\":{\"value\":null,\"low\":null,\"high\":null,\"n\":50,"
               "\"people\":10,\"least_n\":30,\"why\":\"too_few\"}");
    HAS(a.out, "sheets of one person are not independent");
    HAS(a.out, "alpha is not shown: from 10 people, 30 are needed");
    HAS(a.out, "\"first_mean\":null");
    cli_done(&a);
}

TEST(an_order_of_ones_own_is_asked_for)
{
    static const char file[] = "person,at,i1\na,3,2\nb,1,1\na,1,0\n";
    struct answer a;

    a = run(SMALL " --any-order", file);
    CHECK(a.status == 0);
    /* The first of a is the last read: (0 + 1) / 2. */
    HAS(a.out, "\"mean\":0.5,");
    cli_done(&a);
}

TEST(flags_are_read_and_bad_ones_refused)
{
    static const char *const bad[] = {
        "--level 1",
        "--level x",
        "--least-any 1",
        "--extreme 2",
        "--min 1",
        "--min 3 --max 3",
        "--gap-least 9 --gap-most 8",
        "--occasion any",
        "--least-alpha -1",
        "--wrong",
        "--least-omega",
        "--min 1 --max 2e9",
    };
    static const char file[] = "person,at,i1,i2\na,1,1,2\n";
    struct answer a;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        a = run(bad[i], file);
        if (a.status != 2)
            fail_msg("taken: %s", bad[i]);
        HAS(a.err, "rapport psychometrics:");
        cli_done(&a);
    }
    a = run("--help", "");
    CHECK(a.status == 0);
    HAS(a.out, "rapport psychometrics [flags]");
    cli_done(&a);
    a = run("--occasion last --level 0.9 --least-any 20 --min 0 --max 5 "
            "--explain --gap-most 30",
            file);
    CHECK(a.status == 0);
    HAS(a.out, "\"occasion\":\"last\",\"level\":0.9,\"least_any\":20,");
    HAS(a.out, "\"gap_most\":30,\"min\":0,\"max\":5,");
    HAS(a.out, "\"explain\":[");
    cli_done(&a);
}

TEST(the_example_of_the_manual_is_what_the_command_says)
{
    char *file = manual_block("rapport-psychometrics.1", 0);
    char *expected = manual_block("rapport-psychometrics.1", 2);
    struct answer a =
        run("--min 1 --max 5 --least-any 8 --least-alpha 8 --least-omega 8 "
            "--least-rest 8 --least-retest 8 --least-extremes 8",
            file);

    CHECK(a.status == 0);
    assert_string_equal(a.out, expected);
    cli_done(&a);
    free(file);
    free(expected);
}

TEST(ten_thousand_rows_are_read)
{
    const size_t cap = (size_t)1 << 20;
    char *file = malloc(cap);
    size_t len;
    struct answer a;

    assert_non_null(file);
    len = (size_t)snprintf(file, cap, "person,at,i1,i2,i3,i4\n");
    for (int i = 0; i < 10000; i++)
        len += (size_t)snprintf(file + len, cap - len, "p%d,%d,%d,%d,%d,%d\n",
                                i % 100, i / 100, i * 7 % 5, i * i % 5,
                                (i * 7 + i % 2) % 5, i * 3 % 7);
    a = run("", file);
    CHECK(a.status == 0);
    HAS(a.out,
        "\"people\":100,\"sheets\":10000,\"independent\":true,\"n\":100,");
    cli_done(&a);
    free(file);
}

TEST(a_full_output_is_a_failure_that_is_said)
{
    struct answer a =
        cli_run_full(psychometrics_run, SMALL, "person,at,i1\na,1,8\n");

    CHECK(a.status == 1);
    HAS(a.err, "the output cannot be written");
    cli_done(&a);
}
