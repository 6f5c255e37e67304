/* SPDX-License-Identifier: Apache-2.0 */
/* `rapport rupture` as people use it: a file and flags in, lines out. */
#include "daemon/cli/rupture.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/check.h"
#include "tests/daemon/cli_run.h"
#include "tests/daemon/manual.h"

enum { FILE_MAX = 4096 };

struct rupture_answer {
    char *out, *err;
    int status;
    json_t *lines; /* all of them, as a list */
};

/* Every line is an object; JSON has no NaN and no infinity. */
static json_t *parse(const char *out)
{
    json_t *lines = json_array();

    for (const char *line = out; *line != '\0';) {
        const char *end = strchr(line, '\n');
        json_error_t error;
        json_t *object;

        assert_non_null(end);
        object = json_loadb(line, (size_t)(end - line), JSON_REJECT_DUPLICATES,
                            &error);
        if (!json_is_object(object))
            fail_msg("%s: %.*s", error.text, (int)(end - line), line);
        (void)json_array_append_new(lines, object);
        line = end + 1;
    }
    return lines;
}

static void run(struct rupture_answer *a, const char *flags, const char *file)
{
    const struct answer said = cli_run(rupture_run, flags, file);

    *a = (struct rupture_answer){ said.out, said.err, said.status,
                                  parse(said.out) };
}

static void done(struct rupture_answer *a)
{
    json_decref(a->lines);
    free(a->out);
    free(a->err);
}

/* "8 7.5 - d 6" as a file: one person's sessions; - is missing, d declined. */
static void write_series(const char *values, char file[static FILE_MAX])
{
    char copy[512], *rest = copy;
    size_t len = (size_t)snprintf(file, FILE_MAX, "person,at,value\n");
    int at = 0;

    (void)snprintf(copy, sizeof(copy), "%s", values);
    for (const char *v = strtok_r(copy, " ", &rest); v != NULL;
         v = strtok_r(NULL, " ", &rest))
        len += (size_t)snprintf(file + len, FILE_MAX - len, "a,%d,%s\n", ++at,
                                *v == '-'   ? ""
                                : *v == 'd' ? "declined"
                                            : v);
}

static void run_series(struct rupture_answer *a, const char *flags,
                       const char *values)
{
    char file[FILE_MAX];

    write_series(values, file);
    run(a, flags, file);
    if (a->status != 0)
        fail_msg("%s: %s", flags, a->err);
    assert_string_equal(a->err, "");
}

/* What a line has under a path such as "parameters.rule". */
static const json_t *part(const json_t *line, const char *path)
{
    char first[64];

    for (const char *dot; (dot = strchr(path, '.')) != NULL; path = dot + 1) {
        (void)snprintf(first, sizeof(first), "%.*s", (int)(dot - path), path);
        line = json_object_get(line, first);
    }
    return json_object_get(line, path);
}

static void check_word(const json_t *line, const char *path,
                       const char *expected)
{
    const char *found = json_string_value(part(line, path));

    if (found == NULL || strcmp(found, expected) != 0)
        fail_msg("%s is %s, expected %s", path, found, expected);
}

static const char *const methods[] = {
    "surprise", "own_spread", "sd_1",        "sd_2",
    "chart",    "below_cut",  "sudden_loss",
};
enum { METHODS = sizeof(methods) / sizeof(methods[0]) };

static const char ada[] = "8 7.5 8 7.5 - 5.5 6 7.5 8 8 4 4 4.5 d 8 0";

TEST(every_rule_has_a_name_with_underscores_and_with_hyphens)
{
    for (size_t i = 0; i < METHODS; i++) {
        struct rupture_answer a, b;
        char flags[64];

        (void)snprintf(flags, sizeof(flags), "--rule %s", methods[i]);
        run_series(&a, flags, ada);
        for (char *c = flags; *c != '\0'; c++)
            if (*c == '_')
                *c = '-';
        run_series(&b, flags, ada);
        assert_string_equal(a.out, b.out);
        CHECK(json_array_size(a.lines) == 16);
        check_word(json_array_get(a.lines, 0), "rule", methods[i]);
        check_word(json_array_get(a.lines, 0), "parameters.rule", methods[i]);
        HAS(a.out, "\"kind\":\"rupture\"");
        HAS(a.out, "\"kind\":\"low_answer\"");
        done(&a);
        done(&b);
    }
}

TEST(all_rules_side_by_side_are_each_as_they_are_alone)
{
    static const char *const parts[] = { "status", "range", "fired" };
    struct rupture_answer all;

    run_series(&all, "--rule all", ada);
    check_word(json_array_get(all.lines, 0), "parameters.rule", "all");
    for (size_t m = 0; m < METHODS; m++) {
        struct rupture_answer one;
        char flags[64];

        (void)snprintf(flags, sizeof(flags), "--rule %s", methods[m]);
        run_series(&one, flags, ada);
        for (size_t i = 0; i < 16; i++) {
            const json_t *rules = part(json_array_get(all.lines, i), "rules");
            const json_t *line = json_array_get(one.lines, i);

            CHECK(json_object_size(rules) == METHODS);
            for (size_t k = 0; k < 3; k++)
                if (!json_equal(
                        part(json_object_get(rules, methods[m]), parts[k]),
                        part(line, parts[k])))
                    fail_msg("%s, session %zu", methods[m], i + 1);
        }
        done(&one);
    }
    done(&all);
}

/* --- each flag ------------------------------------------------------------ */

