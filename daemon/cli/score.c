/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/score.h"

#include <string.h>

#include "daemon/cli/command.h"
#include "daemon/cli/instrument_options.h"
#include "daemon/cli/rows.h"
#include "daemon/cli/score_line.h"
#include "daemon/cli/sheet.h"

struct score_options {
    struct instrument_options instruments;
    const char *lint;
    bool list, explain;
};

static const char about[] =
    "rapport score [flags] < answers > scores\n"
    "\n"
    "Reads CSV with a header, or one JSON object a line, from standard\n"
    "input and prints one JSON object a line, in the order read.\n"
    "\n"
    "  person        who\n"
    "  at            session number, date (2026-11-24) or date and time\n"
    "  rater         client (default), therapist, …\n"
    "  instrument    phq-9, wai-sr, closing-client, … (see --list); with\n"
    "                its version behind a bar, if you like: phq-9|1.0.0\n"
    "  version       or in a column of its own; another one is refused\n"
    "  i1 … iN       the answers; empty is missing, or \"declined\"\n"
    "\n"
    "Other columns are ignored. A score is null when too many answers\n"
    "are missing. Refused rows are named on standard error.\n"
    "\n";

int score_stream(const struct instrument_set *set, bool explain, FILE *in,
                 FILE *out, FILE *err)
{
    struct json_out j = { .out = out, .first = true };
    struct instrument_result result;
    const struct instrument *found;
    enum rows_status status;
    struct rows rows;
    struct row row;

    rows_init(&rows, in, err, "score");
    while ((status = rows_next(&rows, &row)) == ROWS_ROW ||
           status == ROWS_REFUSED) {
        if (status == ROWS_REFUSED)
            continue;
        if (row.has_value)
            rows_refuse(&rows, row.number, "value",
                        "is a score already; give i1, i2, … instead");
        else if (sheet_score(&rows, &row, set, &found, &result))
            score_line(&j, &row, found, &result, explain);
    }
    return command_end(&rows, true, out);
}

/* One object a questionnaire, for people and for scripts. */
static void list(const struct instrument_set *set, FILE *out)
{
    struct json_out j = { .out = out, .first = true };

    for (size_t i = 0; i < set->count; i++) {
        const struct instrument *in = &set->files[i]->in;

        json_out_open(&j, '{');
        json_out_key_word(&j, "instrument", in->id);
        json_out_key_text(&j, "version",
                          (struct text){ in->version, strlen(in->version) });
        json_out_key_count(&j, "items", in->item_count);
        json_out_key(&j, "scores");
        json_out_open(&j, '[');
        for (size_t k = 0; k < in->score_count; k++) {
            json_out_item(&j);
            json_out_word(&j, in->scores[k].id);
        }
        json_out_close(&j, ']');
        json_out_key_word(&j, "text", in->text_absent ? "absent" : "included");
        json_out_key_truth(&j, "unvalidated", in->unvalidated);
        json_out_close(&j, '}');
        json_out_end_line(&j);
    }
}

static int lint(const char *dir, FILE *out, FILE *err)
{
    const int refused = instrument_dir_lint(dir, out);

    if (refused < 0)
        (void)fprintf(err, "rapport score: %s: cannot be read\n", dir);
    return refused < 0 ? 2 : refused > 0;
}

int score_run(int argc, char **argv, FILE *in, FILE *out, FILE *err)
{
    struct score_options o = { 0 };
    const struct flag flags[] = {
        INSTRUMENT_FLAGS(&o.instruments),
        FILES_FLAG("--cut-off", &o.instruments.cut_offs,
                   "another line, as in srs/attention<=36"),
        FILE_FLAG(
            "--lint", &o.lint,
            "read no answers: say of a folder's questionnaires what is wrong"),
        PRINT_FLAG("--list", &o.list,
                   "read no answers: print the questionnaires there are"),
        PRINT_FLAG("--explain", &o.explain,
                   "say beside each result how it came about"),
    };
    const struct command c = { "score", about, NULL, flags,
                               sizeof(flags) / sizeof(flags[0]) };
    struct instrument_set set;
    int status;

    if (!command_begin(&c, argc, argv, out, err, &status))
        return status;
    if (o.lint != NULL)
        return lint(o.lint, out, err);
    if (!instrument_options_load(&o.instruments, "score", &set, err))
        return 2;
    if (o.list)
        list(&set, out);
    else
        status = score_stream(&set, o.explain, in, out, err);
    instrument_set_deinit(&set);
    return o.list ? 0 : status;
}

int cli_score(int argc, char **argv)
{
    return score_run(argc, argv, stdin, stdout, stderr);
}
