/* SPDX-License-Identifier: Apache-2.0 */
/* `rapport course` as people use it: a file and flags in, lines out. Refusals
 * of rows and the default rule are in score_test.c. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon/cli/course.h"
#include "tests/check.h"
#include "tests/daemon/cli_run.h"
#include "tests/daemon/manual.h"

/* An answer, and its last line. */
struct course_answer {
    char *out, *err;
    int status;
    json_t *last; /* NULL: none */
};

static void run(struct course_answer *a, const char *flags, const char *file)
{
    const struct answer said = cli_run(course_run, flags, file);
    const size_t len = strlen(said.out);

    *a = (struct course_answer){ said.out, said.err, said.status, NULL };
    if (len == 0)
        return;
    a->out[len - 1] = '\0'; /* the last line's end */
    a->last = json_loads(
        strrchr(a->out, '\n') == NULL ? a->out : strrchr(a->out, '\n') + 1, 0,
        NULL);
    assert_non_null(a->last);
}

static void done(struct course_answer *a)
{
    json_decref(a->last);
    free(a->out);
    free(a->err);
}

/* "level.mean" of the last line. */
static json_t *part(const struct course_answer *a, const char *path)
{
    const char *dot = strchr(path, '.');
    char first[32];

    if (dot == NULL)
        return json_object_get(a->last, path);
    (void)snprintf(first, sizeof(first), "%.*s", (int)(dot - path), path);
    return json_object_get(json_object_get(a->last, first), dot + 1);
}

static void check_number(const struct course_answer *a, const char *path,
                         double expected)
{
    const json_t *found = part(a, path);

    if (!json_is_number(found) ||
        fabs(json_number_value(found) - expected) > 1e-9)
        fail_msg("%s is %.17g, expected %.17g", path, json_number_value(found),
                 expected);
}

static void check_word(const struct course_answer *a, const char *path,
                       const char *expected)
{
    const json_t *found = part(a, path);

    assert_non_null(json_string_value(found));
    assert_string_equal(json_string_value(found), expected);
}

static const char ten[] =
    "person,at,value\na,1,5.2\na,2,5.4\na,3,5.3\na,4,5.6\na,5,5.5\na,6,5.7\n"
    "a,7,3.9\na,8,5.5\na,9,5.8\na,10,5.9\n";

/* The numbers are those of tests/vectors/chart.json, 4 decimals there. */
TEST(the_chart_is_frozen_or_whole_and_screened_when_asked)
{
    struct course_answer a;

    run(&a, "", ten);
    check_number(&a, "chart.mean", 5.45);
    check_number(&a, "chart.low", 4.9712);
    check_number(&a, "chart.high", 5.9288);
    check_number(&a, "chart.based_on", 6);
    HAS(a.out, "\"rule\":\"beyond_limit\",\"why\":\"outside_limits\","
               "\"side\":\"down\",\"x\":3.9,\"limit\":4.9712,\"length\":1");
    HAS(a.out, "\"rule\":\"two_of_three\"");
    done(&a);

    run(&a, "--chart whole", ten);
    check_number(&a, "chart.mean", 5.38);
    check_number(&a, "chart.mean_range", 4.7 / 9);
    check_number(&a, "chart.low", 5.38 - 2.66 * 4.7 / 9);
    check_number(&a, "chart.inner_high", 5.38 + 2.66 * 4.7 / 9 * 2 / 3);
    check_number(&a, "chart.screened", 0);
    check_number(&a, "usual.low", 4.9712);
    done(&a);

    run(&a, "--chart whole --screen", ten);
    check_number(&a, "chart.mean_range", 0.3625);
    check_number(&a, "chart.low", 5.38 - 2.66 * 0.3625);
    check_number(&a, "chart.screened", 1);
    CHECK(json_is_true(part(&a, "parameters.screen")));
    done(&a);
}

TEST(too_few_ratings_give_no_chart_and_never_a_zero)
{
    struct course_answer a;

    run(&a, "", "person,at,value\na,1,7\na,2,\na,3,8\n");
    check_word(&a, "chart.status", "too_few");
    CHECK(json_is_null(part(&a, "chart.mean")));
    CHECK(json_is_null(part(&a, "chart.low")));
    CHECK(json_is_null(part(&a, "usual")));
    CHECK(json_array_size(part(&a, "chart.signals")) == 0);
    done(&a);
}

