/* SPDX-License-Identifier: Apache-2.0 */
/* `rapport score` and `rapport course` as people use them: a file in, lines
 * out, refusals by row. */
#include <stdio.h>
#include <stdlib.h>

#include "daemon/cli/change.h"
#include "daemon/cli/course.h"
#include "daemon/cli/dyad.h"
#include "daemon/cli/expected.h"
#include "daemon/cli/psychometrics.h"
#include "daemon/cli/rupture.h"
#include "daemon/cli/score.h"
#include "tests/check.h"
#include "tests/daemon/cli_run.h"

/* The rule whose numbers the rows below were worked out by. */
#define OWN_SPREAD "--rule own-spread"

static struct answer run(const char *flags, const char *file)
{
    return cli_run(course_run, flags, file);
}

/* One file, and what must be in the two streams. NULL: nothing at all. */
struct file_row {
    const char *command, *file, *out, *err;
    int status;
};

static const struct file_row rows[] = {
    /* scores */
    { "score",
      "person,at,instrument,i1,i2,i3,i4,i5\n"
      "a,1,closing-client,7,8,9,2,6\n",
      "\"total\":7.5,\"medium\":2,\"answered\":4", NULL, 0 },
    { "score",
      "\xEF\xBB\xBFPERSON;At;Instrument;i1;i2;i3;i4;i5;note\r\n"
      "\"a;\"\"b\"\"\";2026-11-24;closing-client;7;;9;2;6;\"x\r\ny\"\r\n",
      "\"person\":\"a;\\\"b\\\"\",\"at\":\"2026-11-24\"", NULL, 0 },
    { "score",
      "person\tat\tinstrument\ti1\ti2\ti3\ti4\ti5\n"
      "a\t1\tclosing-client\t7\t\t\t2\t6\n",
      "\"total\":null,\"medium\":2,\"answered\":2", NULL, 0 },
    { "score",
      "{\"person\":\"a\",\"at\":3,\"rater\":\"therapist\",\"instrument\":"
      "\"closing-therapist\",\"i1\":0,\"i2\":8,\"i3\":9.0,\"i4\":null,"
      "\"i5\":6,\"more\":[1]}\n",
      "\"rater\":\"therapist\",\"instrument\":\"closing-therapist\","
      "\"total\":5.75,\"medium\":null,\"answered\":4,\"floors\":[\"goal\"]",
      NULL, 0 },
    { "score",
      "person,at,instrument,i1,i2,i3,i4,i5\n"
      "a,1,closing-client,7,8,11,2,6\n"
      "a,2,closing-client,7,8,9,2,6\n",
      "\"at\":2", "row 2, i3: 11 (bond) is not from 0 to 10", 1 },
    { "score",
      "person,at,instrument,i1,i2,i3,i4,i5\n"
      "a,1,closing-client,7,8.5,9,2,6\n",
      NULL, "row 2, i2: 8.5 (task) does not lie on a step of 1", 1 },
    { "score", "person,at,instrument,i1\na,1,phq-99,7\n", NULL,
      "row 2, instrument: there is no questionnaire \"phq-99\"", 1 },
    { "score", "person,at,instrument,i1,i2\na,1,closing-client,7,8\n", NULL,
      "row 2: has 2 answers, closing-client has 5 items", 1 },
    { "score",
      "person,at,instrument,i1,i2,i3,i4,i5,i6\n"
      "a,1,closing-client,7,8,9,2,6,1\n",
      NULL, "row 2: has 6 answers, closing-client has 5 items", 1 },
    { "score", "person,at,instrument,i1\na,1,,7\n", NULL,
      "row 2, instrument: is empty", 1 },
    { "score", "person,at,value\na,1,7\n", NULL,
      "row 2, value: is a score already", 1 },

    /* courses */
    { "course", "person,at,value\na,1,7.25\n",
      "{\"person\":\"a\",\"at\":1,\"rater\":\"client\",\"value\":7.25,"
      "\"state\":\"given\",\"usual\":null,\"place\":\"unknown\","
      "\"change\":null,\"status\":\"too_few\",\"range\":null,\"fired\":[],"
      "\"chart\":{",
      NULL, 0 },
    { "course", "person,at,value\na,1,8\na,2,8\na,3,8\na,4,8\na,5,4\n",
      "{\"kind\":\"rupture\",\"rule\":\"drop_2s\",\"why\":"
      "\"fell_by_twice_own_spread\",\"x\":4,\"ref\":8,\"drop\":4,\"s\":1,"
      "\"limit\":6,\"length\":0,\"earlier\":4}",
      NULL, 0 },
    { "course",
      "person,at,rater,instrument,i1,i2,i3,i4,i5\n"
      "a,2026-11-24,client,closing-client,0,8,8,8,8\n",
      "\"fired\":[{\"kind\":\"low_answer\"", NULL, 0 },
    { "course",
      "person,at,rater,value\n"
      "a,1,client,8\na,1,therapist,6\na,2,client,8\na,2,therapist,6\n"
      "a,3,client,8\na,3,therapist,6\na,4,client,8\na,4,therapist,6\n",
      "\"kind\":\"dyad\",\"rule\":\"far_apart\",\"why\":"
      "\"two_views_far_apart\",\"shared\":4,\"client_mean\":8,"
      "\"therapist_mean\":6,\"b0\":-2",
      NULL, 0 },
    { "course", "person,at,value\na,1,\na,2,declined\n",
      "\"value\":null,\"state\":\"declined\"", NULL, 0 },
    { "course", "person,at,value\na,1,7\na,1,8\nb,1,5\n", "\"person\":\"b\"",
      "row 3, at: the same person, rater and time as row 2", 1 },
    { "course", "person,at,value\na,1,7\na,2026-11-24,8\n", NULL,
      "row 3, at: mixes session numbers and dates", 1 },
    { "course", "person,at,value\na,2026-11-24T01:00+01:00,7\na,2026-11-24,8\n",
      NULL, "row 3, at: the same person, rater and time as row 2", 1 },
    { "course", "person,at,value\na,1,11\n", NULL,
      "row 2, value: 11 is not from 0 to 10", 1 },
    { "course", "person,at,value\na,1,\"7,5\"\n", NULL,
      "row 2, value: \"7,5\" is not a number", 1 },
    { "course", "person,at,value\na,1,NaN\n", NULL, "is not a number", 1 },
    { "course", "person,at,value\na,1,0x7\n", NULL, "is not a number", 1 },
    { "course", "person,at,value\na,1,1e999\n", NULL, "is not a number", 1 },
    { "course", "person,at,value\n,1,7\n", NULL, "row 2, person: is empty", 1 },
    { "course", "person,at,value\na,,7\n", NULL,
      "row 2, at: \"\" is not a session number", 1 },
    { "course", "person,at,value\na,2026-02-29,7\n", NULL, "row 2, at:", 1 },
    { "course", "person,at,value\na,2024-02-29T24:00Z,7\n", NULL,
      "row 2, at:", 1 },
    { "course", "person,at,value\na,-1,7\n", NULL, "row 2, at:", 1 },
    { "course", "person,at,value\na,1\n", NULL,
      "row 2: has 2 fields, the header has 3", 1 },
    { "course", "person,at,value\na,1,\"7\n", NULL,
      "row 2: field 3 has a quote that is never closed", 1 },
    { "course", "person,at,value\na,1,\"7\"x\n", NULL,
      "row 2: field 3 goes on after its closing quote", 1 },
    { "course", "person,at,value\na\xFF,1,7\n", NULL,
      "row 2: field 1 is not UTF-8", 1 },
    { "course", "person,at,value\n\"a\nb\",1,7\n", NULL,
      "row 2, person: holds a control character", 1 },
    { "course", "person,value\na,7\n", NULL,
      "row 1: the header has no column at", 1 },
    { "course", "person,at\na,7\n", NULL,
      "row 1: the header has neither value nor i1", 1 },
    { "course", "person,at,value,person\na,7,1,b\n", NULL,
      "row 1: the header has the column person twice", 1 },
    { "course", "person,at,i1,i3\na,7,1,2\n", NULL,
      "row 1: the header has i3 but not i2", 1 },
    { "course", "person,at,value,instrument,i1\na,1,7,closing-client,3\n", NULL,
      "row 2, value: stands beside answers", 1 },
    { "course", "person,at,instrument,value\na,1,mood-line,3.5\n", NULL,
      "give --min and --max", 1 },
    { "course", "", NULL, "there is nothing to read", 1 },
    { "course", "[{\"person\":\"a\"}]\n", NULL, "this is neither CSV", 1 },
    { "course", "\xEF\xBB\xBF{\"person\":\"a\",\"at\":1,\"value\":7}\n",
      "\"value\":7,", NULL, 0 },
    { "course", "\xEF\xBBperson,at,value\na,1,7\n", NULL,
      "row 1: field 1 is not UTF-8", 1 },
    { "course", "{\"person\":\"a\",\"at\":1,\"value\":7}\nnonsense\n", NULL,
      "row 2: is not a JSON object", 1 },
    { "course", "{\"person\":\"a\",\"at\":1,\"value\":true}\n", NULL,
      "row 1, value: is neither text nor number", 1 },
    { "course", "{\"person\":\"a\",\"person\":\"b\",\"at\":1}\n", NULL,
      "row 1: is not a JSON object", 1 },
    { "course", "{\"value\":7,\"at\":1}\n", NULL, "row 1, person: is missing",
      1 },
};

