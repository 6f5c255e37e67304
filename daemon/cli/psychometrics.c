/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/psychometrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/cli/flags.h"
#include "daemon/cli/psychometrics_lines.h"

static const char name[] = "psychometrics";

enum { FLAGS = 17 };

/* The table of flags over one set of options. */
struct flag_table {
    struct flag flags[FLAGS];
};

static struct flag_table table_of(struct psychometrics_options *o)
{
    struct psychometrics_params *p = &o->params;

    return (struct flag_table){ {
        { "--occasion", FLAG_WORD, &o->occasion, NULL, "first last all",
          "which sheet of a person counts", false },
        { "--level", FLAG_NUMBER, &p->level, NULL, NULL,
          "level of the intervals (0.95)", false },
        { "--least-any", FLAG_COUNT, &p->least_any, NULL, NULL,
          "people below whom nothing is shown (11)", false },
        { "--least-alpha", FLAG_COUNT, &p->least_alpha, NULL, NULL,
          "people needed for alpha (30)", false },
        { "--least-omega", FLAG_COUNT, &p->least_omega, NULL, NULL,
          "people needed for omega (30)", false },
        { "--least-rest", FLAG_COUNT, &p->least_rest, NULL, NULL,
          "people needed for item-rest correlations (30)", false },
        { "--least-retest", FLAG_COUNT, &p->least_retest, NULL, NULL,
          "pairs needed for the retest (30)", false },
        { "--least-extremes", FLAG_COUNT, &p->least_extremes, NULL, NULL,
          "people needed for floor and ceiling (50)", false },
        { "--extreme", FLAG_NUMBER, &p->extreme, NULL, NULL,
          "a larger share at one end is flagged (0.15)", false },
        { "--gap-least", FLAG_NUMBER, &p->retest_days_least, NULL, NULL,
          "days between two dated sheets of a retest, at least (5)", false },
        { "--gap-most", FLAG_NUMBER, &p->retest_days_most, NULL, NULL,
          "and at most (16)", false },
        { "--min", FLAG_NUMBER, &o->file.min, NULL, NULL,
          "lowest answer, of items without a questionnaire", false },
        { "--max", FLAG_NUMBER, &o->file.max, NULL, NULL,
          "highest answer of those", false },
        { "--items-only", FLAG_SWITCH, &o->file.items_only, NULL, NULL,
          "answers are keyed already; add them up, whatever the questionnaire",
          false },
        { "--any-order", FLAG_SWITCH, &o->file.any_order, NULL, NULL,
          "rows of a person may come in any order; else times may not run "
          "backwards",
          true },
        { "--instruments", FLAG_TEXT, &o->instruments, NULL, NULL,
          "folder of questionnaires (FHIR Questionnaire JSON)", true },
        { "--explain", FLAG_SWITCH, &o->explain, NULL, NULL,
          "add each formula with its numbers and its source", true },
    } };
}

static void usage(FILE *out)
{
    struct psychometrics_options o = psychometrics_options_defaults();
    const struct flag_table t = table_of(&o);

    (void)fputs(
        "rapport psychometrics [flags] < answers > figures\n"
        "\n"
        "Reads CSV with a header, or one JSON object a line, from standard\n"
        "input, and says how well each questionnaire measures here: one JSON\n"
        "object for each questionnaire, rater and score.\n"
        "\n"
        "  person        who\n"
        "  at            session number, date (2026-11-24) or date and time\n"
        "  rater         client (default), therapist, …\n"
        "  instrument    closing-client, …; without: keyed items, one sum\n"
        "  i1 … iN       the answers; empty is missing, or \"declined\"\n"
        "\n"
        "Other columns are ignored. Figures: Cronbach's alpha, McDonald's\n"
        "omega, item-rest correlations, retest, floor, ceiling, blanks; each\n"
        "with an interval, and null with a reason when too few people stand\n"
        "behind it. A person with a refused row is left out.\n"
        "\n",
        out);
    flags_help(out, t.flags, FLAGS);
    (void)fputs("\nExit status: 0, 1 (a row was refused), 2 (usage).\n", out);
}

struct psychometrics_options psychometrics_options_defaults(void)
{
    return (struct psychometrics_options){
        .file = { .min = (double)NAN, .max = (double)NAN },
        .params = psychometrics_defaults(),
        .occasion = psychometrics_occasion_name(PSYCHOMETRICS_FIRST),
    };
}