static const char three[] = "person,at,value\na,1,8\na,2,7\na,3,6\n";
static const char dated[] =
    "person,at,value\na,2026-01-05,8\na,2026-01-12,7\na,2026-01-26,6\n";

/* Expected: the joint distribution of tests/vectors/level.R, in R. */
TEST(the_level_is_the_one_of_r)
{
    struct course_answer a;

    run(&a, "",
        "person,at,value\na,1,8\na,2,7.5\na,3,8\na,4,7.5\na,5,\na,6,5.5\n");
    check_number(&a, "level.forecast", 7.6812422257735555);
    check_number(&a, "level.forecast_sd", 0.94168071833360412);
    check_number(&a, "level.surprise", -2.3163288610533264);
    check_number(&a, "level.df", 14);
    check_number(&a, "level.mean", 7.0736132777850314);
    check_number(&a, "level.sd", 0.47966208460617243);
    check_number(&a, "level.low", 6.051237745528951);
    check_number(&a, "level.high", 8.0959888100411117);
    check_number(&a, "level.error_sd", 0.90879956573104204);
    done(&a);

    run(&a,
        "--error-known --sd 1.5 --reliability 0.9 --drift 0.3 --prior-mean 6 "
        "--prior-sd 1 --band 0.9",
        three);
    check_number(&a, "level.mean", 6.6596106596106592);
    check_number(&a, "level.sd", 0.33097508900899086);
    check_number(&a, "level.low", 6.1152050840236347);
    CHECK(json_is_null(part(&a, "level.df")));
    done(&a);
}

TEST(time_runs_in_sessions_weeks_or_days)
{
    struct course_answer a;

    run(&a, "", dated);
    check_word(&a, "parameters.time", "weeks");
    check_number(&a, "level.gap", 2);
    check_number(&a, "level.mean", 6.864974215653028);
    check_number(&a, "level.forecast_sd", 1.0961150772978412);
    done(&a);

    run(&a, "--time days", dated); /* the same drift, by the day */
    check_number(&a, "level.gap", 14);
    check_number(&a, "level.mean", 6.864974215653028);
    check_number(&a, "parameters.drift", sqrt(0.04 / 7));
    done(&a);

    run(&a, "--time sessions", dated);
    check_number(&a, "level.gap", 1);
    check_number(&a, "level.mean", 6.8930500974905993);
    done(&a);

    run(&a, "", three);
    check_word(&a, "parameters.time", "sessions");
    check_number(&a, "level.mean", 6.8930500974905993);
    done(&a);

    run(&a, "--time weeks", three);
    CHECK(a.status == 1 && a.last == NULL);
    HAS(a.err, "row 2, at: is a session number, but --time weeks needs dates");
    done(&a);
}

TEST(a_missing_rating_has_no_surprise_and_a_wider_band)
{
    struct course_answer a, b;

    run(&a, "", "person,at,value\na,1,8\n");
    run(&b, "", "person,at,value\na,1,8\na,2,declined\n");
    CHECK(json_is_null(part(&b, "level.surprise")));
    check_number(&b, "level.mean", json_number_value(part(&a, "level.mean")));
    CHECK(json_number_value(part(&b, "level.sd")) >
          json_number_value(part(&a, "level.sd")));
    done(&a);
    done(&b);
}

/* Twenty people alike: values 6, 7, 8 shifted by -1, 0, 0, +1 in turn. Means
 * 6 7 7 8: SD^2 between the means 10/19; within 1, so between = 10/19 - 1/3. */
static void make_site(char *file, size_t size, int people)
{
    size_t len = (size_t)snprintf(file, size, "person,at,value\n");
    static const int shift[] = { -1, 0, 0, 1 };

    for (int i = 0; i < people; i++)
        for (int at = 1; at <= 3; at++)
            len += (size_t)snprintf(file + len, size - len, "p%d,%d,%d\n", i,
                                    at, 5 + at + shift[i % 4]);
}