/* What is said only with the flag, and what only without it. */
static const struct {
    const char *flag, *base, *values, *with, *without;
} effects[] = {
    { "--rule chart", "", "8 8 8 8 5", "\"below_usual\"",
      "\"surprise\",\"why" },
    { "--patience 1", "", "8 8 8 8 5 5", "\"sessions_passed\"", NULL },
    /* surprise */
    { "--chance 0.05", "", "8 7 8 7 8 6.4", "\"surprise\",\"why", NULL },
    { "--fall-least 2", "", "8 8 8 8 8 6.3", NULL, "\"surprise\",\"why" },
    { "--noise 1.5", "", "8 7.5 8 7.5 5.5", NULL, "\"surprise\",\"why" },
    { "--noise-weight 30", "", "8 6 8 6 8 6 8 5.2", "\"surprise\",\"why",
      NULL },
    { "--noise-weight-most 4", "", "8 8 8 8 6.6", NULL, "\"surprise\",\"why" },
    { "--noise-drift 1", "", "8 8 8 8 6.5", NULL, "\"surprise\",\"why" },
    { "--level-prior 2", "", "8 8 8 6.2", NULL, "\"surprise\",\"why" },
    { "--level-prior-sd 0.1", "", "5 5 5 3.2", NULL, "\"surprise\",\"why" },
    { "--back-within 0", "", "8 7.5 8 7.5 5.5 7.2", NULL, "\"back_near_ref\"" },
    { "--sure 0", "", "8.5 7.75 6.5 7.75 6.5 5.75 5.5", "\"level_sunk\"",
      NULL },
    { "--pull-most 0.5", "", "8.5 8 8 8 8.5 7", "\"surprise\",\"why", NULL },
    { "--least 5", "", "8 8 8 8 5", "\"early_fall\",\"why",
      "\"surprise\",\"why" },
    { "--early-fall 2", "", "8 6", "\"early_fall\",\"why", NULL },
    /* own_spread */
    { "--between 2", "--rule own_spread", "8 8 8 8 7", NULL, "\"drop_1s\"" },
    { "--strain 1.5", "--rule own_spread", "8 8 8 8 7", NULL, "\"drop_1s\"" },
    { "--rupture 3", "--rule own_spread --spread 9", "8 7 8 7 5.9",
      "\"drop_1s\"", "\"drop_2s\"" },
    { "--repair 0.9", "--rule own_spread", "8 8 8 8 6 7.2", "\"back_near_ref\"",
      NULL },
    { "--look-back 1", "--rule own_spread", "8 8 8 8 7.4 7", NULL,
      "\"below_usual\"" },
    { "--decline-back 1", "--sure 0", "8.5 7.75 6.5 7.75 6.5 5.75 5.5", NULL,
      "\"level_sunk\"" },
    /* chart */
    { "--baseline 4", "--rule chart", "8 7 8 7 9 5 4", "\"below_usual\"",
      NULL },
    { "--baseline-least 2", "--rule chart", "8 7 3", "\"below_usual\"", NULL },
    { "--spread 1", "--rule chart", "8 7 8 7 6", "\"below_usual\"", NULL },
    { "--fallback 3", "--rule chart", "8 8 8 8 6", NULL, "\"below_usual\"" },
    /* below_cut */
    { "--cut 6", "--rule below_cut", "8 8 8", NULL, "\"below_cut\",\"why" },
    { "--point 2", "--rule below_cut --cut 1", "8 7", NULL,
      "\"fell_a_point\"" },
    { "--cut-line counts", "--rule below_cut", "9 9", "\"below_cut\",\"why",
      NULL },
    { "--point-line not", "--rule below_cut --cut 1", "8 7", NULL,
      "\"fell_a_point\"" },
    /* sudden_loss */
    { "--loss 4", "--rule sudden_loss", "8 8.1 8 5 5.1 5", NULL,
      "\"sudden_loss\",\"why" },
    { "--loss-share 0.5", "--rule sudden_loss", "8 8.1 8 5 5.1 5", NULL,
      "\"sudden_loss\",\"why" },
    /* of the command and of all that read ratings */
    { "--closed", "", "8 8 8 8 5", "\"case_closed\"", NULL },
    { "--episodes", "", "8 8 8 8 5", "\"began\":5", "\"state\"" },
    { "--explain", "", "8 8 8 8 5", "\"explain\":[\"surprise: x = 5", NULL },
    { "--min 5", "", "8 8 8 8 5", "\"floor_item\"", NULL },
    { "--max 20", "", "8 8 8 8 6", NULL, "\"surprise\",\"why" },
    { "--step 0.5", "", "8 8 8 8 7.2", "\"surprise\",\"why", NULL },
};
enum { EFFECTS = sizeof(effects) / sizeof(effects[0]) };

TEST(every_flag_changes_what_its_line_of_help_says)
{
    for (size_t i = 0; i < EFFECTS; i++) {
        struct rupture_answer with, without;
        char flags[128];

        (void)snprintf(flags, sizeof(flags), "%s %s", effects[i].base,
                       effects[i].flag);
        run_series(&without, effects[i].base, effects[i].values);
        run_series(&with, flags, effects[i].values);
        if (effects[i].with != NULL &&
            (strstr(with.out, effects[i].with) == NULL ||
             strstr(without.out, effects[i].with) != NULL))
            fail_msg("%s: %s should be new", flags, effects[i].with);
        if (effects[i].without != NULL &&
            (strstr(without.out, effects[i].without) == NULL ||
             strstr(with.out, effects[i].without) != NULL))
            fail_msg("%s: %s should be gone", flags, effects[i].without);
        done(&with);
        done(&without);
    }
}