TEST(files_come_to_lines_and_bad_rows_are_named)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const bool course = strcmp(rows[i].command, "course") == 0;
        const struct cli_row row = { course ? OWN_SPREAD : "", rows[i].file,
                                     rows[i].out, rows[i].err, rows[i].status };

        cli_check(course ? course_run : score_run, &row);
    }
}

TEST(lines_come_in_the_order_read_whatever_the_order_in_time)
{
    static const char file[] = "person,at,value\nb,3,7\na,2,6\nb,1,8\n";
    struct answer a;

    a = run(OWN_SPREAD " --any-order", file);

    CHECK(count_lines(a.out) == 3);
    CHECK(strstr(a.out, "\"at\":3") < strstr(a.out, "\"at\":2"));
    HAS(a.out, "\"value\":7,\"state\":\"given\",\"usual\":null,"
               "\"place\":\"unknown\",\"change\":-1");
    cli_done(&a);
}

TEST(a_person_with_a_refused_row_is_held_back_whole)
{
    static const char file[] = "person,at,value\na,1,8\na,2,x\nb,1,8\na,3,8\n";
    struct answer a = run(OWN_SPREAD, file);

    CHECK(a.status == 1 && count_lines(a.out) == 1);
    HAS(a.out, "\"person\":\"b\"");
    HAS(a.err, "2 good rows are held back");
    cli_done(&a);
}

