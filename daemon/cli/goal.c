/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/goal.h"

#include <math.h>
#include <string.h>

#include "daemon/cli/flags.h"
#include "daemon/cli/goal_data.h"
#include "daemon/cli/goal_lines.h"

static void usage(FILE *out)
{
    (void)fputs(
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
        "\n",
        out);
}

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
    if (!fine && rows.refused == 0)
        (void)fprintf(err, "rapport goal: out of memory\n");
    for (size_t i = 0; fine && i < d.entry_count; i++) {
        if (d.series[d.entries[i].series].withheld)
            held_back++;
        else
            goal_print(&j, lines, &d, &d.entries[i]);
    }
    if (held_back > 0)
        (void)fprintf(err,
                      "rapport goal: %zu good rows are held back, because a "
                      "refused row %s\n",
                      held_back,
                      d.all_withheld ? "may belong to anybody"
                                     : "is of the same person");
    rows_report(&rows);
    fine = fine && rows.refused == 0;
    goal_data_deinit(&d);
    rows_deinit(&rows);
    if (fflush(out) != 0 || ferror(out) != 0) {
        (void)fprintf(err, "rapport goal: the output cannot be written\n");
        return 1;
    }
    return fine ? 0 : 1;
}

static bool agree(const struct goal_options *o)
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
        { "--ratings", FLAG_SWITCH, &o.ratings, NULL, NULL,
          "the file holds ratings of goals, not levels", false },
        { "--rho", FLAG_NUMBER, &o.params.rho, NULL, NULL,
          "how far goals go together, 0 to 1 (0.3)", false },
        { "--least", FLAG_NUMBER, &o.params.least, NULL, NULL,
          "lowest level (-2)", false },
        { "--most", FLAG_NUMBER, &o.params.most, NULL, NULL,
          "highest level (2)", false },
        { "--step", FLAG_NUMBER, &o.params.step, NULL, NULL,
          "between two levels; 0.5 allows halves (1)", false },
        { "--min", FLAG_NUMBER, &o.min, NULL, NULL, "lowest rating (0)",
          false },
        { "--max", FLAG_NUMBER, &o.max, NULL, NULL, "highest rating (10)",
          false },
        { "--reliable-change", FLAG_NUMBER, &o.reliable, NULL, NULL,
          "points from which a goal's change is reliable", false },
        { "--any-order", FLAG_SWITCH, &o.any_order, NULL, NULL,
          "rows of a person may come in any order", true },
        { "--explain", FLAG_SWITCH, &o.explain, NULL, NULL,
          "every formula with its numbers and its source", true },
    };
    const size_t count = sizeof(flags) / sizeof(flags[0]);
    const struct goal_lines lines = { &o, flags, count };

    switch (flags_read("goal", flags, count, argc, argv, err)) {
    case FLAGS_OK: break;
    case FLAGS_HELP:
        usage(out);
        flags_help(out, flags, count);
        (void)fputs("\nExit status: 0, 1 (a row was refused), 2 (usage).\n",
                    out);
        return 0;
    case FLAGS_WRONG: return 2;
    }
    if (!agree(&o)) {
        (void)fprintf(err, "rapport goal: these flags make no sense "
                           "together\n");
        return 2;
    }
    return stream(&lines, in, out, err);
}

int cli_goal(int argc, char **argv)
{
    return goal_run(argc, argv, stdin, stdout, stderr);
}
