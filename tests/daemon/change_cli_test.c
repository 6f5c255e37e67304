/* SPDX-License-Identifier: Apache-2.0 */
/* `rapport change` as people use it: a file in, lines out, refusals. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "daemon/cli/change.h"
#include "tests/check.h"
#include "tests/daemon/cli_run.h"
#include "tests/daemon/manual.h"

static struct answer run(const char *flags, const char *file)
{
    return cli_run(change_run, flags, file);
}

#define CORE "person,at,instrument,value\n"
#define PLAIN "person,at,value\n"
#define TWO PLAIN "a,1,30\na,2,12\n"
#define JT "--sd 7.5 --reliability 0.8"

/* Flags and a file, and what must be in the two streams. NULL: nothing. */
static const struct cli_row rows[] = {
    /* Jacobson & Truax 1991, the worked example */
    { JT " --better higher --mean-clinical 40 --sd-clinical 7.5 "
         "--mean-functional 60 --sd-functional 7.5",
      PLAIN "a,1,32.5\na,2,47.5\n", "\"rci\":3.16227766016", NULL, 0 },
    { JT " --better higher --mean-clinical 40 --sd-clinical 7.5 "
         "--mean-functional 60 --sd-functional 7.5",
      PLAIN "a,1,32.5\na,2,47.5\n",
      "\"verdict\":\"improved\",\"why\":\"reliably_better\",\"better\":"
      "\"higher\",\"cutoffs\":{\"a\":55,\"b\":45,\"c\":50,\"used\":50,"
      "\"kind\":\"c\"},\"clinical_before\":true,\"clinical_after\":true",
      NULL, 0 },
    { JT " --cutoff b --mean-clinical 40 --mean-functional 60 "
         "--sd-functional 7.5",
      PLAIN "a,1,32.5\na,2,47.5\n", "\"verdict\":\"recovered\"", NULL, 0 },
    { JT " --better lower --cutoff 40", PLAIN "a,1,32.5\na,2,47.5\n",
      "\"verdict\":\"harmed\",\"why\":\"reliably_worse_and_now_clinical\"",
      NULL, 0 },
    { JT " --better lower", PLAIN "a,1,32.5\na,2,47.5\n",
      "\"verdict\":\"deteriorated\"", NULL, 0 },
    { JT, PLAIN "a,1,32.5\na,2,47.5\n",
      "\"verdict\":null,\"why\":\"direction_unknown\"", NULL, 0 },
    { JT " --critical 4 --better lower", PLAIN "a,1,32.5\na,2,47.5\n",
      "\"reliable\":false", NULL, 0 },
    { JT, PLAIN "a,1,7\n",
      "\"pre\":null,\"post\":7,\"change\":null,\"percent_change\":null,"
      "\"percent_why\":\"first\"",
      NULL, 0 },
    { JT, PLAIN "a,1,7\na,2,\n",
      "\"state\":\"missing\",\"pre\":null,\"post\":null,\"change\":null", NULL,
      0 },
    { JT, PLAIN "a,1,7\na,2,declined\n", "\"why\":\"declined\"", NULL, 0 },
    { JT, PLAIN "a,1,\na,2,4\na,3,8\n",
      "\"pre\":4,\"post\":8,\"change\":4,\"percent_change\":100", NULL, 0 },
    { JT, PLAIN "a,1,0\na,2,4\n",
      "\"change\":4,\"percent_change\":null,\"percent_why\":"
      "\"nothing_at_start\"",
      NULL, 0 },
    { JT " --zero 10", PLAIN "a,1,30\na,2,20\n", "\"percent_change\":-50,",
      NULL, 0 },
    { JT " --pre previous", PLAIN "a,1,30\na,2,20\na,3,19\n",
      "\"pre\":20,\"post\":19,\"change\":-1", NULL, 0 },
    { JT, PLAIN "a,1,30\na,2,20\na,3,19\n",
      "\"pre\":30,\"post\":19,\"change\":-11", NULL, 0 },
    { JT " --minimal-important 18", TWO, "\"minimal_important\":true", NULL,
      0 },
    { JT " --minimal-important 18.5", TWO, "\"minimal_important\":false", NULL,
      0 },
    { "", CORE "a,1,core-10,21\na,2,core-10,9\n",
      "\"verdict\":\"recovered\",\"why\":"
      "\"reliably_better_and_now_functional\"",
      NULL, 0 },
    { "", CORE "a,1,core-10,21\na,2,core-10,9\n", "\"from\":[\"published\"]",
      NULL, 0 },
    { "--sd 20", CORE "a,1,core-10,21\na,2,core-10,9\n", "\"reliable\":false",
      NULL, 0 },
    { "--sd 20", CORE "a,1,core-10,21\na,2,core-10,9\n",
      "\"norms\":{\"sd\":20,\"mean\":19.7,\"sd_post\":null,\"mean_post\":null,"
      "\"reliability\":0.9,\"reliability_post\":null,\"correlation\":null,"
      "\"from\":[\"flags\",\"published\"]",
      NULL, 0 },
    { "--method none", CORE "a,1,closing-client,3\na,2,closing-client,8\n",
      "\"method\":null,\"rci\":null", NULL, 0 },
    { "--method none", CORE "a,1,closing-client,3\na,2,closing-client,8\n",
      "\"why\":\"no_method\",\"better\":\"higher\"", NULL, 0 },

    /* every method; the numbers are from tests/vectors/change.json */
    { "--method gln --sd 8.2 --mean 21.3 --reliability 0.87",
      PLAIN "a,1,30\na,2,12\n",
      "\"method\":\"gln\",\"critical\":1.96,\"rci\":"
      "-4.1723718",
      NULL, 0 },
    { "--method en --sd 8.2 --mean 21.3 --reliability 0.87",
      PLAIN "a,1,30\na,2,12\n",
      "\"method\":\"en\",\"critical\":2,\"rci\":"
      "-5.7056326",
      NULL, 0 },
    { "--method all --sd 8.2 --mean 21.3 --reliability 0.87", TWO,
      "\"ha\":{\"method\":\"ha\",\"critical\":1.65,\"rci\":null,\"reliable\":"
      "null,\"reliable_change_value\":null,\"sem\":null,\"sdiff\":null,"
      "\"expected\":null,\"low\":null,\"high\":null,\"verdict\":null,"
      "\"why\":\"needs_sd_post\"}",
      NULL, 0 },
    { "--from-sample --reliability 0.9",
      PLAIN "a,1,10\na,2,20\nb,1,30\nb,2,24\n",
      "\"mean\":20,\"sd_post\":2.8284271247461903,\"mean_post\":22,"
      "\"reliability\":0.9,\"reliability_post\":null,\"correlation\":",
      NULL, 0 },
    { "--from-sample --reliability 0.9",
      PLAIN "a,1,10\na,2,20\nb,1,30\nb,2,24\n",
      "\"from\":[\"flags\",\"sample\"],\"people\":2", NULL, 0 },

    /* PHQ-9 and GAD-7 together */
    { "--method none",
      CORE "a,1,phq-9,18\na,1,gad-7,14\na,5,phq-9,8\na,5,gad-7,6\n",
      "\"nhs\":{\"change\":\"improved\",\"points\":6,\"case_from\":10,\"pair\":"
      "{\"phq_9_before\":18,\"phq_9_after\":8,\"gad_7_before\":14,"
      "\"gad_7_after\":6,\"change\":\"improved\",\"case_before\":true,"
      "\"case_after\":false,\"recovery\":true,\"reliable_recovery\":true,"
      "\"why\":\"below_both_reliably\"},\"pair_why\":null}",
      NULL, 0 },
    { "--method none",
      CORE "a,1,phq-9,18\na,1,gad-7,14\na,5,phq-9,8\na,5,gad-7,8\n",
      "\"recovery\":false,\"reliable_recovery\":false,\"why\":"
      "\"still_a_case\"",
      NULL, 0 },
    { "--method none",
      CORE "a,1,phq-9,4\na,1,gad-7,3\na,5,phq-9,4\na,5,gad-7,6\n",
      "\"recovery\":null,\"reliable_recovery\":null,\"why\":\"was_no_case\"",
      NULL, 0 },
    { "--method none", CORE "a,1,gad-7,14\na,5,gad-7,10\na,1,phq-9,3\n",
      "\"nhs\":{\"change\":\"improved\",\"points\":4,\"case_from\":8,\"pair\":"
      "null,\"pair_why\":\"no_phq_9_then\"}",
      NULL, 0 },
    { "--sd 5.4 --reliability 0.87 --only phq-9",
      CORE "a,1,phq-9,18\na,1,gad-7,14\na,5,phq-9,8\na,5,gad-7,6\n",
      "\"why\":\"other_form\"", NULL, 0 },
    { "--sd 5.4 --reliability 0.87 --only x --better higher",
      CORE "a,1,gad-7,14\na,1,x,3\n", "\"why\":\"first\",\"better\":\"lower\"",
      NULL, 0 },

    /* a number is missing, or makes no sense */
    { "", TWO, NULL, "jt needs --sd (or say --from-sample)", 2 },
    { "--sd 7", TWO, NULL, "jt needs --reliability\n", 2 },
    { "--from-sample", TWO, NULL, "jt needs --sd (the file does not tell)", 2 },
    { "", CORE "a,1,phq-9,18\n", NULL, "phq-9: jt needs --sd", 2 },
    { "--method hll --sd 7 --reliability 0.8 --mean 20", TWO, NULL,
      "hll needs --mean-post", 2 },
    { "--method nk --sd 7 --reliability 0.8 --mean 20", TWO, NULL,
      "nk needs --reliability-post\n", 2 },
    { "--method ha --sd 7 --reliability 0.8 --mean 20 --mean-post 20 "
      "--sd-post 7",
      TWO, NULL, "ha needs --correlation", 2 },
    { "--method ha --sd 7 --reliability 0.8 --mean 20 --mean-post 20 "
      "--sd-post 7 --correlation 0.9",
      TWO, NULL, "the difference of before and after is all error", 2 },
    { "--sd 0 --reliability 0.8", TWO, NULL, "--sd makes no sense", 2 },
    { "--sd 7 --reliability 1", TWO, NULL, "--reliability makes no sense", 2 },
    { JT " --critical 0", TWO, NULL, "--critical makes no sense", 2 },
    { JT " --better lower --mean-clinical 5 --mean-functional 20", TWO, NULL,
      "the functional group is not the better one", 2 },
    { JT " --sd-clinical -1 --better lower", TWO, NULL,
      "--sd-clinical makes no sense", 2 },
    { JT " --better lower --cutoff b", TWO, NULL,
      "this cut-off needs --mean-functional and --sd-functional", 2 },
    { JT " --cutoff 10", TWO, NULL, "a cut-off needs --better", 2 },
    { JT " --cutoff d", TWO, NULL, "--cutoff: needs a, b, c or a number", 2 },
    { JT " --minimal-important 0", TWO, NULL, "needs more than 0 points", 2 },
    { JT " --method xx", TWO, NULL, "--method: needs one of: jt gln", 2 },
    { JT " --sideways", TWO, NULL, "--sideways: there is no such flag", 2 },
    { JT, CORE "a,1,phq-9,18\na,1,gad-7,14\n", NULL,
      "the file holds several forms", 2 },
    { JT " --only core-10", CORE "a,1,phq-9,18\n", NULL,
      "--only: the file holds no core-10", 2 },

    /* rows */
    { JT, "person,at,value,w1\na,1,3,heavy\n", "\"value\":3", NULL, 0 },
    { JT, PLAIN "a,1,x\nb,1,3\n", "\"person\":\"b\"",
      "row 2, value: \"x\" is not a number", 1 },
    { JT, PLAIN "a,2,3\na,1,3\n", NULL, "times of one person may not run", 1 },
    { JT " --any-order", PLAIN "a,2,3\na,1,4\n", "\"pre\":4,\"post\":3", NULL,
      0 },
    { JT, PLAIN "a,1,3\na,1,4\n", NULL, "the same person, rater and time", 1 },
    { JT, PLAIN "a,1,NaN\n", NULL, "is not a number", 1 },
    { JT, PLAIN "a,1,1e999\n", NULL, "is not a number", 1 },
    { JT " --min 0 --max 27", PLAIN "a,1,28\n", NULL, "28 is not from 0 to 27",
      1 },
    { JT, CORE "a,1,closing-client,11\n", NULL, "11 is not from 0 to 10", 1 },
    { JT, "", NULL, "there is nothing to read", 1 },
};

