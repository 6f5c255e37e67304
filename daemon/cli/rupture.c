/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/rupture.h"

#include <math.h>
#include <string.h>

#include "daemon/cli/command.h"
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
        SWITCH_FLAG("--closed", &o->closed,
                    "the work ends after each person's last session"),
        PRINT_FLAG("--episodes", &o->episodes,
                   "one line an episode, from fall to end, not one a row"),
        INSTRUMENT_FLAGS(&o->instruments),
        PRINT_FLAG("--explain", &o->explain,
                   "add the formulas, with the numbers in them"),
        RATINGS_FLAGS(&o->ratings),
    };

    rule_options_flags(&o->rule, RULE_WORDS " all", out);
    memcpy(out + RULE_FLAG_COUNT, own, sizeof(own));
}

static const char about[] =
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
    "\n";

/* False when memory is out. */
static bool judge_and_print(struct ratings *d,
                            const struct rupture_cli_options *o,
                            struct rows *rows, FILE *out)
{
    struct rupture_results results = { 0 };
    bool fine = rupture_judge(&results, d, &o->rule, o->closed, rows);

    fine = fine && (o->episodes ? rupture_print_episodes(&results, o, out)
                                : rupture_print_rows(&results, o, out));
    if (fine)
        (void)ratings_report(d, rows);
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
           judge_and_print(&d, options, &rows, out);
    ratings_deinit(&d);
    return command_end(&rows, fine, out);
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

int rupture_run(int argc, char **argv, FILE *in, FILE *out, FILE *err)
{
    struct rupture_cli_options o = rupture_cli_defaults();
    struct flag flags[RUPTURE_FLAG_COUNT];
    const struct command c = { "rupture", about, NULL, flags,
                               RUPTURE_FLAG_COUNT };
    struct instrument_set set;
    int status;

    rupture_cli_flags(&o, flags);
    if (!command_begin(&c, argc, argv, out, err, &status))
        return status;
    if (!flags_agree(&o))
        return command_disagree("rupture", err);
    if (!instrument_options_load(&o.instruments, "rupture", &set, err))
        return 2;
    status = rupture_stream(&set, &o, in, out, err);
    instrument_set_deinit(&set);
    return status;
}

int cli_rupture(int argc, char **argv)
{
    return rupture_run(argc, argv, stdin, stdout, stderr);
}
