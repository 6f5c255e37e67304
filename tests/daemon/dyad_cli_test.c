/* SPDX-License-Identifier: Apache-2.0 */
/* `rapport dyad` as people use it: a file in, lines out, refusals by row. */
#include "daemon/cli/dyad.h"

#include <stdlib.h>

#include "tests/check.h"
#include "tests/daemon/cli_run.h"
#include "tests/daemon/manual.h"

static struct answer run(const char *flags, const char *file)
{
    return cli_run(dyad_run, flags, file);
}

static const char four[] = "person,at,rater,value\n"
                           "a,1,client,8\na,1,therapist,6\n"
                           "a,2,client,8\na,2,therapist,6\n"
                           "a,3,client,7\na,3,therapist,6\n"
                           "a,4,client,8\na,4,therapist,6\n";

static const struct cli_row rows[] = {
    { "", four,
      "\"rule\":\"far_apart\",\"why\":\"two_views_far_apart\","
      "\"value\":1.75,\"limit\":1,\"shared\":4",
      NULL, 0 },
    { "", four,
      "\"blindness\":{\"falls\":1,\"unseen\":1,\"share\":1,"
      "\"why\":\"none_seen\"},\"unseen_now\":true",
      NULL, 0 },
    { "", four, "\"r\":null,\"why\":\"therapist_never_moved\"", NULL, 0 },
    { "", four, "\"move_least\":0.5,\"opposite_moves\":2,\"fall_least\":0.5",
      NULL, 0 },
    { "", "person,at,value\na,1,8\n",
      "\"therapist\":null,\"therapist_state\":\"missing\",\"shared\":0,"
      "\"unshared\":1,\"client_mean\":null,\"therapist_mean\":null,"
      "\"b0\":null,\"b0_error\":null,\"b0_t\":null,\"b0_p\":null,"
      "\"b1\":null,\"b1_error\":null,\"b1_t\":null,\"b1_p\":null,"
      "\"r\":null,\"why\":\"nothing_shared\"",
      NULL, 0 },
    { "", "person,at,rater,value\na,1,client,8\na,1,therapist,declined\n",
      "\"therapist\":null,\"therapist_state\":\"declined\",\"shared\":0,"
      "\"unshared\":1",
      NULL, 0 },
    { "", "person,at,rater,value\na,1,therapist,5\na,2,client,8\n",
      "\"shared\":0,\"unshared\":2", NULL, 0 },
    { "", "person,at,rater,value\na,1,client,8\na,1,therapist,7\n",
      "\"client_mean\":8,\"therapist_mean\":7,\"b0\":-1,\"b0_error\":null",
      NULL, 0 },
    { "",
      "person,at,rater,instrument,i1,i2,i3,i4,i5\n"
      "a,1,client,closing-client,8,8,8,8,8\n"
      "a,1,therapist,closing-therapist,6,6,6,6,6\n",
      "\"instrument\":\"closing-client\",\"value\":8,\"state\":\"given\","
      "\"therapist\":6",
      NULL, 0 },
    { "",
      "{\"person\":\"a\",\"at\":1,\"value\":7}\n"
      "{\"person\":\"a\",\"at\":1,\"rater\":\"therapist\",\"value\":7}\n",
      "\"b0\":0,", NULL, 0 },
    { "", "person,at,rater,value\na,1,client,8\na,2026-11-24,therapist,7\n",
      NULL, "row 3, at: the client's ratings (row 2) tell it in another way",
      1 },
    { "", "person,at,rater,value\na,1,client,8\na,1,client,7\nb,1,client,5\n",
      "\"person\":\"b\"", "row 3, at: the same person, rater and time as row 2",
      1 },
    { "", "person,at,rater,value\na,1,client,8\na,1,therapist,11\n", NULL,
      "row 3, value: 11 is not from 0 to 10", 1 },
    { "", "person,at,rater,value\na,2,client,8\na,1,client,8\n", NULL,
      "times of one person may not run backwards", 1 },
    { "", "person,at,rater,value\na,1,client,NaN\n", NULL, "is not a number",
      1 },
    { "", "person,at,rater,value\na,1,therapist,5\n", NULL,
      "1 rows lie beside no ratings of the client's", 0 },
    { "", "person,at,rater,value,outcome\na,1,client,8,left early\n",
      "\"person\":\"a\"", NULL, 0 },
    { "", "", NULL, "there is nothing to read", 1 },
};

TEST(files_come_to_lines_and_bad_rows_are_named)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        cli_check(dyad_run, &rows[i]);
}

