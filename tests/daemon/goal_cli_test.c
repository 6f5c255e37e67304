/* SPDX-License-Identifier: Apache-2.0 */
/* `rapport goal` as people use it: a file in, lines out, refusals. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "daemon/cli/goal.h"
#include "tests/check.h"
#include "tests/daemon/cli_run.h"
#include "tests/daemon/manual.h"

static struct answer run(const char *flags, const char *file)
{
    return cli_run(goal_run, flags, file);
}

#define THREE "person,at,i1,i2,i3\n"
#define WEIGHED "person,at,i1,i2,w1,w2\n"

/* Flags and a file, and what must be in the two streams. NULL: nothing. */
static const struct cli_row rows[] = {
    { "", THREE "a,1,0,0,0\n", "\"t\":50,\"goals\":3,\"levels\":[0,0,0]", NULL,
      0 },
    { "", THREE "a,1,1,1,1\n", "\"t\":63.693", NULL, 0 },
    { "", THREE "a,1,-2,-2,-2\n", "\"t\":22.6138", NULL, 0 },
    { "", "person,at,i1,i2,i3,w1,w2,w3\na,1,2,1,0,3,2,1\n", "\"t\":67.6261",
      NULL, 0 },
    { "", "person,at,i1,i2,i3,i4,w4,w3\na,1,-1,0,1,1,4,2\n", "\"t\":58.50025",
      NULL, 0 },
    { "", "{\"person\":\"a\",\"at\":1,\"i1\":2,\"i2\":1,\"w1\":3}\n",
      "\"weights\":[3,1]", NULL, 0 },
    { "--rho 0", THREE "a,1,1,1,1\n", "\"t\":67.3205", NULL, 0 },
    { "", THREE "a,1,,,\n",
      "\"t\":null,\"goals\":0,\"levels\":[null,null,null]", NULL, 0 },
    { "", THREE "a,1,,declined,\n", "\"why\":\"no_goals\"", NULL, 0 },
    { "", THREE "a,1,0,0,\na,2,1,1,\n",
      "\"same_goals_first\":true,\"same_goals_previous\":true,\"why\":null",
      NULL, 0 },
    { "", THREE "a,1,0,0,\na,2,1,1,1\na,3,2,2,2\n",
      "\"same_goals_first\":false,\"same_goals_previous\":true", NULL, 0 },
    { "", WEIGHED "a,1,0,0,1,1\na,2,1,1,2,1\n", "\"same_goals_first\":false",
      NULL, 0 },
    { "", THREE "a,1,2,,\na,2,,,\na,3,1,,\n",
      "\"change_first\":-10,\"change_previous\":-10", NULL, 0 },
    { "--step 0.5", THREE "a,1,0.5,,\n", "\"t\":55", NULL, 0 },
    { "--least -3", THREE "a,1,-3,,\n", "\"t\":20", NULL, 0 },
    { "--explain", THREE "a,1,1,1,1\n",
      "= 50 + 10 * 3 / sqrt(0.7 * 3 + 0.3 * 3^2) = 63.69306394 (Kiresuk & "
      "Sherman 1968",
      NULL, 0 },

    /* ratings */
    { "--ratings", THREE "a,1,2,3,\na,2,4,3,1\n",
      "{\"goal\":1,\"rating\":4,\"state\":\"given\",\"change_first\":2,"
      "\"change_previous\":2,\"reliable\":null,\"why\":null}",
      NULL, 0 },
    { "--ratings", THREE "a,1,2,3,\na,2,4,3,1\n",
      "{\"goal\":3,\"rating\":1,\"state\":\"given\",\"change_first\":null,"
      "\"change_previous\":null,\"reliable\":null,\"why\":\"first\"}],"
      "\"rated\":3,\"mean\":2.6666666666666665,\"mean_change_first\":1,"
      "\"mean_change_previous\":1",
      NULL, 0 },
    { "--ratings --reliable-change 2.45", THREE "a,1,2,,\n",
      "\"reliable\":null,\"why\":\"first\"", NULL, 0 },
    { "--ratings --reliable-change 2.45", THREE "a,1,2,,\na,2,4.45,,\n",
      "\"reliable\":true", NULL, 0 },
    { "--ratings --reliable-change 2.45", THREE "a,1,5,,\na,2,2.6,,\n",
      "\"reliable\":false", NULL, 0 },
    { "--ratings", "person,at,instrument,value\na,1,gbo,3\na,2,gbo,7\n",
      "\"instrument\":\"gbo\",\"goals\":[{\"goal\":1,\"rating\":7", NULL, 0 },
    { "--ratings", "person,at,value\na,1,\n",
      "\"mean\":null,\"mean_change_first\":null,\"mean_change_previous\":null,"
      "\"why\":\"no_goals\"",
      NULL, 0 },
    { "--ratings", THREE "a,1,declined,,\n", "\"why\":\"declined\"", NULL, 0 },

    /* refusals */
    { "", THREE "a,1,3,,\n", NULL, "row 2, i1: 3 is not from -2 to 2", 1 },
    { "", THREE "a,1,,0.5,\n", NULL, "row 2, i2: 0.5 lies between two levels",
      1 },
    { "", WEIGHED "a,1,1,1,1,0\n", NULL, "row 2, w2: 0 is no weight", 1 },
    { "", WEIGHED "a,1,1,1,declined,1\n", NULL,
      "row 2, w1: a weight is a number", 1 },
    { "", WEIGHED "a,1,1,1,x,1\n", NULL, "row 2, w1: \"x\" is not a number",
      1 },
    { "", "person,at,i1,w2\na,1,1,1\n", NULL,
      "row 2, w2: there is no such goal to weigh", 1 },
    { "", "person,at,value\na,1,1\n", NULL, "row 1: the header has no i1", 1 },
    { "", "person,at,i1,value\na,1,1,1\n", NULL, "row 2, value: is one number",
      1 },
    { "--ratings", "person,at,i1,value\na,1,1,1\n", NULL,
      "row 2, value: stands beside i1", 1 },
    { "--ratings", THREE "a,1,11,,\n", NULL, "row 2, i1: 11 is not from 0 to",
      1 },
    { "", THREE "a,2,1,,\na,1,1,,\n", NULL, "times of one person may not", 1 },
    { "--any-order", THREE "a,2,1,,\na,1,0,,\n", "\"change_first\":10", NULL,
      0 },
    { "", THREE "a,1,1,,\na,1,0,,\n", NULL, "the same person, rater and time",
      1 },
    { "", THREE "a,1,1,,\na,2026-11-24,0,,\n", NULL,
      "mixes session numbers and dates", 1 },
    { "", THREE "a,1,NaN,,\n", NULL, "is not a number", 1 },
    { "", "", NULL, "there is nothing to read", 1 },
    { "--rho 1.5", THREE "a,1,1,,\n", NULL, "make no sense together", 2 },
    { "--least 1", THREE "a,1,1,,\n", NULL, "make no sense together", 2 },
    { "--reliable-change 0", THREE "a,1,1,,\n", NULL, "make no sense together",
      2 },
    { "--min 10", THREE "a,1,1,,\n", NULL, "make no sense together", 2 },
    { "--sideways", THREE "a,1,1,,\n", NULL, "there is no such flag", 2 },
};