static bool has_effect(const char *name)
{
    const size_t len = strlen(name);

    for (size_t i = 0; i < EFFECTS; i++)
        if (strncmp(effects[i].flag, name, len) == 0 &&
            (effects[i].flag[len] == ' ' || effects[i].flag[len] == '\0'))
            return true;
    return false;
}

/* These have tests of their own, below and in score_test.c. */
TEST(no_flag_is_left_out_of_the_table_above)
{
    struct rupture_cli_options options = rupture_cli_defaults();
    struct flag flags[RUPTURE_FLAG_COUNT];

    rupture_cli_flags(&options, flags);
    for (size_t i = 0; i < RUPTURE_FLAG_COUNT; i++)
        if (!has_effect(flags[i].name) &&
            strcmp(flags[i].name, "--score") != 0 &&
            strcmp(flags[i].name, "--any-order") != 0 &&
            strcmp(flags[i].name, "--instruments") != 0 &&
            strcmp(flags[i].name, "--pack") != 0 &&
            strcmp(flags[i].name, "--site-text") != 0)
            fail_msg("%s", flags[i].name);
}

TEST(parameters_are_those_in_force_with_every_default_filled_in)
{
    static const struct {
        const char *key;
        double value;
    } expected[] = {
        { "min", 1 },
        { "max", 5 },
        { "step", 0.4 },
        { "patience", 3 },
        { "chance", 0.005 },
        { "fall_least", 0.4 },
        { "noise", 0.18 },
        { "noise_weight", 40 },
        { "sure", 1.28 },
        { "noise_weight_most", 40 },
        { "pull_most", 2.45 },
        { "noise_drift", 0.04 },
        { "level_prior", 4 },
        { "level_prior_sd", 1.2 },
        { "least", 3 },
        { "back_within", 1.28 },
        { "between", 0.4 },
        { "strain", 1 },
        { "rupture", 2 },
        { "repair", 0.5 },
        { "early_fall", 1.2 },
        { "look_back", 6 },
        { "decline_back", 12 },
        { "baseline", 3 },
        { "baseline_least", 3 },
        { "spread", 2.66 },
        { "fallback", 0.4 },
        { "cut", 4.6 },
        { "point", 0.4 },
        { "loss", 0.5 },
        { "loss_share", 0.25 },
    };
    struct rupture_answer a;
    const json_t *found;

    run_series(&a, "--min 1 --max 5 --noise-weight 40 --baseline 3", "4 4 3");
    found = part(json_array_get(a.lines, 0), "parameters");
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        const double value =
            json_number_value(json_object_get(found, expected[i].key));

        if (value < expected[i].value - 1e-12 ||
            value > expected[i].value + 1e-12)
            fail_msg("%s is %.17g", expected[i].key, value);
    }
    check_word(found, "rule", "surprise");
    check_word(found, "cut_line", "not");
    check_word(found, "point_line", "counts");
    check_word(found, "score", "total");
    CHECK(json_is_false(json_object_get(found, "closed")));
    CHECK(json_object_size(found) == 36);
    done(&a);
}

TEST(flags_without_meaning_are_refused_before_anything_is_read)
{
    static const struct {
        const char *flags, *said;
    } wrong[] = {
        { "--betwixt 3", "--betwixt: there is no such flag" },
        { "--rule", "--rule: needs one of: surprise own_spread sd_1" },
        { "--rule mood", "--rule: needs one of: surprise" },
        { "--rule surprise=1", "--rule: needs one of" },
        { "--cut-line perhaps", "--cut-line: needs one of: counts not" },
        { "--point-line", "--point-line: needs one of: counts not" },
        { "--cut nine", "--cut: needs a number\n" },
        { "--cut nan", "--cut: needs a number\n" },
        { "--noise inf", "--noise: needs a number\n" },
        { "--patience 2.5", "--patience: needs a whole number\n" },
        { "--patience -1", "--patience: needs a whole number\n" },
        { "--patience 0", "make no sense together" },
        { "--chance 0", "make no sense together" },
        { "--chance 0.51", "make no sense together" },
        { "--fall-least 0", "make no sense together" },
        { "--noise 0", "make no sense together" },
        { "--noise -1", "make no sense together" },
        { "--noise-weight 0.5", "make no sense together" },
        { "--noise-weight-most 3", "make no sense together" },
        { "--noise-drift -1", "make no sense together" },
        { "--level-prior 11 --max 10", "make no sense together" },
        { "--level-prior-sd -1", "make no sense together" },
        { "--back-within -1", "make no sense together" },
        { "--sure -1", "make no sense together" },
        { "--pull-most 0", "make no sense together" },
        { "--least 0", "make no sense together" },
        { "--between -1", "make no sense together" },
        { "--between 1e200", "make no sense together" },
        { "--strain 0", "make no sense together" },
        { "--strain 3", "make no sense together" },
        { "--rupture 0.9", "make no sense together" },
        { "--repair 1", "make no sense together" },
        { "--repair -1", "make no sense together" },
        { "--early-fall 0", "make no sense together" },
        { "--look-back 0", "make no sense together" },
        { "--decline-back 0", "make no sense together" },
        { "--look-back 33", "make no sense together" },
        { "--decline-back 33", "make no sense together" },
        { "--baseline 1", "make no sense together" },
        { "--baseline 1001", "make no sense together" },
        { "--baseline-least 1", "make no sense together" },
        { "--baseline-least 7", "make no sense together" },
        { "--spread 0", "make no sense together" },
        { "--fallback 0", "make no sense together" },
        { "--cut 11 --max 10", "make no sense together" },
        { "--point 0", "make no sense together" },
        { "--loss 0", "make no sense together" },
        { "--loss-share 1.1", "make no sense together" },
        { "--loss-share -0.1", "make no sense together" },
        { "--min 5 --max 5", "make no sense together" },
        { "--min 5 --max 1", "make no sense together" },
        { "--min -1e200 --max 1e200", "make no sense together" },
        { "--max 10 --step 0", "make no sense together" },
        { "--max 10 --step 11", "make no sense together" },
        { "--instruments /nowhere/at/all", "/nowhere/at/all" },
    };
    struct answer said;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        said = cli_run(rupture_run, wrong[i].flags, "");
        if (said.status != 2)
            fail_msg("%s was taken", wrong[i].flags);
        HAS(said.err, "rapport rupture: ");
        HAS(said.err, wrong[i].said);
        cli_done(&said);
    }
    said = cli_run(rupture_run, "", "");
    CHECK(said.status == 1);
    HAS(said.err, "there is nothing to read");
    cli_done(&said);
}

