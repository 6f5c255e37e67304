/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/rupture.h"

#include <math.h>
#include <string.h>

#include "daemon/cli/rupture_judge.h"
#include "daemon/cli/rupture_lines.h"

struct rupture_cli_options rupture_cli_defaults(void)
{
    return (struct rupture_cli_options){
        .ratings = ratings_defaults(),
        .rule = rule_options_defaults(),
    };
}

void rupture_cli_flags(struct rupture_cli_options *o,
                       struct flag out[static RUPTURE_FLAG_COUNT])
{
    const struct flag own[] = {
        { "--closed", FLAG_SWITCH, &o->closed, NULL, NULL,
          "the work ends after each person's last session", false },
        { "--episodes", FLAG_SWITCH, &o->episodes, NULL, NULL,
          "one line an episode, from fall to end, not one a row", true },
        { "--instruments", FLAG_TEXT, &o->instruments, NULL, NULL,
          "folder of questionnaires (FHIR Questionnaire JSON)", true },
        { "--explain", FLAG_SWITCH, &o->explain, NULL, NULL,
          "add the formulas, with the numbers in them", true },
        RATINGS_FLAGS(&o->ratings),
    };

    rule_options_flags(&o->rule, RULE_WORDS " all", out);
    memcpy(out + RULE_FLAG_COUNT, own, sizeof(own));
}

static void usage(FILE *out)
{
    struct rupture_cli_options o = rupture_cli_defaults();
    struct flag flags[RUPTURE_FLAG_COUNT];

    (void)fputs(
        "rapport rupture [flags] < ratings > ruptures\n"
        "\n"
        "Reads CSV with a header, or one JSON object a line, from standard\n"
        "input (person, at, rater, value, or instrument and i1 … iN; see\n"
        "rapport course --help). Prints one JSON object for each row: how\n"
        "things stand by the rule, the range this rating was held against,\n"
        "and what fired: strain, rupture, repair, unrepaired, low_answer,\n"
        "each with its rule, why, and the numbers it used. Higher is\n"
        "better; a questionnaire on which it is worse is refused. A prompt\n"
        "to talk, no verdict.\n"
        "\n"
        "The rules disagree. --rule all shows them side by side; rapport\n"
        "simulate tells what each finds and how often it is wrong.\n"
        "\n",
        out);
    rupture_cli_flags(&o, flags);
    flags_help(out, flags, RUPTURE_FLAG_COUNT);
    (void)fputs("\nExit status: 0, 1 (a row was refused), 2 (usage).\n", out);
}

/* False when memory is out. */
static bool judge_and_print(struct ratings *d,
                            const struct rupture_cli_options *o,
                            struct rows *rows, FILE *out, FILE *err)
{
    struct rupture_results results = { 0 };
    bool fine = rupture_judge(&results, d, &o->rule, o->closed, rows);

    fine = fine && (o->episodes ? rupture_print_episodes(&results, o, out)
                                : rupture_print_rows(&results, o, out));
    if (fine)
        (void)ratings_report(d, rows, err);
    rupture_results_deinit(&results);
    return fine;
}

int rupture_stream(const struct instrument_set *set,
                   const struct rupture_cli_options *options, FILE *in,
                   FILE *out, FILE *err)
{
    struct ratings d;
    struct rows rows;
    bool fine;

    rows_init(&rows, in, err, "rupture");
    ratings_init(&d, set, &options->ratings);
    fine = ratings_read(&d, &rows) && ratings_sort(&d, &rows) &&
           judge_and_print(&d, options, &rows, out, err);
    if (!fine && rows.refused == 0)
        (void)fprintf(err, "rapport rupture: out of memory\n");
    rows_report(&rows);
    fine = fine && rows.refused == 0;
    ratings_deinit(&d);
    rows_deinit(&rows);
    if (fflush(out) != 0 || ferror(out) != 0) {
        (void)fprintf(err, "rapport rupture: the output cannot be written\n");
        return 1;
    }
    return fine ? 0 : 1;
}

/* True when the flags make sense together, as far as that can be known before
 * the first row. */
static bool flags_agree(const struct rupture_cli_options *o)
{
    const struct ratings_options *r = &o->ratings;
    struct rule_options rule = o->rule;
    struct rupture_params p;
    struct scale scale = { -1e9, 1e9, 1 };

    if (r->has_scale)
        scale = (struct scale){ r->min, r->max, (r->max - r->min) / 10 };
    if (!isnan(r->step))
        scale.step = r->step;
    return scale_is_sound(&scale) && rule_options_resolve(&rule, scale, &p);
}

int cli_rupture(int argc, char **argv)
{
    struct rupture_cli_options options = rupture_cli_defaults();
    struct flag flags[RUPTURE_FLAG_COUNT];
    struct instrument_set set;
    char why[INSTRUMENT_FILE_WHY_MAX];
    int result;

    rupture_cli_flags(&options, flags);
    switch (
        flags_read("rupture", flags, RUPTURE_FLAG_COUNT, argc, argv, stderr)) {
    case FLAGS_OK: break;
    case FLAGS_HELP: usage(stdout); return 0;
    case FLAGS_WRONG: return 2;
    }
    if (!flags_agree(&options)) {
        (void)fprintf(stderr, "rapport rupture: these flags make no sense "
                              "together\n");
        return 2;
    }
    if (instrument_set_load(&set,
                            options.instruments == NULL
                                ? instrument_default_dir()
                                : options.instruments,
                            why) != 0) {
        (void)fprintf(stderr, "rapport rupture: %s\n", why);
        return 2;
    }
    result = rupture_stream(&set, &options, stdin, stdout, stderr);
    instrument_set_deinit(&set);
    return result;
}