TEST(a_row_that_may_be_anybodys_holds_back_everybody)
{
    static const char file[] = "person,at,value\na,1,8\n,2,8\nb,1,8\n";
    struct answer a = run(OWN_SPREAD, file);

    CHECK(a.status == 1);
    assert_string_equal(a.out, "");
    cli_done(&a);
}

TEST(flags_change_the_rule_and_bad_ones_are_refused)
{
    static const char file[] =
        "person,at,instrument,value\na,1,x,30\na,2,x,30\na,3,x,30\n"
        "a,4,x,30\na,5,x,26\n";
    static const char *const bad[] = { "--betwixt 8", "--between",
                                       "--between x", "--patience 2.5",
                                       "--patience -1" };
    struct answer a = run(OWN_SPREAD " --max 40", file);

    HAS(a.out, "\"kind\":\"strain\",\"rule\":\"drop_1s\"");
    cli_done(&a);
    a = run(OWN_SPREAD " --max 40 --between 8", file);
    CHECK(a.status == 0 && strstr(a.out, "drop_1s") == NULL);
    cli_done(&a);

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        a = run(bad[i], file);
        CHECK(a.status == 2);
        cli_done(&a);
    }
}

TEST(closing_minutes_of_both_are_two_views_of_one_session)
{
    char file[2048];
    size_t len = 0;
    struct answer a;

    len += (size_t)snprintf(file, sizeof(file),
                            "person,at,rater,instrument,i1,i2,i3,i4,i5\n");
    for (int i = 1; i <= 4; i++)
        len += (size_t)snprintf(file + len, sizeof(file) - len,
                                "a,%d,client,closing-client,8,8,8,8,8\n"
                                "a,%d,therapist,closing-therapist,6,6,6,6,6\n",
                                i, i);
    a = run(OWN_SPREAD, file);
    CHECK(a.status == 0 && count_lines(a.out) == 8);
    HAS(a.out, "\"kind\":\"dyad\"");
    cli_done(&a);
}