/* Off the scale of a file that the flags do not know. */
TEST(flags_that_fit_no_scale_are_refused_by_row_for_that_person_alone)
{
    static const char file[] = "person,at,instrument,value\n"
                               "a,1,closing-client,8\na,1,,7\nb,1,,6\n";
    struct rupture_answer a;

    run(&a, "--cut 11", file);
    CHECK(a.status == 1 && json_array_size(a.lines) == 0);
    HAS(a.err, "row 2: the flags of the rule make no sense on its scale");
    HAS(a.err, "row 4: the flags of the rule make no sense on its scale");
    CHECK(strstr(a.err, "row 3:") == NULL);
    HAS(a.err, "3 good rows are held back");
    done(&a);
}

/* --- episodes ------------------------------------------------------------- */

/* Worked out by hand. Four ratings alike: S is one step, the usual range 7 to
 * 9; patience is 3. */
static const struct {
    const char *what, *flags, *values, *lines;
} episodes[] = {
    { "a strain deepens and is repaired", "--rule own_spread",
      "8 8 8 8 7 6 - 8",
      "\"kind\":\"rupture\",\"fired\":\"drop_1s\",\"began\":5,\"seen\":5,"
      "\"end\":\"back_near_ref\",\"ended\":8,\"ref\":8,\"lowest\":6,"
      "\"depth\":2,\"length\":3," },
    { "a strain that stays one", "--rule own_spread", "8 8 8 8 7 8",
      "\"kind\":\"strain\",\"fired\":\"drop_1s\",\"began\":5,\"seen\":5,"
      "\"end\":\"back_near_ref\",\"ended\":6,\"ref\":8,\"lowest\":7,"
      "\"depth\":1,\"length\":1," },
    { "unrepaired", "--rule own_spread", "8 8 8 8 5.5 5 d 5.5 5.5",
      "\"kind\":\"rupture\",\"fired\":\"drop_2s\",\"began\":5,\"seen\":5,"
      "\"end\":\"sessions_passed\",\"ended\":8,\"ref\":8,\"lowest\":5,"
      "\"depth\":3,\"length\":3," },
    { "unrepaired, and repaired late", "--rule own_spread",
      "8 8 8 8 5.5 5 6 5.5 4.8 8",
      "\"kind\":\"rupture\",\"fired\":\"drop_2s\",\"began\":5,\"seen\":5,"
      "\"end\":\"back_near_ref\",\"ended\":10,\"ref\":8,\"lowest\":4.8,"
      "\"depth\":3.2,\"length\":5," },
    { "open at the end", "--rule own_spread", "8 8 8 8 6 6.5",
      "\"kind\":\"rupture\",\"fired\":\"drop_2s\",\"began\":5,\"seen\":5,"
      "\"end\":\"open\",\"ended\":null,\"ref\":8,\"lowest\":6,\"depth\":2,"
      "\"length\":1," },
    { "closed while it is open", "--rule own_spread --closed", "8 8 8 8 6 6.5",
      "\"kind\":\"rupture\",\"fired\":\"drop_2s\",\"began\":5,\"seen\":5,"
      "\"end\":\"case_closed\",\"ended\":6,\"ref\":8,\"lowest\":6,"
      "\"depth\":2,\"length\":1," },
    { "two, one after the other", "--rule own_spread", "8 8 8 8 6 8 8 6",
      "\"kind\":\"rupture\",\"fired\":\"drop_2s\",\"began\":5,\"seen\":5,"
      "\"end\":\"back_near_ref\",\"ended\":6,\"ref\":8,\"lowest\":6,"
      "\"depth\":2,\"length\":1,\n"
      "\"kind\":\"rupture\",\"fired\":\"drop_2s\",\"began\":8,\"seen\":8,"
      "\"end\":\"open\",\"ended\":null,\"ref\":8,\"lowest\":6,\"depth\":2,"
      "\"length\":0," },
    { "a new fall from a level that stayed low", "--rule own_spread",
      "8 8 8 8 5 5 5 5 2",
      "\"kind\":\"rupture\",\"fired\":\"drop_2s\",\"began\":5,\"seen\":5,"
      "\"end\":\"sessions_passed\",\"ended\":8,\"ref\":8,\"lowest\":5,"
      "\"depth\":3,\"length\":3,\n"
      "\"kind\":\"rupture\",\"fired\":\"below_usual\",\"began\":9,\"seen\":9,"
      "\"end\":\"open\",\"ended\":null,\"ref\":5,\"lowest\":2,\"depth\":3,"
      "\"length\":0," },
    /* t = 2.776: sqrt(3.80667 / 4) * t = 2.708 < 8 - 4.9667; one session
     * earlier sqrt(3.38 / 3) * 3.182 = 3.378 > 8 - 4.7. */
    { "known only two sessions after it began", "--rule sudden_loss",
      "8 8 8 6 3.4 5.5",
      "\"kind\":\"rupture\",\"fired\":\"sudden_loss\",\"began\":4,\"seen\":6,"
      "\"end\":\"open\",\"ended\":null,\"ref\":8,\"lowest\":3.4,"
      "\"depth\":4.6,\"length\":2," },
    /* look_back 2: after two sessions more things are where they are, though
     * four earlier ratings are not known yet; then a fall by three steps. */
    { "early, given up, and early again",
      "--rule own_spread --look-back 2 "
      "--patience 2",
      "8 4.5 - - - - 8 4.5",
      "\"kind\":\"strain\",\"fired\":\"early_fall\",\"began\":2,\"seen\":2,"
      "\"end\":\"sessions_passed\",\"ended\":4,\"ref\":8,\"lowest\":4.5,"
      "\"depth\":3.5,\"length\":2,\n"
      "\"kind\":\"strain\",\"fired\":\"early_fall\",\"began\":8,\"seen\":8,"
      "\"end\":\"open\",\"ended\":null,\"ref\":8,\"lowest\":4.5,"
      "\"depth\":3.5,\"length\":0," },
    { "nothing happened", "--rule own_spread", "8 8 8 8 8", "" },
};