TEST(files_come_to_lines_and_what_is_wrong_is_named)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        cli_check(goal_run, &rows[i]);
}

TEST(the_example_of_the_manual_page_is_what_the_program_says)
{
    char *file = manual_block("rapport-goal.1", 0);
    char *expected = manual_block("rapport-goal.1", 1);
    struct answer a = run("--explain", file);

    CHECK(a.status == 0);
    if (!manual_folds(expected, a.out))
        fail_msg("the page says otherwise than: %s", a.out);
    cli_done(&a);
    free(file);
    free(expected);
}

TEST(a_person_with_a_refused_row_is_held_back_whole)
{
    struct answer a = run("", THREE "a,1,1,,\na,2,7,,\nb,1,1,,\na,3,1,,\n");

    CHECK(a.status == 1 && count_lines(a.out) == 1);
    HAS(a.out, "\"person\":\"b\"");
    HAS(a.err, "2 good rows are held back");
    cli_done(&a);
}

TEST(goals_of_two_raters_are_two_series)
{
    struct answer a = run("", "person,at,rater,i1\na,1,client,0\n"
                              "a,1,therapist,2\na,2,client,1\n");

    CHECK(a.status == 0 && count_lines(a.out) == 3);
    HAS(a.out, "\"change_first\":10,\"change_previous\":10");
    cli_done(&a);
}

TEST(ten_thousand_rows_are_as_many_lines)
{
    const size_t room = 200000;
    char *file = malloc(room);
    size_t len = (size_t)snprintf(file, room, "person,at,i1\n");
    struct answer a;

    for (int i = 1; i <= 10000; i++)
        len += (size_t)snprintf(file + len, room - len, "p%d,%d,%d\n", i % 7, i,
                                i % 5 - 2);
    a = run("", file);
    CHECK(a.status == 0 && count_lines(a.out) == 10000);
    cli_done(&a);
    free(file);
}