TEST(the_prior_comes_from_the_people_of_the_file)
{
    char file[4096];
    struct course_answer a;

    make_site(file, sizeof(file), 20);
    run(&a, "--prior site --any-order", file);
    check_word(&a, "site.status", "ok");
    check_number(&a, "site.people", 20);
    check_number(&a, "site.ratings", 60);
    check_number(&a, "site.mean", 7);
    check_number(&a, "site.within_sd", 1);
    check_number(&a, "site.between_sd", sqrt(10.0 / 19 - 1.0 / 3));
    CHECK(json_is_null(part(&a, "site.drift_sd"))); /* all rise: no line */
    check_number(&a, "parameters.prior_mean", 7);
    check_number(&a, "parameters.prior_sd", sqrt(10.0 / 19 - 1.0 / 3));
    check_number(&a, "parameters.error_sd", 1);
    check_number(&a, "parameters.drift", sqrt(1.0 / 20));
    CHECK(json_is_null(part(&a, "parameters.sd")));
    done(&a);

    /* What a flag says stands. */
    run(&a, "--prior site --prior-mean 6 --error-sd 0.5", file);
    check_number(&a, "parameters.prior_mean", 6);
    check_number(&a, "parameters.error_sd", 0.5);
    check_number(&a, "parameters.prior_sd", sqrt(10.0 / 19 - 1.0 / 3));
    done(&a);

    run(&a, "", file);
    CHECK(json_is_null(json_object_get(a.last, "site")));
    done(&a);
}

/* At 1, 2 and 4: 5, 6 and 3.5. Squares of the moves 1, 6.25, 2.25 at gaps 1,
 * 2, 3: a line with slope 0.625 and start 19/6 - 1.25. */
TEST(the_drift_of_a_site_is_per_unit_of_time)
{
    static const double values[] = { 5, 6, 3.5 };
    static const int weeks[] = { 1, 2, 4 };
    char file[4096];
    size_t len = (size_t)snprintf(file, sizeof(file), "person,at,value\n");
    struct course_answer a;

    for (int i = 0; i < 20; i++)
        for (int k = 0; k < 3; k++)
            len += (size_t)snprintf(file + len, sizeof(file) - len,
                                    "p%d,2026-01-%02d,%g\n", i,
                                    1 + 7 * (weeks[k] - 1), values[k]);
    run(&a, "--prior site", file);
    check_number(&a, "site.drift_sd", sqrt(0.625));
    check_number(&a, "site.error_sd", sqrt((19.0 / 6 - 1.25) / 2));
    check_number(&a, "parameters.drift", sqrt(0.625));
    check_number(&a, "parameters.error_sd", sqrt((19.0 / 6 - 1.25) / 2));
    done(&a);

    run(&a, "--prior site --time days", file);
    check_number(&a, "parameters.drift", sqrt(0.625 / 7));
    done(&a);
}

TEST(a_small_site_leaves_the_defaults)
{
    char file[4096];
    struct course_answer a;

    make_site(file, sizeof(file), 19);
    run(&a, "--prior site --explain", file);
    check_word(&a, "site.status", "too_few");
    check_number(&a, "site.people", 19);
    check_number(&a, "parameters.prior_mean", 5);
    HAS(a.out, "site: too_few: 19 people with two ratings or more, 20 needed");
    done(&a);

    run(&a, "--prior site --site-people 19", file);
    check_word(&a, "site.status", "ok");
    done(&a);
}

TEST(the_prior_comes_from_another_file)
{
    char file[4096], name[] = "/tmp/course-site-XXXXXX", flags[64];
    const int fd = mkstemp(name);
    struct course_answer a;

    assert_int_not_equal(fd, -1);
    make_site(file, sizeof(file), 20);
    CHECK(write(fd, file, strlen(file)) == (ssize_t)strlen(file));
    (void)snprintf(flags, sizeof(flags), "--site %s", name);
    run(&a, flags, "person,at,value\na,1,9\n");
    check_word(&a, "site.status", "ok");
    check_word(&a, "parameters.prior", "site");
    check_number(&a, "level.forecast", 7);
    done(&a);

    /* Nobody there was rated by a therapist. */
    run(&a, flags, "person,at,rater,value\na,1,therapist,9\n");
    CHECK(json_is_null(json_object_get(a.last, "site")));
    check_number(&a, "level.forecast", 5);
    done(&a);

    CHECK(write(fd, "p1,9,99\n", 8) == 8);
    run(&a, flags, "person,at,value\na,1,9\n");
    CHECK(a.status == 1 && a.last == NULL);
    HAS(a.err, "rapport course --site: row 62, value: 99 is not from 0 to 10");
    done(&a);
    (void)close(fd);
    (void)unlink(name);

    run(&a, "--site /nowhere/at/all", "person,at,value\na,1,9\n");
    CHECK(a.status == 1 && a.last == NULL);
    HAS(a.err, "rapport course: /nowhere/at/all: No such file");
    done(&a);
}