TEST(endless_fields_and_rows_are_refused_and_read_over)
{
    const size_t len = (size_t)1 << 20;
    char *file = malloc(len + 1);
    struct answer a;

    assert_non_null(file);
    file[len] = '\0';
    memset(file, 'x', len);
    memcpy(file, "person,at,value\n", 16);
    memcpy(file + len - 8, "\na,1,8\n\n", 8);
    a = run(OWN_SPREAD, file);
    CHECK(a.status == 1);
    HAS(a.err, "row 2: field 1 is longer than 4096 bytes");
    CHECK(count_lines(a.err) == 2); /* and one row held back */
    cli_done(&a);
    memset(file, ',', len);
    memcpy(file, "person,at,value\n", 16);
    a = run(OWN_SPREAD, file);
    HAS(a.err, "row 2: field 513 the row has more than 512 fields");
    cli_done(&a);
    free(file);
}

TEST(after_fifty_refusals_only_their_number_is_said)
{
    char file[4096];
    size_t len = (size_t)snprintf(file, sizeof(file), "person,at,value\n");
    struct answer a;

    for (int i = 0; i < 60; i++)
        len += (size_t)snprintf(file + len, sizeof(file) - len, "a,%d,x\n", i);
    a = run(OWN_SPREAD, file);
    CHECK(a.status == 1 && count_lines(a.err) == 51);
    HAS(a.err, "and 10 more rows refused");
    cli_done(&a);
}

TEST(a_full_output_is_a_failure_that_is_said)
{
    struct answer a =
        cli_run_full(course_run, OWN_SPREAD, "person,at,value\na,1,8\n");

    CHECK(a.status == 1);
    HAS(a.err, "the output cannot be written");
    cli_done(&a);
}

TEST(every_command_that_knows_questionnaires_takes_the_same_flags_for_them)
{
    static const struct {
        command_run *run;
        const char *flags;
    } commands[] = {
        { score_run, "" },
        { course_run, "" },
        { rupture_run, "" },
        { dyad_run, "" },
        { change_run, "--method none" },
        { expected_run, "" },
        { psychometrics_run, "" },
    };
    static const char file[] = "person,at,instrument,i1,i2,i3,i4,i5\n"
                               "a,1,who-5,3,3,3,2,2\n";

    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        struct answer a = cli_run(commands[i].run, "", file);
        char flags[64];

        (void)snprintf(flags, sizeof(flags), "%s --pack who-5",
                       commands[i].flags);
        CHECK(a.status == 1);
        HAS(a.err, "there is no questionnaire \"who-5\"");
        cli_done(&a);
        a = cli_run(commands[i].run, flags, file);
        CHECK(a.status == 0);
        HAS(a.out, "\"instrument\":\"who-5\"");
        assert_string_equal(a.err, "");
        cli_done(&a);
        a = cli_run(commands[i].run, "--pack who-6", file);
        CHECK(a.status == 2);
        HAS(a.err, "there is no pack who-6");
        cli_done(&a);
        a = cli_run(commands[i].run, "--site-text /nowhere", file);
        CHECK(a.status == 2);
        HAS(a.err, "/nowhere: cannot be read");
        cli_done(&a);
    }
}

TEST(a_questionnaires_name_may_be_written_in_any_case)
{
    static const struct {
        command_run *run;
        const char *flags, *file, *out;
    } known[] = {
        { score_run, "",
          "person,at,instrument,i1,i2,i3,i4,i5,i6,i7,i8,i9\n"
          "a,1,PHQ-9|1.0.0,2,0,2,2,2,0,0,0,1\n",
          "\"instrument\":\"phq-9\"" },
        { course_run, "",
          "person,at,rater,instrument,value\na,1,client,Closing-Client,8\n"
          "a,2,client,closing-client,7\n",
          "\"change\":-1," },
        { change_run, "--sd 5.4 --reliability 0.87 --only Phq-9",
          "person,at,instrument,value\na,1,PHQ-9,15\na,2,phq-9,5\n",
          "\"instrument\":\"phq-9\",\"value\":5,\"state\":\"given\","
          "\"pre\":15,\"post\":5,\"change\":-10," },
        { psychometrics_run, "",
          "person,at,instrument,i1,i2,i3,i4,i5,i6,i7\n"
          "a,1,GAD-7,1,1,1,1,1,1,1\nb,1,gad-7,1,1,1,1,1,1,1\n",
          "{\"instrument\":\"gad-7\",\"rater\":\"client\",\"score\":\"total\","
          "\"left_out\":0,\"people\":2," },
        /* Nobody knows how others spell theirs. */
        { course_run, "--max 40", "person,at,instrument,value\na,1,Mood,8\n",
          "\"instrument\":\"Mood\"" },
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        const struct cli_row row = { known[i].flags, known[i].file,
                                     known[i].out, NULL, 0 };

        cli_check(known[i].run, &row);
    }
}
