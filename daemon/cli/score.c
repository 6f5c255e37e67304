/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/score.h"

#include <string.h>

#include "daemon/cli/json_out.h"
#include "daemon/cli/rows.h"
#include "daemon/cli/sheet.h"

static void usage(FILE *out)
{
    (void)fputs(
        "rapport score [--instruments DIR] < answers > scores\n"
        "\n"
        "Reads CSV with a header, or one JSON object a line, from standard\n"
        "input and prints one JSON object a line, in the order read.\n"
        "\n"
        "  person        who\n"
        "  at            session number, date (2026-11-24) or date and time\n"
        "  rater         client (default), therapist, …\n"
        "  instrument    closing-client, closing-therapist, …\n"
        "  i1 … iN       the answers; empty is missing, or \"declined\"\n"
        "\n"
        "Other columns are ignored. A score is null when too many answers\n"
        "are missing. Refused rows are named on standard error.\n"
        "\n"
        "  --instruments DIR  questionnaires (FHIR Questionnaire JSON)\n"
        "  --help\n"
        "\n"
        "Exit status: 0, 1 (a row was refused), 2 (usage).\n",
        out);
}

static void print(struct json_out *j, const struct row *row,
                  const struct instrument *in,
                  const struct instrument_result *result)
{
    json_out_open(j, '{');
    json_out_key(j, "person");
    json_out_text(j, row->person);
    json_out_key(j, "at");
    if (row->at.kind == MOMENT_NUMBER)
        json_out_count(j, (size_t)row->at.key);
    else
        json_out_text(j, row->at_text);
    json_out_key(j, "rater");
    json_out_text(j, row->rater);
    json_out_key(j, "instrument");
    json_out_word(j, in->id);
    for (size_t i = 0; i < in->score_count; i++) {
        json_out_key(j, in->scores[i].id);
        if (result->scores[i].value.kind == RATING_GIVEN)
            json_out_number(j, result->scores[i].value.value);
        else
            json_out_null(j);
    }
    json_out_key(j, "answered");
    json_out_count(j, result->scores[0].answered);
    json_out_key(j, "floors");
    json_out_open(j, '[');
    for (size_t i = 0; i < result->floor_count; i++) {
        json_out_item(j);
        json_out_word(j, in->items[result->floors[i]].id);
    }
    json_out_close(j, ']');
    json_out_close(j, '}');
    json_out_end_line(j);
}

int score_stream(const struct instrument_set *set, FILE *in, FILE *out,
                 FILE *err)
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
            print(&j, &row, found, &result);
    }
    rows_report(&rows);
    rows_deinit(&rows);
    if (fflush(out) != 0 || ferror(out) != 0) {
        (void)fprintf(err, "rapport score: the output cannot be written\n");
        return 1;
    }
    return rows.refused == 0 ? 0 : 1;
}

int cli_score(int argc, char **argv)
{
    const char *dir = NULL;
    struct instrument_set set;
    char why[INSTRUMENT_FILE_WHY_MAX];
    int result;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            usage(stdout);
            return 0;
        }
        if (strcmp(argv[i], "--instruments") == 0 && i + 1 < argc) {
            dir = argv[++i];
            continue;
        }
        (void)fprintf(stderr, "rapport score: %s: unknown, or incomplete\n\n",
                      argv[i]);
        usage(stderr);
        return 2;
    }
    if (instrument_set_load(&set, dir == NULL ? instrument_default_dir() : dir,
                            why) != 0) {
        (void)fprintf(stderr, "rapport score: %s\n", why);
        return 2;
    }
    result = score_stream(&set, stdin, stdout, stderr);
    instrument_set_deinit(&set);
    return result;
}