enum flags_result psychometrics_options_read(struct psychometrics_options *o,
                                             int argc, char **argv, FILE *err)
{
    const struct flag_table t = table_of(o);
    const enum flags_result result =
        flags_read(name, t.flags, FLAGS, argc, argv, err);
    const bool has_min = isfinite(o->file.min), has_max = isfinite(o->file.max);

    if (result != FLAGS_OK)
        return result;
    for (int i = PSYCHOMETRICS_FIRST; i <= PSYCHOMETRICS_ALL; i++)
        if (strcmp(o->occasion, psychometrics_occasion_name(
                                    (enum psychometrics_occasion)i)) == 0)
            o->params.occasion = (enum psychometrics_occasion)i;
    if (psychometrics_params_are_sound(&o->params) && has_min == has_max &&
        (!has_min || (o->file.min < o->file.max && fabs(o->file.min) <= 1e9 &&
                      fabs(o->file.max) <= 1e9)))
        return FLAGS_OK;
    (void)fprintf(err,
                  "rapport %s: these flags make no sense together (level "
                  "between 0 and 1, extreme from 0 to 1, 2 people at least, "
                  "days not the wrong way round, --min and --max both and in "
                  "order)\n",
                  name);
    return FLAGS_WRONG;
}

/* One line of output. False when memory is out. */
static bool print_score(const struct psychometrics_input *d,
                        struct psychometrics_options *o,
                        const struct psychometrics_group *g, size_t score,
                        struct json_out *j)
{
    const struct flag_table t = table_of(o);
    const struct text instrument = intern_get(&d->texts, g->instrument);
    struct psychometrics_room *room = malloc(sizeof(*room));
    struct psychometrics *r = malloc(sizeof(*r));
    struct psychometrics_data data = g->data;
    bool fine = false;

    data.score = score;
    if (room == NULL || r == NULL ||
        psychometrics_find(&o->params, &data, room, r, NULL) !=
            PSYCHOMETRICS_OK)
        goto out;
    json_out_open(j, '{');
    if (g->own == NULL) {
        json_out_key_word(j, "instrument", data.in->id);
    } else if (instrument.len > 0) {
        json_out_key_text(j, "instrument", instrument);
    }
    json_out_key_text(j, "rater", intern_get(&d->texts, g->rater));
    json_out_key_word(j, "score", data.in->scores[score].id);
    json_out_key_count(j, "left_out", g->left_out);
    psychometrics_print(j, &data, &o->params, r);
    flags_print(j, t.flags, FLAGS);
    if (o->explain)
        psychometrics_explain(j, &data, &o->params, r);
    json_out_close(j, '}');
    json_out_end_line(j);
    fine = true;
out:
    free(room);
    free(r);
    return fine;
}

static bool print_all(const struct psychometrics_input *d,
                      struct psychometrics_options *o, FILE *out, FILE *err)
{
    struct json_out j = { .out = out, .first = true };

    if (d->all_withheld) {
        (void)fprintf(err,
                      "rapport %s: nothing is printed, because a refused row "
                      "may belong to anybody\n",
                      name);
        return true;
    }
    for (size_t i = 0; i < d->keys.count; i++)
        for (size_t k = 0; k < d->groups[i].data.in->score_count; k++)
            if (!print_score(d, o, &d->groups[i], k, &j))
                return false;
    if (d->refused_people.count > 0)
        (void)fprintf(err,
                      "rapport %s: people with a refused row are left out: "
                      "%zu\n",
                      name, d->refused_people.count);
    return true;
}

int psychometrics_stream(const struct instrument_set *set,
                         struct psychometrics_options *options, FILE *in,
                         FILE *out, FILE *err)
{
    struct psychometrics_input d;
    struct rows rows;
    bool fine;

    rows_init(&rows, in, err, name);
    psychometrics_input_init(&d, set, &options->file);
    fine = psychometrics_input_read(&d, &rows) &&
           psychometrics_input_sort(&d, &rows) &&
           print_all(&d, options, out, err);
    if (!fine && rows.refused == 0)
        (void)fprintf(err, "rapport %s: out of memory\n", name);
    rows_report(&rows);
    fine = fine && rows.refused == 0;
    psychometrics_input_deinit(&d);
    rows_deinit(&rows);
    if (fflush(out) != 0 || ferror(out) != 0) {
        (void)fprintf(err, "rapport %s: the output cannot be written\n", name);
        return 1;
    }
    return fine ? 0 : 1;
}

int cli_psychometrics(int argc, char **argv)
{
    struct psychometrics_options o = psychometrics_options_defaults();
    struct instrument_set set;
    char why[INSTRUMENT_FILE_WHY_MAX];
    int result;

    switch (psychometrics_options_read(&o, argc, argv, stderr)) {
    case FLAGS_OK: break;
    case FLAGS_HELP: usage(stdout); return 0;
    case FLAGS_WRONG: return 2;
    }
    if (instrument_set_load(&set,
                            o.instruments == NULL ? instrument_default_dir()
                                                  : o.instruments,
                            why) != 0) {
        (void)fprintf(stderr, "rapport %s: %s\n", name, why);
        return 2;
    }
    result = psychometrics_stream(&set, &o, stdin, stdout, stderr);
    instrument_set_deinit(&set);
    return result;
}
