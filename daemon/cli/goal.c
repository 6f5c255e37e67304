/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/goal.h"

#include <math.h>
#include <string.h>

#include "daemon/cli/command.h"
#include "daemon/cli/goal_data.h"
#include "daemon/cli/goal_lines.h"

static const char about[] =
    "rapport goal [flags] < goals > attainment\n"
    "\n"
    "Reads CSV with a header, or one JSON object a line, from standard\n"
    "input and prints one JSON object for each row read: T of goal\n"
    "attainment scaling, 50 when all is as expected, and its change. With\n"
    "--ratings: each goal's rating, its change since that goal's first\n"
    "rating and since the one before, and the mean over goals.\n"
    "\n"
    "  person        who\n"
    "  at            session number, date (2026-11-24) or date and time\n"
    "  rater         client (default), therapist, …\n"
    "  i1 … iN       a goal's level, -2 to 2, or its rating; empty: not\n"
    "                set or not rated, or \"declined\"\n"
    "  w1 … wN       a goal's weight (1)\n"
    "  value         with --ratings: the rating of a single goal\n"
    "\n"
    "Without goals T is null, not 50. If a row is refused, that person's\n"
    "goals are held back.\n"
    "\n";

static int stream(const struct goal_lines *lines, FILE *in, FILE *out,
                  FILE *err)
{
    struct json_out j = { .out = out, .first = true };
    struct goal_data d;
    struct rows rows;
    size_t held_back = 0;
    bool fine;

    rows_init(&rows, in, err, "goal");
    rows.weights = true;
    goal_data_init(&d, lines->options);
    fine = goal_data_read(&d, &rows) && goal_data_follow(&d, &rows);
    for (size_t i = 0; fine && i < d.entry_count; i++) {
        if (d.series[d.entries[i].series].withheld)
            held_back++;
        else
            goal_print(&j, lines, &d, &d.entries[i]);
    }
    rows_report_held_back(&rows, held_back, d.refused.anybody);
    goal_data_deinit(&d);
    return command_end(&rows, fine, out);
}

static bool flags_agree(const struct goal_options *o)
{
    return goal_params_are_sound(&o->params) && o->min < o->max &&
           !(o->reliable <= 0);
}

int goal_run(int argc, char **argv, FILE *in, FILE *out, FILE *err)
{
    struct goal_options o = { .params = goal_defaults(),
                              .max = 10,
                              .reliable = (double)NAN };
    const struct flag flags[] = {
        SWITCH_FLAG("--ratings", &o.ratings,
                    "the file holds ratings of goals, not levels"),
        NUMBER_FLAG("--rho", &o.params.rho,
                    "how far goals go together, 0 to 1 (0.3)"),
        NUMBER_FLAG("--least", &o.params.least, "lowest level (-2)"),
        NUMBER_FLAG("--most", &o.params.most, "highest level (2)"),
        NUMBER_FLAG("--step", &o.params.step,
                    "between two levels; 0.5 allows halves (1)"),
        NUMBER_FLAG("--min", &o.min, "lowest rating (0)"),
        NUMBER_FLAG("--max", &o.max, "highest rating (10)"),
        NUMBER_FLAG("--reliable-change", &o.reliable,
                    "points from which a goal's change is reliable"),
        PRINT_FLAG("--any-order", &o.any_order,
                   "rows of a person may come in any order"),
        PRINT_FLAG("--explain", &o.explain,
                   "every formula with its numbers and its source"),
    };
    const size_t count = sizeof(flags) / sizeof(flags[0]);
    const struct goal_lines lines = { &o, flags, count };
    const struct command c = { "goal", about, NULL, flags, count };
    int status;

    if (!command_begin(&c, argc, argv, out, err, &status))
        return status;
    if (!flags_agree(&o))
        return command_disagree("goal", err);
    return stream(&lines, in, out, err);
}

int cli_goal(int argc, char **argv)
{
    return goal_run(argc, argv, stdin, stdout, stderr);
}