/* From "kind" to "parameters", a line each. */
static void parts_of(const struct rupture_answer *a, char *out, size_t size)
{
    size_t len = 0;

    out[0] = '\0';
    for (const char *line = a->out; *line != '\0';
         line = strchr(line, '\n') + 1) {
        const char *from = strstr(line, "\"kind\"");
        const char *to = strstr(line, "\"parameters\"");

        len += (size_t)snprintf(out + len, size - len, "%s%.*s",
                                len == 0 ? "" : "\n", (int)(to - from), from);
    }
}

TEST(an_episode_is_one_line_from_its_fall_to_its_end)
{
    for (size_t i = 0; i < sizeof(episodes) / sizeof(episodes[0]); i++) {
        struct rupture_answer a;
        char flags[128], found[2048];

        (void)snprintf(flags, sizeof(flags), "--episodes %s",
                       episodes[i].flags);
        run_series(&a, flags, episodes[i].values);
        parts_of(&a, found, sizeof(found));
        if (strcmp(found, episodes[i].lines) != 0)
            fail_msg("%s: %s", episodes[i].what, found);
        done(&a);
    }
}

TEST(episodes_of_all_rules_come_rule_by_rule)
{
    struct rupture_answer a;
    size_t seen = 0;

    run_series(&a, "--episodes --rule all --closed", ada);
    for (size_t i = 0; i < json_array_size(a.lines); i++) {
        const char *rule =
            json_string_value(part(json_array_get(a.lines, i), "rule"));

        while (seen < METHODS && strcmp(rule, methods[seen]) != 0)
            seen++;
        CHECK(seen < METHODS);
    }
    CHECK(seen == METHODS - 1);
    done(&a);
}

TEST(the_depth_a_repair_tells_is_that_of_its_episode)
{
    struct rupture_answer rows, whole;
    const json_t *fired;

    run_series(&rows, "--rule sudden_loss", "8 8 8 6 3.4 5.5 8");
    run_series(&whole, "--rule sudden_loss --episodes", "8 8 8 6 3.4 5.5 8");
    fired = json_array_get(part(json_array_get(rows.lines, 6), "fired"), 0);
    check_word(fired, "kind", "repair");
    CHECK(json_equal(json_object_get(fired, "depth"),
                     part(json_array_get(whole.lines, 0), "depth")));
    CHECK(json_equal(json_object_get(fired, "length"),
                     part(json_array_get(whole.lines, 0), "length")));
    done(&rows);
    done(&whole);
}

TEST(a_case_closes_after_each_persons_last_session)
{
    struct rupture_answer a;

    run(&a, "--closed --rule own_spread",
        "person,at,value\na,1,8\nb,1,8\na,2,8\nb,2,8\na,3,8\na,4,8\na,5,5\n"
        "b,3,5\n");
    CHECK(a.status == 0 && json_array_size(a.lines) == 8);
    check_word(json_array_get(a.lines, 5), "status", "too_few");
    check_word(json_array_get(a.lines, 6), "status", "unrepaired");
    check_word(json_array_get(a.lines, 7), "status", "unrepaired");
    HAS(a.out, "\"rule\":\"case_closed\",\"why\":\"closed_while_down\","
               "\"of\":\"strain\",\"ref\":8,\"s\":1,\"limit\":7.5,\"depth\":3,"
               "\"length\":0,\"earlier\":3}");
    done(&a);
}

/* --- formulas ------------------------------------------------------------- */

