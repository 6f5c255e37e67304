/* SPDX-License-Identifier: Apache-2.0 */
/* `rapport score` as people use it: flags, a file in, lines out, refusals. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/cli/instrument_options.h"
#include "daemon/cli/score.h"
#include "tests/check.h"
#include "tests/daemon/cli_run.h"
#include "tests/daemon/manual.h"

static struct answer run(const char *flags, const char *file)
{
    return cli_run(score_run, flags, file);
}

#define SHEET(columns, row) "person,at,instrument," columns "\na,1," row "\n"
#define FOUR "i1,i2,i3,i4"
#define FIVE FOUR ",i5"
#define NINE FIVE ",i6,i7,i8,i9"
#define TEN NINE ",i10"

TEST(files_come_to_scores_decisions_and_refusals)
{
    static const struct {
        const char *file, *out, *err;
    } rows[] = {
        { SHEET(NINE, "phq-9,2,0,2,2,2,0,0,0,1"),
          "\"total\":9,\"answered\":9,\"floors\":[],\"version\":\"1.0.0\","
          "\"missing\":0,\"prorated\":false,\"band\":\"mild\",\"cut_offs\":[{"
          "\"id\":"
          "\"caseness\",\"score\":\"total\",\"op\":\">=\",\"at\":10,"
          "\"case\":false,",
          NULL },
        { SHEET(NINE, "phq-9,2,0,2,2,2,0,0,0,1"),
          "\"safety\":[{\"id\":\"self-harm\",\"item\":\"i9\",\"answer\":1,"
          "\"threshold\":1,\"fires\":true,\"why\":\"",
          NULL },
        { SHEET(NINE, "phq-9,2,0,2,2,2,0,0,0,1"),
          "{\"id\":\"major-syndrome\",\"holds\":true,\"counts\":{\"core\":1,"
          "\"symptoms\":5},\"groups\":[{\"id\":\"core\",\"met\":1,\"blank\":0,"
          "\"least\":1,\"most\":2,\"holds\":true}",
          NULL },
        { SHEET(TEN, "phq-9,1,1,1,1,1,1,1,1,0,3"),
          "\"total\":8,\"answered\":9,", NULL },
        { SHEET(TEN, "phq-9,1,1,1,1,1,1,1,1,0,"), "\"safety\":[],", NULL },
        { SHEET(NINE, "phq-9,1,1,1,1,1,1,1,1,"),
          "\"prorated\":true,\"band\":\"mild\"", NULL },
        { SHEET(NINE, "phq-9,1,1,1,1,1,1,1,1,"),
          "\"safety\":[{\"id\":\"self-harm\",\"item\":\"i9\",\"answer\":null,"
          "\"threshold\":1,\"fires\":null",
          NULL },
        { SHEET(NINE, "phq-9,1,1,1,1,1,1,,,"),
          "\"total\":null,\"answered\":6,\"floors\":[],\"version\":"
          "\"1.0.0\",\"missing\":3,\"prorated\":false,\"band\":null",
          NULL },
        { SHEET(NINE ",i10,i11,i12", "wai-sr,1,2,3,4,5,1,2,3,4,5,1,2"),
          "\"total\":33,\"mean\":2.75,\"task\":10,\"bond\":14,\"goal\":9,"
          "\"answered\":12,\"floors\":[\"i1\",\"i6\",\"i11\"],\"version\":"
          "\"1.0.0\",\"missing\":0,\"prorated\":false,\"cut_offs\":[],"
          "\"safety\":[],\"rules\":[],\"unvalidated\":false,\"parameters\":{}}",
          NULL },
        { SHEET(TEN, "core-10,3,1,1,3,3,2,,3,2,2"),
          "\"total\":26.666666666666668,\"answered\":9,\"floors\":[],"
          "\"version\":\"1.0.0\",\"missing\":1,\"prorated\":true",
          NULL },
        { SHEET("i1,i2,i3", "gbo,4,8,"), "\"total\":6,\"answered\":2", NULL },
        { SHEET("i1,i2,i3", "arrival,4,8,10"),
          "\"arriving\":4,\"privacy\":8,\"readiness\":10,\"answered\":3,",
          NULL },
        { SHEET(TEN, "digital-alliance-pulse,1,2,3,4,5,6,7,8,9,"),
          "\"goal-alignment\":1.5,\"task-agreement\":3.5,\"bond\":5.5,"
          "\"engagement\":7.5,\"influencing-factors\":null,\"answered\":9,"
          "\"floors\":[],\"version\":\"1.0.0\",\"missing\":1,",
          NULL },
        { SHEET(TEN, "digital-alliance-pulse,1,2,3,4,5,6,7,8,9,9"),
          "\"unvalidated\":true", NULL },

        /* versions */
        { SHEET(NINE, "phq-9|1.0.0,0,0,0,0,0,0,0,0,0"),
          "\"instrument\":\"phq-9\",\"total\":0,", NULL },
        { "person,at,instrument,version,i1,i2,i3\na,1,gbo,1.0.0,1,2,3\n",
          "\"total\":2", NULL },
        { "{\"person\":\"a\",\"at\":1,\"instrument\":\"gbo\",\"version\":"
          "\"1.0.0\",\"i1\":1,\"i2\":2,\"i3\":3}\n",
          "\"total\":2", NULL },
        { SHEET(NINE, "phq-9|2.0,0,0,0,0,0,0,0,0,0"), NULL,
          "row 2, version: phq-9 is loaded as 1.0.0, not as 2.0" },
        { "person,at,instrument,version,i1,i2,i3\na,1,gbo,0.9,1,2,3\n", NULL,
          "row 2, version: gbo is loaded as 1.0.0, not as 0.9" },
        { "person,at,instrument,version,i1,i2,i3\na,1,gbo|1.0.0,0.9,1,2,3\n",
          NULL,
          "row 2, version: \"0.9\" is not the one the instrument names, "
          "\"1.0.0\"" },
        { SHEET(FIVE, "gbo|,1,2,3,,"), NULL,
          "row 2, instrument: has no version behind the |" },

        /* bad input */
        { SHEET("i1,i2,i3,i4,i5,i6,i7", "gad-7,1,1,1,4,1,1,1"), NULL,
          "row 2, i4: 4 (i4) is not from 0 to 3" },
        { SHEET("i1,i2,i3,i4,i5,i6,i7", "gad-7,1,1,1,1,1.5,1,1"), NULL,
          "row 2, i5: 1.5 (i5) does not lie on a step of 1" },
        { SHEET("i1,i2,i3,i4,i5,i6", "gad-7,1,1,1,1,1,1"), NULL,
          "row 2: has 6 answers, gad-7 has 7 items" },
        { SHEET("i1,i2,i3,i4,i5,i6,i7,i8", "gad-7,1,1,1,1,1,1,1,1"), NULL,
          "row 2: has 8 answers, gad-7 has 7 items" },
        { SHEET("i1,i2,i3,i4,i5,i6,i7,i8", "phq-9,1,1,1,1,1,1,1,1"), NULL,
          "row 2: has 8 answers, phq-9 has 9 to 10 items" },
        { SHEET(TEN ",i11", "phq-9,1,1,1,1,1,1,1,1,1,1,1"), NULL,
          "row 2: has 11 answers, phq-9 has 9 to 10 items" },
        { SHEET(FIVE, "phq-10,1,1,1,1,1"), NULL,
          "row 2, instrument: there is no questionnaire \"phq-10\"" },
        { SHEET(FIVE, "who-5,3,3,3,2,2"), NULL,
          "row 2, instrument: there is no questionnaire \"who-5\"" },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct cli_row row = { "", rows[i].file, rows[i].out, rows[i].err,
                                     rows[i].err != NULL };

        cli_check(score_run, &row);
    }
}