TEST(files_come_to_lines_and_what_is_wrong_is_named)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        cli_check(change_run, &rows[i]);
}

TEST(the_example_of_the_manual_page_is_what_the_program_says)
{
    char *file = manual_block("rapport-change.1", 0);
    char *expected = manual_block("rapport-change.1", 1);
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
    struct answer a = run(JT, PLAIN "a,1,8\na,2,x\nb,1,8\na,3,8\n");

    CHECK(a.status == 1 && count_lines(a.out) == 1);
    HAS(a.out, "\"person\":\"b\"");
    HAS(a.err, "2 good rows are held back");
    cli_done(&a);
}

TEST(people_held_back_or_rated_once_are_no_part_of_the_sample)
{
    const char *flags = "--from-sample --reliability 0.9";
    struct answer with =
        run(flags, PLAIN "a,1,10\na,2,20\nb,1,30\nb,2,24\nc,1,90\nc,2,80\n"
                         "c,3,x\nd,1,70\n");

    HAS(with.out, "\"people\":2");
    HAS(with.out, "\"mean\":20,");
    cli_done(&with);
}

TEST(lines_come_in_the_order_read_and_each_has_its_parameters)
{
    struct answer a =
        run(JT " --any-order", PLAIN "b,3,7\na,2,6\nb,1,8\na,1,5\n");
    const char *at = a.out;

    CHECK(a.status == 0 && count_lines(a.out) == 4);
    CHECK(strstr(a.out, "\"at\":3") < strstr(a.out, "\"at\":2"));
    for (int i = 0; i < 4; i++) {
        at = strstr(at, "\"parameters\":{\"method\":\"jt\",\"critical\":null,"
                        "\"pre\":\"first\",\"better\":null,\"sd\":7.5");
        assert_non_null(at);
        at++;
    }
    cli_done(&a);
}