TEST(flags_without_meaning_are_refused_before_the_first_row)
{
    static const char *const wrong[] = {
        "--sd 0",          "--sd -1",         "--reliability 0",
        "--reliability 1", "--error-sd 0",    "--error-weight 0.5",
        "--drift -1",      "--prior-sd -1",   "--band 1",
        "--band 0",        "--spread 0",      "--inner 2",
        "--run 1",         "--screen-at 1",   "--baseline 1",
        "--site-first 1",  "--site-people 2",
    };

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct course_answer a;

        run(&a, wrong[i], "person,at,value\na,1,9\n");
        if (a.status != 2 || a.last != NULL)
            fail_msg("%s was taken", wrong[i]);
        HAS(a.err, "these flags make no sense together");
        done(&a);
    }
}

TEST(a_flag_off_the_scale_is_refused_by_row)
{
    struct course_answer a;

    run(&a, "--prior-mean 11", "person,at,value\na,1,9\n");
    CHECK(a.status == 1 && a.last == NULL);
    HAS(a.err, "row 2: the flags make no sense on this scale");
    done(&a);
}

TEST(a_fall_in_a_measure_of_what_is_wrong_is_no_rupture)
{
    struct course_answer a;

    run(&a, "",
        "person,at,instrument,value\na,1,phq-9,20\na,2,phq-9,20\n"
        "a,3,phq-9,19\na,4,phq-9,20\na,5,phq-9,2\n");
    HAS(a.out, "\"change\":-18,\"status\":null,\"status_why\":"
               "\"higher_is_worse\",\"range\":null,\"fired\":[]");
    CHECK(strstr(a.out, "rupture\",") == NULL);
    done(&a);
}

TEST(explain_has_every_formula_with_its_numbers)
{
    struct course_answer a;

    run(&a, "--explain --rule own-spread", ten);
    HAS(a.out, "usual: mean of the first 6 ratings +/- spread * their mean "
               "moving range = 5.45 +/- 2.66 * 0.18, on the scale: 4.9712 to "
               "5.9288 (XmR chart)");
    HAS(a.out, "below_usual: x = 3.9 < 4.9712, the lower limit of the control "
               "chart");
    HAS(a.out, "chart: beyond_limit: 3.9 against 4.9712");
    HAS(a.out, "surprise = (x - m) / sqrt(Q) = (3.9 - ");
    HAS(a.out, "West and Harrison 1997");
    done(&a);
    run(&a, "", ten);
    CHECK(json_object_get(a.last, "explain") == NULL);
    done(&a);
}

TEST(parameters_are_those_in_force_on_the_scale_of_the_series)
{
    struct course_answer a;

    run(&a, "--min 1 --max 5", "person,at,instrument,value\na,1,x,4\n");
    check_number(&a, "parameters.min", 1);
    check_number(&a, "parameters.step", 0.4);
    check_number(&a, "parameters.fallback", 0.4);
    check_number(&a, "parameters.early_fall", 1.2);
    check_number(&a, "parameters.sd", 0.8);
    check_number(&a, "parameters.error_sd", 0.8 * sqrt(0.2));
    check_number(&a, "parameters.prior_mean", 3);
    done(&a);

    /* A short baseline needs no second flag. */
    run(&a, "--baseline 3", ten);
    check_number(&a, "parameters.baseline_least", 3);
    done(&a);
}

/* --- the example of the manual -------------------------------------------- */

TEST(the_example_of_the_manual_comes_out_as_printed)
{
    char *file = manual_block("rapport-course.1", 0);
    char *said = manual_block("rapport-course.1", 2), *joined = said;
    struct course_answer a;

    /* Broken into lines there. */
    for (const char *c = said; *c != '\0'; c++)
        if (*c != '\n')
            *joined++ = *c;
    *joined = '\0';
    run(&a, "", file);
    CHECK(a.status == 0);
    assert_string_equal(strrchr(a.out, '\n') + 1, said);
    done(&a);
    free(file);
    free(said);
}