TEST(a_line_moves_by_a_flag_and_says_where_it_stands)
{
    static const char file[] = SHEET(FOUR, "srs,9,9,9,9");
    struct answer a = run("", file);

    HAS(a.out, "\"op\":\"<\",\"at\":36,\"case\":false");
    HAS(a.out, "\"parameters\":{\"cut_off\":{\"attention\":\"<36\"}}");
    cli_done(&a);
    a = run("--cut-off srs/attention<=36", file);
    HAS(a.out, "\"op\":\"<=\",\"at\":36,\"case\":true");
    HAS(a.out, "\"parameters\":{\"cut_off\":{\"attention\":\"<=36\"}}");
    cli_done(&a);
}

TEST(flags_that_make_no_sense_are_refused_before_the_first_row)
{
    static const struct {
        const char *flags, *err;
    } rows[] = {
        { "--cut-off srs/attention<=50",
          "srs, attention: cut_off_out_of_range" },
        { "--cut-off srs/attention=36", "is not like" },
        { "--cut-off srs/attention<=x", "is not like" },
        { "--cut-off attention<=36", "is not like" },
        { "--cut-off srs/line<=36", "srs has no cut-off line" },
        { "--cut-off sr/attention<=36", "there is no questionnaire sr" },
        { "--pack who-6", "there is no pack who-6" },
        { "--pack ../instruments", "there is no pack" },
        { "--pack who-5 --pack who-5",
          "who-5.json: there is one of this id already" },
        { "--instruments /nowhere", "/nowhere: cannot be read" },
        { "--site-text /nowhere", "/nowhere: cannot be read" },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct answer a = run(rows[i].flags, "person,at\n");

        CHECK(a.status == 2);
        HAS(a.err, rows[i].err);
        cli_done(&a);
    }
}