TEST(one_line_for_each_row_of_the_clients_in_the_order_read)
{
    struct answer a = run("", "person,at,rater,value\nb,1,client,5\n"
                              "a,1,therapist,5\na,1,client,6\nb,2,client,7\n");

    CHECK(a.status == 0 && count_lines(a.out) == 3);
    CHECK(strstr(a.out, "\"person\":\"b\",\"at\":1") <
          strstr(a.out, "\"person\":\"a\""));
    CHECK(strstr(a.out, "\"person\":\"a\"") <
          strstr(a.out, "\"person\":\"b\",\"at\":2"));
    cli_done(&a);
}

TEST(a_summary_is_one_line_a_person)
{
    struct answer a;

    a = run("--summary --explain", four);
    CHECK(a.status == 0 && count_lines(a.out) == 1);
    HAS(a.out, "{\"person\":\"a\",\"shared\":4,\"unshared\":0,");
    HAS(a.out, "\"explain\":[\"b0 = mean T - mean C = 6 - 7.75 = -1.75 over 4 "
               "sessions");
    cli_done(&a);
}

TEST(flags_change_what_counts)
{
    struct answer a;

    a = run("--fall-least 2 --apart 3", four);
    CHECK(strstr(a.out, "far_apart\",\"why") == NULL);
    CHECK(strstr(a.out, "\"why\":\"no_falls\"},\"unseen_now\":true") == NULL);
    HAS(a.out, "\"apart\":3,");
    cli_done(&a);
    a = run("--apart -1", four);
    CHECK(a.status == 2);
    HAS(a.err, "these flags make no sense together");
    cli_done(&a);
}

/* Sixty people, of whom the last has no outcome. */
static void many_pairs(char *file, size_t size, int people)
{
    size_t len =
        (size_t)snprintf(file, size, "person,at,rater,value,outcome\n");

    for (int i = 0; i < people; i++)
        len += (size_t)snprintf(file + len, size - len,
                                "p%d,1,client,%d.%d,%d\np%d,1,therapist,%d,\n",
                                i, i * 7 % 10, i % 10, (i * 13 + i * i) % 17, i,
                                i * i * 3 % 11);
    (void)snprintf(file + len, size - len,
                   "none,1,client,5,\nnone,1,therapist,5,\n");
}

TEST(the_surface_is_one_line_over_all_pairs)
{
    char file[8192];
    struct answer a;

    many_pairs(file, sizeof(file), 60);
    a = run("--surface --explain", file);
    CHECK(a.status == 0 && count_lines(a.out) == 1);
    HAS(a.out, "{\"pairs\":60,\"people\":60,\"left_out\":1,\"why\":\"ok\"");
    HAS(a.out, "\"a5\":{\"value\":");
    HAS(a.out, "Edwards and Parry 1993");
    cli_done(&a);
    many_pairs(file, sizeof(file), 59);
    a = run("--surface --explain", file);
    CHECK(a.status == 0);
    HAS(a.out, "\"pairs\":59,\"people\":59,\"left_out\":1,\"why\":\"too_few\","
               "\"common_mean\":null");
    HAS(a.out, "\"b\":null,\"a\":null");
    cli_done(&a);
    a = run("--surface --explain", four);
    CHECK(a.status == 1);
    HAS(a.err, "row 1: the header has no column outcome");
    cli_done(&a);
    a = run("--surface --explain",
            "person,at,rater,value,outcome\na,1,client,5,much\n");
    CHECK(a.status == 1);
    HAS(a.err, "row 2, outcome: \"much\" is not a number");
    cli_done(&a);
    a = run("--surface --explain",
            "person,at,instrument,value,outcome\na,1,closing-client,5,1\n"
            "b,1,,5,1\n");
    CHECK(a.status == 1);
    HAS(a.err, "row 3, instrument: is another than in row 2");
    cli_done(&a);
}

TEST(the_example_of_the_manual_is_what_the_command_says)
{
    char *file = manual_block("rapport-dyad.1", 0);
    char *said = manual_block("rapport-dyad.1", 1);
    struct answer a;

    a = run("--summary", file);
    CHECK(a.status == 0);
    assert_string_equal(a.out, said);
    cli_done(&a);
    free(file);
    free(said);
}

TEST(a_long_series_is_walked_to_its_end)
{
    const size_t cap = (size_t)1 << 20;
    char *file = malloc(cap);
    size_t len;
    struct answer a;

    assert_non_null(file);
    len = (size_t)snprintf(file, cap, "person,at,rater,value\n");
    for (int i = 0; i < 10000; i++)
        len += (size_t)snprintf(file + len, cap - len,
                                "a,%d,client,%d\na,%d,therapist,%d\n", i,
                                i % 11, i, i * i % 11);
    a = run("--summary", file);
    CHECK(a.status == 0);
    HAS(a.out, "\"shared\":10000,\"unshared\":0");
    cli_done(&a);
    free(file);
}