static const struct {
    const char *flags, *values, *sentence;
} sentences[] = {
    { "", "8 7.5 8 7.5 - 5.5",
      "\"surprise: x = 5.5 <= expected - t * SD = 7.737204258 - 3.355387331 * "
      "0.4279510389 = 6.301262764; chance alone comes so low in 0.005 of "
      "sessions (Student's t; filter of West and Harrison 1997; earlier "
      "ratings: 4)\"" },
    { "--fall-least 2", "8 8 8 8 8 5.9",
      "surprise: x = 5.9 <= expected - least fall = 7.99" },
    { "", "8 8 7.5 8 8 8 7 6.75",
      "surprise_of_two: the mean of this rating and the one before, 6.875 <= "
      "expected - least fall = 7.925710109 - 1 = 6.925710109; chance alone " },
    { "--sure 0", "8.5 7.75 6.5 7.75 6.5 5.75 5.5",
      "<= its highest of the last 12 ratings - least fall - sure * SD = " },
    { "--rule own_spread", "8 8 8 8 7",
      "\"drop_1s: ref - x = 8 - 7 = 1 >= 1 * S = 1 (the stricter spread, after "
      "Gumz et al. 2012)\"" },
    { "--rule own_spread", "8 8 8 8 6",
      "\"drop_2s: ref - x = 8 - 6 = 2 >= 2 * S = 2 (" },
    { "--rule own_spread", "8 5",
      "\"early_fall: ref - x = 8 - 5 = 3 >= 3 points; earlier ratings: "
      "1\"" },
    { "--rule chart", "8 7.5 8 7.5 5.5",
      "\"below_usual: x = 5.5 < 6.42, the lower limit of the control chart "
      "(mean - 2.66 * mean moving range of the first ratings; mean - 1 if they "
      "never moved; XmR chart)\"" },
    { "--rule sd_1", "8 7 8 7 6.9",
      "mean_minus_1sd: x = 6.9 <= mean - 1 * SD = 7.5 - 1 * 0.5773502692 = "
      "6.922649731 (the deflections of Strauss et al. 2006" },
    { "--rule sd_2", "8 7 8 7 6",
      "mean_minus_2sd: x = 6 <= mean - 2 * SD = 7.5 - 2 * 0.5773502692 = " },
    { "--rule sd_2", "8 8 8 8 7",
      "mean_minus_2sd: x = 7 <= mean - one step = 8 - 1 = 7, since the earlier "
      "ratings never moved" },
    { "--rule below_cut", "9 8.5", "\"below_cut: x = 8.5 < 9\"" },
    { "--rule below_cut --cut-line counts", "9", "\"below_cut: x = 9 <= 9\"" },
    { "--rule below_cut", "10 9",
      "\"fell_a_point: the last rating - x = 10 - 9 = 1 >= 1\"" },
    { "--rule sudden_loss", "8 8.1 8 5 5.1",
      "\"sudden_loss: pre3 - post1 = 8 - 5 = 3 >= 1.25 and >= 0.25 * pre3; " },
    { "--rule own_spread", "8 8 8 8 6 7.5",
      "\"back_near_ref: x = 7.5 >= 7.5, near 8; depth 2, length 1\"" },
    { "--rule own_spread", "8 8 8 8 6 6 - 6",
      "\"sessions_passed: no rating came back to 7.5 within the patience, 3; "
      "depth 2, length 3\"" },
    { "--rule own_spread --closed", "8 8 8 8 6 6",
      "\"case_closed: the work ended before a rating came back to 7.5; depth "
      "2, "
      "length 1\"" },
    { "", "8 0", "\"floor_item: x = 0 is the lowest of the scale\"" },
};

TEST(explain_has_each_formula_with_its_numbers)
{
    for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++) {
        struct rupture_answer a;
        char flags[128];

        (void)snprintf(flags, sizeof(flags), "--explain %s",
                       sentences[i].flags);
        run_series(&a, flags, sentences[i].values);
        HAS(a.out, sentences[i].sentence);
        done(&a);
    }
}

/* --- what may be read ----------------------------------------------------- */

TEST(answers_are_scored_and_the_score_can_be_chosen)
{
    static const char file[] = "person,at,instrument,i1,i2,i3,i4,i5\n"
                               "a,1,closing-client,8,8,8,9,8\n"
                               "a,2,closing-client,8,8,0,2,\n"
                               "a,3,closing-client,,,,7,\n";
    struct rupture_answer a;

    run(&a, "--explain", file);
    CHECK(a.status == 0 && json_array_size(a.lines) == 3);
    HAS(a.out, "\"instrument\":\"closing-client\",\"value\":8,\"state\":"
               "\"given\"");
    HAS(a.out, "\"kind\":\"low_answer\",\"rule\":\"floor_item\",\"why\":"
               "\"answer_at_lowest\"");
    HAS(a.out, "[\"floor_item: a single answer is at its lowest\"]");
    HAS(a.out, "\"at\":3,\"rater\":\"client\",\"instrument\":"
               "\"closing-client\",\"value\":null,\"state\":\"missing\"");
    done(&a);

    run(&a, "--score medium --rule below_cut", file);
    HAS(a.out, "\"value\":9,");
    HAS(a.out, "\"rule\":\"fell_a_point\",\"why\":\"fell_since_last_rating\","
               "\"x\":2,\"ref\":9,\"drop\":7");
    HAS(a.out, "\"score\":\"medium\"");
    done(&a);

    run(&a, "--score warmth", file);
    CHECK(a.status == 1 && json_array_size(a.lines) == 0);
    HAS(a.err, "row 2, instrument: closing-client has no score warmth");
    done(&a);
}