TEST(explaining_names_every_formula_and_its_source)
{
    static const char *const sources[] = {
        "Jacobson & Truax 1991",
        "Gulliksen, Lord & Novick",
        "Hsu, Linn & Lord",
        "Speer 1992",
        "Nunnally & Kotsch 1983",
        "Hageman & Arrindell 1999",
        "SEm = SD sqrt(1 - r) = 8.2 sqrt(1 - 0.87)",
        "change = post - pre = 12 - 30 = -18",
    };
    struct answer a =
        run("--method all --sd 8.2 --mean 21.3 --sd-post 9.6 --mean-post 14.1 "
            "--reliability 0.87 --reliability-post 0.9 --correlation 0.55 "
            "--explain",
            TWO);

    for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
        HAS(a.out, sources[i]);
    CHECK(strstr(a.out, "needs_") == NULL);
    cli_done(&a);
}

TEST(without_a_cut_off_nobody_is_called_clinical_or_not)
{
    struct answer a = run(JT " --better lower", TWO);

    CHECK(a.status == 0 && count_lines(a.out) == 2);
    CHECK(strstr(a.out, "clinical_before\":true") == NULL &&
          strstr(a.out, "clinical_before\":false") == NULL &&
          strstr(a.out, "clinical_after\":true") == NULL &&
          strstr(a.out, "clinical_after\":false") == NULL);
    cli_done(&a);
}