TEST(a_pack_is_there_when_asked_for)
{
    struct answer a = run("--pack who-5", SHEET(FIVE, "who-5,3,3,3,2,2"));

    CHECK(a.status == 0);
    HAS(a.out, "\"total\":52,\"raw\":13,");
    HAS(a.out, "\"op\":\"<=\",\"at\":50,\"case\":false");
    cli_done(&a);
}

TEST(every_result_can_be_explained)
{
    struct answer a =
        run("--explain", SHEET(TEN, "core-10,3,1,1,3,3,2,,3,2,2"));

    HAS(a.out, "\"explain\":[\"total = (3+(4-1)+(4-1)+3+3+2+3+2+2)*10/9 = "
               "26.66666667; 1 blank: CORE System Trust:");
    HAS(a.out, "\"clinical: total 26.66666667 >= 11 is true [Barkham");
    HAS(a.out, "\"plans-to-end-life: i6 2 >= 1 is true [");
    cli_done(&a);
    a = run("--explain", SHEET(NINE, "phq-9,2,0,2,2,2,0,0,0,"));
    HAS(a.out, "\"mild: 5 <= total 9 < 10\"");
    HAS(a.out, "\"self-harm: i9 blank >= 1 is unknown [");
    HAS(a.out, "\"major-syndrome is unknown: core 1 of 2 (from 1 to 2 count) "
               "and symptoms 4 of 9 (from 5 to 9 count) [Spitzer");
    cli_done(&a);
    a = run("--explain", SHEET(FOUR, "srs,9,,9,9"));
    HAS(a.out, "\"total = none: 3 of 4 answered, at most 0 may be blank\"");
    cli_done(&a);
}

TEST(a_practices_words_are_taken_and_its_changes_refused)
{
    char dir[] = "/tmp/rapport-words-XXXXXX";
    char path[64], flags[64];
    struct answer a;
    FILE *f;

    assert_non_null(mkdtemp(dir));
    (void)snprintf(path, sizeof(path), "%s/gbo.json", dir);
    (void)snprintf(flags, sizeof(flags), "--site-text %s", dir);
    f = fopen(path, "wb");
    assert_non_null(f);
    CHECK(fputs("{\"resourceType\":\"Questionnaire\",\"id\":\"gbo\","
                "\"version\":\"1.0.0\",\"item\":["
                "{\"linkId\":\"i1\",\"text\":\"one\"},"
                "{\"linkId\":\"i2\",\"text\":\"two\"},"
                "{\"linkId\":\"i3\",\"text\":\"three\"}]}",
                f) >= 0);
    CHECK(fclose(f) == 0);
    a = run(flags, SHEET("i1,i2,i3", "gbo,1,2,3"));
    assert_string_equal(a.err, "");
    HAS(a.out, "\"total\":2");
    cli_done(&a);

    f = fopen(path, "wb");
    assert_non_null(f);
    CHECK(fputs("{\"id\":\"gbo\",\"version\":\"1.0.0\",\"item\":"
                "[{\"linkId\":\"i1\",\"text\":\"one\",\"extension\":[]}]}",
                f) >= 0);
    CHECK(fclose(f) == 0);
    a = run(flags, SHEET("i1,i2,i3", "gbo,1,2,3"));
    CHECK(a.status == 2);
    HAS(a.err, "gbo.json: i1: extension is part of the key; a site may only "
               "add words");
    cli_done(&a);
    CHECK(unlink(path) == 0 && rmdir(dir) == 0);
}

TEST(the_linter_says_of_each_file_what_is_wrong)
{
    char dir[] = "/tmp/rapport-lint-XXXXXX", path[64];
    char *said = NULL;
    size_t len;
    FILE *out = open_memstream(&said, &len), *f;

    assert_non_null(mkdtemp(dir));
    (void)snprintf(path, sizeof(path), "%s/bad.json", dir);
    f = fopen(path, "wb");
    assert_non_null(f);
    CHECK(fputs("{\"resourceType\":\"Patient\"}", f) >= 0);
    CHECK(fclose(f) == 0);
    CHECK(instrument_dir_lint(dir, out) == 1);
    CHECK(instrument_dir_lint(instrument_default_dir(), out) == 0);
    CHECK(instrument_dir_lint("/nowhere", out) == -1);
    (void)fclose(out);
    HAS(said, "bad.json: resourceType is not Questionnaire\n");
    HAS(said, "phq-9.json: sound\n");
    free(said);
    CHECK(unlink(path) == 0 && rmdir(dir) == 0);
}

TEST(the_example_of_the_manual_is_what_comes_out)
{
    char *in = manual_block("rapport-score.1", 0);
    char *out = manual_block("rapport-score.1", 1);
    struct answer a = run("", in);

    assert_string_equal(a.out, out);
    cli_done(&a);
    free(in);
    free(out);
}