TEST(a_questionnaire_has_the_scale_and_the_scores_of_its_key)
{
    char file[FILE_MAX];
    size_t len = (size_t)snprintf(file, sizeof(file),
                                  "person,at,instrument,i1,i2,i3,i4,i5,i6,i7,"
                                  "i8,i9,i10,i11,i12\n");
    struct rupture_answer a;

    for (int at = 1; at <= 5; at++)
        len +=
            (size_t)snprintf(file + len, sizeof(file) - len,
                             at < 5 ? "a,%d,wai-sr,4,4,4,4,4,4,4,4,4,4,4,4\n"
                                    : "a,%d,wai-sr,4,4,2,4,2,4,2,4,2,4,4,4\n",
                             at);
    run(&a, "", file);
    CHECK(a.status == 0 && json_array_size(a.lines) == 5);
    HAS(a.out, "\"at\":5,\"rater\":\"client\",\"instrument\":\"wai-sr\","
               "\"value\":40,");
    HAS(a.out, "\"min\":12,\"max\":60,\"step\":4.8,\"score\":\"total\"");
    done(&a);
    run(&a, "--score bond --rule own_spread", file);
    CHECK(a.status == 0);
    HAS(a.out, "\"min\":4,\"max\":20,\"step\":1.6,\"score\":\"bond\"");
    HAS(a.out, "\"x\":8,\"ref\":16,\"drop\":8,\"s\":1.6,\"limit\":12.8");
    done(&a);
}

TEST(a_measure_of_what_is_wrong_is_refused_and_says_why)
{
    static const char *const ids[] = { "phq-9", "gad-7", "core-10", "pcl-5",
                                       "ders" };

    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        char file[256], said[256];
        struct rupture_answer a;

        (void)snprintf(file, sizeof(file),
                       "person,at,instrument,value\nb,1,closing-client,8\n"
                       "a,1,%s,4\na,2,%s,3\na,1,closing-client,8\n",
                       ids[i], ids[i]);
        run(&a, strcmp(ids[i], "ders") == 0 ? "--min 0 --max 180" : "", file);
        (void)snprintf(said, sizeof(said),
                       "rapport rupture: row 3, instrument: on %s higher is "
                       "worse; these rules look for falls of the alliance, "
                       "where higher is better\n",
                       ids[i]);
        HAS(a.err, said);
        CHECK(a.status == 1 && json_array_size(a.lines) == 1);
        check_word(json_array_get(a.lines, 0), "person", "b");
        done(&a);
    }
}

TEST(json_lines_are_as_good_as_csv)
{
    struct rupture_answer csv, json;

    run(&csv, "", "person,at,value\na,1,8\na,2,\na,3,declined\na,4,7.5\n");
    run(&json, "",
        "{\"person\":\"a\",\"at\":1,\"value\":8}\n"
        "{\"person\":\"a\",\"at\":2,\"value\":null}\n"
        "{\"person\":\"a\",\"at\":3,\"value\":\"declined\"}\n"
        "{\"person\":\"a\",\"at\":4,\"value\":7.5}\n");
    CHECK(csv.status == 0 && json_array_size(csv.lines) == 4);
    assert_string_equal(csv.out, json.out);
    done(&csv);
    done(&json);
}

TEST(each_person_rater_and_form_is_judged_alone_and_printed_in_file_order)
{
    struct rupture_answer a;

    run(&a, "--rule own_spread",
        "person,at,rater,value\na,1,client,8\nb,1,client,2\na,1,therapist,8\n"
        "a,2,client,8\na,2,therapist,5\nb,2,client,2\n");
    CHECK(a.status == 0 && json_array_size(a.lines) == 6);
    check_word(json_array_get(a.lines, 1), "person", "b");
    check_word(json_array_get(a.lines, 3), "status", "too_few");
    check_word(json_array_get(a.lines, 4), "rater", "therapist");
    check_word(json_array_get(a.lines, 4), "status", "strain");
    check_word(json_array_get(a.lines, 5), "status", "too_few");
    done(&a);
}

TEST(rows_in_any_order_are_judged_in_time_and_printed_as_they_came)
{
    static const char file[] = "person,at,value\na,2026-02-01,5\n"
                               "a,2026-01-01,8\n";
    struct rupture_answer a;

    run(&a, "--any-order", file);
    CHECK(a.status == 0 && json_array_size(a.lines) == 2);
    check_word(json_array_get(a.lines, 0), "at", "2026-02-01");
    check_word(json_array_get(a.lines, 0), "status", "strain");
    check_word(json_array_get(a.lines, 1), "status", "too_few");
    done(&a);
}