TEST(the_numbers_of_one_form_judge_no_other)
{
    struct answer a = run("--sd 5.4 --reliability 0.87 --only phq-9 "
                          "--minimal-important 1",
                          CORE "a,1,gad-7,14\na,2,gad-7,6\na,1,phq-9,3\n");

    CHECK(a.status == 0);
    CHECK(strstr(a.out, "\"minimal_important\":true") == NULL &&
          strstr(a.out, "\"reliable\":true") == NULL);
    cli_done(&a);
}

TEST(ten_thousand_ratings_are_as_many_lines)
{
    const size_t room = 200000;
    char *file = malloc(room);
    size_t len = (size_t)snprintf(file, room, PLAIN);
    struct answer a;

    for (int i = 1; i <= 10000; i++)
        len += (size_t)snprintf(file + len, room - len, "a,%d,%d\n", i, i % 28);
    a = run(JT, file);
    CHECK(a.status == 0 && count_lines(a.out) == 10000);
    cli_done(&a);
    free(file);
}

TEST(help_lists_every_flag_and_is_no_failure)
{
    struct answer a = run("--help", "");

    CHECK(a.status == 0);
    HAS(a.out, "--reliability-post");
    HAS(a.out, "jt gln hll en nk ha all none");
    HAS(a.out, "Exit status: 0, 1");
    cli_done(&a);
}