/* Each beside a person b, of whom nothing is wrong. */
static const struct {
    const char *file, *said;
    size_t lines;
} refusals[] = {
    { "person,at,value\nb,1,8\na,1,8\na,1,7\n",
      "row 4, at: the same person, rater and time as row 3", 1 },
    { "person,at,value\nb,1,8\na,3,8\na,2,7\n",
      "row 4, at: 2 is earlier than 3 in row 3; times of one person may not "
      "run backwards: sort the file by time, or say --any-order",
      1 },
    { "person,at,value\nb,1,8\na,1,8\na,2026-11-24,7\n",
      "row 4, at: mixes session numbers and dates", 1 },
    { "person,at,value\nb,1,8\na,1,NaN\n",
      "row 3, value: \"NaN\" is not a number", 1 },
    { "person,at,value\nb,1,8\na,1,inf\n",
      "row 3, value: \"inf\" is not a number", 1 },
    { "person,at,value\nb,1,8\na,1,10.5\n",
      "row 3, value: 10.5 is not from 0 to 10 (see --min and --max)", 1 },
    { "person,at,value\nb,1,8\na,soon,7\n",
      "row 3, at: \"soon\" is not a session number", 1 },
    { "person,at,value\nb,1,8\na,1.5,7\n",
      "row 3, at: \"1.5\" is not a session number", 1 },
    { "person,at,instrument,value\nb,1,,8\na,1,unheard-of,7\n",
      "row 3, instrument: there is no questionnaire \"unheard-of\"", 1 },
    { "person,at,instrument,i1,i2,i3,i4,i5\nb,1,closing-client,8,8,8,8,8\n"
      "a,1,closing-client,8,7.5,8,8,8\n",
      "row 3, i2: 7.5 (task) does not lie on a step of 1", 1 },
    { "person,at,instrument,i1,i2,i3,i4,i5\nb,1,closing-client,8,8,8,8,8\n"
      "a,1,closing-client,8,8,8,11,8\n",
      "row 3, i4: 11 (medium) is not from 0 to 10", 1 },
    { "person,at,instrument,i1\na,1,closing-client,8\n",
      "row 2: has 1 answers, closing-client has 5 items", 0 },
    /* Nobody knows whose it was. */
    { "person,at,value\nb,1,8\n,2,7\n", "row 3, person: is empty", 0 },
    { "person,at,value\nb,1,8\na,1\n", "row 3: has 2 fields, the header has 3",
      0 },
    { "", "there is nothing to read", 0 },
    { "person,value\na,8\n", "row 1: the header has no column at", 0 },
    { "person,at\na,8\n", "row 1: the header has neither value nor i1", 0 },
    { "[1]\n", "neither CSV with a header nor one JSON object a line", 0 },
    { "{\"person\":\"b\",\"at\":1,\"value\":8}\n"
      "{\"person\":\"a\",\"at\":1,\"value\":true}\n",
      "row 2, value: is neither text nor number", 1 },
};

TEST(a_refused_row_is_named_and_holds_back_that_person_alone)
{
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
        for (int all = 0; all < 2; all++) {
            struct rupture_answer a;

            run(&a, all == 1 ? "--rule all" : "", refusals[i].file);
            if (a.status != 1 || json_array_size(a.lines) != refusals[i].lines)
                fail_msg("%s: %d, %s", refusals[i].file, a.status, a.out);
            HAS(a.err, refusals[i].said);
            if (refusals[i].lines > 0)
                check_word(json_array_get(a.lines, 0), "person", "b");
            done(&a);
        }
}

TEST(a_refused_row_holds_back_that_persons_episodes)
{
    struct rupture_answer a;

    run(&a, "--episodes",
        "person,at,value\na,1,8\na,2,5\na,3,x\nb,1,8\nb,2,5\n");
    CHECK(a.status == 1 && json_array_size(a.lines) == 1);
    check_word(json_array_get(a.lines, 0), "person", "b");
    HAS(a.err, "2 good rows are held back");
    done(&a);
}

TEST(a_header_alone_is_said)
{
    struct rupture_answer a;

    run(&a, "--rule all", "person,at,value\n");
    CHECK(a.status == 1);
    assert_string_equal(a.out, "");
    HAS(a.err, "there are no rows below the header");
    done(&a);
}

TEST(one_rating_is_too_few_to_judge_and_has_no_range)
{
    struct rupture_answer a;

    for (size_t i = 0; i < METHODS; i++) {
        char flags[64];

        if (strcmp(methods[i], "below_cut") == 0)
            continue; /* it needs no earlier rating */
        (void)snprintf(flags, sizeof(flags), "--rule %s", methods[i]);
        run_series(&a, flags, "7");
        check_word(json_array_get(a.lines, 0), "status", "too_few");
        CHECK(json_is_null(part(json_array_get(a.lines, 0), "range")));
        CHECK(json_array_size(part(json_array_get(a.lines, 0), "fired")) == 0);
        done(&a);
    }
}

/* With what happens in them, so that no rule's numbers run out. */
static char *ten_thousand(int kind)
{
    const size_t cap = (size_t)1 << 20;
    char *file = malloc(cap);
    size_t len;

    assert_non_null(file);
    len = (size_t)snprintf(file, cap, "person,at,value\n");
    for (int i = 0; i < 10000; i++) {
        const int value = kind == 0   ? 10
                          : kind == 1 ? 0
                          : kind == 2 ? i * i % 11
                                      : 10 * (i % 2);

        len += (size_t)snprintf(
            file + len, cap - len,
            kind == 2 && i % 7 == 0 ? "a,%d,\n" : "a,%d,%d\n", i, value);
    }
    return file;
}

TEST(long_and_constant_series_are_walked_to_their_end)
{
    for (int kind = 0; kind < 4; kind++) {
        char *file = ten_thousand(kind);
        struct rupture_answer a;

        run(&a, "--rule all --closed", file);
        CHECK(a.status == 0 && json_array_size(a.lines) == 10000);
        done(&a);
        run(&a, "--rule all --episodes", file);
        CHECK(a.status == 0);
        if (kind == 0)
            CHECK(json_array_size(a.lines) == 0);
        done(&a);
        free(file);
    }
}

/* --- the manual ----------------------------------------------------------- */

TEST(the_example_of_the_manual_is_what_the_command_says)
{
    char *file = manual_block("rapport-rupture.1", 0);
    char *said = manual_block("rapport-rupture.1", 2), *joined = said;
    struct rupture_answer a;

    /* Broken into lines there. */
    for (const char *c = said; *c != '\0'; c++)
        if (*c != '\n')
            *joined++ = *c;
    *joined = '\0';
    run(&a, "--episodes", file);
    CHECK(a.status == 0 && json_array_size(a.lines) == 1);
    *strchr(a.out, '\n') = '\0';
    assert_string_equal(a.out, said);
    done(&a);
    free(file);
    free(said);
}
